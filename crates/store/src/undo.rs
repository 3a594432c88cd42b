//! How changes are taken back.

use async_trait::async_trait;
use identity::{
    person::PersonId,
    random::TokenHash,
    store::StoreResult,
    time::Timestamp,
    undo::{Undo, UndoId, Undos},
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO undos (id, person_id, token_hash, content, created_at, expires_at, used_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "SELECT id, person_id, content, created_at, expires_at, used_at FROM undos WHERE token_hash = $1";
const LIST_FROM: &str = "SELECT id, person_id, content, created_at, expires_at, used_at FROM undos \
    WHERE person_id = $1 AND created_at >= $2 AND used_at IS NULL AND expires_at > $3 ORDER BY created_at DESC, id";
/// What it held is of no more use, and full of secrets.
const USE: &str = "UPDATE undos SET used_at = $2, content = NULL WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
const DELETE_OF: &str = "DELETE FROM undos WHERE person_id = $1";

impl Stored for Undo {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: UndoId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            content: row.optional_sealed("content")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            used_at: row.optional_time("used_at")?,
        })
    }
}

#[async_trait]
impl Undos for Connection {
    async fn add_undo(&mut self, undo: &Undo, token: &TokenHash) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(undo.id.as_str())
            .bind(undo.person_id.as_str())
            .bind(token.as_str())
            .bind(undo.content.as_ref().map(identity::keys::Sealed::as_str))
            .bind(undo.created_at.micros())
            .bind(undo.expires_at.micros())
            .bind(undo.used_at.map(Timestamp::micros));
        self.run(add).await.map(drop)
    }

    async fn list_undos_from(&mut self, person: &PersonId, from: Timestamp, now: Timestamp) -> StoreResult<Vec<Undo>> {
        self.list(sql(LIST_FROM).bind(person.as_str()).bind(from.micros()).bind(now.micros())).await
    }

    async fn find_undo(&mut self, token: &TokenHash) -> StoreResult<Option<Undo>> {
        self.find(sql(FIND).bind(token.as_str())).await
    }

    async fn use_undo(&mut self, id: &UndoId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(USE).bind(id.as_str()).bind(now.micros())).await
    }

    async fn delete_undos_of(&mut self, person: &PersonId) -> StoreResult<u64> {
        self.run(sql(DELETE_OF).bind(person.as_str())).await
    }
}
