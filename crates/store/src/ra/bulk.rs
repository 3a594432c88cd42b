//! Files of people between their dry run and their application.

use async_trait::async_trait;
use identity::{
    person::PersonId,
    ra::bulk::{ImportId, Kept, PeopleImports},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const PUT: &str = "INSERT INTO people_imports (id, person_id, content, expires_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (person_id) DO UPDATE SET id = excluded.id, content = excluded.content, expires_at = excluded.expires_at";
const FIND: &str = "SELECT id, content, expires_at FROM people_imports WHERE person_id = $1 AND expires_at > $2";
const TAKE: &str = "DELETE FROM people_imports WHERE id = $1";

impl Stored for Kept {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: ImportId::from_text(row.text("id")?),
            content: row.sealed("content")?,
            expires_at: row.time("expires_at")?,
        })
    }
}

#[async_trait]
impl PeopleImports for Connection {
    async fn put_people_import(&mut self, person: &PersonId, kept: &Kept) -> StoreResult<()> {
        let put = sql(PUT)
            .bind(kept.id.as_str())
            .bind(person.as_str())
            .bind(kept.content.as_str())
            .bind(kept.expires_at.micros());
        self.put(put).await
    }

    async fn find_people_import(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<Option<Kept>> {
        self.find(sql(FIND).bind(person.as_str()).bind(now.micros())).await
    }

    async fn take_people_import(&mut self, id: &ImportId) -> StoreResult<bool> {
        self.changes(sql(TAKE).bind(id.as_str())).await
    }
}
