//! Passwords: what is accepted, how they are kept, and how they are set.

pub mod blocklist;
pub mod hash;
pub mod memory;
pub mod policy;

use async_trait::async_trait;

use crate::{
    password::hash::PasswordHash,
    person::{Person, PersonId},
    store::StoreResult,
    time::Timestamp,
};

/// What a sign-in with a password asks of somebody, in one look.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Who.
    pub person: Person,
    /// The hash of their password, if they have one.
    pub password: Option<PasswordHash>,
    /// Whether they hold an authenticator app, for the code.
    pub has_app: bool,
}

/// The store's part.
#[async_trait]
pub trait Passwords: Send {
    /// Whoever has proved an address, by its comparison key, with their password.
    async fn find_standing(&mut self, comparison_key: &str) -> StoreResult<Option<Standing>>;
    /// The same of somebody we know.
    async fn lookup_standing(&mut self, person: &PersonId) -> StoreResult<Option<Standing>>;
    /// The hash of a person's password.
    async fn lookup_password(&mut self, person: &PersonId) -> StoreResult<Option<PasswordHash>>;
    /// Sets the first password; `false` when there is one.
    async fn add_password(&mut self, person: &PersonId, hash: &PasswordHash, now: Timestamp) -> StoreResult<bool>;
    /// Puts `new` in place of `old` and nothing else; `false` when the password is another by now.
    async fn replace_password(
        &mut self,
        person: &PersonId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// Removes a person's password; `false` when there was none.
    async fn remove_password(&mut self, person: &PersonId) -> StoreResult<bool>;
}
