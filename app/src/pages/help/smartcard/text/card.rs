//! What the agent and the card say.

use card_protocol::Fault;

use super::Words;

const MODULES: &str = "“care-identity-agent doctor” lists the modules, the readers and the cards that it finds. Name the card's own PKCS#11 module in “modules” of care-identity-agent.toml.";

/// The words of one.
pub const fn words(fault: Fault) -> Words {
    let (heading, cause, next, it): (_, _, _, Option<&'static str>) = match fault {
        Fault::NotPaired => (
            "Your browser is not allowed to use the card reader",
            "The Care Identity agent keeps a list of browsers that you allowed. This one is not on it, or was taken off.",
            "Try again. When your computer asks whether this site may use your smartcard, select “Allow”.",
            None,
        ),
        Fault::PairingRefused => (
            "You did not allow this site to use your smartcard",
            "Your computer asked whether this site may use your smartcard, and the answer was no, or nobody answered.",
            "Try again, and select “Allow” if the window names this site. After a no, wait a minute first.",
            None,
        ),
        Fault::OriginRefused => (
            "The smartcard software does not serve this site",
            "The Care Identity agent answers only sites that it was set up for.",
            "Check that the address is the one that you were given. Then ask your IT team.",
            Some(
                "Put this site's address, as it stands in the address line, into “origins” of care-identity-agent.toml.",
            ),
        ),
        Fault::OtherUser => (
            "The smartcard software belongs to somebody else",
            "Several people use this computer at a time, and the agent that was found is not yours.",
            "Start the Care Identity agent in your own session, then try again.",
            Some(
                "Let care-identity-agent start with each person's session. It takes the first free port from 47110 to 47117: eight people can use it at a time.",
            ),
        ),
        Fault::TooMany => (
            "The smartcard software was asked too often",
            "Pages asked it many times in a short time.",
            "Close other windows of this service, wait a minute, then try again.",
            None,
        ),
        Fault::NotUnderstood => (
            "The smartcard software did not understand this page",
            "The agent and this service are of different releases.",
            "Load the page again. If it stays so, ask your IT team to update the Care Identity agent.",
            Some("Install the release of care-identity-agent that came with this service."),
        ),
        Fault::Busy => (
            "The smartcard software is busy with another page",
            "A window that asks for your passcode is open for another page, perhaps behind others.",
            "Look for that window, and finish or cancel it. Then try again.",
            None,
        ),
        Fault::NoModule => (
            "No software for card readers is installed",
            "The Care Identity agent reads cards by the software of their maker. It found none, or could not load it.",
            "Ask your IT team to install it. Meanwhile, use another way to sign in.",
            Some(MODULES),
        ),
        Fault::NoCard => (
            "No smartcard is in the reader",
            "The reader is empty, the card is not pushed in all the way, or the reader is not connected.",
            "Push your card in, chip first, and wait for the light of the reader. Then try again.",
            Some(MODULES),
        ),
        Fault::SeveralCards => (
            "More than one smartcard was found",
            "Several readers hold a card, and it is not clear which one is meant.",
            "Load the page again and choose your card where it asks, or leave only your own card in.",
            None,
        ),
        Fault::OtherCard => (
            "Another smartcard is in the reader",
            "What you asked for needs the card that it was begun with.",
            "Put in the card that this page names, then try again.",
            None,
        ),
        Fault::NoCertificate => (
            "There is nothing to sign in with on this card",
            "The card has no certificate for signing in. It may be empty, or of another service.",
            "Check that it is your Care Identity card. If it is, contact your Registration Authority.",
            None,
        ),
        Fault::CardRemoved => (
            "The card was taken out",
            "It left the reader before all was done. It goes on where it was, or can be done again, when the card is back.",
            "Put the card in again, leave it there, and try again.",
            None,
        ),
        Fault::ModuleHangs => (
            "The card's software does not answer",
            "The software of the card's maker was asked and said nothing.",
            "Take the card out, put it in again, and try again. If it happens again, start the computer anew.",
            Some(MODULES),
        ),
        Fault::ModuleFails => (
            "The card's software reports an error",
            "The software of the card's maker could not do what it was asked for.",
            "Take the card out, wipe its chip with a dry cloth, put it in again, and try again.",
            Some(MODULES),
        ),
        Fault::PasscodeCancelled => (
            "No passcode was entered",
            "The window that asked for it was closed, or waited too long.",
            "Nothing was changed. Try again, and enter your passcode in the window of your computer.",
            None,
        ),
        Fault::PasscodeWrong => (
            "The passcode is wrong",
            "The card did not accept it. After 3 wrong passcodes in a row a card blocks itself.",
            "Try again. If you do not remember it, stop here: use another way to sign in, and unblock the card or ask your Registration Authority.",
            None,
        ),
        Fault::PasscodeLocked => (
            "Your smartcard is blocked",
            "A wrong passcode was entered too often. Nobody can use the card until it is unblocked.",
            "Sign in with another authenticator of very high confidence and unblock the card, or ask your Registration Authority.",
            None,
        ),
        Fault::NoPinentry => (
            "Your computer cannot ask for the passcode",
            "The passcode is typed into a window of your computer, never into a page. The program that shows it is missing, or has no screen to show it on.",
            "Ask your IT team to install it. Meanwhile, use another way to sign in.",
            Some(
                "Install a pinentry with a window (for example pinentry-gnome3 or pinentry-qt), or name one in “pinentry” of care-identity-agent.toml. The agent must run in the person's graphical session.",
            ),
        ),
        Fault::PasscodeRefused => (
            "The new passcode was not accepted",
            "It broke a rule: 6 to 8 digits, no run, no repeat, not the one before, the same twice; or the card has a rule of its own. It was not set. A passcode that the card had before is still right, and a blocked card is still blocked.",
            "Try again with another passcode of 6 to 8 digits, no run like 123456 and no repeat like 121212.",
            None,
        ),
        Fault::PasscodeUncertain => (
            "Your smartcard may have the new passcode",
            "The card was given the new passcode, and then it broke off: the card was taken out, or its software stopped. It was not possible to see which passcode it has now.",
            "Try the new passcode first, and then the one before. If neither is right, unblock the card or ask your Registration Authority.",
            Some(MODULES),
        ),
        Fault::CardFull => (
            "There is no room on the card for new certificates",
            "While it is renewed, a card holds old and new certificates. This one has no room for both. The old ones still work.",
            "Ask your Registration Authority for new certificates or a new card.",
            None,
        ),
        Fault::NotRenewable => (
            "This card cannot be renewed by yourself",
            "Its software lets it sign you in, but makes no new keys on it (PIV cards are like that).",
            "Ask your Registration Authority to renew it.",
            Some("Use the PKCS#11 module of the card's maker, not a general one, if there is one that makes keys."),
        ),
        Fault::CertificateDoesNotFit => (
            "The new certificate does not fit the card",
            "What was issued is for another key than the one on this card. A card that is renewed still has its old certificates.",
            "Try again: it goes on where it stopped. If it happens again, contact your Registration Authority.",
            None,
        ),
        Fault::ReadBackDiffers => (
            "The card did not keep what was written to it",
            "The new certificates were written, read again, and were not the same. A card that is renewed still has its old ones.",
            "Take the card out, put it in again, and try again. If it happens again, ask your Registration Authority for a new card.",
            None,
        ),
        Fault::NotBlank => (
            "No card is there that can be prepared",
            "The cards in the readers are in use, and none of them is the person's own or was begun for them.",
            "Put a blank card into the reader, or the person's own smartcard if you chose that. Then try again.",
            None,
        ),
        Fault::UnblockRefused => (
            "The card did not accept its unblocking key",
            "What unblocks a card was not right for this one. Nothing was changed.",
            "Ask your Registration Authority. Do not try again: a card that refuses too often is lost for good.",
            None,
        ),
        Fault::OfferOver => (
            "The time to unblock or prepare the card was over",
            "It took more than 15 minutes, it was begun again in another window, or the smartcard software was started anew. Nothing was tried, and nothing was changed.",
            "Try again.",
            None,
        ),
        Fault::UnblockLocked => (
            "This card cannot be unblocked any more",
            "It was tried in vain too often.",
            "Ask your Registration Authority for a new card. Meanwhile, use another way to sign in.",
            None,
        ),
    };
    Words { heading, cause, next, it, known_as: &[] }
}
