//! The words of the islands. Also of the browser's bundle, so they are no more than these.

pub const COPY_REFUSED: &str = "Your browser did not allow it. Select the text and copy it yourself.";
pub const LINK_OVER_SAID: &str = "The registration link has expired.";
pub const LINK_OVER: &str = "This registration link has expired.";
pub const NEW_LINK: &str = "Get a new link";
pub const SOON_SIGNED_OUT: &str = "You will soon be signed out";
pub const LOST_THEN: &str = "What you have not sent yet would be lost.";
pub const AT_ITS_LONGEST: &str = "A session cannot last longer than this. Finish what you do, then sign in again.";
pub const STAY: &str = "Stay signed in";
pub const CLOSE: &str = "Close this message";
pub const ORGANISATIONS: &str = "Organisations";
/// Beside a suggestion.
pub const CLOSED: &str = "(closed)";

/// The button that copies: "link", "key".
pub fn copy(what: &str) -> String {
    format!("Copy {what}")
}

/// It was copied.
pub fn copied(what: &str) -> String {
    format!("The {what} was copied.")
}

/// How long a link works still, to be seen.
pub fn link_expires_in(seconds: u32) -> String {
    format!("This link expires in {}.", length(seconds))
}

/// The same, to be heard.
pub fn left(seconds: u32) -> String {
    format!("{} left", length(seconds))
}

fn length(seconds: u32) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let plural = |count: u32, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match (minutes, seconds) {
        (0, seconds) => plural(seconds, "second"),
        (minutes, 0) => plural(minutes, "minute"),
        (minutes, seconds) => format!("{} and {}", plural(minutes, "minute"), plural(seconds, "second")),
    }
}

/// How many suggestions there are, to be heard.
pub fn suggestions(count: usize) -> String {
    match count {
        0 => "No suggestions.".to_owned(),
        1 => "1 suggestion. Use the down arrow to reach it.".to_owned(),
        _ => format!("{count} suggestions. Use the up and down arrows to choose."),
    }
}

/// How strong a password looks.
pub const fn strength(score: u8) -> &'static str {
    match score {
        0 | 1 => "Strength: weak. Others could guess it. More words make it stronger.",
        2 => "Strength: fair. One more word makes it stronger.",
        3 => "Strength: good.",
        _ => "Strength: strong.",
    }
}

/// How soon a session ends.
pub const fn signed_out_within(seconds: u32) -> &'static str {
    if seconds > 60 {
        "For your security you will be signed out in less than 2 minutes."
    } else {
        "For your security you will be signed out in less than 1 minute."
    }
}
