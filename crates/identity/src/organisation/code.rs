//! The code that names an organisation.

use std::fmt;

/// An ODS code: 1 to 12 capital letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationCode(String);

impl OrganisationCode {
    /// Reads one; small letters and spaces around it are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_ascii_uppercase()))
    }

    /// As the store and addresses of pages write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a digit is in it: letters alone may be a name.
    #[must_use]
    pub fn has_digit(&self) -> bool {
        self.0.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// A number of its own: 12 characters of 36 and an end fit into 64 bits. Remembers the codes of a file in little room.
    #[must_use]
    pub fn as_number(&self) -> u64 {
        let digit = |byte: u8| u64::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 }) + 1;
        self.0.bytes().fold(0, |number, byte| number * 37 + digit(byte))
    }
}

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_capitals_and_digits_and_reads_back(text in "(?s).*|[ a-zA-Z0-9]{1,14}") {
            if let Some(code) = OrganisationCode::parse(&text) {
                let ok = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
                prop_assert!((1..=12).contains(&code.as_str().len()) && code.as_str().bytes().all(ok));
                prop_assert_eq!(OrganisationCode::parse(code.as_str()), Some(code));
            }
        }

        #[test]
        fn two_codes_have_two_numbers(one in "[A-Z0-9]{1,12}", other in "[A-Z0-9]{1,12}") {
            let number = |text: &str| OrganisationCode::parse(text).unwrap().as_number();
            prop_assert_eq!(number(&one) == number(&other), one == other);
        }
    }
}
