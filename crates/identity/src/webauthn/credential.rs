//! The public half of what an authenticator keeps, and what it showed when it was last used.

use async_trait::async_trait;

use crate::{
    assurance::{evidence::Evidence, model::Aaguid},
    authenticator::{Authenticator, AuthenticatorId},
    person::PersonId,
    random::id,
    store::StoreResult,
    webauthn::roots::{AttestationRoots, RootId},
};

id!(
    /// The id of a credential, chosen by its authenticator: URL-safe base64 of at most 1,023 bytes.
    CredentialId
);

/// How an authenticator is attached to the browser that speaks of it. Unsigned: it chooses words and refuses slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// Built into the device.
    Platform,
    /// Carried from device to device.
    CrossPlatform,
}

impl Attachment {
    /// As WebAuthn and the store write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::CrossPlatform => "cross-platform",
        }
    }

    /// From a browser or the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Platform, Self::CrossPlatform].into_iter().find(|attachment| attachment.as_str() == text)
    }
}

/// Over what an authenticator can be reached (W3C WebAuthn, 5.8.4). Unsigned, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant's name is WebAuthn's")]
pub enum Transport {
    Usb,
    Nfc,
    Ble,
    SmartCard,
    Internal,
    Hybrid,
}

impl Transport {
    const ALL: [Self; 6] = [Self::Usb, Self::Nfc, Self::Ble, Self::SmartCard, Self::Internal, Self::Hybrid];

    /// As WebAuthn writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usb => "usb",
            Self::Nfc => "nfc",
            Self::Ble => "ble",
            Self::SmartCard => "smart-card",
            Self::Internal => "internal",
            Self::Hybrid => "hybrid",
        }
    }

    /// From a browser; `None` when we do not know it.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.as_str() == text)
    }

    /// As the store writes them: `usb,nfc`.
    #[must_use]
    pub fn list_text(transports: &[Self]) -> String {
        transports.iter().map(|transport| transport.as_str()).collect::<Vec<_>>().join(",")
    }

    /// From the store.
    #[must_use]
    pub fn list_from_text(text: &str) -> Vec<Self> {
        text.split(',').filter_map(Self::from_text).collect()
    }
}

/// A credential of an authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Public key and attestation, as the library writes them. What changes is in the fields below, and theirs counts.
    pub json: String,
    /// The model that its authenticator says it is.
    pub aaguid: Aaguid,
    /// Over what it can be reached.
    pub transports: Vec<Transport>,
    /// How it was attached when it was made.
    pub attachment: Option<Attachment>,
    /// Whether its key can be copied, by its last answer.
    pub backup_eligible: bool,
    /// Whether its key is copied, by its last answer.
    pub backed_up: bool,
    /// Whether it checked who its user is, by its last answer.
    pub user_verified: bool,
    /// The root that its attestation was verified with.
    pub attested_by: Option<RootId>,
    /// How often it signed, where it counts.
    pub counter: u32,
}

impl Credential {
    /// What it shows now: a root that is configured no longer vouches for nobody, and one whose model was broken since
    /// vouches for it no longer.
    #[must_use]
    pub fn evidence(&self, roots: &AttestationRoots, accepted_unattested: bool) -> Evidence {
        Evidence {
            user_verified: self.user_verified,
            backup_eligible: self.backup_eligible,
            attested: self.attested_by.as_ref().is_some_and(|root| roots.vouch(root, self.aaguid)),
            broken: roots.know_broken(self.aaguid),
            aaguid: self.aaguid,
            accepted_unattested,
        }
    }
}

/// An authenticator and its credential.
#[derive(Clone, Debug)]
pub struct Held {
    /// The authenticator, ended or not.
    pub authenticator: Authenticator,
    /// Its credential.
    pub credential: Credential,
}

/// The store's part.
#[async_trait]
pub trait Credentials: Send {
    /// Adds the credential of an authenticator; `false` when one with its id was ever there.
    async fn add_credential(&mut self, of: &AuthenticatorId, credential: &Credential) -> StoreResult<bool>;
    /// Finds a credential and its authenticator, ended or not.
    async fn find_credential(&mut self, id: &CredentialId) -> StoreResult<Option<Held>>;
    /// The credentials of a person's active authenticators, oldest first.
    async fn list_credentials(&mut self, person: &PersonId) -> StoreResult<Vec<Held>>;
    /// Writes what its last answer showed: counter, backup and verification. `false` when its counter stands there or
    /// further already, so that of two answers with one count one is accepted.
    async fn use_credential(&mut self, of: &AuthenticatorId, credential: &Credential) -> StoreResult<bool>;
    /// The name under which authenticators know a person; it is `new` when there was none. It never changes.
    async fn user_handle(&mut self, person: &PersonId, new: &str) -> StoreResult<String>;
    /// The same, when there is one.
    async fn lookup_user_handle(&mut self, person: &PersonId) -> StoreResult<Option<String>>;
}
