//! What the agent asks of a module's process, a line of JSON each; what that answers stands beside it. Both are the same program.

use std::time::Duration;

use card_protocol::{Certificates, Purpose};
use serde::{Deserialize, Serialize};

pub use super::done::{Done, Failed, Prepared};
use crate::secret::Secret;

/// How long any job may take, however patient the settings are.
pub const LONGEST: Duration = Duration::from_secs(5 * 60);

/// Something to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Job {
    /// Which cards are there: [`Done::Present`].
    Present,
    /// The names of all readers: [`Done::Readers`].
    Readers,
    /// What they say of themselves: [`Done::Cards`].
    Cards,
    /// How long an unblocking key of the blank card may be: [`Done::LongestKey`]. Nothing is changed.
    LongestKey,
    /// Make the pairs of a new card: [`Done::Prepared`].
    Prepare {
        /// The card's serial number, unless it is blank.
        card: Option<String>,
        /// How to initialise it, if it is.
        blank: Option<Blank>,
        /// The passcode; of a blank card, the one that it gets.
        passcode: Secret,
        /// RSA in place of P-256.
        rsa: bool,
        /// What its keys are found by.
        name: String,
    },
    /// Which card can be prepared for somebody: [`Done::Blank`].
    FindBlank {
        /// What it is to be called: one that is called so can.
        label: String,
        /// The serial number of another one that can; `None`: a blank one.
        own: Option<String>,
    },
    /// Make a card ready for somebody and make its pairs; the login is kept: [`Done::Prepared`].
    PrepareFor {
        /// The card's serial number, unless it is blank.
        card: Option<String>,
        /// How.
        afresh: Afresh,
        /// The passcode that it gets.
        passcode: Secret,
        /// What its keys are found by, and the login is kept for; its card is the one that it becomes.
        renewal: Renewal,
    },
    /// Write the certificates of a new card: [`Done::Written`].
    Write {
        /// The card's serial number.
        card: String,
        /// The passcode.
        passcode: Secret,
        /// Both.
        certificates: Certificates,
    },
    /// Sign a statement: [`Done::Signed`].
    Sign {
        /// The card's serial number.
        card: String,
        /// Which of its keys.
        key: Key,
        /// The passcode, or the login that a renewal has left.
        login: Login,
        /// The statement.
        say: Say,
    },
    /// Whether a passcode is right: [`Done::Right`]. A wrong one counts.
    Try {
        /// The card's serial number.
        card: String,
        /// The passcode.
        passcode: Secret,
    },
    /// Change the passcode, and sign with the new one: [`Done::Signed`].
    ChangePasscode {
        /// The card's serial number.
        card: String,
        /// The passcode.
        old: Secret,
        /// The one in its place.
        new: Secret,
        /// Whose key signs.
        key: Key,
        /// The statement.
        say: Say,
    },
    /// Whether the unblocking key can be used at all: [`Done::Right`].
    IsUnblockable {
        /// The card's serial number.
        card: String,
    },
    /// Set a new passcode with the unblocking key, replace that, and sign: [`Done::Signed`].
    Unblock {
        /// The card's serial number.
        card: String,
        /// The unblocking key.
        now: Secret,
        /// The one in its place.
        next: Secret,
        /// The new passcode.
        passcode: Secret,
        /// Whose key signs.
        key: Key,
        /// The statement.
        say: Say,
    },
    /// Whether a renewal's login is still there: [`Done::Kept`].
    IsKept(Renewal),
    /// Make the pairs of a renewal, or find them: [`Done::Requested`].
    Generate {
        /// Which.
        renewal: Renewal,
        /// The passcode, or the login that it has left.
        login: Login,
        /// The statement that vouches for the requests.
        say: Say,
        /// Whose key vouches.
        key: Key,
        /// The certificates of pairs that make room first.
        over: Vec<String>,
    },
    /// Write both certificates and sign with both keys: [`Done::Installed`].
    Install {
        /// Which.
        renewal: Renewal,
        /// The passcode, or the login that it has left.
        login: Login,
        /// Both statements.
        say: Say,
        /// Both certificates.
        certificates: Certificates,
    },
    /// Delete pairs with their certificates: [`Done::Discarded`].
    Discard {
        /// Which.
        renewal: Renewal,
        /// The passcode, or the login that it has left.
        login: Login,
        /// Those of the certificates.
        fingerprints: Vec<String>,
    },
}

impl Job {
    /// Whether a login may be left after it.
    #[must_use]
    pub const fn may_keep(&self) -> bool {
        matches!(self, Self::Generate { .. } | Self::Install { .. } | Self::PrepareFor { .. })
    }

    /// How long it may take, if a look at the cards may take `patience`.
    #[must_use]
    pub fn patience(&self, patience: Duration) -> Duration {
        let patience = match self {
            Self::Present
            | Self::Readers
            | Self::Cards
            | Self::LongestKey
            | Self::IsKept(_)
            | Self::IsUnblockable { .. }
            | Self::FindBlank { .. } => patience,
            Self::Sign { .. }
            | Self::Write { .. }
            | Self::Try { .. }
            | Self::ChangePasscode { .. }
            | Self::Unblock { .. }
            | Self::Install { .. }
            | Self::Discard { .. } => patience.saturating_mul(3),
            // Old cards take a minute for a pair of RSA.
            Self::Prepare { .. } | Self::PrepareFor { .. } | Self::Generate { .. } => patience.saturating_mul(18),
        };
        patience.min(LONGEST)
    }
}

/// A renewal, as far as a login is kept for it: this card, this page, this renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The card's serial number.
    pub card: String,
    /// The page's origin.
    pub origin: String,
    /// The server's name of it; `None` where the page does not say, and any of its origin will do.
    pub name: Option<String>,
}

/// How a job gets at the private keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Login {
    /// With the passcode.
    Passcode(Secret),
    /// With the login that a renewal has left.
    Kept(Renewal),
}

/// How a blank card is initialised.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Blank {
    /// What the card will be called.
    pub label: String,
    /// The unblocking key that its maker gave it, where one did (PKCS#11: the PIN of the security officer).
    pub makers_key: Option<Secret>,
    /// The one that it gets: kept elsewhere before the card hears of it, so that it is never the card's alone.
    pub unblocking_key: Secret,
    /// What an earlier try with the same key began, if one did.
    pub begun: Option<Begun>,
}

/// What tells a card that was half initialised from all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// What it was to be called.
    pub label: String,
    /// The serial numbers of the cards that were there already.
    pub others: Vec<String>,
}

/// How a card is made ready for somebody, with unblocking keys of the server's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Afresh {
    /// What a blank card will be called.
    pub label: String,
    /// What unblocks it now; empty for a blank one.
    pub now: Secret,
    /// What is to from then on, and may already.
    pub next: Secret,
}

impl Key {
    /// That of the certificate that the server named; else the one that this agent takes for it.
    #[must_use]
    pub fn named(certificate: Option<String>) -> Self {
        certificate.map_or(Self::Old, Self::Of)
    }
}

/// Which authentication key, where a renewal has left two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// The one whose certificate was issued first and is still good.
    Old,
    /// The one of the certificate with this fingerprint.
    Of(String),
}

/// What a statement says, the card apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Say {
    /// What it is for.
    pub purpose: Purpose,
    /// The page's origin.
    pub origin: String,
    /// The server's nonce.
    pub nonce: String,
    /// Seconds since 1970.
    pub time: i64,
}
