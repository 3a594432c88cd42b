//! Outgoing mail.

use async_trait::async_trait;
use identity::{
    outbox::{DeadMail, MailId, Outbox, OutboxCounts, OutgoingMail},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO outbox (id, content, state, attempts, created_at, due_at, last_error) \
    VALUES ($1, $2, 'pending', $3, $4, $4, '')";
/// A try counts when it begins: a mail that brings its worker down is given up some day too.
const LEASE: &str = "UPDATE outbox SET due_at = $2, attempts = attempts + 1 \
    WHERE id = (SELECT id FROM outbox WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at, id LIMIT 1) \
    AND state = 'pending' AND due_at <= $1 RETURNING id, content, attempts, created_at";
const IS_ANY_DUE: &str = "SELECT 1 FROM outbox WHERE state = 'pending' AND due_at <= $1 LIMIT 1";
const MARK_SENT: &str =
    "UPDATE outbox SET state = 'sent', content = NULL, sent_at = $2 WHERE id = $1 AND state <> 'sent'";
const RETRY: &str = "UPDATE outbox SET due_at = $2, last_error = $3 WHERE id = $1 AND state = 'pending'";
const MARK_DEAD: &str = "UPDATE outbox SET state = 'dead', last_error = $2 WHERE id = $1 AND state = 'pending'";
const LIST_DEAD: &str = "SELECT id, attempts, created_at, last_error FROM outbox WHERE state = 'dead' \
    ORDER BY created_at, id LIMIT $1";
const REVIVE: &str = "UPDATE outbox SET state = 'pending', due_at = $1, attempts = 0 WHERE state = 'dead'";
const COUNT: &str = "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'pending') AS pending, \
    (SELECT COUNT(*) FROM outbox WHERE state = 'dead') AS dead, \
    (SELECT MIN(created_at) FROM outbox WHERE state = 'pending') AS oldest_pending";

impl Stored for OutgoingMail {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: MailId::from_text(row.text("id")?),
            content: row.sealed("content")?,
            attempts: row.number("attempts")?,
            created_at: row.time("created_at")?,
        })
    }
}

impl Stored for DeadMail {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: MailId::from_text(row.text("id")?),
            attempts: row.number("attempts")?,
            created_at: row.time("created_at")?,
            last_error: row.text("last_error")?,
        })
    }
}

impl Stored for OutboxCounts {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            pending: row.number("pending")?,
            dead: row.number("dead")?,
            oldest_pending: row.optional_number("oldest_pending")?,
        })
    }
}

#[async_trait]
impl Outbox for Connection {
    async fn add_mail(&mut self, mail: &OutgoingMail) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(mail.id.as_str())
            .bind(mail.content.as_str())
            .bind(mail.attempts)
            .bind(mail.created_at.micros());
        self.wrote_mail = true;
        self.put(add).await
    }

    /// Two workers of PostgreSQL may choose the same mail; the second then changes no row, and looks again.
    async fn lease_mail(&mut self, now: Timestamp, until: Timestamp) -> StoreResult<Option<OutgoingMail>> {
        loop {
            let leased = self.find(sql(LEASE).bind(now.micros()).bind(until.micros())).await?;
            if leased.is_some() || !self.has(sql(IS_ANY_DUE).bind(now.micros())).await? {
                return Ok(leased);
            }
        }
    }

    async fn mark_mail_sent(&mut self, id: &MailId, now: Timestamp) -> StoreResult<()> {
        self.put(sql(MARK_SENT).bind(id.as_str()).bind(now.micros())).await?;
        self.committed.note("mail-sent");
        Ok(())
    }

    async fn retry_mail(&mut self, id: &MailId, next: Timestamp, error: &str) -> StoreResult<()> {
        self.put(sql(RETRY).bind(id.as_str()).bind(next.micros()).bind(error)).await
    }

    async fn mark_mail_dead(&mut self, id: &MailId, error: &str) -> StoreResult<()> {
        self.put(sql(MARK_DEAD).bind(id.as_str()).bind(error)).await
    }

    async fn list_dead_mail(&mut self, limit: u32) -> StoreResult<Vec<DeadMail>> {
        self.list(sql(LIST_DEAD).bind(i64::from(limit))).await
    }

    async fn revive_dead_mail(&mut self, now: Timestamp) -> StoreResult<u64> {
        self.run(sql(REVIVE).bind(now.micros())).await
    }

    async fn count_mail(&mut self) -> StoreResult<OutboxCounts> {
        self.get(sql(COUNT)).await
    }
}
