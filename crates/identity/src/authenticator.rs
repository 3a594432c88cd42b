//! Authenticators that a person holds.

use async_trait::async_trait;

use crate::{
    assurance::{AssuranceLevel, Kind},
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

/// An authenticator app of a person.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The row.
    pub id: AuthenticatorId,
    /// Whose it is.
    pub person_id: PersonId,
    /// Its kind.
    pub kind: Kind,
    /// The level that it reaches.
    pub level: AssuranceLevel,
    /// Its secret, sealed for the owner [`Authenticator::seal_owner`].
    pub secret: Sealed,
    /// The last 30-second step whose code was accepted: no step is accepted twice (RFC 6238 5.2).
    pub last_step: i64,
    /// Where it stands.
    pub state: AuthenticatorState,
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
}

/// The store's part.
#[async_trait]
pub trait Authenticators: Send {
    /// Adds an active authenticator; `false` when the person has an active one of this kind (failure 10).
    async fn add_authenticator(&mut self, authenticator: &Authenticator) -> StoreResult<bool>;
    /// A person's active authenticators, oldest first.
    async fn list_active_authenticators(&mut self, person: &PersonId) -> StoreResult<Vec<Authenticator>>;
    /// The active authenticator of one kind.
    async fn find_active_authenticator(&mut self, person: &PersonId, kind: Kind) -> StoreResult<Option<Authenticator>>;
    /// Ends an active authenticator; `false` when it was not active.
    async fn end_authenticator(
        &mut self,
        id: &AuthenticatorId,
        state: AuthenticatorState,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// Accepts a step once: `false` when this or a later step was accepted before, or it is not active (failure 1).
    async fn accept_step(&mut self, id: &AuthenticatorId, step: i64, now: Timestamp) -> StoreResult<bool>;
}
