//! Applications: the websites and apps that people sign in to, as the operator lists them. Which authenticator opens which
//! follows from their levels alone ([`opens`]).

pub mod add;
pub mod change;
pub mod list;
pub mod load;
pub mod opens;
pub mod parse;
pub mod remove;

use std::fmt;

use async_trait::async_trait;

use crate::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    service::Service,
    store::{Repository, StoreResult},
    time::Timestamp,
    web_address::WebAddress,
};

pub use self::parse::{ApplicationError, Draft};

/// What names an application in commands, files and addresses of pages: `patient-records`. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationId(String);

impl ApplicationId {
    /// As the store and commands write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What people read of an application, and the level that it asks for. Read by [`Draft::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    name: String,
    address: WebAddress,
    minimum_level: AssuranceLevel,
    description: String,
}

impl Details {
    /// What people call it: 1 to 80 characters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> &WebAddress {
        &self.address
    }

    /// The level that a sign-in must have.
    #[must_use]
    pub const fn minimum_level(&self) -> AssuranceLevel {
        self.minimum_level
    }

    /// What it is for, in a sentence: 1 to 300 characters.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its name for machines.
    pub id: ApplicationId,
    /// What people read.
    pub details: Details,
    /// When it was added.
    pub added_at: Timestamp,
}

/// An application as the operator wants it, whether it is there or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name for machines.
    pub id: ApplicationId,
    /// What people are to read.
    pub details: Details,
}

/// The audit entry of a change; people are not told, because no account changes.
async fn record(
    repository: &mut dyn Repository,
    service: &Service,
    actor: &Actor,
    event: Event,
    id: &ApplicationId,
    details: &Details,
) -> StoreResult<()> {
    let level = details.minimum_level.to_string();
    let words = [
        ("application", id.as_str()),
        ("name", details.name()),
        ("address", details.address.as_str()),
        ("level", &level),
        ("description", details.description()),
    ];
    audit::record(repository, service, &Origin::server(), actor, None, event, &words).await
}

/// The store's part.
#[async_trait]
pub trait Applications: Send {
    /// Adds an application; `false` when there is one with this id.
    async fn add_application(&mut self, application: &Application) -> StoreResult<bool>;
    /// Looks one up.
    async fn lookup_application(&mut self, id: &ApplicationId) -> StoreResult<Option<Application>>;
    /// Writes what people read of one; `false` when there is none.
    async fn change_application(&mut self, id: &ApplicationId, details: &Details) -> StoreResult<bool>;
    /// Removes one; `false` when there is none.
    async fn remove_application(&mut self, id: &ApplicationId) -> StoreResult<bool>;
    /// All of them, in no order that both databases would agree on. The operator writes them: some hundreds at the most.
    async fn list_applications(&mut self) -> StoreResult<Vec<Application>>;
}
