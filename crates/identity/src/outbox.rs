//! The outbox: mail is written in the transaction of the change that it tells of, and sent afterwards by a worker that
//! any instance may run. At least once, with a stable Message-ID.

use async_trait::async_trait;

use crate::{keys::Sealed, random::id, store::StoreResult, time::Timestamp};

id!(
    /// The row of an outgoing mail; its Message-ID is made of it.
    MailId
);

/// A mail in the outbox.
#[derive(Clone, Debug)]
pub struct OutgoingMail {
    /// The row.
    pub id: MailId,
    /// Recipient, subject and body, sealed for the row's id.
    pub content: Sealed,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written; it is sent from then on, and may be written ahead.
    pub created_at: Timestamp,
}

/// A mail that is not to be tried again, for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMail {
    /// The row.
    pub id: MailId,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// What the mail server said last.
    pub last_error: String,
}

/// How many mails stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// To be sent.
    pub pending: i64,
    /// Given up.
    pub dead: i64,
    /// When the oldest pending one was written, microseconds UTC.
    pub oldest_pending: Option<i64>,
}

/// The store's part.
#[async_trait]
pub trait Outbox: Send {
    /// Adds a mail, which is due from the instant it was written for.
    async fn add_mail(&mut self, mail: &OutgoingMail) -> StoreResult<()>;
    /// Takes the next mail that is due for sending, until `until`: no other worker gets it before then.
    async fn lease_mail(&mut self, now: Timestamp, until: Timestamp) -> StoreResult<Option<OutgoingMail>>;
    /// The mail server confirmed it. Its content is deleted.
    async fn mark_mail_sent(&mut self, id: &MailId, now: Timestamp) -> StoreResult<()>;
    /// To be tried again at `next`.
    async fn retry_mail(&mut self, id: &MailId, next: Timestamp, error: &str) -> StoreResult<()>;
    /// Not to be tried again, until the operator asks for it.
    async fn mark_mail_dead(&mut self, id: &MailId, error: &str) -> StoreResult<()>;
    /// Dead mails, oldest first.
    async fn list_dead_mail(&mut self, limit: u32) -> StoreResult<Vec<DeadMail>>;
    /// Tries dead mails again from `now` on; answers how many.
    async fn revive_dead_mail(&mut self, now: Timestamp) -> StoreResult<u64>;
    /// Counts for the metrics.
    async fn count_mail(&mut self) -> StoreResult<OutboxCounts>;
}
