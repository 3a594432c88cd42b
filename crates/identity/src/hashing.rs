//! The port of password hashing. Argon2id takes tens of milliseconds and 19 MiB, so it never runs on a thread that
//! answers pages: the server gives it few threads of lower priority.

use async_trait::async_trait;
use secrecy::SecretString;

use crate::{password::hash::PasswordHash, service::Unexpected};

/// Hashes and checks passwords elsewhere.
#[async_trait]
pub trait Hashing: Send + Sync {
    /// The hash of a password under a fresh salt.
    async fn hash(&self, password: SecretString, salt: [u8; 16]) -> Result<PasswordHash, Unexpected>;

    /// Whether the password fits. Without a hash (nobody, or no password set) the same work is done and the answer
    /// is no, so that the time tells nothing (failure 22).
    async fn verify(&self, password: SecretString, hash: Option<PasswordHash>) -> Result<bool, Unexpected>;

    /// Whether a hash was made with weaker parameters than today's.
    fn needs_rehash(&self, hash: &PasswordHash) -> bool;
}
