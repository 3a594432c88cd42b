//! Counters of failed guesses, shared by every instance (failure 32).

use std::{fmt::Write as _, sync::LazyLock};

use async_trait::async_trait;
use identity::{
    attempts::{Attempts, Counter, MOST_AT_ONCE},
    store::{StoreError, StoreResult},
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
    rows::{AnyOf, ManyRows},
};

/// The update changes nothing: it takes the row's lock, also when the row is another transaction's that just
/// committed, so that guesses made at the same time are counted one after the other (failure 4).
const LOCK: &str = "INSERT INTO attempt_counters (name, failures, blocked_until, started_at) VALUES ($1, 0, NULL, $2) \
    ON CONFLICT (name) DO UPDATE SET failures = attempt_counters.failures RETURNING failures, blocked_until, started_at";
static LOCK_MANY: ManyRows = ManyRows::new(
    "INSERT INTO attempt_counters (name, failures, started_at)",
    3,
    "ON CONFLICT (name) DO UPDATE SET failures = attempt_counters.failures",
);
const SET: &str = "INSERT INTO attempt_counters (name, failures, blocked_until, started_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, blocked_until = excluded.blocked_until, \
    started_at = excluded.started_at";
/// What [`LOCK`] does, for one counter or some, and counts at once. A text for each number.
static COUNT: LazyLock<[String; MOST_AT_ONCE]> = LazyLock::new(|| std::array::from_fn(|index| count(index + 1)));
const TAKE_BACK: &str = "UPDATE attempt_counters SET failures = failures - 1, \
    blocked_until = CASE WHEN blocked_until = $2 THEN NULL ELSE blocked_until END WHERE name = $1 AND failures > 0";
static LIST: AnyOf =
    AnyOf::new("SELECT name, failures, blocked_until, started_at FROM attempt_counters WHERE name IN", 1, "");
/// No counter's name is empty.
const CLEAR: &str = "DELETE FROM attempt_counters WHERE name IN ($1, $2, $3) AND failures >= $4";

fn count(counters: usize) -> String {
    let mut values = String::new();
    for number in 1..=counters {
        let comma = if number == 1 { "" } else { ", " };
        let _ = write!(values, "{comma}(${number}, 1, NULL, ${})", counters + 1);
    }
    format!(
        "INSERT INTO attempt_counters (name, failures, blocked_until, started_at) VALUES {values} \
         ON CONFLICT (name) DO UPDATE SET failures = attempt_counters.failures + 1 \
         RETURNING name, failures - 1 AS failures, blocked_until, started_at"
    )
}

/// A counter and its name: nothing promises the order in which they are answered.
struct Named(String, Counter);

impl Stored for Named {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self(row.text("name")?, Counter::read(row)?))
    }
}

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

    async fn lock_counters(&mut self, keys: &[String], now: Timestamp) -> StoreResult<()> {
        LOCK_MANY.run(self, keys, |query, key| query.bind(key.as_str()).bind(0_i64).bind(now.micros())).await
    }

    async fn list_counters(&mut self, keys: &[String]) -> StoreResult<Vec<(String, Counter)>> {
        let (mut counters, mut rest) = (Vec::new(), keys);
        while let Some((query, later)) = LIST.next(rest, |query| query, |query, key| query.bind(key.as_str())) {
            let listed: Vec<Named> = self.list(query).await?;
            counters.extend(listed.into_iter().map(|Named(name, counter)| (name, counter)));
            rest = later;
        }
        Ok(counters)
    }

    async fn set_counter(&mut self, key: &str, counter: &Counter) -> StoreResult<()> {
        let set = sql(SET)
            .bind(key)
            .bind(counter.failures)
            .bind(counter.blocked_until.map(Timestamp::micros))
            .bind(counter.started_at.micros());
        self.put(set).await
    }

    async fn count_failures(&mut self, keys: &[&str], now: Timestamp) -> StoreResult<Vec<Counter>> {
        let odd = || StoreError::Refused("counters are counted one to three at once, each once".into());
        let text = keys.len().checked_sub(1).and_then(|index| COUNT.get(index)).ok_or_else(odd)?;
        let count = keys.iter().fold(sql(text), |query, key| query.bind(*key)).bind(now.micros());
        let counted: Vec<Named> = self.list(count).await?;
        let find = |key: &&str| counted.iter().find(|Named(name, _)| name == key).map(|Named(_, counter)| *counter);
        keys.iter().map(find).collect::<Option<_>>().ok_or_else(odd)
    }

    async fn take_failure_back(&mut self, key: &str, wait: Option<Timestamp>) -> StoreResult<()> {
        self.put(sql(TAKE_BACK).bind(key).bind(wait.map(Timestamp::micros))).await
    }

    async fn clear_counters(&mut self, keys: &[&str], from: i64) -> StoreResult<()> {
        let mut names = [""; MOST_AT_ONCE];
        for (name, key) in names.iter_mut().zip(keys) {
            *name = *key;
        }
        self.put(sql(CLEAR).bind(names[0]).bind(names[1]).bind(names[2]).bind(from)).await
    }
}
