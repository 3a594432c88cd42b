//! What a module's process answers.

use std::fmt;

use card_protocol::{Card, Fault, Passcode, Requests, Signed};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// A card that waits for its certificates.
#[derive(Debug, Serialize, Deserialize)]
pub struct Prepared {
    /// The card's serial number.
    pub serial: String,
    /// What it is called.
    pub label: String,
    /// What unblocks it, where it was initialised.
    pub unblocking: Option<Secret>,
    /// Both requests.
    pub requests: Requests,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub enum Done {
    /// The serial numbers of the cards.
    Present(Vec<String>),
    /// The names of all readers.
    Readers(Vec<String>),
    /// The cards.
    Cards(Vec<Card>),
    /// The most characters that an unblocking key of the blank card has.
    LongestKey(usize),
    /// A card that can be prepared.
    Blank {
        /// Its serial number; `None` for a blank one.
        card: Option<String>,
        /// How many digits its unblocking key may have.
        digits: u16,
    },
    /// The requests of a new card.
    Prepared(Prepared),
    /// The certificates of a new card are on it.
    Written,
    /// A statement.
    Signed(Signed),
    /// It is so.
    Right,
    /// Whether there is a login.
    Kept(bool),
    /// The requests of a renewal.
    Requested {
        /// Both.
        requests: Requests,
        /// By the old key.
        vouched: Signed,
    },
    /// The statements of the new keys.
    Installed {
        /// By the new authentication key.
        authentication: Signed,
        /// By the new signing key.
        signing: Signed,
    },
    /// They are gone.
    Discarded,
    /// It did not work.
    Failed(Failed),
}

/// Why it did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// For the page.
    pub fault: Fault,
    /// For the log: what the card's software said. No secret is in it.
    pub cause: String,
    /// What the card says of its passcode now, where that counts.
    pub passcode: Option<Passcode>,
}

impl Failed {
    /// Without a word on the passcode.
    #[must_use]
    pub fn new(fault: Fault, cause: impl fmt::Display) -> Self {
        Self { fault, cause: cause.to_string(), passcode: None }
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::new(fault, "")
    }
}
