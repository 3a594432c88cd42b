//! A secret that a form brings.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

/// A password or a code on its way from a form to the domain: it shows nothing in `Debug` and cannot be written out.
#[derive(Clone, Default)]
pub struct Secret(secrecy::SecretString);

impl Secret {
    /// For the domain.
    #[must_use]
    pub fn into_inner(self) -> secrecy::SecretString {
        self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// Server functions ask for this trait; nothing of ours calls it.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a secret is not written out"))
    }
}
