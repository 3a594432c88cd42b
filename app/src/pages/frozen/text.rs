//! The words of changes that are stopped.

use identity::time::Timestamp;

pub const STOPPED: &str = "Changes are stopped";
pub const WHY: &str = "You, or somebody who reads your mail, told us that a change was not yours. Until we know that it is you, your password, your contact details and your authenticators stay as they are. Signing in works as before.";
pub const ASK: &str = "Ask your Registration Authority";
pub const ALONE: &str = "Or show it yourself";
pub const ALONE_IS: &str = "If you had an authenticator that gives very high confidence before the change, sign in with it. Then changes are possible again.";
pub const ALLOW: &str = "Allow changes again";
pub const TOO_NEW: &str = "The authenticator that you signed in with was added at the time of that change, or later, so it does not show that it is you. Use an older one, or ask your Registration Authority.";
pub const DONE: &str = "Changes are possible again. Check your contact details and authenticators";
pub const MORE: &str = "What happened, and what to do";
pub const SEE: &str = "See what was changed, and when";

/// Since when.
pub fn since(at: Timestamp) -> String {
    format!("Since {}.", at.for_people())
}

/// What the Registration Authority does.
pub fn ask(support: &str) -> String {
    format!("{support} They check who you are, look at your profile together with you, and let changes be made again.")
}
