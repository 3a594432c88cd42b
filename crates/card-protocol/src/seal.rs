//! Unblocking keys on their way from the server to the agent, through a page that must not read them: HPKE (RFC 9180, base mode) to a
//! key that the agent made for this one use. They open for the same task, origin, card and nonce only.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rustls::crypto::{
    aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256,
    hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey},
};
use zeroize::Zeroizing;

/// X25519, HKDF-SHA-256, AES-256-GCM.
const SUITE: &dyn Hpke = DH_KEM_X25519_HKDF_SHA256_AES_256;
/// Bytes of an encapsulated key of X25519 (RFC 9180, 7.1).
const ENCAPSULATED: usize = 32;

/// What is done with the keys. To prepare a card deletes what is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// [`crate::Ask::Unblock`].
    Unblock,
    /// [`crate::Ask::Prepare`].
    Prepare,
}

/// The one use for which keys are sealed.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// What is done.
    pub task: Task,
    /// The page's origin.
    pub origin: &'a str,
    /// The card's serial number; of one that is prepared, its label.
    pub card: &'a str,
    /// The nonce of [`crate::Ask::OfferUnblock`] or [`crate::Ask::OfferCard`].
    pub nonce: &'a str,
}

/// What unblocks a card now, and what is to do so from then on. Neither has a line end in it.
pub struct UnblockingKeys {
    /// Now; empty where nothing does yet.
    pub now: Zeroizing<String>,
    /// From then on.
    pub next: Zeroizing<String>,
}

/// They cannot be sealed, or do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSealed;

impl fmt::Display for NotSealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the unblocking keys cannot be sealed or opened")
    }
}

impl std::error::Error for NotSealed {}

/// Seals them: [`crate::Ask::Unblock`]'s `sealed` for [`crate::Answer::Offered`]'s `key`.
///
/// # Errors
/// When `key` is none, or a key has a line end in it.
pub fn seal(key: &str, of: Use<'_>, keys: &UnblockingKeys) -> Result<String, NotSealed> {
    if keys.now.contains('\n') || keys.next.contains('\n') {
        return Err(NotSealed);
    }
    let key = HpkePublicKey(BASE64_STANDARD.decode(key).map_err(|_| NotSealed)?);
    let text = Zeroizing::new(format!("{}\n{}", *keys.now, *keys.next));
    let (encapsulated, sealed) = SUITE.seal(&of.info(), &[], text.as_bytes(), &key).map_err(|_| NotSealed)?;
    Ok(BASE64_STANDARD.encode([encapsulated.0, sealed].concat()))
}

/// The agent's half: a private key for one use.
pub struct Opener {
    private: HpkePrivateKey,
}

impl Opener {
    /// A new one, and [`crate::Answer::Offered`]'s `key` for it.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new() -> Result<(Self, String), NotSealed> {
        let (public, private) = SUITE.generate_key_pair().map_err(|_| NotSealed)?;
        Ok((Self { private }, BASE64_STANDARD.encode(public.0)))
    }

    /// Opens what was sealed for this key and this use.
    ///
    /// # Errors
    /// When it was sealed for another, or changed.
    pub fn open(&self, sealed: &str, of: Use<'_>) -> Result<UnblockingKeys, NotSealed> {
        let bytes = BASE64_STANDARD.decode(sealed).map_err(|_| NotSealed)?;
        let (encapsulated, sealed) = bytes.split_at_checked(ENCAPSULATED).ok_or(NotSealed)?;
        let encapsulated = EncapsulatedSecret(encapsulated.to_vec());
        let opened = SUITE.open(&encapsulated, &of.info(), &[], sealed, &self.private);
        let text = Zeroizing::new(opened.map_err(|_| NotSealed)?);
        let text = std::str::from_utf8(&text).map_err(|_| NotSealed)?;
        let (now, next) = text.split_once('\n').ok_or(NotSealed)?;
        Ok(UnblockingKeys { now: Zeroizing::new(now.to_owned()), next: Zeroizing::new(next.to_owned()) })
    }
}

impl Use<'_> {
    /// A line each; none of the three has a line end in what the agent signs, and here a length stands before each besides.
    fn info(&self) -> Vec<u8> {
        let Self { task, origin, card, nonce } = self;
        let task = match task {
            Task::Unblock => "unblock",
            Task::Prepare => "prepare",
        };
        let line = |text: &str| format!("{} {text}\n", text.len());
        format!("Care Identity {task} 1\n{}{}{}", line(origin), line(card), line(nonce)).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USE: Use<'_> = Use { task: Task::Unblock, origin: "https://id.example", card: "00A1", nonce: "bm9uY2U" };

    fn keys() -> UnblockingKeys {
        UnblockingKeys { now: Zeroizing::new("12345678".into()), next: Zeroizing::new("87654321".into()) }
    }

    #[test]
    fn keys_open_for_what_they_were_sealed_for() {
        let (opener, key) = Opener::new().unwrap();
        let sealed = seal(&key, USE, &keys()).unwrap();
        let opened = opener.open(&sealed, USE).unwrap();
        assert_eq!((opened.now.as_str(), opened.next.as_str()), ("12345678", "87654321"));
        assert!(!sealed.contains("12345678"));
    }

    #[test]
    fn keys_open_for_nothing_else() {
        let (opener, key) = Opener::new().unwrap();
        let sealed = seal(&key, USE, &keys()).unwrap();
        for other in [
            Use { task: Task::Prepare, ..USE },
            Use { origin: "https://evil.example", ..USE },
            Use { card: "00A2", ..USE },
            Use { nonce: "x", ..USE },
            Use { card: "", nonce: "00A1 bm9uY2U", ..USE },
        ] {
            assert!(opener.open(&sealed, other).is_err());
        }
        let (other, _) = Opener::new().unwrap();
        assert!(other.open(&sealed, USE).is_err());
    }

    #[test]
    fn what_was_changed_does_not_open() {
        let (opener, key) = Opener::new().unwrap();
        let sealed = BASE64_STANDARD.decode(seal(&key, USE, &keys()).unwrap()).unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(opener.open(&BASE64_STANDARD.encode(changed), USE).is_err(), "{place}");
        }
    }

    #[test]
    fn a_key_with_a_line_end_or_for_no_key_is_not_sealed() {
        let (_, key) = Opener::new().unwrap();
        let torn = UnblockingKeys { now: Zeroizing::new("1\n2".into()), ..keys() };
        assert!(seal(&key, USE, &torn).is_err());
        for wrong in ["", "!", "AAAA"] {
            assert!(seal(wrong, USE, &keys()).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_text_opens_or_does_not(text in "(?s).{0,100}") {
            let (opener, _) = Opener::new().unwrap();
            prop_assert!(opener.open(&text, USE).is_err());
        }
    }
}
