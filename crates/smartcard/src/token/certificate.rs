//! What of a certificate decides which key is used. It is trusted for nothing here: the server checks it.

use sha2::{Digest as _, Sha256};
use x509_parser::{
    oid_registry::{OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_PKCS1_RSAENCRYPTION},
    prelude::{FromDer as _, X509Certificate},
};

/// A certificate of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// As it is.
    pub der: Vec<u8>,
    /// SHA-256 of it, lower-case hexadecimal.
    pub fingerprint: String,
    /// What its key does.
    pub algorithm: Algorithm,
    /// Whether it is for signing in.
    pub authenticates: bool,
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
}

/// The keys that cards of this service have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// P-256.
    P256,
    /// RSA, 2048 bits.
    Rsa2048,
}

impl Certificate {
    /// Reads one; `None` for what is not one, or has a key of another kind.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (rest, read) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        let validity = read.validity();
        Some(Self {
            der: der.to_vec(),
            fingerprint: fingerprint(der),
            algorithm: algorithm(&read)?,
            authenticates: authenticates(&read)?,
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
        })
    }

    /// Whether it is good at `time`.
    pub const fn is_valid(&self, time: i64) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn fingerprint(der: &[u8]) -> String {
    Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn algorithm(certificate: &X509Certificate<'_>) -> Option<Algorithm> {
    let key = certificate.public_key();
    if key.algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY {
        let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
        return (curve == OID_EC_P256).then_some(Algorithm::P256);
    }
    let size = key.parsed().ok()?.key_size();
    (key.algorithm.algorithm == OID_PKCS1_RSAENCRYPTION && size == 2048).then_some(Algorithm::Rsa2048)
}

/// Client authentication where the certificate names its uses (RFC 5280, 4.2.1.12); else whatever signs and promises nothing
/// (4.2.1.3).
fn authenticates(certificate: &X509Certificate<'_>) -> Option<bool> {
    let usage = certificate.key_usage().ok()?;
    let signs = usage.as_ref().is_none_or(|it| it.value.digital_signature());
    let promises = usage.as_ref().is_some_and(|it| it.value.non_repudiation());
    let extended = certificate.extended_key_usage().ok()?;
    Some(signs && extended.as_ref().map_or(!promises, |it| it.value.client_auth))
}
