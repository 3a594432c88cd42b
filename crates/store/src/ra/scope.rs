//! The rule of who and what is in somebody's reach: pieces of statements, so that it stands once. In each, `$1` is who asks and
//! `$2` the day.

/// Whether a position is open on the day.
macro_rules! open {
    ($table:literal) => {
        concat!("(", $table, ".starts_on <= $2 AND (", $table, ".ends_on IS NULL OR ", $table, ".ends_on >= $2))")
    };
}

/// `seats (code, role)`: open positions that open the desk, of somebody whose Care Identity is open and not frozen.
macro_rules! seats {
    () => {
        concat!(
            "seats (code, role) AS (SELECT s.organisation_code, s.role_code FROM positions s \
             JOIN people ON people.id = s.person_id WHERE s.person_id = $1 AND s.role_code IN ('R5080', 'R5090') AND ",
            crate::ra::scope::open!("s"),
            " AND state = 'open' AND frozen_at IS NULL)"
        )
    };
}

/// `reach (code, seat)`: the organisations of the seats, and those that are confirmed to be in their reach.
macro_rules! reach {
    () => {
        concat!(
            crate::ra::scope::seats!(),
            ", reach (code, seat) AS (SELECT code, code FROM seats UNION \
             SELECT reaches.organisation, code FROM seats JOIN reaches ON ra_organisation = code WHERE state = 'confirmed')"
        )
    };
}

/// `sight (person_id, seat)`: whoever has an open position in reach; of those who have none at all, whoever has the last one
/// there, be it over or to come; and whoever was created there, while nobody gave them a position elsewhere. The two arguments narrow it to one person, or are empty.
macro_rules! sight {
    ($only_position:literal, $only_person:literal) => {
        concat!(
            crate::ra::scope::reach!(),
            ", sight (person_id, seat) AS MATERIALIZED (SELECT p.person_id, seat FROM positions p JOIN reach ON reach.code = p.organisation_code \
             WHERE ",
            $only_position,
            "(",
            crate::ra::scope::open!("p"),
            " OR NOT EXISTS (SELECT 1 FROM positions q WHERE q.person_id = p.person_id AND (q.starts_on > p.starts_on OR ",
            crate::ra::scope::open!("q"),
            "))) UNION SELECT c.id, seat FROM people c JOIN reach ON reach.code = c.created_by_organisation WHERE ",
            $only_person,
            "NOT EXISTS (SELECT 1 FROM positions q WHERE q.person_id = c.id \
             AND q.organisation_code NOT IN (SELECT code FROM reach)))"
        )
    };
}

/// `seen`: everybody in sight, once. It is made before anything else is asked of them, so that each database begins with those in
/// sight and not with all people, however little it knows of how many there are.
macro_rules! seen {
    () => {
        concat!(
            crate::ra::scope::sight!("", ""),
            ", seen AS MATERIALIZED (SELECT people.id, identifier, given_name, family_name, birth_date, state, frozen_at, \
             frozen_since, name_key FROM (SELECT DISTINCT person_id FROM sight) s CROSS JOIN people WHERE people.id = s.person_id)"
        )
    };
}

pub(super) use {open, reach, seats, seen, sight};
