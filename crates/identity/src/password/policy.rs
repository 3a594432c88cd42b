//! Which passwords are accepted, and how they are written before they are hashed.
//!
//! NIST SP 800-63B-4 3.1.1.2 and OWASP ASVS 5.0 6.2: length and a blocklist, whole passwords only, the reason given; nothing about
//! kinds of characters and nothing that expires. Eight characters are enough because a password never signs anyone in alone.

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use zeroize::Zeroizing;

use super::blocklist;
use crate::email::address::EmailAddress;

/// The fewest code points, after NFC.
pub const FEWEST: usize = 8;
/// The most code points, after NFC. NIST asks for 64 at least and our rules for 128; twice that leaves room for any pass phrase or
/// password manager, and still bounds the work.
pub const MOST: usize = 256;
/// The most bytes that are looked at (failure 25): 256 code points take up to 1,024, and several times that before NFC joins them.
const MOST_BYTES: usize = 4096;
/// How much a password may have besides a name or address of its owner and still count as that: a date of birth's worth.
const TRIVIAL_ADDITION: usize = 8;
/// zxcvbn takes quadratic time; more than this it cannot judge better.
const JUDGED: usize = 32;

/// What belongs to the person or the service, and so is guessed first.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Given name, family name, name as shown: each as a text of its own.
    pub names: &'a [&'a str],
    /// Every e-mail address of the person, pending ones too.
    pub email_addresses: &'a [EmailAddress],
    /// What the installation calls itself.
    pub service_name: &'a str,
}

/// Why a new password is refused: one variant for each thing that the page explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Nothing was typed.
    #[error("the password is empty")]
    Empty,
    /// Under [`FEWEST`] code points.
    #[error("the password has fewer than {FEWEST} characters")]
    TooShort,
    /// Over [`MOST`] code points.
    #[error("the password has more than {MOST} characters")]
    TooLong,
    /// The same character over and over.
    #[error("the password is one character repeated")]
    OneCharacter,
    /// On the blocklist.
    #[error("the password is one that many people use, or that was leaked")]
    Common,
    /// The person's name, or that with a few characters around it.
    #[error("the password is the person's name with little else")]
    OwnName,
    /// An e-mail address of the person or what stands before its `@`, or that with a few characters around it.
    #[error("the password is the person's email address with little else")]
    OwnEmailAddress,
    /// The name of the service, or that with a few characters around it.
    #[error("the password is the name of the service with little else")]
    ServiceName,
}

/// A password that may be set: accepted by the rules, in NFC.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// Reads a password as typed. Nothing is trimmed: spaces count like any character.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn parse(typed: SecretString, context: &Context<'_>) -> Result<Self, PasswordRefusal> {
        if typed.expose_secret().is_empty() {
            return Err(PasswordRefusal::Empty);
        }
        if typed.expose_secret().len() > MOST_BYTES {
            return Err(PasswordRefusal::TooLong);
        }
        let normalised = normalise(typed);
        let password = normalised.expose_secret();
        match password.chars().count() {
            ..FEWEST => return Err(PasswordRefusal::TooShort),
            FEWEST..=MOST => {}
            _ => return Err(PasswordRefusal::TooLong),
        }
        if password.chars().all(|c| password.starts_with(c)) {
            return Err(PasswordRefusal::OneCharacter);
        }
        if blocklist::contains(password) {
            return Err(PasswordRefusal::Common);
        }
        if let Some(refusal) = refused_for_its_owner(password, context) {
            return Err(refusal);
        }
        Ok(Self(normalised))
    }

    /// For the hash, and for nothing else.
    #[must_use]
    pub fn into_secret(self) -> SecretString {
        self.0
    }
}

/// NFC, so that a password typed on another keyboard or system is the same one (NIST SP 800-63B-4 3.1.1.2).
///
/// Longer than any password can be, it becomes the empty one, which nobody has: verifying it costs what any other does (failure 25).
#[must_use]
pub fn normalise(typed: SecretString) -> SecretString {
    let text = typed.expose_secret();
    if text.len() > MOST_BYTES {
        return SecretString::default();
    }
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return typed;
    }
    // Room for the worst case, so that growing leaves no copy behind: NFC makes UTF-8 at most three times as long (UAX 15).
    let mut composed = Zeroizing::new(String::with_capacity(text.len() * 3));
    composed.extend(text.nfc());
    SecretString::from(composed.as_str())
}

fn refused_for_its_owner(password: &str, context: &Context<'_>) -> Option<PasswordRefusal> {
    let password = Guess::new(password);
    let names = context.names.iter().any(|name| password.is_little_more_than(name));
    // "janesmith" and "smithjane" of "Jane" and "Smith".
    let pairs = context
        .names
        .iter()
        .any(|one| context.names.iter().any(|two| password.is_little_more_than(&format!("{one}{two}"))));
    let addresses = context.email_addresses.iter().any(|address| {
        let local_part = address.as_str().split('@').next().unwrap_or_default();
        password.is_little_more_than(address.as_str()) || password.is_little_more_than(local_part)
    });
    if names || pairs {
        Some(PasswordRefusal::OwnName)
    } else if addresses {
        Some(PasswordRefusal::OwnEmailAddress)
    } else if password.is_little_more_than(context.service_name) {
        Some(PasswordRefusal::ServiceName)
    } else {
        None
    }
}

/// A text as a guesser sees it: letters and digits, without case, accents, spaces and signs.
struct Guess {
    folded: Zeroizing<String>,
    characters: usize,
}

impl Guess {
    fn new(text: &str) -> Self {
        let mut folded = Zeroizing::new(String::with_capacity(text.len() * 3));
        folded.extend(text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        Self { folded, characters: text.chars().count() }
    }

    /// Without digits at either end, unless it has nothing else.
    fn core(&self) -> &str {
        let core = self.folded.trim_matches(char::is_numeric);
        if core.is_empty() { &self.folded } else { core }
    }

    /// Whether this is `word`, with digits and signs around or between it that add next to nothing.
    fn is_little_more_than(&self, word: &str) -> bool {
        let word = Self::new(word);
        let same = *self.folded == *word.folded || self.core() == word.core();
        let core = self.core().chars().count();
        same && core >= 2 && self.characters <= core + TRIVIAL_ADDITION
    }
}

/// How hard a password is to guess. A hint for the page; nothing is refused for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Under a thousand guesses.
    VeryWeak,
    /// Under a million.
    Weak,
    /// Under 10^8.
    Fair,
    /// Under 10^10.
    Good,
    /// 10^10 guesses or more.
    Strong,
}

/// Estimates the strength by zxcvbn from the first 32 code points (its cost grows with the square). The first call builds its dictionaries.
#[must_use]
pub fn strength(password: &str) -> Strength {
    let end = password.char_indices().nth(JUDGED).map_or(password.len(), |(at, _)| at);
    match u8::from(zxcvbn::zxcvbn(&password[..end], &[]).score()) {
        0 => Strength::VeryWeak,
        1 => Strength::Weak,
        2 => Strength::Fair,
        3 => Strength::Good,
        _ => Strength::Strong,
    }
}

#[cfg(test)]
mod tests;
