//! Characters that nobody sees. Left in a text they make two texts that look the same, or turn the order of what stands around them.

/// Whether a character has no width of its own or only directs those around it: format and default-ignorable characters
/// (Unicode's `DerivedCoreProperties`), the breaks of lines and paragraphs, and the blank of Braille.
pub(crate) const fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The two that decide how letters join (ZWNJ and ZWJ): some names are not spelt without them.
pub(crate) const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Whether a character looks like a space, or ends a line as one does.
const fn is_blank(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// A text without what nobody sees: what looks like a space is one, and joiners stay.
pub(crate) fn cleaned(text: &str) -> String {
    let seen = text.chars().filter(|one| is_joiner(*one) || is_blank(*one) || !is_invisible(*one));
    seen.map(|one| if is_blank(one) { ' ' } else { one }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_goes_and_what_looks_like_a_space_is_one() {
        assert_eq!(cleaned("St\u{2028}Ma\u{200b}ry\u{202e}"), "St Mary");
        assert_eq!(cleaned("a\u{200c}b"), "a\u{200c}b");
    }
}
