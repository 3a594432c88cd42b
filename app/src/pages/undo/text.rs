//! The words of taking a change back.

use identity::{
    time::Timestamp,
    undo::{What, carry_out::Restored},
};

pub const QUESTION: &str = "Was this change not yours?";
pub const EFFECTS: &str = "Important: what happens when you confirm";
pub const ONLY_IF: &str = "Confirm only if you did not make this change. Then:";
pub const EFFECTS_ARE: [&str; 3] = [
    "you are signed out everywhere",
    "this change and every later one are taken back, where that is possible",
    "no further change of your password, contact details or authenticators is accepted until you have shown who you are: to your Registration Authority, or with an authenticator of very high confidence that you had before",
];
pub const CONFIRM: &str = "This was not me: take it back";
pub const IF_IT_WAS_YOU: &str = "If it was you, close this page. Nothing has happened.";
pub const USED: &str = "This link was used";
pub const USED_IS: &str = "It works once. If it was not you who used it, contact your Registration Authority.";
pub const STOPPED_IS: &str = "You were signed out everywhere, and nobody can change anything on your profile. What signed you in before that change signs you in again.";
pub const NEXT: &str = "What to do now";
pub const SIGN_IN: &str = "Sign in and look at what was done with your Care Identity";
pub const OVER: &str = "This link does not work";
pub const OVER_IS: &str = "A change can be taken back within 7 days, with the whole link from the mail. It may have been cut off when it was copied.";

/// What is known of the change.
pub fn told(name: &str, what: &What, at: Timestamp) -> String {
    format!("The Care Identity of {name}: {}, {}.", what.for_people(), at.for_people())
}

/// How long there is time.
pub fn until(at: Timestamp) -> String {
    format!("You can do this once, until {}.", at.for_people())
}

/// What became of it.
pub fn restored(what: &What, restored: Restored) -> String {
    let became = match restored {
        Restored::Yes => "The change is taken back",
        Restored::Suspended => "What was changed on the smartcard stays there, so it signs nobody in for now",
        Restored::Newer => "It was changed once more since then. That is left as it is",
        Restored::NoLonger => "What was there before could not be put back. What is there now is left as it is",
    };
    format!("{became} ({})", what.for_people())
}

/// Whom to ask.
pub fn next(support: &str) -> String {
    format!(
        "{support} They check that it is you, look at your profile together with you, and let changes be made again."
    )
}

pub const ALONE: &str = "Or sign in with an authenticator of very high confidence that you had before the change. Then you can let changes be made again yourself.";

/// When it is too late for the link.
pub fn if_it_was_not_you(support: &str) -> String {
    format!("If a change was not yours, say so now. {support}")
}
