//! What waits at a desk.

use async_trait::async_trait;
use identity::{
    person::{Person, PersonId, Position},
    ra::{
        desk::Scope,
        home::{CardEnding, DeskHomes, Ending, Few},
        store::{HeldPosition, PositionId},
    },
    smartcard::certificate::CertificateSerial,
    store::StoreResult,
    time::{Timestamp, date_text},
};
use time::Date;

use super::{
    people::scoped,
    scope::{open, reach, seen},
};
use crate::{
    connection::Connection,
    row::{Row, Stored},
};

const FROZEN: &str = concat!(
    "WITH ",
    seen!(),
    " SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM seen \
     WHERE frozen_at IS NOT NULL AND identifier > $3 ORDER BY identifier LIMIT $4"
);
/// `position` is the row of the position, as `id` is that of the person.
const ENDING: &str = concat!(
    "WITH ",
    reach!(),
    " SELECT p.id AS position, p.person_id, p.organisation_code, organisations.name, p.role_code, p.role_name, p.starts_on, \
     p.ends_on, people.id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since \
     FROM positions p JOIN people ON people.id = p.person_id JOIN organisations ON organisations.code = p.organisation_code \
     WHERE p.organisation_code IN (SELECT code FROM reach) AND state = 'open' AND ",
    open!("p"),
    " AND p.ends_on <= $3 AND (p.ends_on > $4 OR (p.ends_on = $4 AND p.id > $5)) ORDER BY p.ends_on, p.id LIMIT $6"
);
const FEW: &str = concat!(
    "WITH ",
    seen!(),
    ", counted AS (SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since, \
     (SELECT COUNT(*) FROM authenticators a WHERE a.person_id = seen.id AND a.state = 'active' AND a.suspended_at IS NULL \
     AND a.replaces_id IS NULL) AS held FROM seen WHERE state = 'open' AND identifier > $3) \
     SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since, held FROM counted \
     WHERE held < 2 ORDER BY identifier LIMIT $4"
);

const CARDS: &str = concat!(
    "WITH ",
    seen!(),
    " SELECT seen.id, identifier, given_name, family_name, birth_date, seen.state, frozen_at, frozen_since, c.serial, c.not_after \
     FROM seen JOIN cards ON cards.person_id = seen.id JOIN authenticators a ON a.id = cards.authenticator_id \
     JOIN certificates c ON c.card_id = cards.id \
     WHERE seen.state = 'open' AND cards.ended_at IS NULL AND a.state = 'active' AND c.state = 'active' \
     AND c.purpose = 'authentication' AND c.not_after <= $3 \
     AND (c.not_after > $4 OR (c.not_after = $4 AND c.serial > $5)) ORDER BY c.not_after, c.serial LIMIT $6"
);

impl Stored for CardEnding {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            person: Person::read(row)?,
            certificate: row.parsed("serial", CertificateSerial::from_text)?,
            until: row.time("not_after")?,
        })
    }
}

impl Stored for Ending {
    fn read(row: &Row) -> StoreResult<Self> {
        let held = HeldPosition {
            id: PositionId::from_text(row.text("position")?),
            person: PersonId::from_text(row.text("person_id")?),
            position: Position::read(row)?,
        };
        Ok(Self { person: Person::read(row)?, held })
    }
}

impl Stored for Few {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { person: Person::read(row)?, authenticators: row.number("held")? })
    }
}

#[async_trait]
impl DeskHomes for Connection {
    async fn list_frozen_in_sight(&mut self, scope: &Scope, after: &str, limit: u32) -> StoreResult<Vec<Person>> {
        self.list(scoped(FROZEN, scope).bind(after).bind(i64::from(limit))).await
    }

    async fn list_ending_in_reach(
        &mut self,
        scope: &Scope,
        until: Date,
        (day, id): (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<Ending>> {
        self.list(scoped(ENDING, scope).bind(date_text(until)).bind(day).bind(id).bind(i64::from(limit))).await
    }

    async fn list_with_few_authenticators(&mut self, scope: &Scope, after: &str, limit: u32) -> StoreResult<Vec<Few>> {
        self.list(scoped(FEW, scope).bind(after).bind(i64::from(limit))).await
    }

    async fn list_cards_ending_in_sight(
        &mut self,
        scope: &Scope,
        until: Timestamp,
        (from, serial): (Timestamp, &str),
        limit: u32,
    ) -> StoreResult<Vec<CardEnding>> {
        let list = scoped(CARDS, scope).bind(until.micros()).bind(from.micros()).bind(serial.to_owned());
        self.list(list.bind(i64::from(limit))).await
    }
}
