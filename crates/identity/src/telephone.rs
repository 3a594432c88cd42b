//! A mobile telephone number, kept in the international form of ITU-T E.164 so that one number has one spelling.
//!
//! British numbers are known to be mobile by their range (Ofcom National Telephone Numbering Plan: 071 to 075, 07624, 077 to 079,
//! which include Jersey, Guernsey and the Isle of Man). Of other countries' numbers only the form is checked.

use std::fmt;

/// Far more than a number with its signs; longer input is not looked at.
const MAX_INPUT_BYTES: usize = 100;
/// E.164 6.2.1, country code included.
const MAX_DIGITS: usize = 15;
/// The shortest mobile numbers in use, country code included.
const MIN_DIGITS: usize = 7;
/// A British number after +44.
const UK_DIGITS: usize = 10;

/// Why a text is not a mobile number that we accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MobileNumberError {
    /// Nothing, or only white space and signs.
    #[error("the telephone number is empty")]
    Empty,
    /// Something else than digits, spaces, dashes, dots, brackets and a plus at the start.
    #[error("the telephone number contains {0:?}")]
    Character(char),
    /// Neither 0 nor + (or 00) at the start, so that its country is unknown.
    #[error("the telephone number does not start with 0 or +")]
    NoPrefix,
    /// A country code cannot begin with 0.
    #[error("the telephone number has no valid country code after the +")]
    CountryCode,
    /// Too few digits.
    #[error("the telephone number is too short")]
    TooShort,
    /// Too many digits.
    #[error("the telephone number is too long")]
    TooLong,
    /// A British number that is not a mobile one: a landline, a pager, or 070, which forwards at a high price.
    #[error("the telephone number is not a mobile number")]
    NotMobile,
}

/// A mobile number in E.164 form: `+447700900123`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MobileNumber(String);

impl MobileNumber {
    /// Reads a British number (`07700 900123`, `+44 (0)7700 900123`) or one of another country with `+` or `00`.
    /// Spaces, dashes, dots and brackets are dropped.
    ///
    /// # Errors
    /// What the page can say about it.
    pub fn parse(input: &str) -> Result<Self, MobileNumberError> {
        let written = Written::read(input)?;
        let digits = match (written.plus, written.digits.as_str()) {
            (true, digits) => digits,
            (false, digits) => match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
                (Some(international), _) => international,
                (None, Some(national)) => return uk(national),
                (None, None) => return Err(MobileNumberError::NoPrefix),
            },
        };
        if let Some(national) = digits.strip_prefix("44") {
            // The 0 of "+44 (0)7700" is only for calls within the country; people leave it in, with brackets or without.
            return uk(national.strip_prefix('0').unwrap_or(national));
        }
        match digits.len() {
            _ if digits.starts_with('0') => Err(MobileNumberError::CountryCode),
            ..MIN_DIGITS => Err(MobileNumberError::TooShort),
            MIN_DIGITS..=MAX_DIGITS => Ok(Self(format!("+{digits}"))),
            _ => Err(MobileNumberError::TooLong),
        }
    }

    /// E.164: `+447700900123`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Grouped as people read it aloud: `07700 900123`, `+33 612 345 678`.
    #[must_use]
    pub fn for_people(&self) -> String {
        if let Some((code, number)) = self.national().and_then(|national| national.split_at_checked(4)) {
            return format!("0{code} {number}");
        }
        let digits = &self.0[1..];
        let (country, mut rest) = digits.split_at(country_code_length(digits));
        let mut text = format!("+{country}");
        while !rest.is_empty() {
            // Threes, and a four rather than a digit alone.
            let (group, after) = rest.split_at(if rest.len() == 4 { 4 } else { rest.len().min(3) });
            text.push(' ');
            text.push_str(group);
            rest = after;
        }
        text
    }

    /// Enough for its owner to recognise it: `07… …123`, `+33… …678`.
    #[must_use]
    pub fn masked(&self) -> String {
        let end = &self.0[self.0.len() - 3..];
        match self.national() {
            Some(_) => format!("07… …{end}"),
            None => format!("+{}… …{end}", &self.0[1..=country_code_length(&self.0[1..])]),
        }
    }

    /// What follows +44.
    fn national(&self) -> Option<&str> {
        self.0.strip_prefix("+44")
    }
}

impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Masked, because Debug ends up in logs.
impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MobileNumber({})", self.masked())
    }
}

/// A number without the signs it was written with.
struct Written {
    plus: bool,
    digits: String,
}

impl Written {
    fn read(input: &str) -> Result<Self, MobileNumberError> {
        if input.len() > MAX_INPUT_BYTES {
            return Err(MobileNumberError::TooLong);
        }
        // "+39 (0)6": a 0 alone in brackets is never dialled from abroad, while Italy's 0 without brackets is.
        let international =
            input.trim_start_matches(is_dropped).starts_with('+') || input.trim_start().starts_with("00");
        let input = if international { input.replacen("(0)", "", 1) } else { input.to_owned() };
        let mut written = Self { plus: false, digits: String::with_capacity(input.len()) };
        for c in input.chars().filter(|&c| !is_dropped(c)) {
            match c {
                '0'..='9' => written.digits.push(c),
                '+' if !written.plus && written.digits.is_empty() => written.plus = true,
                _ => return Err(MobileNumberError::Character(c)),
            }
        }
        if written.digits.is_empty() { Err(MobileNumberError::Empty) } else { Ok(written) }
    }
}

/// Signs that people and address books put into numbers, the invisible marks of direction among them: contacts copied from
/// some systems come wrapped in those, and only digits are kept anyhow.
fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn uk(national: &str) -> Result<MobileNumber, MobileNumberError> {
    let mobile = national.starts_with("7624") || matches!(national.as_bytes(), [b'7', b'1'..=b'5' | b'7'..=b'9', ..]);
    match national.len() {
        _ if !mobile && national.len() > 3 => Err(MobileNumberError::NotMobile),
        ..UK_DIGITS => Err(MobileNumberError::TooShort),
        UK_DIGITS => Ok(MobileNumber(format!("+44{national}"))),
        _ => Err(MobileNumberError::TooLong),
    }
}

/// One digit for zones 1 and 7, two for the codes given out whole, else three (E.164 list of assigned country codes).
fn country_code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests;
