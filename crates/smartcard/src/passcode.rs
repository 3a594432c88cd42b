//! A new passcode: 6 to 8 digits that nobody guesses first, typed twice.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use card_protocol::Fault;

use crate::{
    clock,
    pinentry::{Asker, Prompt, text},
    secret::Secret,
};

/// How often a person may try before the page is told that none was taken.
const MOST_TRIES: usize = 5;
/// How long all windows of an ask may take, from its beginning: what follows on the card must be done within
/// [`card_protocol::LONGEST_ASK`].
pub const LONGEST: Duration = Duration::from_secs(9 * 60);

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

/// Asks for a new one, twice, until it is taken, or [`LONGEST`] has gone by since the ask `began`.
///
/// # Errors
/// When the person gives up, or cannot be asked.
pub async fn new(asker: &Asker, first: &Prompt, old: Option<&Secret>, began: Instant) -> Result<Secret, Fault> {
    let left = LONGEST.saturating_sub(clock::moment().saturating_duration_since(began));
    // No card is touched for somebody who takes longer: the server would not hear of it.
    tokio::time::timeout(left, chosen(asker, first, old)).await.unwrap_or(Err(Fault::PasscodeCancelled))
}

async fn chosen(asker: &Asker, first: &Prompt, old: Option<&Secret>) -> Result<Secret, Fault> {
    let mut prompt = first.clone();
    for _ in 0..MOST_TRIES {
        let new = asker.secret(&prompt).await?;
        prompt.error = match check(new.expose(), old.map(Secret::expose)) {
            Err(weak) => Some(text::weak(weak)),
            Ok(()) if asker.secret(&text::again(first)).await?.expose() == new.expose() => return Ok(new),
            Ok(()) => Some(text::NOT_THE_SAME),
        };
    }
    Err(Fault::PasscodeRefused)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use proptest::prelude::*;

    use super::*;
    use crate::module::job;

    #[test]
    fn what_a_card_does_after_all_windows_is_told_while_the_server_waits() {
        assert!(LONGEST + job::LONGEST < card_protocol::LONGEST_ASK);
    }

    #[tokio::test]
    async fn windows_end_when_their_time_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("pinentry");
        fs::write(&program, "#!/bin/sh\necho OK\nwhile read -r line; do echo D 135792; echo OK; done\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let (asker, prompt) = (Asker::new(Some(program)), text::new_card("Amina"));
        let began = clock::moment();
        assert_eq!(new(&asker, &prompt, None, began).await.unwrap().expose(), "135792");
        if let Some(long_ago) = began.checked_sub(LONGEST) {
            assert_eq!(new(&asker, &prompt, None, long_ago).await.unwrap_err(), Fault::PasscodeCancelled);
        }
    }

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
