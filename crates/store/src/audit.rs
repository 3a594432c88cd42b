//! The audit log, and the leases of jobs.

use std::{fmt::Write as _, sync::LazyLock};

use async_trait::async_trait;
use identity::{
    activity::Cursor,
    audit::{AuditLog, ChainedEntry, Entry, Link},
    person::PersonId,
    store::{StoreError, StoreResult},
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const APPEND: &str =
    "INSERT INTO audit_log (id, at, actor, subject, event, details, network) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST_UNCHAINED: &str = "SELECT id, at, actor, subject, event, details, network FROM audit_log \
    WHERE position IS NULL ORDER BY at, id LIMIT $1";
const LAST_LINK: &str = "SELECT position, mac FROM audit_log WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1";
/// Gives so many entries their places at once: after a rush of sign-ins there are hundreds. One text for each number.
static CHAIN: LazyLock<[(usize, String); 3]> = LazyLock::new(|| [100, 10, 1].map(|rows| (rows, chain(rows))));
const LIST_CHAINED: &str = "SELECT id, at, actor, subject, event, details, network, position, mac FROM audit_log \
    WHERE position > $1 ORDER BY position LIMIT $2";
/// Of entries at one instant the identifier decides, so that every page begins where the one before ended.
const LIST_OF_SUBJECT: &str = "SELECT id, at, actor, subject, event, details, network FROM audit_log \
    WHERE subject = $1 AND at >= $2 AND at <= $3 AND (at < $3 OR id < $4) ORDER BY at DESC, id DESC LIMIT $5";
/// The holder may prolong it; anybody may have it once it ran out.
const TAKE_LEASE: &str = "INSERT INTO leases (name, holder, held_until) VALUES ($1, $2, $4) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until \
    WHERE leases.holder = excluded.holder OR leases.held_until <= $3";

/// Both databases name the columns of VALUES so.
fn chain(rows: usize) -> String {
    let mut values = String::new();
    for row in 0..rows {
        let (comma, first) = (if row == 0 { "" } else { ", " }, 3 * row + 1);
        let _ = write!(values, "{comma}(${first}, ${}, ${})", first + 1, first + 2);
    }
    format!(
        "UPDATE audit_log SET position = links.column2, mac = links.column3 FROM (VALUES {values}) AS links \
         WHERE audit_log.id = links.column1 AND audit_log.position IS NULL"
    )
}

/// The last link of the chain: position and keyed hash.
struct Head(i64, String);

impl Stored for Head {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self(row.number("position")?, row.text("mac")?))
    }
}

impl Stored for Entry {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: row.text("id")?,
            at: row.time("at")?,
            actor: row.text("actor")?,
            subject: row.optional_text("subject")?.map(PersonId::from_text),
            event: row.text("event")?,
            details: row.text("details")?,
            network: row.text("network")?,
        })
    }
}

impl Stored for ChainedEntry {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { entry: Entry::read(row)?, position: row.number("position")?, mac: row.text("mac")? })
    }
}

#[async_trait]
impl AuditLog for Connection {
    async fn append_audit(&mut self, entry: &Entry) -> StoreResult<()> {
        let append = sql(APPEND)
            .bind(&entry.id)
            .bind(entry.at.micros())
            .bind(&entry.actor)
            .bind(entry.subject.as_ref().map(PersonId::as_str))
            .bind(&entry.event)
            .bind(&entry.details)
            .bind(&entry.network);
        self.put(append).await?;
        self.committed.note(&entry.event);
        Ok(())
    }

    async fn list_unchained_audit(&mut self, limit: u32) -> StoreResult<Vec<Entry>> {
        self.list(sql(LIST_UNCHAINED).bind(i64::from(limit))).await
    }

    async fn last_audit_link(&mut self) -> StoreResult<Option<(i64, String)>> {
        let link: Option<Head> = self.find(sql(LAST_LINK)).await?;
        Ok(link.map(|Head(position, mac)| (position, mac)))
    }

    /// An entry that has a place already means that two sealers run: the second must not go on.
    async fn chain_audit(&mut self, links: &[Link]) -> StoreResult<()> {
        let mut left = links;
        for (rows, text) in &*CHAIN {
            while let Some((now, later)) = left.split_at_checked(*rows) {
                let chain = now.iter().fold(sql(text), |query, link| {
                    query.bind(link.id.as_str()).bind(link.position).bind(link.mac.as_str())
                });
                if self.run(chain).await? != *rows as u64 {
                    return Err(StoreError::Refused("an audit entry is chained already, or missing".into()));
                }
                left = later;
            }
        }
        Ok(())
    }

    async fn list_chained_audit(&mut self, after: i64, limit: u32) -> StoreResult<Vec<ChainedEntry>> {
        self.list(sql(LIST_CHAINED).bind(after).bind(i64::from(limit))).await
    }

    async fn list_audit_of_subject(
        &mut self,
        subject: &PersonId,
        after: &Cursor,
        since: Timestamp,
        limit: u32,
    ) -> StoreResult<Vec<Entry>> {
        let list = sql(LIST_OF_SUBJECT)
            .bind(subject.as_str())
            .bind(since.micros())
            .bind(after.at.micros())
            .bind(&after.id)
            .bind(i64::from(limit));
        self.list(list).await
    }

    async fn take_lease(&mut self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> StoreResult<bool> {
        self.changes(sql(TAKE_LEASE).bind(name).bind(holder).bind(now.micros()).bind(until.micros())).await
    }
}
