//! The words of help with smartcards.

pub mod card;
pub mod here;

/// What there is to say of something that went wrong.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What happened.
    pub heading: &'static str,
    /// Why.
    pub cause: &'static str,
    /// What to do about it.
    pub next: &'static str,
    /// What only the IT team can do.
    pub it: Option<&'static str>,
    /// Codes and names that staff know from elsewhere.
    pub known_as: &'static [&'static str],
}

pub const TITLE: &str = "Help with smartcards";
pub const OPENING: &str = "Find what the page said by its code. If nothing helps, your Registration Authority can.";
pub const SEARCH: &str = "Code, or words of the message";
pub const SEARCH_HINT: &str = "For example CARD-302, 400_645 or passcode.";
pub const SEARCH_BUTTON: &str = "Search";
pub const SHOW_ALL: &str = "Show all";
pub const ALL: &str = "What can go wrong";
pub const CODE: &str = "Code";
pub const WHAT: &str = "What happened";
pub const CAUSE: &str = "Why";
pub const NEXT: &str = "What to do";
pub const FOR_IT: &str = "What your IT team must do";
pub const KNOWN_AS: &str = "Also known as";
pub const STILL: &str = "If it still does not work";
pub const STILL_IS: &str = "Run “care-identity-agent doctor” on your computer. It says what is wrong and writes a report without secrets. Give it to your IT team, with the code of this page.";
pub const MEANING: &str = "What this means";
pub const MORE: &str = "What this means, and what your IT team can do";

/// How many a search found.
#[must_use]
pub fn found(count: usize, typed: &str) -> String {
    match count {
        0 => format!("Nothing is known as “{typed}”."),
        1 => format!("1 result for “{typed}”."),
        count => format!("{count} results for “{typed}”."),
    }
}
