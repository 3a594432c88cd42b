//! The port of the database. Each noun brings its own trait; a [`Repository`] is all of them over one connection.

use async_trait::async_trait;

use crate::{
    application::Applications,
    attempts::Attempts,
    audit::AuditLog,
    authenticator::Authenticators,
    email::Emails,
    organisation::Organisations,
    outbox::Outbox,
    password::{Passwords, forgot::Recoveries},
    person::People,
    ra::{
        Desks,
        announcement::Announcements,
        approval::Approvals,
        at_home::AtHomes,
        bulk::{ManyPeople, PeopleImports},
        contact::RaContacts,
        home::DeskHomes,
        tie::Makers,
    },
    registration::Registrations,
    session::Sessions,
    settings::Settings,
    sign_in::SignIns,
    smartcard::{
        authority::Authorities, card::Cards, certificate::Certificates, prepare::PreparedCards, remind::Reminders,
        renewal::Renewals, unblock::Unblockings,
    },
    sweep::Sweep,
    undo::Undos,
    webauthn::{ceremony::Ceremonies, credential::Credentials},
};

/// Opens connections to the database.
#[async_trait]
pub trait Store: Send + Sync {
    /// A connection for single reads, outside any transaction.
    async fn read(&self) -> Result<Box<dyn Repository>, StoreError>;

    /// A transaction that may write. Writers see each other's committed work only; in SQLite they wait in turn.
    async fn write(&self) -> Result<Box<dyn Repository>, StoreError>;
}

/// Everything the store can do, over one connection.
#[async_trait]
pub trait Repository:
    People
    + Organisations
    + Applications
    + Emails
    + Passwords
    + Recoveries
    + Authenticators
    + Credentials
    + Ceremonies
    + Registrations
    + SignIns
    + Sessions
    + Attempts
    + Outbox
    + AuditLog
    + Settings
    + Undos
    + Desks
    + Approvals
    + Makers
    + RaContacts
    + Announcements
    + DeskHomes
    + AtHomes
    + PeopleImports
    + ManyPeople
    + Authorities
    + Cards
    + Certificates
    + Renewals
    + Reminders
    + Unblockings
    + PreparedCards
    + Sweep
{
    /// Makes the transaction last. A connection for reads has nothing to commit.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// The database did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, or did not answer in time.
    #[error("the database is away: {0}")]
    Away(String),
    /// A row is not as this version writes it.
    #[error("a stored value is not valid: {0}")]
    Invalid(String),
    /// Anything else, in the driver's words.
    #[error("the database refused: {0}")]
    Refused(String),
}

/// The answer of a store.
pub type StoreResult<T> = Result<T, StoreError>;
