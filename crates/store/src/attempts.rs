//! Counters of failed guesses, shared by every instance (failure 32).

use async_trait::async_trait;
use identity::{
    attempts::{Attempts, Counter},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// The update changes nothing: it takes the row's lock, also when the row is another transaction's that just
/// committed, so that guesses made at the same time are counted one after the other (failure 4).
const LOCK: &str = "INSERT INTO attempt_counters (name, failures, blocked_until, started_at) VALUES ($1, 0, NULL, $2) \
    ON CONFLICT (name) DO UPDATE SET failures = attempt_counters.failures RETURNING failures, blocked_until, started_at";
const SET: &str = "INSERT INTO attempt_counters (name, failures, blocked_until, started_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, blocked_until = excluded.blocked_until, \
    started_at = excluded.started_at";
const CLEAR: &str = "DELETE FROM attempt_counters WHERE name = $1";

impl Stored for Counter {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            failures: row.number("failures")?,
            blocked_until: row.optional_time("blocked_until")?,
            started_at: row.time("started_at")?,
        })
    }
}

#[async_trait]
impl Attempts for Connection {
    async fn lock_counter(&mut self, key: &str, now: Timestamp) -> StoreResult<Counter> {
        self.get(sql(LOCK).bind(key).bind(now.micros())).await
    }

    async fn set_counter(&mut self, key: &str, counter: &Counter) -> StoreResult<()> {
        let set = sql(SET)
            .bind(key)
            .bind(counter.failures)
            .bind(counter.blocked_until.map(Timestamp::micros))
            .bind(counter.started_at.micros());
        self.put(set).await
    }

    async fn clear_counter(&mut self, key: &str) -> StoreResult<()> {
        self.put(sql(CLEAR).bind(key)).await
    }
}
