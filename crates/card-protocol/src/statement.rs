//! What a card signs: never bare bytes of a page, always a text that names who asked, what for, when, and with which card. Its
//! first line keeps it apart from everything else that such a key may sign.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

const FIRST_LINE: &str = "Care Identity smartcard statement 1";
/// No statement is longer, in bytes.
const LONGEST: usize = 1024;

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To sign in, or to sign in again.
    SignIn,
    /// To ask for new certificates, by the old key.
    Renew,
    /// To show that a new key works, before its certificate is used.
    Installed,
    /// To use the new key for the first time: the old ones end after it.
    FirstUse,
    /// To show that the passcode was changed.
    PasscodeChanged,
    /// To show that the card was unblocked.
    Unblocked,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::SignIn, Self::Renew, Self::Installed, Self::FirstUse, Self::PasscodeChanged, Self::Unblocked];

    /// As it stands in a statement and in JSON.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Renew => "renew",
            Self::Installed => "installed",
            Self::FirstUse => "first-use",
            Self::PasscodeChanged => "passcode-changed",
            Self::Unblocked => "unblocked",
        }
    }
}

/// What a card says. [`fmt::Display`] writes the text that is signed; [`FromStr`] reads that text and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is for.
    pub purpose: Purpose,
    /// The origin of the page that asked, as the browser told it (`https://id.example`).
    pub origin: String,
    /// The server's nonce.
    pub nonce: String,
    /// When, by the clock of the person's machine: seconds since 1970, UTC.
    pub time: i64,
    /// The card's serial number.
    pub card: String,
    /// What else is vouched for: SHA-256 in lower-case hexadecimal.
    pub content: Option<String>,
}

/// The text is no statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a smartcard statement")
    }
}

impl std::error::Error for Malformed {}

impl fmt::Display for Statement {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { purpose, origin, nonce, time, card, content } = self;
        writeln!(to, "{FIRST_LINE}")?;
        writeln!(to, "purpose {}", purpose.slug())?;
        writeln!(to, "origin {origin}")?;
        writeln!(to, "nonce {nonce}")?;
        writeln!(to, "time {time}")?;
        writeln!(to, "card {card}")?;
        if let Some(content) = content {
            writeln!(to, "content {content}")?;
        }
        Ok(())
    }
}

impl FromStr for Statement {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > LONGEST {
            return Err(Malformed);
        }
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(Malformed);
        }
        let mut field = |name: &str| {
            let value = lines.next()?.strip_prefix(name)?.strip_prefix(' ')?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        let purpose = field("purpose").ok_or(Malformed)?;
        let purpose = Purpose::ALL.into_iter().find(|known| known.slug() == purpose).ok_or(Malformed)?;
        let origin = field("origin").ok_or(Malformed)?;
        let nonce = field("nonce").ok_or(Malformed)?;
        let time = field("time").and_then(|time| time.parse().ok()).ok_or(Malformed)?;
        let card = field("card").ok_or(Malformed)?;
        let content = field("content");
        let read = Self { purpose, origin, nonce, time, card, content };
        // One text for each statement: what is read must be written as it was.
        if read.to_string() == text { Ok(read) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn statement() -> Statement {
        Statement {
            purpose: Purpose::SignIn,
            origin: "https://id.example".into(),
            nonce: "bm9uY2U".into(),
            time: 1_790_000_000,
            card: "00A1".into(),
            content: None,
        }
    }

    #[test]
    fn a_statement_is_read_as_it_was_written() {
        for purpose in Purpose::ALL {
            for content in [None, Some("ab".repeat(32))] {
                let statement = Statement { purpose, content, ..statement() };
                assert_eq!(statement.to_string().parse(), Ok(statement));
            }
        }
    }

    #[test]
    fn a_purpose_is_called_the_same_in_json() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.slug());
        }
    }

    #[test]
    fn no_other_text_is_a_statement() {
        let text = statement().to_string();
        for wrong in [
            String::new(),
            text.replace("statement 1", "statement 2"),
            text.replace("purpose sign-in", "purpose sign-out"),
            text.replace('\n', "\r\n"),
            text.replace("nonce bm9uY2U\n", ""),
            text.replace("time 1790000000", "time +1790000000"),
            format!("{text}content \n"),
            format!("{text}more\n"),
            format!("{text}\n"),
            format!(" {text}"),
            text.trim_end().to_owned(),
        ] {
            assert_eq!(wrong.parse::<Statement>(), Err(Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn a_field_cannot_bring_a_line_of_its_own() {
        let forged = Statement { nonce: "x\ntime 1\ncard other".into(), ..statement() };
        assert_ne!(forged.to_string().parse(), Ok(forged));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(?s).{0,400}") {
            let _ = text.parse::<Statement>();
        }

        #[test]
        fn what_is_read_is_what_was_signed(time in any::<i64>(), card in "[!-~]{1,32}") {
            let text = Statement { time, card, ..statement() }.to_string();
            let read: Statement = text.parse().unwrap();
            prop_assert_eq!(read.to_string(), text);
        }
    }
}
