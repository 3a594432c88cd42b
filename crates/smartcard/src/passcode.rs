//! A new passcode: 6 to 8 digits that nobody guesses first, typed twice.

use std::collections::HashSet;

use card_protocol::Fault;

use crate::{
    pinentry::{Asker, Prompt, text},
    secret::Secret,
};

/// How often a person may try before the page is told that they gave up.
const MOST_TRIES: usize = 5;

/// Why a passcode is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Something else than 6 to 8 digits.
    Form,
    /// A run of digits, up or down.
    Run,
    /// One digit or one short group again and again.
    Repeat,
    /// The one that it is to replace.
    Old,
}

/// Checks a new passcode against the rules that the page announces.
///
/// # Errors
/// With the first rule that it breaks.
pub fn check(new: &str, old: Option<&str>) -> Result<(), Weak> {
    if !(6..=8).contains(&new.len()) || !new.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Weak::Form);
    }
    if old == Some(new) {
        return Err(Weak::Old);
    }
    let steps: HashSet<u8> = new.as_bytes().windows(2).map(|pair| (pair[1] + 10 - pair[0]) % 10).collect();
    if steps.len() == 1 && steps.is_subset(&HashSet::from([1, 9])) {
        return Err(Weak::Run);
    }
    let repeats = |length: usize| new.as_bytes().windows(length + 1).all(|it| it[0] == it[length]);
    if (1..=new.len() / 2).any(repeats) {
        return Err(Weak::Repeat);
    }
    Ok(())
}

/// Asks for a new one, twice, until it is taken.
///
/// # Errors
/// When the person gives up, or cannot be asked.
pub async fn new(asker: &Asker, first: &Prompt, old: Option<&Secret>) -> Result<Secret, Fault> {
    let mut prompt = first.clone();
    for _ in 0..MOST_TRIES {
        let new = asker.secret(&prompt).await?;
        prompt.error = match check(new.expose(), old.map(Secret::expose)) {
            Err(weak) => Some(text::weak(weak)),
            Ok(()) if asker.secret(&text::again(first)).await?.expose() == new.expose() => return Ok(new),
            Ok(()) => Some(text::NOT_THE_SAME),
        };
    }
    Err(Fault::PasscodeCancelled)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_passcode_is_six_to_eight_digits() {
        for wrong in ["", "13579", "135792468", "13579a", " 135792", "١٢٣٤٥٧"] {
            assert_eq!(check(wrong, None), Err(Weak::Form), "{wrong}");
        }
        for right in ["135792", "2468013", "90210774"] {
            assert_eq!(check(right, None), Ok(()), "{right}");
        }
    }

    #[test]
    fn runs_and_repeats_are_refused() {
        for run in ["123456", "654321", "456789", "34567890", "987654", "890123"] {
            assert_eq!(check(run, None), Err(Weak::Run), "{run}");
        }
        for repeat in ["000000", "11111111", "121212", "123123", "12341234", "1231231"] {
            assert_eq!(check(repeat, None), Err(Weak::Repeat), "{repeat}");
        }
    }

    #[test]
    fn the_old_one_is_refused() {
        assert_eq!(check("902107", Some("902107")), Err(Weak::Old));
        assert_eq!(check("902107", Some("902108")), Ok(()));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "(?s).{0,12}") {
            let _ = check(&text, None);
        }
    }
}
