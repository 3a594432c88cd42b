//! Codes as people type them: apps and mails group the digits, and what stands between the groups does not count.

use zeroize::Zeroizing;

/// How many digits a mailed code has.
pub(crate) const MAILED_DIGITS: usize = 8;
/// What is longer is no code, and is not looked through.
const MAX_INPUT_BYTES: usize = 256;

/// Whether a character only stands between digits: white space, or a hyphen.
pub(crate) fn separates(character: char) -> bool {
    character.is_whitespace() || character == '-'
}

/// The digits of a mailed code; `None` for what cannot be one, which is no guess and counts as none.
pub(crate) fn mailed_code(typed: &str) -> Option<Zeroizing<String>> {
    if typed.len() > MAX_INPUT_BYTES {
        return None;
    }
    let digits: Zeroizing<String> = Zeroizing::new(typed.chars().filter(|character| !separates(*character)).collect());
    let is_code = digits.len() == MAILED_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailed_code_is_eight_digits_however_they_are_grouped() {
        for typed in ["12345678", " 1234 5678\u{a0}", "1234-5678", "12-34 - 56 78\n"] {
            assert_eq!(mailed_code(typed).unwrap().as_str(), "12345678", "{typed:?}");
        }
        for typed in
            ["", " ", "-", "1234567", "123456789", "1234567a", "1234.5678", "\u{661}2345678", "１２３４５６７８"]
        {
            assert!(mailed_code(typed).is_none(), "{typed:?}");
        }
        assert!(mailed_code(&format!("12345678{}", " ".repeat(MAX_INPUT_BYTES))).is_none());
    }
}
