//! "Forgot password": a persisted journey in one browser, 15 minutes long, as strong as signing in (NIST SP 800-63B-4,
//! 4.2.2.2; failure 16). An e-mailed code proves the address and opens nothing by itself; the authenticator app proves
//! the rest; then a new password is set, with which the person signs in as always. Nobody is told apart from somebody
//! (failure 22): for an unknown address every step looks the same, and no code will fit.

pub mod current;
pub mod prove;
pub mod set;
pub mod start;

use std::time::Duration;

use async_trait::async_trait;

use crate::{email::EmailId, person::PersonId, random::id, session::BrowserId, store::StoreResult, time::Timestamp};

id!(
    /// The row of a recovery.
    RecoveryId
);

/// How long it may take in all.
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Where a recovery stands. Each state is left once, forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecoveryState {
    /// A code is on its way, if the address is known.
    Started,
    /// The code was right; another proof is to come.
    EmailProved,
    /// Both proofs were right; the new password is to be chosen.
    Proved,
    /// The new password is set.
    Completed,
    /// Another took its place, or something newer made it void.
    Ended,
}

impl RecoveryState {
    const ALL: [Self; 5] = [Self::Started, Self::EmailProved, Self::Proved, Self::Completed, Self::Ended];

    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::EmailProved => "email-proved",
            Self::Proved => "proved",
            Self::Completed => "completed",
            Self::Ended => "ended",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Whom a recovery is for, when somebody is known by the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who says that they forgot it.
    pub person: PersonId,
    /// The address that the code goes to.
    pub email: EmailId,
}

/// One attempt to get in again without the password.
#[derive(Clone, Debug)]
pub struct Recovery {
    /// The row.
    pub id: RecoveryId,
    /// The browser that began it: no other can go on.
    pub browser_id: BrowserId,
    /// Whom it is for; nobody, where nobody is known by the address.
    pub known: Option<Known>,
    /// A keyed hash of the address that was typed, by [`crate::attempts::mailbox`].
    pub mailbox: String,
    /// Where it stands.
    pub state: RecoveryState,
    /// The keyed hash of the code; `None` when no code was sent, so that no code fits.
    pub code_mac: Option<String>,
    /// Wrong codes so far, over all codes of this recovery.
    pub tries: i64,
    /// Codes sent so far.
    pub sends: i64,
    /// When the newest code ends.
    pub code_expires_at: Timestamp,
    /// From when another code may be asked for.
    pub next_send_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when it must be done.
    pub finish_by: Timestamp,
}

/// The store's part.
#[async_trait]
pub trait Recoveries: Send {
    /// Adds a recovery; those that are under way in its browser end.
    async fn add_recovery(&mut self, recovery: &Recovery) -> StoreResult<()>;
    /// Looks one up.
    async fn lookup_recovery(&mut self, id: &RecoveryId) -> StoreResult<Option<Recovery>>;
    /// Moves it on, if it still stands at `from`; `false` otherwise.
    async fn move_recovery(&mut self, id: &RecoveryId, from: RecoveryState, to: RecoveryState) -> StoreResult<bool>;
    /// Takes one of the five tries, before the code is looked at; `false` when none is left, or the code is over.
    async fn take_recovery_try(&mut self, id: &RecoveryId, limit: i64, now: Timestamp) -> StoreResult<bool>;
    /// Puts a new code in place of the old one, if `recovery.sends - 1` codes were sent so far; `false` otherwise.
    async fn renew_recovery_code(&mut self, recovery: &Recovery) -> StoreResult<bool>;
}
