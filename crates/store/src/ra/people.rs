//! People in sight of a desk.

use async_trait::async_trait;
use identity::{
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonName, Position},
    ra::{
        Desks, Rank, Seat,
        desk::Scope,
        reach::{Reach, ReachState},
        store::{HeldPosition, InSight, PositionId, Reached, Wanted},
    },
    store::StoreResult,
    time::{Timestamp, date_text},
};
use time::Date;

use super::{
    reach as reaches,
    scope::{open, reach, seats, seen, sight},
};
use crate::{
    connection::{Connection, Query, sql},
    row::{Row, Stored},
    rows::AnyOf,
};

const SEATS: &str = concat!(
    "WITH ",
    seats!(),
    " SELECT organisations.code, name, role FROM seats JOIN organisations ON organisations.code = seats.code \
     ORDER BY organisations.code, role"
);
/// R5080 comes before R5090.
const SEATS_OVER: &str = concat!(
    "WITH ",
    reach!(),
    " SELECT organisations.code, name, role FROM seats JOIN reach ON seat = seats.code \
     JOIN organisations ON organisations.code = seats.code WHERE reach.code = $3 ORDER BY role, organisations.code"
);
const IN_REACH: &str = concat!(
    "WITH ",
    reach!(),
    " SELECT code, name FROM organisations WHERE code IN (SELECT code FROM reach) ORDER BY name, code LIMIT 1000"
);
const IN_SIGHT: &str = concat!(
    "WITH ",
    sight!("p.person_id = $3 AND ", "c.id = $3 AND "),
    " SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since, seat, role \
     FROM sight JOIN people ON id = person_id JOIN seats ON code = seat ORDER BY role, seat LIMIT 1"
);
const SEARCH: &str = concat!(
    "WITH ",
    seen!(),
    " SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM seen \
     WHERE name_key LIKE $3 AND name_key LIKE $4 AND name_key LIKE $5 AND name_key LIKE $6 \
     AND ($7 = '' OR EXISTS (SELECT 1 FROM positions w WHERE w.person_id = seen.id AND w.organisation_code = $7)) \
     ORDER BY name_key, identifier LIMIT $8 OFFSET $9"
);
const OUT_OF_REACH: &str = concat!(
    "WITH ",
    reach!(),
    " SELECT COUNT(*) FROM positions p WHERE p.person_id = $3 AND (p.ends_on IS NULL OR p.ends_on >= $2) \
     AND p.organisation_code NOT IN (SELECT code FROM reach)"
);
const HAD_AUTHENTICATOR: &str = "SELECT 1 FROM authenticators WHERE person_id = $1 LIMIT 1";
/// `$1` is whom they may see, `$2` the day.
const RAS_NEAR: &str = concat!(
    "WITH places (code) AS (SELECT organisation_code FROM positions WHERE person_id = $1 UNION \
     SELECT created_by_organisation FROM people WHERE id = $1 AND created_by_organisation IS NOT NULL), \
     near (code) AS (SELECT code FROM places UNION \
     SELECT ra_organisation FROM reaches JOIN places ON code = reaches.organisation WHERE state = 'confirmed') \
     SELECT DISTINCT s.person_id FROM near JOIN positions s ON s.organisation_code = near.code \
     JOIN people ON people.id = s.person_id WHERE s.role_code IN ('R5080', 'R5090') AND ",
    open!("s"),
    " AND people.state = 'open' AND frozen_at IS NULL ORDER BY s.person_id LIMIT $3"
);
const NAMESAKES: &str = "SELECT id FROM people WHERE birth_date = $1 AND name_key IN ($2, $3) ORDER BY id LIMIT 20";
const WITH_EMAIL: &str =
    "SELECT person_id FROM email_addresses WHERE comparison_key = $1 ORDER BY verified_at IS NULL, person_id LIMIT 20";
const SET_CREATED_BY: &str = "UPDATE people SET created_by_organisation = $2 WHERE id = $1";
const SET_NAME: &str = "UPDATE people SET given_name = $2, family_name = $3, name_key = $4 WHERE id = $1";
const END_POSITION: &str = "UPDATE positions SET ends_on = $2 WHERE id = $1 AND (ends_on IS NULL OR ends_on > $2)";
static HELD: AnyOf = AnyOf::new(
    "SELECT id, person_id, organisation_code, name, role_code, role_name, starts_on, ends_on \
     FROM positions JOIN organisations ON code = organisation_code WHERE person_id IN",
    1,
    "ORDER BY starts_on DESC, name, role_name, id",
);

impl Stored for Seat {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            organisation: row.parsed("code", OrganisationCode::parse)?,
            name: row.text("name")?,
            rank: row.parsed("role", Rank::of)?,
        })
    }
}

impl Stored for Reached {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { code: row.parsed("code", OrganisationCode::parse)?, name: row.text("name")? })
    }
}

impl Stored for HeldPosition {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: PositionId::from_text(row.text("id")?),
            person: PersonId::from_text(row.text("person_id")?),
            position: Position::read(row)?,
        })
    }
}

impl Stored for InSight {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            person: Person::read(row)?,
            through: row.parsed("seat", OrganisationCode::parse)?,
            rank: row.parsed("role", Rank::of)?,
        })
    }
}

/// A statement over somebody's scope.
pub(super) fn scoped<'q>(text: &'static str, scope: &'q Scope) -> Query<'q> {
    sql(text).bind(scope.person.as_str()).bind(date_text(scope.day))
}

#[async_trait]
impl Desks for Connection {
    async fn list_seats(&mut self, me: &PersonId, day: Date) -> StoreResult<Vec<Seat>> {
        self.list(sql(SEATS).bind(me.as_str()).bind(date_text(day))).await
    }

    async fn list_seats_over(&mut self, scope: &Scope, organisation: &OrganisationCode) -> StoreResult<Vec<Seat>> {
        self.list(scoped(SEATS_OVER, scope).bind(organisation.as_str())).await
    }

    async fn list_in_reach(&mut self, scope: &Scope) -> StoreResult<Vec<Reached>> {
        self.list(scoped(IN_REACH, scope)).await
    }

    async fn find_in_sight(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<Option<InSight>> {
        self.find(scoped(IN_SIGHT, scope).bind(person.as_str())).await
    }

    async fn search_in_sight(
        &mut self,
        scope: &Scope,
        wanted: &Wanted,
        skip: u32,
        limit: u32,
    ) -> StoreResult<Vec<Person>> {
        // Words are letters and digits: none means something to LIKE.
        let word = |place: usize| wanted.words.get(place).map_or_else(|| "%".into(), |word| format!("% {word}%"));
        let search = (0..4).fold(scoped(SEARCH, scope), |query, place| query.bind(word(place)));
        let search = search
            .bind(wanted.organisation.as_ref().map_or("", OrganisationCode::as_str))
            .bind(i64::from(limit))
            .bind(i64::from(skip));
        self.list(search).await
    }

    async fn list_ras_near(&mut self, person: &PersonId, day: Date, limit: u32) -> StoreResult<Vec<PersonId>> {
        let list = sql(RAS_NEAR).bind(person.as_str()).bind(date_text(day)).bind(i64::from(limit));
        let list: Vec<String> = self.list(list).await?;
        Ok(list.into_iter().map(PersonId::from_text).collect())
    }

    async fn count_positions_out_of_reach(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<i64> {
        self.get(scoped(OUT_OF_REACH, scope).bind(person.as_str())).await
    }

    async fn had_authenticator(&mut self, person: &PersonId) -> StoreResult<bool> {
        self.has(sql(HAD_AUTHENTICATOR).bind(person.as_str())).await
    }

    async fn list_namesakes(&mut self, names: &[String; 2], birth_date: Date) -> StoreResult<Vec<PersonId>> {
        let [name, turned] = names;
        let list: Vec<String> = self.list(sql(NAMESAKES).bind(date_text(birth_date)).bind(name).bind(turned)).await?;
        Ok(list.into_iter().map(PersonId::from_text).collect())
    }

    async fn list_people_with_email(&mut self, comparison_key: &str) -> StoreResult<Vec<PersonId>> {
        let list: Vec<String> = self.list(sql(WITH_EMAIL).bind(comparison_key)).await?;
        Ok(list.into_iter().map(PersonId::from_text).collect())
    }

    async fn set_created_by(&mut self, person: &PersonId, organisation: &OrganisationCode) -> StoreResult<()> {
        self.put(sql(SET_CREATED_BY).bind(person.as_str()).bind(organisation.as_str())).await
    }

    async fn set_person_name(&mut self, person: &PersonId, name: &PersonName) -> StoreResult<()> {
        let set = sql(SET_NAME).bind(person.as_str()).bind(name.given()).bind(name.family()).bind(name.key());
        self.put(set).await
    }

    async fn list_held_positions(&mut self, people: &[PersonId]) -> StoreResult<Vec<HeldPosition>> {
        let (mut held, mut rest) = (Vec::new(), people);
        while let Some((query, later)) = HELD.next(rest, |query| query, |query, person| query.bind(person.as_str())) {
            held.extend(self.list::<HeldPosition>(query).await?);
            rest = later;
        }
        Ok(held)
    }

    async fn end_position(&mut self, id: &PositionId, last_day: Date) -> StoreResult<bool> {
        self.changes(sql(END_POSITION).bind(id.as_str()).bind(date_text(last_day))).await
    }

    async fn put_reach(&mut self, reach: &Reach, from: &[Option<ReachState>]) -> StoreResult<bool> {
        reaches::put(self, reach, from).await
    }

    async fn list_reaches(
        &mut self,
        ra: Option<&OrganisationCode>,
        after: (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<Reach>> {
        reaches::list(self, ra, after, limit).await
    }

    async fn lookup_reach(
        &mut self,
        ra: &OrganisationCode,
        organisation: &OrganisationCode,
    ) -> StoreResult<Option<Reach>> {
        reaches::lookup(self, ra, organisation).await
    }

    async fn propose_related(&mut self, ra: &OrganisationCode, by: &str, now: Timestamp) -> StoreResult<u64> {
        reaches::propose_related(self, ra, by, now).await
    }
}
