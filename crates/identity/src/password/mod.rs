//! Passwords: what is accepted, how they are kept, and how they are set.

pub mod blocklist;
pub mod change;
pub(crate) mod choose;
pub mod forgot;
pub mod hash;
pub mod memory;
pub mod policy;
pub mod renew;
pub(crate) mod replace;

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
    /// When a person's password was set; a hash made anew from the same password is not another.
    async fn password_set_at(&mut self, person: &PersonId) -> StoreResult<Option<Timestamp>>;
    /// The hash of a person's password.
    async fn lookup_password(&mut self, person: &PersonId) -> StoreResult<Option<PasswordHash>>;
    /// Sets the first password; `false` when there is one.
    async fn add_password(&mut self, person: &PersonId, hash: &PasswordHash, now: Timestamp) -> StoreResult<bool>;
    /// Puts `new`, set at `new_at`, in place of the password that was set at `old_at` and of no other; `false` when it
    /// is another by now.
    async fn replace_password(
        &mut self,
        person: &PersonId,
        old_at: Timestamp,
        new: &PasswordHash,
        new_at: Timestamp,
    ) -> StoreResult<bool>;
    /// Puts another hash of the same password in place of `old`; `false` when the password is another by now.
    async fn rehash_password(&mut self, person: &PersonId, old: &PasswordHash, new: &PasswordHash)
    -> StoreResult<bool>;
    /// Removes a person's password; `false` when there was none.
    async fn remove_password(&mut self, person: &PersonId) -> StoreResult<bool>;
}
