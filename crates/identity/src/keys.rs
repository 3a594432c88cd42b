//! Keys of the server: sealing of secrets at rest (AES-256-GCM) and keyed hashes (HMAC-SHA-256).
//!
//! A [`Keyring`] holds every master key that is still in use, the current one first. Sealed values and keyed hashes
//! carry the id of their key, so that a key can be rotated while old values are still read.

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::{
    person::PersonId,
    random::{self, Random, Token},
};

/// What a sealed value is for: a value sealed for one purpose cannot be opened for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The secret of an authenticator app.
    AuthenticatorSecret,
    /// The secret of a registration that is under way.
    RegistrationSecret,
    /// A registration link, so that the page that shows it can be reloaded.
    RegistrationLink,
    /// An outgoing mail.
    Mail,
    /// What the answer to a WebAuthn challenge is checked with.
    Ceremony,
    /// What is needed to take a change back.
    Undo,
    /// A file of people between its dry run and its application.
    PeopleImport,
    /// The key of the certificate authority of smartcards.
    AuthorityKey,
    /// The key that unblocks a smartcard.
    UnblockingKey,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::AuthenticatorSecret => "authenticator-secret",
            Self::RegistrationSecret => "registration-secret",
            Self::RegistrationLink => "registration-link",
            Self::Mail => "mail",
            Self::Ceremony => "ceremony",
            Self::Undo => "undo",
            Self::PeopleImport => "people-import",
            Self::AuthorityKey => "authority-key",
            Self::UnblockingKey => "unblocking-key",
        }
    }
}

/// The owner of a sealed value that belongs to a person: the person and the row, so that it opens nowhere else.
#[must_use]
pub fn owner(person: &PersonId, row: &str) -> String {
    format!("{person}/{row}")
}

/// What a keyed hash is for: each has a key of its own, derived from the master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MacPurpose {
    /// One-time codes sent by e-mail.
    EmailCode,
    /// Names of attempt counters, so that the table does not list who tried.
    AttemptKey,
    /// The chain of the audit log.
    AuditChain,
    /// Sign-in links of the desk: a form that is sent twice gives the same one.
    SignInLink,
}

impl MacPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::EmailCode => "email-code",
            Self::AttemptKey => "attempt-key",
            Self::AuditChain => "audit-chain",
            Self::SignInLink => "sign-in-link",
        }
    }
}

/// A sealed value as the store keeps it: `key-id.base64(nonce, ciphertext)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// From the store.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As the store writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a sealed value could not be opened. Both mean a wrong or damaged key file or store, never a person's mistake.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenError {
    /// The key that sealed it is not in the key file.
    #[error("the master key file does not hold the key {0}")]
    UnknownKey(String),
    /// The value was changed, or belongs to another owner or purpose.
    #[error("a sealed value does not open with its key")]
    Damaged,
}

struct MasterKey {
    id: String,
    seal: Aes256Gcm,
    bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    fn new(bytes: [u8; 32]) -> Self {
        let bytes = Zeroizing::new(bytes);
        let id: String =
            Sha256::digest(*derive(&bytes, "key-id")).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let seal = Aes256Gcm::new(&(*derive(&bytes, "seal")).into());
        Self { id, seal, bytes }
    }
}

/// HKDF-Expand (RFC 5869) for one block: the master key is already uniform, so no extraction is needed.
fn derive(key: &[u8; 32], label: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hmac(key, &[b"care-identity ", label.as_bytes(), &[1]]))
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads a short key with zeros to the hash's block (RFC 2104, 2).
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The master keys, current first.
pub struct Keyring {
    current: MasterKey,
    older: Vec<MasterKey>,
}

impl Keyring {
    /// From the bytes of the master key file, current key first.
    #[must_use]
    pub fn new(current: [u8; 32], older: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self { current: MasterKey::new(current), older: older.into_iter().map(MasterKey::new).collect() }
    }

    /// The id of the key that seals now.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.current.id
    }

    /// Seals `plaintext` for one purpose, owner and row: it opens for these only.
    ///
    /// # Errors
    /// Never for values below 64 GiB; the cipher's interface has an error.
    pub fn seal(
        &self,
        random: &dyn Random,
        purpose: Purpose,
        owner: &str,
        plaintext: &[u8],
    ) -> Result<Sealed, OpenError> {
        let nonce = random::bytes::<12>(random);
        let aad = associated(purpose, owner);
        let sealed = self
            .current
            .seal
            .encrypt(&nonce.into(), Payload { msg: plaintext, aad: &aad })
            .map_err(|_| OpenError::Damaged)?;
        Ok(Sealed(format!("{}.{}", self.current.id, random::encode(&[&nonce[..], &sealed].concat()))))
    }

    /// Opens what [`Self::seal`] made.
    ///
    /// # Errors
    /// When its key is missing, or the value is not what was sealed for this purpose and owner.
    pub fn open(&self, purpose: Purpose, owner: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (id, text) = sealed.0.split_once('.').ok_or(OpenError::Damaged)?;
        let key = self.key(id)?;
        let bytes = random::decode(text).ok_or(OpenError::Damaged)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<12>().ok_or(OpenError::Damaged)?;
        let aad = associated(purpose, owner);
        key.seal
            .decrypt(&(*nonce).into(), Payload { msg: ciphertext, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| OpenError::Damaged)
    }

    /// A keyed hash under the current key, as text `key-id.base64`.
    #[must_use]
    pub fn mac(&self, purpose: MacPurpose, parts: &[&str]) -> String {
        mac_text(&self.current, purpose, parts)
    }

    /// A bearer secret that the same parts give again, as long as the current key is the current one.
    #[must_use]
    pub fn token(&self, purpose: MacPurpose, parts: &[&str]) -> Token {
        Token::from_bytes(&mac_bytes(&self.current, purpose, parts))
    }

    /// The name of a counter: under the oldest key, so that a rotation starts no count anew.
    #[must_use]
    pub fn counter_name(&self, parts: &[&str]) -> String {
        mac_text(self.older.last().unwrap_or(&self.current), MacPurpose::AttemptKey, parts)
    }

    /// Whether `text` is the keyed hash of `parts`; compared in constant time.
    #[must_use]
    pub fn mac_matches(&self, purpose: MacPurpose, parts: &[&str], text: &str) -> bool {
        let Some(key) = text.split_once('.').and_then(|(id, _)| self.key(id).ok()) else {
            return false;
        };
        mac_text(key, purpose, parts).as_bytes().ct_eq(text.as_bytes()).into()
    }

    fn key(&self, id: &str) -> Result<&MasterKey, OpenError> {
        std::iter::once(&self.current)
            .chain(&self.older)
            .find(|key| key.id == id)
            .ok_or_else(|| OpenError::UnknownKey(id.to_owned()))
    }
}

fn mac_text(key: &MasterKey, purpose: MacPurpose, parts: &[&str]) -> String {
    format!("{}.{}", key.id, random::encode(&*mac_bytes(key, purpose, parts)))
}

fn mac_bytes(key: &MasterKey, purpose: MacPurpose, parts: &[&str]) -> Zeroizing<[u8; 32]> {
    let derived = derive(&key.bytes, purpose.label());
    // Each part is preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
    let lengths: Vec<[u8; 8]> = parts.iter().map(|part| (part.len() as u64).to_be_bytes()).collect();
    let framed: Vec<&[u8]> =
        lengths.iter().zip(parts).flat_map(|(length, part)| [&length[..], part.as_bytes()]).collect();
    Zeroizing::new(hmac(&derived, &framed))
}

fn associated(purpose: Purpose, owner: &str) -> Vec<u8> {
    [purpose.label().as_bytes(), b"\0", owner.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_sealed_value_opens_for_its_purpose_and_owner_only() {
        let keys = Keyring::new([1; 32], []);
        let sealed = keys.seal(&Fixed(7), Purpose::Mail, "owner", b"secret").unwrap();
        assert_eq!(keys.open(Purpose::Mail, "owner", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(keys.open(Purpose::Mail, "other", &sealed), Err(OpenError::Damaged));
        assert_eq!(keys.open(Purpose::RegistrationSecret, "owner", &sealed), Err(OpenError::Damaged));
    }

    #[test]
    fn after_a_rotation_old_values_still_open_and_match() {
        let old = Keyring::new([1; 32], []);
        let sealed = old.seal(&Fixed(7), Purpose::Mail, "owner", b"secret").unwrap();
        let mac = old.mac(MacPurpose::EmailCode, &["12345678"]);
        let new = Keyring::new([2; 32], [[1; 32]]);
        assert_ne!(new.current_id(), old.current_id());
        assert!(new.open(Purpose::Mail, "owner", &sealed).is_ok());
        assert!(new.mac_matches(MacPurpose::EmailCode, &["12345678"], &mac));
        let without = Keyring::new([2; 32], []);
        assert_eq!(without.open(Purpose::Mail, "owner", &sealed), Err(OpenError::UnknownKey(old.current_id().into())));
    }

    #[test]
    fn a_token_of_the_same_parts_is_the_same_until_the_key_changes() {
        let keys = Keyring::new([1; 32], []);
        let token = |keys: &Keyring, part| keys.token(MacPurpose::SignInLink, &[part]).reveal().to_owned();
        assert_eq!(token(&keys, "a"), token(&keys, "a"));
        assert!(Token::parse(&token(&keys, "a")).is_some());
        assert_ne!(token(&keys, "a"), token(&keys, "b"));
        assert_ne!(token(&keys, "a"), token(&Keyring::new([2; 32], [[1; 32]]), "a"));
    }

    #[test]
    fn parts_of_a_keyed_hash_do_not_run_together() {
        let keys = Keyring::new([1; 32], []);
        assert_ne!(keys.mac(MacPurpose::EmailCode, &["ab", "c"]), keys.mac(MacPurpose::EmailCode, &["a", "bc"]));
    }
}
