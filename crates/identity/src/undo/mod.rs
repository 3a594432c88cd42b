//! "This wasn't me": how a change that somebody else made is taken back (NIST SP 800-63B-4, 4.6).
//!
//! Each notice of a change carries a link to the addresses that were verified before it. For 7 days whoever reads mail
//! there can take the change back, once: it ends all sessions, removes what was added, restores what was replaced, and
//! stops further changes until the person has shown who they are ([`crate::person::freeze`]). It opens nothing, so that
//! mail alone is never a way in.

pub mod carry_out;
pub mod look;
mod restore;

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::{
    assurance::Kind,
    authenticator::{Authenticator, AuthenticatorId},
    email::Email,
    keys::{self, Purpose, Sealed},
    password::hash::PasswordHash,
    person::PersonId,
    random::{self, Token, TokenHash, id},
    service::{Service, Unexpected},
    store::{Repository, StoreResult},
    time::Timestamp,
};

id!(
    /// The row of an undo.
    UndoId
);

/// How long a change can be taken back.
pub const LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A change, with what is needed to take it back. It holds secrets: it is kept sealed.
#[derive(Debug, Serialize, Deserialize)]
pub enum Change {
    /// An address was verified, maybe in place of another.
    EmailVerified {
        /// The row of the new address.
        added: String,
        /// The new address, masked.
        masked: String,
        /// The old address.
        replaced: Option<KeptAddress>,
    },
    /// A verified address was removed.
    EmailRemoved(KeptAddress),
    /// The mobile number was set, changed or removed.
    MobileChanged {
        /// The number before.
        before: Option<String>,
        /// The number after.
        after: Option<String>,
    },
    /// The password was changed, or recovered.
    PasswordChanged {
        /// The hash before.
        hash: Concealed,
        /// When that was set, microseconds UTC.
        set_at: i64,
    },
    /// An authenticator was added where there was none of its kind.
    AuthenticatorAdded {
        /// The row of the new one.
        added: String,
        /// Its kind, as [`Kind::slug`].
        kind: String,
    },
    /// An authenticator took the place of another.
    AuthenticatorReplaced {
        /// The row of the new one.
        added: String,
        /// Its kind, as [`Kind::slug`].
        kind: String,
        /// The old one.
        old: KeptAuthenticator,
    },
    /// An authenticator was removed.
    AuthenticatorRemoved {
        /// Its kind, as [`Kind::slug`].
        kind: String,
        /// What it was.
        old: KeptAuthenticator,
    },
}

/// An address that a change took away.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptAddress {
    address: String,
    added_at: i64,
    verified_at: i64,
}

impl KeptAddress {
    /// Keeps a verified address; `None` when it is pending.
    #[must_use]
    pub fn of(email: &Email) -> Option<Self> {
        Some(Self {
            address: email.address.as_str().to_owned(),
            added_at: email.added_at.micros(),
            verified_at: email.verified_at?.micros(),
        })
    }
}

/// An authenticator that a change ended: its row stays, its secret moved here.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptAuthenticator {
    id: String,
    /// Of an app; a device keeps its own.
    secret: Option<Concealed>,
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
pub struct Concealed(SecretString);

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

impl Change {
    /// An address was verified, maybe in place of another.
    #[must_use]
    pub fn email_verified(added: &Email, replaced: Option<&Email>) -> Self {
        Self::EmailVerified {
            added: added.id.as_str().to_owned(),
            masked: added.address.masked(),
            replaced: replaced.and_then(KeptAddress::of),
        }
    }

    /// The password was changed, or recovered.
    #[must_use]
    pub fn password_changed(hash: &PasswordHash, set_at: Timestamp) -> Self {
        Self::PasswordChanged { hash: Concealed(SecretString::from(hash.as_str())), set_at: set_at.micros() }
    }

    /// An authenticator was added, in place of `old` where there was one.
    #[must_use]
    pub fn authenticator_added(added: &AuthenticatorId, kind: Kind, old: Option<KeptAuthenticator>) -> Self {
        let (added, kind) = (added.as_str().to_owned(), kind.slug().to_owned());
        match old {
            Some(old) => Self::AuthenticatorReplaced { added, kind, old },
            None => Self::AuthenticatorAdded { added, kind },
        }
    }

    /// An authenticator was removed.
    #[must_use]
    pub fn authenticator_removed(kind: Kind, old: KeptAuthenticator) -> Self {
        Self::AuthenticatorRemoved { kind: kind.slug().to_owned(), old }
    }

    /// What people may read of it.
    #[must_use]
    pub fn what(&self) -> What {
        let name = |slug: &str| Kind::from_slug(slug).map_or_else(|| slug.to_owned(), |kind| kind.name().to_owned());
        match self {
            Self::EmailVerified { masked, replaced: None, .. } => What::EmailAdded(masked.clone()),
            Self::EmailVerified { masked, replaced: Some(_), .. } => What::EmailReplaced(masked.clone()),
            Self::EmailRemoved(_) => What::EmailRemoved,
            Self::MobileChanged { .. } => What::MobileChanged,
            Self::PasswordChanged { .. } => What::PasswordChanged,
            Self::AuthenticatorAdded { kind, .. } => What::AuthenticatorAdded(name(kind)),
            Self::AuthenticatorReplaced { kind, .. } => What::AuthenticatorReplaced(name(kind)),
            Self::AuthenticatorRemoved { kind, .. } => What::AuthenticatorRemoved(name(kind)),
        }
    }
}

/// A change as pages and the audit log tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An address was added: masked.
    EmailAdded(String),
    /// An address took the place of another: the new one, masked.
    EmailReplaced(String),
    /// An address was removed.
    EmailRemoved,
    /// The mobile number was changed.
    MobileChanged,
    /// The password was changed.
    PasswordChanged,
    /// An authenticator was added: its kind's name.
    AuthenticatorAdded(String),
    /// An authenticator was replaced: its kind's name.
    AuthenticatorReplaced(String),
    /// An authenticator was removed: its kind's name.
    AuthenticatorRemoved(String),
}

impl What {
    /// What was done, as a sentence goes on: "that a change was not theirs: ...".
    #[must_use]
    pub fn for_people(&self) -> String {
        match self {
            Self::EmailAdded(masked) => format!("the e-mail address {masked} was added"),
            Self::EmailReplaced(masked) => format!("an e-mail address was changed to {masked}"),
            Self::EmailRemoved => "an e-mail address was removed".into(),
            Self::MobileChanged => "the mobile number was changed".into(),
            Self::PasswordChanged => "the password was changed".into(),
            Self::AuthenticatorAdded(kind) => format!("{kind} was added"),
            Self::AuthenticatorReplaced(kind) => format!("{kind} was replaced"),
            Self::AuthenticatorRemoved(kind) => format!("{kind} was removed"),
        }
    }

    /// For the audit log.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::EmailAdded(_) => "email added",
            Self::EmailReplaced(_) => "email replaced",
            Self::EmailRemoved => "email removed",
            Self::MobileChanged => "mobile changed",
            Self::PasswordChanged => "password changed",
            Self::AuthenticatorAdded(_) => "authenticator added",
            Self::AuthenticatorReplaced(_) => "authenticator replaced",
            Self::AuthenticatorRemoved(_) => "authenticator removed",
        }
    }
}

/// A change that can be taken back, or was.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The row.
    pub id: UndoId,
    /// Whose change.
    pub person_id: PersonId,
    /// The [`Change`], sealed for the person and this row; gone once it was used.
    pub content: Option<Sealed>,
    /// When the change was made.
    pub created_at: Timestamp,
    /// Until when it can be taken back.
    pub expires_at: Timestamp,
    /// When it was.
    pub used_at: Option<Timestamp>,
}

impl Undo {
    fn open(&self, service: &Service) -> Result<Option<Change>, Unexpected> {
        let Some(content) = &self.content else {
            return Ok(None);
        };
        let owner = keys::owner(&self.person_id, self.id.as_str());
        let json = service.keys.open(Purpose::Undo, &owner, content)?;
        let change = serde_json::from_slice(&json).map_err(|_| Unexpected::Other("an undo cannot be read".into()))?;
        Ok(Some(change))
    }
}

/// Lets `person` take a change back that was made `at` this instant, in its transaction; answers the address of the link.
pub(crate) async fn offer(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    (change, at): (&Change, Timestamp),
) -> Result<String, Unexpected> {
    let (id, token) = (UndoId::random(&*service.random), Token::random(&*service.random));
    let json = serde_json::to_vec(change).map_err(|error| Unexpected::Other(error.to_string()))?;
    let json = Zeroizing::new(json);
    let content = service.keys.seal(&*service.random, Purpose::Undo, &keys::owner(person, id.as_str()), &json)?;
    let undo = Undo {
        id,
        person_id: person.clone(),
        content: Some(content),
        created_at: at,
        expires_at: at.plus(LIFE),
        used_at: None,
    };
    repository.add_undo(&undo, &token.hash()).await?;
    Ok(format!("{}/undo/{}", service.policy.base_url, token.reveal()))
}

/// The store's part.
#[async_trait]
pub trait Undos: Send {
    /// Adds an undo.
    async fn add_undo(&mut self, undo: &Undo, token: &TokenHash) -> StoreResult<()>;
    /// Finds one by the token of its link.
    async fn find_undo(&mut self, token: &TokenHash) -> StoreResult<Option<Undo>>;
    /// Uses one up and deletes its content; `false` when it was used or is over (single use).
    async fn use_undo(&mut self, id: &UndoId, now: Timestamp) -> StoreResult<bool>;
    /// Deletes every undo of a person: what an identity check has set right is not taken back by mail.
    async fn delete_undos_of(&mut self, person: &PersonId) -> StoreResult<u64>;
}
