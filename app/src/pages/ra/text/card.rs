//! The words of smartcards at the desk.

use card_protocol::Fault;
use identity::{smartcard::expiry::Standing, time::Timestamp};

use crate::pages::smartcard::{relay::Step, text as own};

pub const GO_ON: &str = "Go on";
pub const WITH_CARD: &str = "The person is here with me. I have seen that it is them";
pub const WITH_CARD_WRONG: &str = "Confirm that the person is here with you";
pub const CARD_OVER: &str = "The time for this was over, or it was begun in another browser. Begin again.";
pub const CARD_ENDS: &str = "Smartcard ends";
pub const HAS_ENDED: &str = "Ended";

pub const UNBLOCK_CARD: &str = "Unblock the smartcard";
pub const UNBLOCK_CARD_IS: &str = "After three wrong passcodes a card is blocked. The person chooses a new passcode at your computer, \
    within 15 minutes. They are told by email that you did this, if they have an address.";
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
pub const ISSUE_CARD_IS: &str = "The card makes its keys, and gets certificates for two years. The person chooses its passcode at your \
    computer, within 15 minutes. They are told by email that you did this, if they have an address.";
pub const WHICH_CARD: &str = "Which card do you use?";
pub const BLANK_CARD: &str = "A blank card";
pub const OWN_CARD_HINT: &str = "For one that is blocked or has ended. Everything on it is deleted";
pub const REPLACE_CARD: &str = "Replace the smartcard that they have. It signs nobody in any more";
pub const REPLACE_CARD_WRONG: &str = "They have a smartcard. Tick the box to replace it";
pub const NEEDS_BLANK: &str = "What unblocks their card is not known here. Use a blank card";
pub const HELD_MEANWHILE: &str = "They got a smartcard meanwhile. Tick the box if this one replaces it.";
pub const CARD_OF_ANOTHER: &str = "This card is somebody else’s, or it was not prepared here. Put a blank card, or the person’s own, into your card reader.";
pub const ISSUE_CARD_WHAT: &[&str] = &[
    "Put the card into your card reader, and no other blank one. If you signed in with your own card, use a second reader.",
    "Select the button. A window of your computer asks twice for the passcode of the new card.",
    "Let the person enter it, and look away. Nobody else may know it.",
    "Leave the card in the reader until this page says that it is done. This can take a minute.",
];
/// What the page says meanwhile.
pub const ISSUE_CARD_STEPS: &[Step] = &[
    ("offer", "Step 1 of 3: the smartcard software of your computer looks for the card."),
    (
        "prepare",
        "Step 2 of 3: your computer asks twice for a passcode. The person enters it in its window, never on a page. Then the card makes its keys.",
    ),
    ("install", "Step 3 of 3: the certificates are written to the card, and tried."),
];

/// What happened with a card at the desk, and what to do next, where it is another thing than for its holder.
pub const fn card_fault(fault: Fault) -> Option<(&'static str, &'static str)> {
    Some(match fault {
        Fault::NoModule => {
            ("No software for card readers is installed", "Ask your IT team to install it on this computer.")
        }
        Fault::NoCard => (
            "No smartcard is in your card reader",
            "Push the card in, chip first, and wait for the light of the reader. Then try again.",
        ),
        Fault::OtherCard => (
            "Another smartcard is in your card reader",
            "Put in the person’s own card, the one that their page names. Then try again.",
        ),
        Fault::NoCertificate => (
            "There is nothing to sign in with on this card",
            "Check that it is the person’s Care Identity card. If it is, issue them a smartcard.",
        ),
        Fault::PasscodeWrong => (
            "The passcode is wrong",
            "Let the person try again. If they do not remember it, unblock the card or issue them another.",
        ),
        Fault::PasscodeLocked => {
            ("The smartcard is blocked", "Unblock it for the person here, or issue them another smartcard.")
        }
        Fault::NoPinentry => (
            "Your computer cannot ask for the passcode",
            "The program that shows the window for it is missing. Ask your IT team to install it on this computer.",
        ),
        Fault::PasscodeUncertain => {
            ("The smartcard may have the new passcode", "Begin again, and let the person choose a passcode once more.")
        }
        Fault::CardFull => (
            "There is no room on the card for certificates",
            "Use another card. A card that is used with other services may be full of theirs.",
        ),
        Fault::NotRenewable => (
            "This card cannot be prepared here",
            "Its software makes no keys on it (PIV cards are like that). Use another type of card, or ask your IT team for the software of the card’s maker.",
        ),
        Fault::CertificateDoesNotFit => {
            ("The new certificate does not fit the card", "Begin again. If it happens again, use another card.")
        }
        Fault::ReadBackDiffers => (
            "The card did not keep what was written to it",
            "Take the card out, put it in again, and try again. If it happens again, use another card.",
        ),
        Fault::UnblockRefused => (
            "The card did not accept its unblocking key",
            "Do not try again with this card: one that refuses too often is lost for good. Use another card. A new card may have a key of its maker: whoever runs this service can prepare it with that key.",
        ),
        Fault::UnblockLocked => (
            "This card cannot be unblocked or prepared any more",
            "Its unblocking key was refused too often. Use another card.",
        ),
        _ => return None,
    })
}

/// The card that they have.
pub fn own_card(serial: &str) -> String {
    format!("The card that they have, number {serial}")
}

/// It is done.
pub fn card_issued(until: Timestamp) -> String {
    format!("The smartcard is theirs. It works until {}.", until.day_for_people())
}

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
