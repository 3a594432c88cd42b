//! "This wasn't me": how a change that somebody else made is taken back (NIST SP 800-63B-4, 4.6).
//!
//! Each notice of a change carries a link to addresses that were verified long before it ([`crate::notice::Readers`]). For 7
//! days whoever reads mail there can go back, once, to how things were before the change: it and every later one are taken
//! back, the newest first, all sessions end, and no further change is accepted until the person has shown who they are
//! ([`crate::person::freeze`]). It signs nobody in.

pub mod carry_out;
mod kept;
pub mod look;
mod restore;
mod what;

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use self::{
    kept::{Concealed, KeptAddress, KeptAuthenticator},
    what::What,
};
use crate::{
    assurance::Kind,
    authenticator::{Authenticator, AuthenticatorId, name::AuthenticatorName},
    email::Email,
    keys::{self, Purpose, Sealed},
    password::hash::PasswordHash,
    person::PersonId,
    random::{Token, TokenHash, id},
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
    /// The first password was set.
    PasswordSet {
        /// When, microseconds UTC.
        set_at: i64,
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
        /// The one that was replaced, to be put back.
        old: KeptAuthenticator,
    },
    /// An authenticator was removed.
    AuthenticatorRemoved {
        /// Its kind, as [`Kind::slug`].
        kind: String,
        /// What it was.
        old: KeptAuthenticator,
    },
    /// A Registration Authority issued a sign-in link.
    SignInLinkIssued,
    /// A Registration Authority issued a registration link.
    RegistrationIssued {
        /// Its kind, as [`Kind::slug`].
        kind: String,
    },
    /// An authenticator that was reported lost signs in again.
    AuthenticatorReinstated {
        /// Its row.
        id: String,
        /// Its kind, as [`Kind::slug`].
        kind: String,
    },
    /// An authenticator has another name.
    AuthenticatorRenamed {
        /// Its row.
        id: String,
        /// Its kind, as [`Kind::slug`].
        kind: String,
        /// The name before.
        before: String,
        /// The name after.
        after: String,
    },
    /// The certificates of a smartcard were renewed.
    CardRenewed {
        /// The row of the authenticator that the card is.
        id: String,
    },
    /// A smartcard has another passcode, or may have.
    CardPasscodeChanged {
        /// The row of the authenticator that the card is.
        id: String,
    },
    /// A smartcard was unblocked, or is being.
    CardUnblocked {
        /// The row of the authenticator that the card is.
        id: String,
    },
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

    /// A registration link was issued.
    #[must_use]
    pub fn registration_issued(kind: Kind) -> Self {
        Self::RegistrationIssued { kind: kind.slug().to_owned() }
    }

    /// An authenticator was reinstated.
    #[must_use]
    pub fn authenticator_reinstated(id: &AuthenticatorId, kind: Kind) -> Self {
        Self::AuthenticatorReinstated { id: id.as_str().to_owned(), kind: kind.slug().to_owned() }
    }

    /// An authenticator has another name.
    #[must_use]
    pub fn authenticator_renamed(held: &Authenticator, name: &AuthenticatorName) -> Self {
        Self::AuthenticatorRenamed {
            id: held.id.as_str().to_owned(),
            kind: held.kind.slug().to_owned(),
            before: held.name.as_str().to_owned(),
            after: name.as_str().to_owned(),
        }
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
            Self::PasswordSet { .. } => What::PasswordSet,
            Self::PasswordChanged { .. } => What::PasswordChanged,
            Self::AuthenticatorAdded { kind, .. } => What::AuthenticatorAdded(name(kind)),
            Self::AuthenticatorReplaced { kind, .. } => What::AuthenticatorReplaced(name(kind)),
            Self::AuthenticatorRemoved { kind, .. } => What::AuthenticatorRemoved(name(kind)),
            Self::SignInLinkIssued => What::SignInLinkIssued,
            Self::RegistrationIssued { kind } => What::RegistrationIssued(name(kind)),
            Self::AuthenticatorReinstated { kind, .. } => What::AuthenticatorReinstated(name(kind)),
            Self::AuthenticatorRenamed { kind, .. } => What::AuthenticatorRenamed(name(kind)),
            Self::CardRenewed { .. } => What::CardRenewed,
            Self::CardPasscodeChanged { .. } => What::CardPasscodeChanged,
            Self::CardUnblocked { .. } => What::CardUnblocked,
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
    /// Adds one with the hash of the token in its notice.
    async fn add_undo(&mut self, undo: &Undo, token: &TokenHash) -> StoreResult<()>;
    /// A person's undos of changes that were made at an instant or later and can be taken back still, the newest first.
    async fn list_undos_from(&mut self, person: &PersonId, from: Timestamp, now: Timestamp) -> StoreResult<Vec<Undo>>;
    /// Finds one by the token of its link.
    async fn find_undo(&mut self, token: &TokenHash) -> StoreResult<Option<Undo>>;
    /// Uses one up and deletes its content; `false` when it was used or is over (single use).
    async fn use_undo(&mut self, id: &UndoId, now: Timestamp) -> StoreResult<bool>;
    /// Deletes every undo of a person: what an identity check has set right is not taken back by mail.
    async fn delete_undos_of(&mut self, person: &PersonId) -> StoreResult<u64>;
}
