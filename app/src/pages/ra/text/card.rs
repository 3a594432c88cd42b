//! The words of smartcards at the desk.

use identity::{smartcard::expiry::Standing, time::Timestamp};

use crate::pages::smartcard::{relay::Step, text as own};

pub const GO_ON: &str = "Go on";
pub const WITH_CARD: &str = "The person is here with me. I have seen that it is them";
pub const WITH_CARD_WRONG: &str = "Confirm that the person is here with you";
pub const CARD_OVER: &str = "The time for this was over, or it was begun in another browser. Begin again.";
pub const CARD_ENDS: &str = "Smartcard ends";
pub const HAS_ENDED: &str = "Ended";

pub const UNBLOCK_CARD: &str = "Unblock the smartcard";
pub const UNBLOCK_HIDDEN: &str = "the smartcard";
pub const UNBLOCK: &str = "Unblock";
pub const UNBLOCK_CARD_IS: &str = "After three wrong passcodes a card is blocked. The person chooses a new passcode at your computer, \
    within 15 minutes. They are told by email that you did this.";
pub const UNBLOCK_EXPIRED: &str = "The certificates of this smartcard have ended, so a new passcode would be of no use. They need \
    another card, or new certificates on this one.";
pub const UNBLOCK_NO_KEY: &str =
    "What unblocks this smartcard is not known here: it was issued without it. They need another card.";
pub const UNBLOCK_LOCKED: &str = "This smartcard is locked, because it was reported lost. Unlock it first.";
pub const CARD_UNBLOCKED: &str = "The smartcard is unblocked, and has a new passcode.";
pub const UNBLOCK_CARD_WHAT: &[&str] = &[
    "Put the person’s card into your card reader. If you signed in with your own card, use a second reader.",
    "Select the button. A window of your computer asks twice for a new passcode.",
    "Let the person enter it, and look away. Nobody else may know it.",
];
/// What the page says meanwhile.
pub const UNBLOCK_CARD_STEPS: &[Step] = &[
    ("offer", "The smartcard software of your computer gets ready to unblock the card."),
    ("unblock", "Your computer asks twice for a new passcode. The person enters it in its window, never on a page."),
];

pub const ISSUE_CARD: &str = "Issue a smartcard";

/// Which card it is.
pub fn card_number(serial: &str) -> String {
    format!("Smartcard number {serial}")
}

/// How it stands.
pub fn card_works(standing: Standing, now: Timestamp) -> String {
    match standing {
        Standing::Good { .. } | Standing::Due { .. } => format!("Works until {}", own::works(standing, now)),
        Standing::Expired { .. } => format!("{}. They need another card", own::works(standing, now)),
        Standing::Revoked => "Its certificates were revoked. They need another card".to_owned(),
    }
}
