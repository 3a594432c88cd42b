//! The words of one's sessions.

use identity::{assurance::AssuranceLevel, session::SessionKind};

use crate::pages::activity::text::factors as factors_in_words;

pub const SESSIONS: &str = "Your sessions";
pub const SESSIONS_ARE: &str =
    "Here you are signed in at this moment. If you do not know one of them, end it, then look at your activity.";
pub const ACTIVITY: &str = "Look at your activity";
pub const THIS: &str = "This session";
pub const SHARED: &str = "Shared computer";
pub const NETWORK: &str = "Network";
pub const SINCE: &str = "Signed in";
pub const USED: &str = "Last used";
pub const ENDS: &str = "Ends if not used";
pub const WITH: &str = "Signed in with";
pub const END: &str = "End this session";
pub const SIGN_OUT: &str = "Sign out here";
pub const END_OTHERS: &str = "End all other sessions";
pub const NO_OTHERS: &str = "You are signed in nowhere else.";
pub const ENDED: &str = "The session was ended.";
pub const NOT_THERE: &str = "That session had ended already.";

/// What a session was opened with, and how sure it makes us.
pub fn with(kind: SessionKind, factors: &str, level: AssuranceLevel) -> String {
    match kind {
        SessionKind::Enrolment => "A sign-in link".to_owned(),
        SessionKind::Full => format!("{}: {}", factors_in_words(factors), crate::pages::level_in_words(level)),
    }
}

/// That other sessions were ended.
pub fn others_ended(count: usize) -> String {
    match count {
        0 => NO_OTHERS.to_owned(),
        1 => "1 other session was ended.".to_owned(),
        count => format!("{count} other sessions were ended."),
    }
}
