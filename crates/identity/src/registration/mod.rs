//! A registration: one attempt to add one authenticator. A persisted state machine that survives restarts, runs in the
//! browser that opened its link, and cannot be entered in the middle (failures 8, 9 and 28).

mod add;
pub mod confirm_code;
pub mod current;
pub mod open;
pub mod prove_email;
pub mod renew_password;
pub mod set_password;
pub mod start;
pub mod use_device;

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    assurance::{AssuranceLevel, Kind},
    authenticator::AuthenticatorId,
    email::EmailProofId,
    keys::{self, Sealed},
    person::PersonId,
    random::{TokenHash, id},
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a registration.
    RegistrationId
);

/// How long a registration link can be opened: "The register link will expire after 3 minutes".
pub const LINK_LIFE: Duration = Duration::from_secs(3 * 60);

/// How long a registration may take once its link was opened.
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Where a registration stands. Each state is left once, forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegistrationState {
    /// Its link can be opened.
    Issued,
    /// The link was opened in one browser; the e-mail is to be proved.
    Opened,
    /// The e-mail is proved; the password is to be created or shown.
    EmailProved,
    /// The secret exists; its first code is to be entered.
    PasswordShown,
    /// The authenticator exists.
    Completed,
    /// It ran out, or another took its place. It never counts as an authenticator.
    Abandoned,
}

impl RegistrationState {
    const ALL: [Self; 6] =
        [Self::Issued, Self::Opened, Self::EmailProved, Self::PasswordShown, Self::Completed, Self::Abandoned];

    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Opened => "opened",
            Self::EmailProved => "email-proved",
            Self::PasswordShown => "password-shown",
            Self::Completed => "completed",
            Self::Abandoned => "abandoned",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One attempt to add one authenticator, as the row that survives restarts.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The row.
    pub id: RegistrationId,
    /// Whose authenticator it adds, whoever opens the link.
    pub person_id: PersonId,
    /// It decides which steps there are.
    pub kind: Kind,
    /// The level of who issued it: nothing above it can be added.
    pub level: AssuranceLevel,
    /// Who issued it, as the audit log writes it.
    pub issued_by: String,
    /// The authenticator that it takes the place of.
    pub replaces: Option<AuthenticatorId>,
    /// Where it stands.
    pub state: RegistrationState,
    /// The link, sealed, so that the page that shows it can be reloaded; gone once opened.
    pub link: Option<Sealed>,
    /// When the link was issued.
    pub created_at: Timestamp,
    /// Until when the link can be opened.
    pub link_expires_at: Timestamp,
    /// The browser that opened it: no other can go on.
    pub browser_id: Option<BrowserId>,
    /// Until when it must be done, once opened.
    pub finish_by: Option<Timestamp>,
    /// The proof of e-mail that is under way.
    pub email_proof: Option<EmailProofId>,
    /// The secret of the new authenticator, sealed for the person and this row.
    pub secret: Option<Sealed>,
    /// The authenticator that it made.
    pub authenticator: Option<AuthenticatorId>,
}

impl Registration {
    /// The owner that secret and link are sealed for: the person and this row.
    pub(crate) fn seal_owner(&self) -> String {
        keys::owner(&self.person_id, self.id.as_str())
    }

    /// Whether it can still go on at `now`.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        match self.state {
            RegistrationState::Issued => now < self.link_expires_at,
            RegistrationState::Opened | RegistrationState::EmailProved | RegistrationState::PasswordShown => {
                self.finish_by.is_some_and(|finish_by| now < finish_by)
            }
            RegistrationState::Completed | RegistrationState::Abandoned => false,
        }
    }
}

/// The store's part.
#[async_trait]
pub trait Registrations: Send {
    /// Adds one that was issued, with the hash of its link.
    async fn add_registration(&mut self, registration: &Registration, link: &TokenHash) -> StoreResult<()>;
    /// Looks one up.
    async fn lookup_registration(&mut self, id: &RegistrationId) -> StoreResult<Option<Registration>>;
    /// Finds one by its link.
    async fn find_registration_by_link(&mut self, link: &TokenHash) -> StoreResult<Option<Registration>>;
    /// Writes what changed, if it still stands at `from`; `false` otherwise. State, link, browser, finish-by, proof,
    /// secret and authenticator change, the rest never.
    async fn update_registration(&mut self, registration: &Registration, from: RegistrationState) -> StoreResult<bool>;
    /// Abandons a person's issued and opened registrations of one kind except one; answers how many.
    async fn abandon_registrations(
        &mut self,
        person: &PersonId,
        kind: Kind,
        except: Option<&RegistrationId>,
    ) -> StoreResult<u64>;
}
