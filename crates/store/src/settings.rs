//! Settings, and notices that people dismissed.

use async_trait::async_trait;
use identity::{person::PersonId, settings::Settings, store::StoreResult, time::Timestamp};

use crate::connection::{Connection, sql};

const LOOKUP: &str = "SELECT value FROM settings WHERE name = $1";
const SET: &str = "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at";
const REMOVE: &str = "DELETE FROM settings WHERE name = $1";
const DISMISS: &str = "INSERT INTO dismissals (person_id, notice, dismissed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (person_id, notice) DO NOTHING";

#[async_trait]
impl Settings for Connection {
    async fn lookup_setting(&mut self, key: &str) -> StoreResult<Option<String>> {
        self.find(sql(LOOKUP).bind(key)).await
    }

    async fn set_setting(&mut self, key: &str, value: Option<&str>, now: Timestamp) -> StoreResult<()> {
        let set = match value {
            Some(value) => sql(SET).bind(key).bind(value).bind(now.micros()),
            None => sql(REMOVE).bind(key),
        };
        self.put(set).await
    }

    async fn dismiss(&mut self, person: &PersonId, notice: &str, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(DISMISS).bind(person.as_str()).bind(notice).bind(now.micros())).await
    }
}
