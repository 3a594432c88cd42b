//! Passwords that attackers try first. Where the list comes from: `common_passwords.README.md` beside it.
//!
//! The list is looked up as it stands in the binary, so it costs nothing at start and no memory but its 200 kB of read-only
//! pages, shared between processes.

use zeroize::Zeroizing;

/// Lower case, sorted by byte, none twice, a line feed after each.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether the whole password, whatever its letter case, is a common or leaked one.
///
/// Parts of it are not looked up: NIST SP 800-63B-4 3.1.1.2 wants the entire password compared, not words in it.
#[must_use]
pub fn contains(password: &str) -> bool {
    // No entry is as long as this, and lower-casing must not run on whatever a stranger sends (failure 25).
    const LONGER_THAN_ANY: usize = 256;
    password.len() < LONGER_THAN_ANY && is_line_of(COMMON, &Zeroizing::new(password.to_lowercase()))
}

/// Binary search over the bytes: halve, widen to the line around the middle, compare.
fn is_line_of(sorted_lines: &str, word: &str) -> bool {
    let lines = sorted_lines.as_bytes();
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = lines[low..middle].iter().rposition(|&b| b == b'\n').map_or(low, |at| low + at + 1);
        let end = lines[middle..high].iter().position(|&b| b == b'\n').map_or(high, |at| middle + at);
        match lines[start..end].cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_list_has_ten_thousand_entries_of_eight_characters_or_more() {
        assert!(COMMON.lines().count() >= 10_000);
        for word in COMMON.lines() {
            assert!(word.chars().count() >= 8, "{word} is too short to matter");
            assert_eq!(word, word.to_lowercase());
        }
    }

    #[test]
    fn the_list_is_sorted_without_duplicates_as_the_search_needs() {
        assert!(COMMON.lines().zip(COMMON.lines().skip(1)).all(|(one, next)| one < next));
        assert!(COMMON.ends_with('\n') && !COMMON.contains('\r'));
    }

    #[test]
    fn every_entry_is_found_in_any_letter_case() {
        for word in COMMON.lines() {
            assert!(contains(word), "{word}");
        }
        assert!(contains("PassWord123"));
    }

    #[test]
    fn a_password_that_only_contains_a_common_one_is_not_found() {
        for word in [
            "password123 and a walk",
            "my password123",
            "password123\n",
            "password123\npassword1234",
            "passw",
            "",
            "\n",
        ] {
            assert!(!contains(word), "{word:?}");
        }
    }

    proptest! {
        #[test]
        fn the_search_agrees_with_reading_every_line(word in "[a-c]{0,4}", lines in proptest::collection::btree_set("[a-c]{1,4}", 0..40)) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            prop_assert_eq!(is_line_of(&text, &word), lines.contains(&word));
        }
    }
}
