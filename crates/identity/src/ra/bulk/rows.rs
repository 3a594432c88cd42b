//! What a file of people asks of the database and writes there, for all of its lines together: a few statements for each of
//! 5,000 lines take longer than a request may.

use async_trait::async_trait;
use time::Date;

use crate::{
    audit::Entry,
    email::Email,
    organisation::OrganisationCode,
    outbox::OutgoingMail,
    person::{Person, PersonId, UserIdentifier},
    ra::{desk::Scope, store::HeldPosition, tie::Made},
    store::StoreResult,
    time::Timestamp,
};

/// Somebody who is created.
#[derive(Clone, Debug)]
pub struct NewRow {
    /// Who.
    pub person: Person,
    /// The Registration Authority that sees them from now on.
    pub created_by: Option<OrganisationCode>,
    /// Who answers for them.
    pub made: Option<Made>,
}

/// Everything that a file writes.
#[derive(Clone, Debug, Default)]
pub struct NewRows {
    /// They come first: the others are theirs.
    pub people: Vec<NewRow>,
    /// Addresses that they prove themselves.
    pub emails: Vec<Email>,
    /// Of those who are created, and of others.
    pub positions: Vec<HeldPosition>,
    /// What tells of all that.
    pub entries: Vec<Entry>,
    /// To those who existed.
    pub mails: Vec<OutgoingMail>,
}

/// The store's part. Each list may have any length.
#[async_trait]
pub trait ManyPeople: Send {
    /// Does what `lock_person` does, for all who have one of these identifiers. Nothing promises the order.
    async fn lock_people(&mut self, identifiers: &[UserIdentifier]) -> StoreResult<()>;
    /// Those of these people who are in sight.
    async fn list_in_sight(&mut self, scope: &Scope, identifiers: &[UserIdentifier]) -> StoreResult<Vec<Person>>;
    /// Those of these identifiers that somebody has.
    async fn list_taken_identifiers(&mut self, identifiers: &[UserIdentifier]) -> StoreResult<Vec<UserIdentifier>>;
    /// Those of these names, as [`crate::person::PersonName::key`] writes them, that somebody has who was born that day.
    async fn list_taken_names(&mut self, names: &[(String, Date)]) -> StoreResult<Vec<(String, Date)>>;
    /// Those of these addresses, as they are compared, that stand on somebody's profile, verified or pending.
    async fn list_taken_addresses(&mut self, comparison_keys: &[String]) -> StoreResult<Vec<String>>;
    /// The addresses of these people, of each the oldest first.
    async fn list_emails_of(&mut self, people: &[PersonId]) -> StoreResult<Vec<Email>>;
    /// Writes all of it, or fails.
    async fn add_rows(&mut self, rows: &NewRows, now: Timestamp) -> StoreResult<()>;
}
