//! What a change took away, kept until it can be taken back no longer.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    authenticator::Authenticator,
    email::Email,
    keys::{Purpose, Sealed},
    random,
    service::{Service, Unexpected},
};

/// An address that a change took away.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptAddress {
    /// The same row comes back, so that an older change still finds it.
    pub(super) id: String,
    pub(super) address: String,
    pub(super) added_at: i64,
    pub(super) verified_at: i64,
}

impl KeptAddress {
    /// Keeps a verified address; `None` when it is pending.
    #[must_use]
    pub fn of(email: &Email) -> Option<Self> {
        Some(Self {
            id: email.id.as_str().to_owned(),
            address: email.address.as_str().to_owned(),
            added_at: email.added_at.micros(),
            verified_at: email.verified_at?.micros(),
        })
    }
}

/// An authenticator that a change ended: its row stays, its secret moved here.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptAuthenticator {
    pub(super) id: String,
    /// Of an app; a device keeps its own.
    pub(super) secret: Option<Concealed>,
}

impl KeptAuthenticator {
    /// Keeps an authenticator that is about to end.
    ///
    /// # Errors
    /// When its secret does not open.
    pub fn of(service: &Service, authenticator: &Authenticator) -> Result<Self, Unexpected> {
        let owner = Authenticator::seal_owner(&authenticator.person_id, &authenticator.id);
        let open = |secret: &Sealed| service.keys.open(Purpose::AuthenticatorSecret, &owner, secret);
        let bytes = authenticator.secret.as_ref().map(open).transpose()?;
        let secret = bytes.map(|bytes| Concealed(SecretString::from(random::encode(&bytes))));
        Ok(Self { id: authenticator.id.as_str().to_owned(), secret })
    }
}

/// A secret within what is sealed: written there, and nowhere else.
#[derive(Debug)]
pub struct Concealed(pub(super) SecretString);

impl Serialize for Concealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for Concealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(SecretString::from(text)))
    }
}
