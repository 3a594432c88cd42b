//! Who made whom at a desk.

use async_trait::async_trait;
use identity::{
    person::PersonId,
    ra::{
        desk::Scope,
        tie::{Made, Makers},
    },
    store::StoreResult,
};

use super::{
    people::scoped,
    scope::{open, sight},
};
use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const NOTE: &str = "INSERT INTO made_at_desk (id, made_by, made_at) VALUES ($1, $2, $3)";
const FIND: &str = "SELECT made_by, made_at FROM made_at_desk WHERE id = $1";
const SEATS: &str = concat!(
    "WITH ",
    sight!("p.person_id = $3 AND ", "c.id = $3 AND "),
    " SELECT made_by, made_at FROM positions s LEFT JOIN made_at_desk ON made_at_desk.id = s.id \
     WHERE s.person_id = $1 AND s.role_code IN ('R5080', 'R5090') AND ",
    open!("s"),
    " AND s.organisation_code IN (SELECT seat FROM sight) ORDER BY s.id"
);

impl Stored for Made {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { by: PersonId::from_text(row.text("made_by")?), at: row.time("made_at")? })
    }
}

/// Of a position that was given elsewhere than at a desk, there is nothing to read.
struct Seat(Option<Made>);

impl Stored for Seat {
    fn read(row: &Row) -> StoreResult<Self> {
        let made = row.optional_text("made_by")?.zip(row.optional_time("made_at")?);
        Ok(Self(made.map(|(by, at)| Made { by: PersonId::from_text(by), at })))
    }
}

#[async_trait]
impl Makers for Connection {
    async fn note_made(&mut self, id: &str, made: &Made) -> StoreResult<()> {
        self.put(sql(NOTE).bind(id).bind(made.by.as_str()).bind(made.at.micros())).await
    }

    async fn find_maker(&mut self, person: &PersonId) -> StoreResult<Option<Made>> {
        self.find(sql(FIND).bind(person.as_str())).await
    }

    async fn list_seat_makers(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<Vec<Option<Made>>> {
        let seats: Vec<Seat> = self.list(scoped(SEATS, scope).bind(person.as_str())).await?;
        Ok(seats.into_iter().map(|Seat(made)| made).collect())
    }
}
