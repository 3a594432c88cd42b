//! Randomness as a port, and what is made of it: identifiers, tokens and codes.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The port of randomness: cryptographically strong in production, seeded in tests.
pub trait Random: Send + Sync {
    /// Fills `bytes` with unpredictable bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes.
#[must_use]
pub fn bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

/// A number below 10 to the power of `digits`, as text with leading zeros, every value equally likely.
#[must_use]
pub fn digits(random: &dyn Random, digits: u32) -> Zeroizing<String> {
    let bound = 10_u64.pow(digits);
    let fair = u64::MAX - u64::MAX % bound;
    let number = loop {
        let number = u64::from_be_bytes(bytes(random));
        if number < fair {
            break number % bound;
        }
    };
    Zeroizing::new(format!("{number:0width$}", width = digits as usize))
}

/// Declares an identifier: 128 random bits, or a name of the domain, as text.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// A new one: 128 random bits.
            #[must_use]
            pub fn random(random: &dyn $crate::random::Random) -> Self {
                Self($crate::random::encode(&$crate::random::bytes::<16>(random)))
            }

            /// One that the store or a request names; whether it exists is another question.
            #[must_use]
            pub fn from_text(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// As the store and URLs write it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use id;

/// URL-safe base64 without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads [`encode`]'s text; `None` when it is not that.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// A bearer secret of 256 random bits: a cookie's value or the end of a link. Never stored, only its [`TokenHash`].
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    #[must_use]
    pub fn random(random: &dyn Random) -> Self {
        Self::from_bytes(&Zeroizing::new(bytes::<32>(random)))
    }

    /// Of 256 bits that nobody can guess.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(encode(bytes)))
    }

    /// Reads one that a request carries; `None` when it cannot be ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ours =
            text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        ours.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The secret itself, for the cookie or the link only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps. A plain hash is enough for 256 random bits.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(encode(&Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// SHA-256 of a [`Token`], as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHash(String);

impl TokenHash {
    /// From the store.
    #[must_use]
    pub const fn from_text(text: String) -> Self {
        Self(text)
    }

    /// As the store writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Counting;
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (value, byte) in bytes.iter_mut().enumerate() {
                *byte = u8::try_from(value % 251).unwrap();
            }
        }
    }

    #[test]
    fn a_token_reads_back_and_shows_nothing_in_debug() {
        let token = Token::random(&Counting);
        assert_eq!(Token::parse(token.reveal()).map(|token| token.hash()), Some(token.hash()));
        assert_eq!(format!("{token:?}"), "Token(..)");
    }

    #[test]
    fn codes_have_their_digits() {
        assert_eq!(digits(&Counting, 8).len(), 8);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_token_parser_fail(text in ".*") {
            let _ = Token::parse(&text);
        }
    }
}
