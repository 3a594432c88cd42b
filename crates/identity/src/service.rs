//! What every use case is given: the ports and the installation's policy.

use std::sync::Arc;

use crate::{
    assurance::Kind,
    email::allow_list::AllowList,
    hashing::Hashing,
    keys::{Keyring, OpenError},
    network::NetworkNames,
    random::Random,
    session::together::Askers,
    settings::LastBanner,
    smartcard::authority::CertificateAuthority,
    store::{Repository, Store, StoreError},
    time::{Clock, Timestamp},
    webauthn::{RelyingParty, roots::AttestationRoots},
};

/// The ports and the policy.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The only source of time: tests own it.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Password hashing, on threads of its own.
    pub hashing: Arc<dyn Hashing>,
    /// What issues and checks certificates of smartcards.
    pub authority: Arc<dyn CertificateAuthority>,
    /// The master keys.
    pub keys: Arc<Keyring>,
    /// What this installation decides.
    pub policy: Arc<Policy>,
    /// The maintenance banner, as it was read last.
    pub banner: Arc<LastBanner>,
    /// Those who ask at this moment who is signed in.
    pub askers: Arc<Askers>,
}

/// What an installation decides.
pub struct Policy {
    /// The service's name in headings, mails and the authenticator app: "Care Identity".
    pub service_name: String,
    /// Where people reach it, without a slash at the end. Links in mail are made from this, never from a request
    /// (failure 21).
    pub base_url: String,
    /// The e-mail domains that are accepted.
    pub allow_list: AllowList,
    /// What people know networks by.
    pub network_names: NetworkNames,
    /// Whom people are told to contact when they cannot go on.
    pub support_text: String,
    /// Whether this is a demonstration with fictional people.
    pub demonstration: bool,
    /// Who asks for WebAuthn; `None` where browsers do not allow it.
    pub relying_party: Option<RelyingParty>,
    /// The roots that vouch for authenticators.
    pub attestation_roots: AttestationRoots,
}

impl Policy {
    /// Whether this installation can have authenticators of a kind.
    #[must_use]
    pub fn offers(&self, kind: Kind) -> bool {
        !kind.is_webauthn() || self.relying_party.is_some()
    }
}

impl Service {
    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A connection for single reads, outside any transaction.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Box<dyn Repository>, Unexpected> {
        Ok(self.store.read().await?)
    }

    /// A transaction that writes; dropped without [`Repository::commit`] it leaves nothing behind.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn write(&self) -> Result<Box<dyn Repository>, Unexpected> {
        Ok(self.store.write().await?)
    }
}

/// Something that no rule expects: it gets an error reference, and its cause goes to the log only.
#[derive(Debug, thiserror::Error)]
pub enum Unexpected {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value did not open.
    #[error(transparent)]
    Key(#[from] OpenError),
    /// Too much is asked for at once: nothing was done, and a moment later it may be.
    #[error("too busy: {0}")]
    Busy(&'static str),
    /// Anything else, in words for the log.
    #[error("{0}")]
    Other(String),
}

impl Unexpected {
    /// Whether the database was away: the page then says that nothing was lost and to try again.
    #[must_use]
    pub const fn database_away(&self) -> bool {
        matches!(self, Self::Store(StoreError::Away(_)))
    }
}
