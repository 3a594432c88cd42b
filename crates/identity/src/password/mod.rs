//! Passwords: what is accepted, how they are kept, and how they are set.

pub mod blocklist;
pub mod hash;
pub mod memory;
pub mod policy;

use async_trait::async_trait;

use crate::{password::hash::PasswordHash, person::PersonId, store::StoreResult, time::Timestamp};

/// The store's part.
#[async_trait]
pub trait Passwords: Send {
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
