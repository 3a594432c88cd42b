//! Entries of the log, how one is written, and what the store keeps of them.

use async_trait::async_trait;

use super::Event;
use crate::{
    activity::Cursor,
    actor::{Actor, Origin},
    person::PersonId,
    random,
    service::Service,
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row: 128 random bits.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who, as [`Actor::audit_text`] writes it.
    pub actor: String,
    /// About whom.
    pub subject: Option<PersonId>,
    /// What, as [`Event::name`] writes it.
    pub event: String,
    /// More, as a JSON object of texts. Never a secret.
    pub details: String,
    /// From which network.
    pub network: String,
}

/// An entry and its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainedEntry {
    /// As it was written: its HMAC covers every part of it.
    pub entry: Entry,
    /// Its place, from 1 on without gaps.
    pub position: i64,
    /// The keyed hash over the one before and this.
    pub mac: String,
}

/// The place that an entry is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The entry's row.
    pub id: String,
    /// Its place, from 1 on without gaps.
    pub position: i64,
    /// The keyed hash over the one before and this.
    pub mac: String,
}

/// Writes an entry in the transaction of the change that it tells of.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    repository: &mut dyn Repository,
    service: &Service,
    origin: &Origin,
    actor: &Actor,
    subject: Option<&PersonId>,
    event: Event,
    details: &[(&str, &str)],
) -> StoreResult<()> {
    repository.append_audit(&entry(service, origin, actor, subject, event, details)).await
}

/// The entry of a change, for whoever writes many at once: in the transaction of what they tell of.
pub(crate) fn entry(
    service: &Service,
    origin: &Origin,
    actor: &Actor,
    subject: Option<&PersonId>,
    event: Event,
    details: &[(&str, &str)],
) -> Entry {
    let details: serde_json::Map<String, serde_json::Value> =
        details.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    Entry {
        id: random::encode(&random::bytes::<16>(&*service.random)),
        at: service.now(),
        actor: actor.audit_text(),
        subject: subject.cloned(),
        event: event.name().to_owned(),
        details: serde_json::Value::Object(details).to_string(),
        network: origin.network.clone(),
    }
}

/// The store's part.
#[async_trait]
pub trait AuditLog: Send {
    /// Adds an entry, unchained.
    async fn append_audit(&mut self, entry: &Entry) -> StoreResult<()>;
    /// Entries that are not chained yet, oldest first.
    async fn list_unchained_audit(&mut self, limit: u32) -> StoreResult<Vec<Entry>>;
    /// The last link of the chain: position and keyed hash.
    async fn last_audit_link(&mut self) -> StoreResult<Option<(i64, String)>>;
    /// Gives unchained entries their places; an error when one is missing or has a place.
    async fn chain_audit(&mut self, links: &[Link]) -> StoreResult<()>;
    /// Chained entries after a position, in order.
    async fn list_chained_audit(&mut self, after: i64, limit: u32) -> StoreResult<Vec<ChainedEntry>>;
    /// Entries about a person after a place, not older than `since`, newest first.
    async fn list_audit_of_subject(
        &mut self,
        subject: &PersonId,
        after: &Cursor,
        since: Timestamp,
        limit: u32,
    ) -> StoreResult<Vec<Entry>>;
    /// Takes a lease that one instance holds at a time, for jobs; `false` while another holds it.
    async fn take_lease(&mut self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> StoreResult<bool>;
}
