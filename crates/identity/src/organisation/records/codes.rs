//! The codes of a file, to know one that comes again. A table that is as large from the first record to the last: memory stays
//! flat.

use crate::organisation::OrganisationCode;

/// Places of the table, 8 bytes each.
const PLACES: usize = 1 << 20;
/// Codes that it takes, twice as many as the directory has: with more, places in a row would be too long.
pub const MOST_CODES: usize = 750_000;

/// The codes, as numbers; nought is no code.
pub(super) struct Codes {
    places: Vec<u64>,
    count: usize,
}

/// Whether a code came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It did not, and is remembered.
    New,
    /// It did.
    Before,
    /// The table takes no more.
    Full,
}

impl Default for Codes {
    fn default() -> Self {
        Self { places: vec![0; PLACES], count: 0 }
    }
}

impl Codes {
    pub(super) fn add(&mut self, code: &OrganisationCode) -> Seen {
        let number = code.as_number();
        // Multiplied, the upper bits depend on all others (Knuth, TAOCP 6.4).
        let first = usize::try_from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44).unwrap_or_default();
        for step in 0..PLACES {
            match self.places.get_mut((first + step) % PLACES) {
                Some(place) if *place == number => return Seen::Before,
                Some(place) if *place == 0 && self.count < MOST_CODES => {
                    *place = number;
                    self.count += 1;
                    return Seen::New;
                }
                Some(0) | None => return Seen::Full,
                Some(_) => {}
            }
        }
        Seen::Full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: usize) -> OrganisationCode {
        OrganisationCode::parse(&format!("Z{number:06}")).unwrap()
    }

    #[test]
    fn a_code_is_new_once_until_there_are_too_many() {
        let mut codes = Codes::default();
        assert!((0..MOST_CODES).all(|number| codes.add(&code(number)) == Seen::New));
        assert_eq!(codes.add(&code(MOST_CODES)), Seen::Full);
        assert!((0..MOST_CODES).all(|number| codes.add(&code(number)) == Seen::Before));
    }
}
