//! The brand colour: white words stand on it, so it must be dark enough to read them (WCAG 2.2, 1.4.3).

use std::fmt;

/// The least contrast of white words (WCAG 2.2 AA).
const LEAST_CONTRAST: f64 = 4.5;

/// An sRGB colour on which white words can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Reads `#rrggbb`.
    ///
    /// # Errors
    /// When it is something else, or too light for white words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(number) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err("it is not a colour written as # and six hexadecimal digits".into());
        };
        let [_, red, green, blue] = number.to_be_bytes();
        let colour = Self { red, green, blue };
        let contrast = colour.contrast_with_white();
        if contrast < LEAST_CONTRAST {
            return Err(format!(
                "white words on it have a contrast of {contrast:.1} to 1, and people need at least {LEAST_CONTRAST} to 1. Choose a darker colour"
            ));
        }
        Ok(colour)
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast_with_white(self) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue);
        1.05 / (luminance + 0.05)
    }
}

impl Default for Colour {
    /// A dark teal.
    fn default() -> Self {
        Self { red: 0x0b, green: 0x55, blue: 0x63 }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_colour_must_carry_white_words() {
        assert_eq!(Colour::parse("#0B5563").map(|colour| colour.to_string()), Ok("#0b5563".into()));
        assert_eq!(Colour::parse("#0b5563"), Ok(Colour::default()));
        // #767676 is the lightest grey that passes, #777777 the first that does not.
        assert!(Colour::parse("#767676").is_ok());
        assert!(Colour::parse("#777777").unwrap_err().contains("darker"));
    }

    #[test]
    fn what_is_not_a_colour_is_refused() {
        for text in ["", "red", "#fff", "0b5563", "#0b556g", "#+b5563", "#0b55631"] {
            assert!(Colour::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail_and_a_colour_reads_back(text in "(?s).*|#[0-9a-fA-F]{6}|#.{3}") {
            if let Ok(colour) = Colour::parse(&text) {
                prop_assert_eq!(colour.to_string(), text.to_ascii_lowercase());
                prop_assert_eq!(Colour::parse(&colour.to_string()), Ok(colour));
            }
        }
    }
}
