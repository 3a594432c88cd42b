//! The words of smartcards.

use card_protocol::Passcode;

use super::relay::Step;

pub const AGAIN: &str = "Try again";
pub const BROWSER_ASKS: &str = "Your browser may ask first whether this site may connect to apps on your computer, or to devices on your local network. Select “Allow”: your card reader is reached in no other way.";

/// What every page says while it works.
pub const STEPS: &[Step] = &[
    ("find", "Looking for the smartcard software of your computer."),
    ("pair", "Your computer asks whether this site may use your smartcard. Select “Allow” in its window."),
    ("passcode", "Your computer asks for the passcode of your smartcard. Enter it in its window, never on a page."),
    ("done", "Done. The next page opens."),
];

/// What the card says of the tries that are left, when there is something to say.
pub const fn tries(passcode: Passcode) -> Option<&'static str> {
    match passcode {
        Passcode::Fine => None,
        Passcode::Low => Some("At least one wrong passcode was entered: too many in a row block the card."),
        Passcode::Final => Some("You have one try left: another wrong passcode blocks the card."),
        Passcode::Locked => Some("The card is blocked."),
    }
}
