//! Authenticators that a person holds, and looking after them.

pub(crate) mod level;
pub mod name;
pub(crate) mod own;
pub mod reinstate;
pub mod remove;
pub mod rename;
pub mod suspend;

use async_trait::async_trait;

use crate::{
    assurance::{AssuranceLevel, Kind},
    authenticator::name::AuthenticatorName,
    keys::{self, Sealed},
    person::PersonId,
    random::id,
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of an authenticator.
    AuthenticatorId
);

/// Where an authenticator stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticatorState {
    /// It signs its person in.
    Active,
    /// Another of its kind took its place.
    Replaced,
    /// It was taken away.
    Removed,
}

impl AuthenticatorState {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Active, Self::Replaced, Self::Removed].into_iter().find(|state| state.as_str() == text)
    }
}

/// An authenticator of a person.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The row.
    pub id: AuthenticatorId,
    /// Whose it is.
    pub person_id: PersonId,
    /// A person has one active authenticator of each, and one more while it waits to replace it.
    pub kind: Kind,
    /// What its person calls it.
    pub name: AuthenticatorName,
    /// The level that it reached at its last use, by [`crate::assurance::evidence::level`].
    pub level: AssuranceLevel,
    /// The level of who issued its registration.
    pub granted_level: AssuranceLevel,
    /// The secret of an app, sealed for the owner [`Authenticator::seal_owner`].
    pub secret: Option<Sealed>,
    /// The last 30-second step whose code was accepted: no step is accepted twice (RFC 6238 5.2).
    pub last_step: i64,
    /// Where it stands.
    pub state: AuthenticatorState,
    /// Since when it is reported lost or stolen: it is held still, and signs nobody in.
    pub suspended_at: Option<Timestamp>,
    /// The one whose place it takes with its first use; `None` from then on.
    pub replaces: Option<AuthenticatorId>,
    /// When it was added.
    pub added_at: Timestamp,
    /// By whom, as [`crate::actor::Actor::audit_text`] writes it.
    pub added_by: String,
    /// When it last signed its person in.
    pub last_used_at: Option<Timestamp>,
}

impl Authenticator {
    /// The owner that its secret is sealed for: the person and this row.
    #[must_use]
    pub fn seal_owner(person: &PersonId, id: &AuthenticatorId) -> String {
        keys::owner(person, id.as_str())
    }

    /// Whether it signs its person in.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.state == AuthenticatorState::Active && self.suspended_at.is_none()
    }
}

/// The store's part.
#[async_trait]
pub trait Authenticators: Send {
    /// Adds an active authenticator; `false` when the person has an active one of this kind, or, for one that takes
    /// another's place, one that waits as it does (failure 10).
    async fn add_authenticator(&mut self, authenticator: &Authenticator) -> StoreResult<bool>;
    /// A person's active authenticators, suspended and waiting ones among them, oldest first.
    async fn list_active_authenticators(&mut self, person: &PersonId) -> StoreResult<Vec<Authenticator>>;
    /// The active authenticator of one kind; not the one that waits to take its place.
    async fn find_active_authenticator(&mut self, person: &PersonId, kind: Kind) -> StoreResult<Option<Authenticator>>;
    /// Looks one up, ended or not.
    async fn lookup_authenticator(&mut self, id: &AuthenticatorId) -> StoreResult<Option<Authenticator>>;
    /// Ends an active authenticator; `false` when it was not active. The one that waited for its place has it now.
    async fn end_authenticator(
        &mut self,
        id: &AuthenticatorId,
        state: AuthenticatorState,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// When it ended; `None` for one that is active.
    async fn authenticator_ended_at(&mut self, id: &AuthenticatorId) -> StoreResult<Option<Timestamp>>;
    /// Makes an authenticator that ended active again, in the place of its kind and with its secret; `false` when it did
    /// not end, or another of its kind has that place. The caller holds the person's lock.
    async fn restore_authenticator(&mut self, id: &AuthenticatorId, secret: Option<&Sealed>) -> StoreResult<bool>;
    /// Accepts a step once: `false` when this or a later step was accepted before, or it is not usable (failure 1).
    async fn accept_step(&mut self, id: &AuthenticatorId, step: i64, now: Timestamp) -> StoreResult<bool>;
    /// Notes a use and the level that it reached; `false` when it is not usable.
    async fn use_authenticator(
        &mut self,
        id: &AuthenticatorId,
        level: AssuranceLevel,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// Gives an active one another name; `false` when it is not active.
    async fn rename_authenticator(&mut self, id: &AuthenticatorId, name: &AuthenticatorName) -> StoreResult<bool>;
    /// Suspends an active one; `false` when it is not usable.
    async fn suspend_authenticator(&mut self, id: &AuthenticatorId, now: Timestamp) -> StoreResult<bool>;
    /// Makes a suspended one usable again; `false` when it is not suspended.
    async fn reinstate_authenticator(&mut self, id: &AuthenticatorId) -> StoreResult<bool>;
}
