//! Texts of organisations: cleaned for keeping, and cut into words for finding.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::invisible::{cleaned, is_joiner};

/// The longest word that is looked for; the rest of a longer one is not.
pub const LONGEST_WORD: usize = 30;

/// One line of text with single spaces and nothing invisible; `None` when it is longer than `most` characters or holds a control character.
#[must_use]
pub fn one_line(text: &str, most: usize) -> Option<String> {
    // Nearly all are in order already, and an import reads millions.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return (text.len() <= most).then(|| text.to_owned());
    }
    if text.chars().any(char::is_control) {
        return None;
    }
    let line = cleaned(text).split_whitespace().collect::<Vec<_>>().join(" ");
    (line.chars().count() <= most).then_some(line)
}

/// The words of a text as they are looked for: small letters without accents or other signs of their own, apostrophes left out, `&` as "and".
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut take = |character: char, words: &mut Vec<String>| match character {
        '\'' | '\u{2019}' => {}
        '&' => {
            end(&mut word, words);
            words.push("and".to_owned());
        }
        character if character.is_alphanumeric() => character.to_lowercase().for_each(|small| match folded(small) {
            Some(plain) => word.push_str(plain),
            None => word.push(small),
        }),
        _ => end(&mut word, words),
    };
    if text.is_ascii() {
        text.chars().for_each(|character| take(character, &mut words));
    } else {
        cleaned(text)
            .nfkd()
            .filter(|character| !is_combining_mark(*character) && !is_joiner(*character))
            .for_each(|character| take(character, &mut words));
    }
    take(' ', &mut words);
    words
}

/// What people type for a letter that is one with its sign, so that no accent can be taken from it.
const fn folded(small: char) -> Option<&'static str> {
    Some(match small {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

fn end(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(word.chars().take(LONGEST_WORD).collect());
        word.clear();
    }
}

/// A postcode as people write it, with one space before the last three characters; other texts as they are, in one line.
#[must_use]
pub fn postcode(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if joined.is_empty() || joined.len() > 12 || !joined.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let joined = joined.to_ascii_uppercase();
    match joined.len() {
        5..=7 => Some(format!("{} {}", &joined[..joined.len() - 3], &joined[joined.len() - 3..])),
        _ => Some(joined),
    }
}

/// Whether a text has the form of a whole postcode (Royal Mail: one or two letters, a digit, perhaps another, a digit and
/// two letters); answers it as [`postcode`] does.
#[must_use]
pub fn whole_postcode(text: &str) -> Option<String> {
    let written = postcode(text)?;
    let (outward, inward) = written.split_once(' ')?;
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = outward.as_bytes().get(letters..)?;
    let fits = (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.first().is_some_and(u8::is_ascii_digit)
        && matches!(inward.as_bytes(), [digit, rest @ ..] if digit.is_ascii_digit() && rest.iter().all(u8::is_ascii_alphabetic));
    fits.then_some(written)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_what_people_would_type() {
        assert_eq!(words("ST. MARY'S (Wells) & Co"), ["st", "marys", "wells", "and", "co"]);
        assert_eq!(words("Zoë’s Café–Bar 24/7"), ["zoes", "cafe", "bar", "24", "7"]);
        assert_eq!(words("Łukasz Sørensen, Đorđe Strauß"), ["lukasz", "sorensen", "dorde", "strauss"]);
        assert_eq!(words("\u{c6}ther \u{152}uvre Þór \u{130}I\u{131}"), ["aether", "oeuvre", "thor", "iii"]);
        assert_eq!(words("Oka\u{200b}for\u{202e} Anna\u{2028}Maria"), ["okafor", "anna", "maria"]);
        assert_eq!(words("\u{645}\u{647}\u{62f}\u{6cc}\u{200c}\u{632}\u{627}\u{62f}\u{647}").len(), 1);
        assert!(words(" -- ").is_empty());
    }

    #[test]
    fn a_postcode_is_known_with_and_without_its_space() {
        assert_eq!(whole_postcode("ls28pj").as_deref(), Some("LS2 8PJ"));
        assert_eq!(whole_postcode("N1 9AA").as_deref(), Some("N1 9AA"));
        assert_eq!(whole_postcode("EC1A1BB").as_deref(), Some("EC1A 1BB"));
        for text in ["LS2", "boots", "A81001", "P79D", "", "1234567"] {
            assert_eq!(whole_postcode(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_has_single_spaces_and_its_limit() {
        assert_eq!(one_line("  a  b ", 3).as_deref(), Some("a b"));
        assert_eq!(one_line("a b", 3).as_deref(), Some("a b"));
        assert_eq!(one_line("St \u{200e}Mary\u{feff}", 7).as_deref(), Some("St Mary"));
        assert_eq!(one_line("\u{a0}\u{e9}", 1).as_deref(), Some("\u{e9}"));
        for (text, most) in [("a b", 2), ("a\tb", 9), ("a\u{7f}", 9)] {
            assert_eq!(one_line(text, most), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn words_have_no_capitals_and_are_their_own_words(text in "(?s).{0,80}") {
            for word in words(&text) {
                prop_assert!((1..=LONGEST_WORD).contains(&word.chars().count()));
                prop_assert!(word.chars().all(char::is_alphanumeric), "{word}");
            }
        }

        #[test]
        fn a_postcode_written_out_reads_back(text in "[ a-zA-Z0-9]{0,12}") {
            if let Some(written) = postcode(&text) {
                prop_assert_eq!(postcode(&written), Some(written));
            }
        }
    }
}
