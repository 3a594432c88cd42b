//! Why somebody of a Registration Authority did something: every action asks, and the audit log keeps it.

use std::fmt;

use crate::invisible::is_invisible;

/// The longest reason, in characters.
pub const LONGEST: usize = 200;

/// A reason: one line of plain text, 1 to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads one. White space around it goes, line breaks and runs of it become one space; what nobody can see or what turns
    /// the direction of writing is refused, as the log must say what was meant.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_plain = !line.chars().any(|character| character.is_control() || is_invisible(character));
        (is_plain && (1..=LONGEST).contains(&line.chars().count())).then_some(Self(line))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reason_is_needed_and_is_one_line() {
        for none in ["", " \t\n", "\u{200b}", "a\u{202e}b", "a\u{0}", &"x".repeat(201)] {
            assert_eq!(Reason::parse(none), None, "{none:?}");
        }
        assert_eq!(Reason::parse(" phone\r\n stolen ").unwrap().as_str(), "phone stolen");
        assert!(Reason::parse(&"\u{e9}".repeat(200)).is_some());
    }

    proptest! {
        #[test]
        fn a_reason_is_short_plain_and_reads_back(text in "(?s).*|[a-z \\t\\n\u{200b}\u{202e}]{0,210}") {
            if let Some(reason) = Reason::parse(&text) {
                let kept = reason.as_str();
                prop_assert!((1..=LONGEST).contains(&kept.chars().count()));
                prop_assert!(kept == kept.trim() && !kept.chars().any(|one| one.is_control() || is_invisible(one)));
                prop_assert_eq!(Reason::parse(kept), Some(reason));
            }
        }
    }
}
