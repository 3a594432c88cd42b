//! The words of smartcards.

use card_protocol::Passcode;
use identity::{
    smartcard::{
        expiry::{Standing, left_for_people},
        renewal::RenewalState,
    },
    time::Timestamp,
};

use super::relay::Step;

pub const AGAIN: &str = "Try again";
pub const BROWSER_ASKS: &str = "Your browser may ask first whether this site may connect to apps on your computer, or to devices on your local network. Select “Allow”: your card reader is reached in no other way.";
pub const NEEDS_SCRIPT: &str =
    "This needs JavaScript, which is off in this browser. Turn it on, or ask your Registration Authority.";
pub const SIGN_IN_FIRST: &str = "For this, sign in with the card itself. A sign-in counts for 5 minutes.";
pub const OVER: &str = "The time for this step was over, or it was done elsewhere. Go on from here.";

pub const CARD: &str = "Your smartcard";
pub const LABEL: &str = "Name on the card";
pub const SERIAL: &str = "Number";
pub const WORKS: &str = "Works until";
pub const ISSUED: &str = "Issued";
pub const RENEWED_ON: &str = "Renewed";
pub const USED: &str = "Last used";
pub const SUSPENDED: &str =
    "This card is reported lost, so it works nowhere. If you found it, say so under “Your authenticators”.";
pub const NONE: &str = "You have no smartcard.";
pub const NONE_IS: &str = "Your Registration Authority gives you one when you need it. Other authenticators open most of what a smartcard opens.";
pub const ALTERNATIVES: &str = "Add other authenticators";

pub const RENEW_OWN: &str = "Renew your own smartcard";
pub const RENEW: &str = "Renew your smartcard";
pub const GO_ON: &str = "Go on with the renewal";
pub const CHANGE: &str = "Change smartcard passcode";
pub const UNBLOCK: &str = "Unblock your smartcard";
pub const RENEWAL_IS: &str = "You enter your passcode once. Then it goes on by itself, and takes about a minute:";
pub const RENEWAL: [&str; 4] = [
    "Your card makes new keys.",
    "New certificates are issued and written to the card.",
    "The new certificates are used for the first time.",
    "The old ones are removed.",
];
pub const LEAVE_IN: &str = "Leave your card in the reader. If something breaks off, nothing is lost: the old certificates work until the new ones were used, and it goes on where it stopped.";
pub const GIVE_UP: &str = "Give up this renewal";
pub const GIVE_UP_IS: &str =
    "Only if going on does not help. What was made is thrown away, your card works as before, and you can begin again.";
pub const GIVEN_UP: &str = "The renewal was given up. Your card works as before.";

pub const CHANGE_IS: &str = "Your computer asks for the passcode of your card, then for the new one, twice. You type them into its window, never into a page: we never learn them.";
pub const PASSCODE_MUST: &str = "The new passcode must:";
pub const RULES: [&str; 2] =
    ["have 6 to 8 digits, and nothing else", "be no run like 123456 and no repeat like 121212"];
/// For who changes it: whoever unblocks a card shows no passcode of before.
pub const RULE_OF_CHANGE: &str = "not be the one that the card has now";
pub const TRIES: &str = "3 wrong passcodes in a row block the card. The window says so when a wrong one was entered before, and when one try is left.";
pub const CHANGED: &str = "The passcode of your smartcard was changed.";
pub const FORGOT: &str = "You do not know your passcode, or your card is blocked?";
pub const UNBLOCK_IS: &str = "You can unblock your card when you sign in with another authenticator that gives very high confidence. Then put the card into the reader: your computer asks twice for a new passcode. It takes 15 minutes at the most.";
pub const UNBLOCK_NOT: &str = "This card has expired or was taken back, so you cannot unblock it yourself.";
pub const UNBLOCK_NO_OTHER: &str = "None of your other authenticators gives very high confidence, so you cannot unblock this card yourself. A card cannot unblock itself: whoever found it could choose a new passcode.";
pub const UNBLOCK_RA: &str =
    "If you cannot, ask your Registration Authority. Bring your card and proof of who you are.";
pub const UNBLOCK_ASK: &str = "Ask your Registration Authority. Bring your card and proof of who you are.";
pub const SIGN_IN_WITH_ANOTHER: &str = "Sign in with another authenticator";
pub const NO_KEY: &str = "Nobody here has what unblocks this card, so you need another one.";
pub const UNBLOCKED: &str = "Your smartcard is unblocked, and has the new passcode.";

/// What the page says while a passcode is changed.
pub const PASSCODE_STEPS: &[Step] = &[(
    "change",
    "Your computer asks for the passcode that the card has now, then twice for the new one. Enter them in its window, never on a page.",
)];

/// What the page says while a card is unblocked.
pub const UNBLOCK_STEPS: &[Step] = &[
    ("offer", "Your smartcard software gets ready to unblock the card."),
    ("unblock", "Your computer asks twice for a new passcode. Enter it in its window, never on a page."),
];

/// What every page says while it works.
pub const STEPS: &[Step] = &[
    ("find", "Looking for the smartcard software of your computer."),
    ("pair", "Your computer asks whether this site may use your smartcard. Select “Allow” in its window."),
    ("passcode", "Your computer asks for the passcode of your smartcard. Enter it in its window, never on a page."),
    ("done", "Done. The next page opens."),
];

/// What the page says in the steps of a renewal, by the state that each begins in.
pub const RENEWAL_STEPS: &[Step] = &[
    (
        RenewalState::Begun.as_str(),
        "Step 1 of 4: your computer asks for your passcode, then your card makes new keys. This can take a minute.",
    ),
    (
        RenewalState::Issued.as_str(),
        "Step 2 of 4: the new certificates are written to your card, and tried. If your computer asks for your passcode, enter it in its \
         window.",
    ),
    (
        RenewalState::Installed.as_str(),
        "Step 3 of 4: the new certificates are used for the first time. If your computer asks for your passcode, enter it in its window.",
    ),
    (
        RenewalState::Used.as_str(),
        "Step 4 of 4: the old certificates are removed from your card. If your computer asks for your passcode, enter it in its window.",
    ),
];

/// Where a renewal that was broken off goes on.
pub const fn goes_on(state: RenewalState) -> &'static str {
    match state {
        RenewalState::Begun => {
            "You began to renew your card, and it was broken off. It goes on with step 1: your card makes new keys."
        }
        RenewalState::Issued => {
            "You began to renew your card, and it was broken off. It goes on with step 2: the new certificates are written to the card."
        }
        RenewalState::Installed => {
            "You began to renew your card, and it was broken off. It goes on with step 3: the new certificates are used for the first time."
        }
        RenewalState::Used => "Your card is renewed. Only step 4 is left: the old certificates are removed.",
        RenewalState::Completed | RenewalState::Abandoned => "This renewal is over.",
    }
}

/// Which card it is, by what stands on it.
pub fn named(label: &str, serial: &str) -> String {
    match label {
        "" => format!("Your card: number {serial}."),
        label => format!("Your card: {label}, number {serial}."),
    }
}

/// Until when a card works.
pub fn works(standing: Standing, now: Timestamp) -> String {
    match standing {
        Standing::Good { until, .. } | Standing::Due { until } => {
            format!("{} ({})", until.day_for_people(), left_for_people(now, until))
        }
        Standing::Expired { since } => format!("It expired on {}", since.day_for_people()),
        Standing::Revoked => "It was taken back".to_owned(),
    }
}

/// The same in a sentence, for home and profile, with who can renew it and when.
pub fn home(standing: Standing, now: Timestamp) -> String {
    match standing {
        Standing::Good { from, until } => format!(
            "Your smartcard expires {}, on {}. You can renew it yourself from {} on.",
            left_for_people(now, until),
            until.day_for_people(),
            from.day_for_people()
        ),
        Standing::Due { until } => {
            format!("Your smartcard expires {}, on {}.", left_for_people(now, until), until.day_for_people())
        }
        Standing::Expired { since } => format!(
            "Your smartcard expired on {}. You cannot renew it yourself any more: your Registration Authority must.",
            since.day_for_people()
        ),
        Standing::Revoked => {
            "The certificates of your smartcard were taken back. Your Registration Authority must issue new ones."
                .to_owned()
        }
    }
}

/// Whether it can be renewed now.
pub fn renewable(standing: Standing, now: Timestamp) -> String {
    match standing {
        Standing::Good { from, .. } => format!(
            "You can renew it yourself from {} on, 90 days before it expires. We remind you by email, if you have a verified address.",
            from.day_for_people()
        ),
        Standing::Due { until } => format!(
            "It expires {}, on {}. Until then you can renew it yourself.",
            left_for_people(now, until),
            until.day_for_people()
        ),
        Standing::Expired { since } => format!(
            "It expired on {}, so you cannot renew it yourself any more. Your Registration Authority can: bring your card and proof of who you are.",
            since.day_for_people()
        ),
        Standing::Revoked => {
            "Its certificates were taken back, so you cannot renew it yourself. Ask your Registration Authority."
                .to_owned()
        }
    }
}

/// It is done.
pub fn renewed(until: Timestamp) -> String {
    format!("Your smartcard is renewed. It works until {}.", until.day_for_people())
}

/// What the card says of the tries that are left, when there is something to say.
pub const fn tries(passcode: Passcode) -> Option<&'static str> {
    match passcode {
        Passcode::Fine => None,
        Passcode::Low => Some("At least one wrong passcode was entered: too many in a row block the card."),
        Passcode::Final => Some("You have one try left: another wrong passcode blocks the card."),
        Passcode::Locked => Some("The card is blocked."),
    }
}
