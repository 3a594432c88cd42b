//! The words of the windows that ask the person.

use card_protocol::{Card, Fault, Passcode, Purpose};

use super::Prompt;
use crate::passcode::Weak;

pub const TITLE: &str = "Care Identity";
pub const ALLOW: &str = "Allow";
pub const DO_NOT_ALLOW: &str = "Do not allow";
/// In a terminal.
pub const YES_OR_NO: &str = "Allow? Type yes or no:";
/// In a terminal.
pub const YES: &str = "yes";
const PASSCODE: &str = "Passcode:";
const NEW_PASSCODE: &str = "New passcode:";
const RULES: &str = "6 to 8 digits. No runs like 123456, no repeats like 121212.";
pub const NOT_THE_SAME: &str = "The two were not the same. Enter the new passcode once more.";

/// Whether a website may use the smartcard.
pub fn pair(origin: &str) -> Prompt {
    let description = format!(
        "{origin}\nwants to use your smartcard in this browser.\n\nAllow it only if you are on this website now. It will still ask for \
         your passcode each time."
    );
    Prompt { description, label: PASSCODE, error: None }
}

/// The passcode, for what the page asks.
pub fn passcode(origin: &str, what_for: &str, card: &Card) -> Prompt {
    let description =
        format!("{origin}\nasks for your smartcard to {what_for}.\n\nEnter the passcode of {}.", named(card));
    Prompt { description, label: PASSCODE, error: tries(card.passcode) }
}

/// The passcode that a blank card gets.
pub fn new_card(label: &str) -> Prompt {
    let description = format!("The new card of {}.\n\nChoose its passcode: {RULES}", shown(label));
    Prompt { description, label: NEW_PASSCODE, error: None }
}

/// The passcode that a card gets which a page prepares for somebody.
pub fn prepare_for(origin: &str, label: &str, again: bool) -> Prompt {
    let deleted = if again { "\n\nEverything that is on it is deleted." } else { "" };
    let description = format!(
        "{origin}\nprepares the smartcard of {}.{deleted}\n\nWhoever will have the card chooses its passcode: {RULES}",
        shown(label)
    );
    Prompt { description, label: NEW_PASSCODE, error: None }
}

/// The unblocking key that a maker gave.
pub fn makers_key(label: &str) -> Prompt {
    let description = format!(
        "The new card of {}.\n\nEnter the unblocking key that its maker gave it. It is replaced.",
        shown(label)
    );
    Prompt { description, label: "Unblocking key:", error: None }
}

/// The passcode that takes the place of another.
pub fn new_passcode(origin: &str, card: &Card) -> Prompt {
    let description = format!("{origin}\n\nChoose a new passcode for {}: {RULES}", named(card));
    Prompt { description, label: NEW_PASSCODE, error: None }
}

/// The passcode that a card gets when it is unblocked.
pub fn unblock(origin: &str, card: &Card) -> Prompt {
    let description = format!(
        "{origin}\nasks for your smartcard to be unblocked.\n\nChoose a new passcode for {}: {RULES}",
        named(card)
    );
    Prompt { description, label: NEW_PASSCODE, error: None }
}

/// A new passcode for the second time.
pub fn again(first: &Prompt) -> Prompt {
    Prompt { description: "Enter the new passcode again.".to_owned(), error: None, ..first.clone() }
}

/// The passcode of a card on which keys are to be made.
pub fn prepare(card: &Card) -> Prompt {
    let description = format!("To make new keys on it, enter the passcode of {}.", named(card));
    Prompt { description, label: PASSCODE, error: tries(card.passcode) }
}

/// The passcode of a card to which certificates are to be written.
pub fn write(card: &Card) -> Prompt {
    let description = format!("To write its certificates, enter the passcode of {}.", named(card));
    Prompt { description, label: PASSCODE, error: tries(card.passcode) }
}

/// Why a new passcode is not taken.
pub const fn weak(weak: Weak) -> &'static str {
    match weak {
        Weak::Form => "Use 6 to 8 digits, and nothing else.",
        Weak::Run => "Not a run of digits like 123456.",
        Weak::Repeat => "Not the same digits again and again.",
        Weak::Old => "Not the passcode that the card has now.",
    }
}

/// A fault, for whoever ran a command.
pub fn fault(fault: Fault) -> String {
    let words = match fault {
        Fault::NoModule => "no PKCS#11 module was found that can be loaded: name your card's with --module",
        Fault::NoCard => "no card is in a reader that fits",
        Fault::SeveralCards => "more than one card fits: take the others out",
        Fault::CardRemoved => "the card was taken out",
        Fault::ModuleHangs => "the card's software does not answer",
        Fault::PasscodeCancelled => "no passcode was given",
        Fault::PasscodeWrong => "the passcode is wrong",
        Fault::PasscodeLocked => "the card is blocked",
        Fault::NoPinentry => "the passcode cannot be asked for: install pinentry, or name one with --pinentry",
        Fault::PasscodeRefused => "the card does not take this passcode",
        Fault::PasscodeUncertain => "the card may have the new passcode already",
        Fault::NotBlank => "no card is there that can be prepared",
        Fault::CardFull => "the card has no room",
        Fault::NotRenewable => "the card cannot make keys or take certificates",
        Fault::CertificateDoesNotFit => "a certificate is not for a key of this card",
        Fault::ReadBackDiffers => "what was written is read back as something else",
        _ => "the card's software fails",
    };
    format!("{} ({})", words, fault.code())
}

/// What a page asks a card for when it has old certificates deleted.
pub const DISCARD: &str = "forget its old certificates";

/// What a statement is signed for.
pub const fn what_for(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "sign you in",
        Purpose::Renew => "be renewed: new keys and certificates take the place of the old",
        Purpose::Installed => "take its new certificates",
        Purpose::FirstUse => "use its new certificates for the first time",
        Purpose::PasscodeChanged => "change its passcode",
        Purpose::Unblocked => "be unblocked",
    }
}

/// What the card says of the tries that are left, when there is something to say.
const fn tries(passcode: Passcode) -> Option<&'static str> {
    match passcode {
        Passcode::Fine => None,
        Passcode::Low => Some("A wrong passcode was entered before. Too many block the card."),
        Passcode::Final => Some("This is the last try. Another wrong passcode blocks the card."),
        Passcode::Locked => Some("The card is blocked."),
    }
}

/// A card by what stands on it: text of the card's, which must not move, turn round or fill the window.
fn named(card: &Card) -> String {
    format!("{} ({})", shown(&card.label), shown(&card.serial))
}

fn shown(text: &str) -> String {
    let moves = |it: char| {
        it.is_control() || matches!(it, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
    };
    text.chars().filter(|&it| !moves(it)).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(label: &str, passcode: Passcode) -> Card {
        Card { serial: "00A1".into(), label: label.into(), renewable: true, passcode, certificates: Vec::new() }
    }

    #[test]
    fn a_window_says_who_asks_what_for_and_with_which_card() {
        for purpose in Purpose::ALL {
            let prompt = passcode("https://id.example", what_for(purpose), &card("Amina", Passcode::Fine));
            assert!(prompt.description.starts_with("https://id.example\n"));
            assert!(prompt.description.contains(what_for(purpose)) && prompt.description.contains("Amina (00A1)"));
            assert_eq!(prompt.error, None);
        }
    }

    #[test]
    fn the_last_try_is_announced() {
        let prompt = passcode("https://id.example", what_for(Purpose::SignIn), &card("Amina", Passcode::Final));
        assert!(prompt.error.is_some_and(|error| error.contains("last try")));
    }

    #[test]
    fn a_label_cannot_write_lines_of_its_own() {
        let prompt = passcode(
            "https://id.example",
            what_for(Purpose::SignIn),
            &card("x\n\n\u{202E}https://bank.example", Passcode::Fine),
        );
        assert!(prompt.description.contains("xhttps://bank.example"));
    }
}
