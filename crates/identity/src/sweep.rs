//! What is over is swept away: proofs, flashes, links and registrations that ran out.

use async_trait::async_trait;

use crate::{
    activity::page::SHOWN_FOR,
    actor::{Actor, Origin},
    audit::{self, Event},
    keys::{Purpose, Sealed},
    service::{Service, Unexpected},
    store::StoreResult,
    time::Timestamp,
};

/// Where sealed values stand, for the rotation of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedColumn {
    /// `authenticators.secret`, sealed for `person/id`.
    AuthenticatorSecret,
    /// `registrations.secret`, sealed for `person/id`.
    RegistrationSecret,
    /// `registrations.link`, sealed for `person/id`.
    RegistrationLink,
    /// `outbox.content`, sealed for the id.
    MailContent,
    /// `undos.content`, sealed for `person/id`.
    UndoContent,
    /// `people_imports.content`, sealed for `person/id`.
    PeopleImport,
    /// `certificate_authorities.signing_key`, sealed for the id.
    AuthorityKey,
    /// `cards.unblocking_key`, sealed for `person/id`.
    UnblockingKey,
    /// `cards.next_unblocking_key`, sealed for `person/id`.
    NextUnblockingKey,
    /// `prepared_cards.unblocking_keys`, sealed for `person/id`.
    PreparedUnblockingKeys,
}

impl SealedColumn {
    /// Every column with sealed values.
    pub const ALL: [Self; 10] = [
        Self::AuthenticatorSecret,
        Self::RegistrationSecret,
        Self::RegistrationLink,
        Self::MailContent,
        Self::UndoContent,
        Self::PeopleImport,
        Self::AuthorityKey,
        Self::UnblockingKey,
        Self::NextUnblockingKey,
        Self::PreparedUnblockingKeys,
    ];

    const fn purpose(self) -> Purpose {
        match self {
            Self::AuthenticatorSecret => Purpose::AuthenticatorSecret,
            Self::RegistrationSecret => Purpose::RegistrationSecret,
            Self::RegistrationLink => Purpose::RegistrationLink,
            Self::MailContent => Purpose::Mail,
            Self::UndoContent => Purpose::Undo,
            Self::PeopleImport => Purpose::PeopleImport,
            Self::AuthorityKey => Purpose::AuthorityKey,
            Self::UnblockingKey | Self::NextUnblockingKey | Self::PreparedUnblockingKeys => Purpose::UnblockingKey,
        }
    }
}

/// A sealed value in its place.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// The row's id.
    pub id: String,
    /// The owner that it is sealed for.
    pub owner: String,
    /// As an older key sealed it.
    pub value: Sealed,
}

/// The store's part.
#[async_trait]
pub trait Sweep: Send {
    /// Abandons registrations that ran out, and deletes their secrets; answers how many.
    async fn abandon_overdue_registrations(&mut self, now: Timestamp) -> StoreResult<u64>;
    /// Deletes flashes, challenges, proofs, sign-ins, links, sessions, counters, sent mail and browsers that nobody can use any
    /// more; `before` is the age from which ended rows go. Answers how many.
    async fn delete_expired(&mut self, now: Timestamp, before: Timestamp) -> StoreResult<u64>;
    /// Up to `limit` values of a column that are not sealed with `current_key`.
    async fn list_sealed_by_older_keys(
        &mut self,
        column: SealedColumn,
        current_key: &str,
        limit: u32,
    ) -> StoreResult<Vec<SealedRow>>;
    /// Puts a value in place of `old`; `false` when the row changed meanwhile.
    async fn reseal(&mut self, column: SealedColumn, id: &str, old: &Sealed, new: &Sealed) -> StoreResult<bool>;
}

/// How long ended rows are kept: as long as people may read their activity.
const KEPT: std::time::Duration = SHOWN_FOR;

/// Abandons what ran out and deletes what nobody can use any more. Answers how many rows.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(service: &Service) -> Result<u64, Unexpected> {
    let now = service.now();
    let mut swept = 0;
    // The store deletes a bounded number at a time, so that nobody waits long for this transaction.
    for _ in 0..MOST_ROUNDS {
        let mut repository = service.write().await?;
        let abandoned = repository.abandon_overdue_registrations(now).await?;
        if abandoned > 0 {
            let details = [("count", abandoned.to_string()), ("reason", "time ran out".into())];
            let details = details.each_ref().map(|(name, value)| (*name, value.as_str()));
            let event = Event::RegistrationAbandoned;
            audit::record(&mut *repository, service, &Origin::server(), &Actor::System, None, event, &details).await?;
        }
        let round = abandoned + repository.delete_expired(now, now.minus(KEPT)).await?;
        repository.commit().await?;
        swept += round;
        if round == 0 {
            break;
        }
    }
    Ok(swept)
}

/// Rounds of one sweep: what is left then waits for the next.
const MOST_ROUNDS: u32 = 200;

/// How many values are sealed anew in one transaction.
const BATCH: u32 = 200;

/// Seals every value that an older key sealed with the current one. Answers how many. Can be run again after a stop in
/// the middle: it goes on with what is left.
///
/// # Errors
/// When the database refuses, or a value's key is missing.
pub async fn reseal_all(service: &Service) -> Result<u64, Unexpected> {
    let mut done = 0;
    for column in SealedColumn::ALL {
        loop {
            let mut repository = service.write().await?;
            let rows = repository.list_sealed_by_older_keys(column, service.keys.current_id(), BATCH).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let value = service.keys.open(column.purpose(), &row.owner, &row.value)?;
                let new = service.keys.seal(&*service.random, column.purpose(), &row.owner, &value)?;
                repository.reseal(column, &row.id, &row.value, &new).await?;
                done += 1;
            }
            repository.commit().await?;
        }
    }
    let mut repository = service.write().await?;
    let details = [("key", service.keys.current_id()), ("values", &done.to_string())];
    audit::record(&mut *repository, service, &Origin::server(), &Actor::Operator, None, Event::KeysRotated, &details)
        .await?;
    repository.commit().await?;
    Ok(done)
}
