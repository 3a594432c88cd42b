//! Certificates of cards: two of a pair, which come and go together.

use std::fmt;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};

use super::card::CardId;
use crate::{
    random::{self, Random, id},
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a renewal: certificates that came with one name it.
    RenewalId
);

/// Declares an enum with the names that the store has for it.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As the store writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// From the store.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}
pub(crate) use named;

named!(
    /// Which of a card's two pairs of keys a certificate vouches for.
    CertificatePurpose {
        /// To sign in (extended key usage `clientAuth`).
        Authentication = "authentication",
        /// To sign documents (extended key usage `documentSigning`, RFC 9336).
        Signing = "signing",
    }
);

named!(
    /// Where a certificate stands in its life.
    CertificateState {
        /// Issued in a renewal and not used yet: it signs nobody in.
        Pending = "pending",
        /// In use.
        Active = "active",
        /// Of no use any more, and on the list of revoked ones until it would have expired.
        Revoked = "revoked",
    }
);

named!(
    /// Why a certificate was revoked (RFC 5280, 5.3.1).
    RevocationReason {
        /// Newer ones are on the card.
        Superseded = "superseded",
        /// The card was taken back.
        CessationOfOperation = "cessation-of-operation",
        /// Somebody else may have its key.
        KeyCompromise = "key-compromise",
        /// The card is reported lost, or was removed a short while ago: it may come back.
        Hold = "hold",
    }
);

/// The serial number of a certificate: 128 bits, never given twice (CA/Browser Forum, 7.1: at least 64 of them random).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateSerial([u8; 16]);

impl CertificateSerial {
    /// A new one; its first bit is 0 and another is 1, so that it is a positive number of 16 bytes (RFC 5280, 4.1.2.2).
    #[must_use]
    pub fn random(random: &dyn Random) -> Self {
        let mut bytes = random::bytes::<16>(random);
        bytes[0] = bytes[0] & 0x7f | 0x40;
        Self(bytes)
    }

    /// Reads 32 hexadecimal digits, as [`fmt::Display`] writes them.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        read_hex(text).map(Self)
    }

    /// Its bytes, the highest first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for CertificateSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// SHA-256 of a certificate's DER, or of a public key's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of some bytes.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }

    /// Reads 64 hexadecimal digits, as [`fmt::Display`] writes them.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        read_hex(text).map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// A certificate that was issued for a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its serial number.
    pub serial: CertificateSerial,
    /// The one that has its key.
    pub card_id: CardId,
    /// For signing in, or for documents.
    pub purpose: CertificatePurpose,
    /// The fingerprint of `der`.
    pub fingerprint: Fingerprint,
    /// The fingerprint of its public key, as the certificate has it: no key is certified twice.
    pub key: Fingerprint,
    /// The certificate itself.
    pub der: Vec<u8>,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
    /// The renewal that it came with; `None` when it came with the card.
    pub renewal: Option<RenewalId>,
    /// Where it stands.
    pub state: CertificateState,
    /// When it was revoked, and why.
    pub revoked: Option<(Timestamp, RevocationReason)>,
}

impl Certificate {
    /// Whether it is of no use any more while its card is: newer ones took its place, or the renewal that brought it was given up.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        use RevocationReason::{CessationOfOperation, Superseded};
        matches!(self.revoked, Some((_, Superseded | CessationOfOperation)))
    }
}

/// One that the list of revoked ones names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number.
    pub serial: CertificateSerial,
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

/// The store's part.
#[async_trait]
pub trait Certificates: Send {
    /// Adds a certificate; `false` when its serial number, its key or its place on the card is taken.
    async fn add_certificate(&mut self, certificate: &Certificate) -> StoreResult<bool>;
    /// Finds one by the fingerprint of its DER, whatever its state is.
    async fn find_certificate(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<Certificate>>;
    /// Looks one up by its serial number.
    async fn lookup_certificate(&mut self, serial: &CertificateSerial) -> StoreResult<Option<Certificate>>;
    /// Every certificate that a card had, the newest first.
    async fn list_certificates(&mut self, card: &CardId) -> StoreResult<Vec<Certificate>>;
    /// Whether a key was ever certified.
    async fn knows_key(&mut self, key: &Fingerprint) -> StoreResult<bool>;
    /// Revokes one; `false` when it was revoked before.
    async fn revoke_certificate(
        &mut self,
        serial: &CertificateSerial,
        at: Timestamp,
        reason: RevocationReason,
    ) -> StoreResult<bool>;
    /// Makes a pending one active; `false` when it is not pending. The one in its place is revoked before.
    async fn activate_certificate(&mut self, serial: &CertificateSerial) -> StoreResult<bool>;
    /// What the list of revoked ones names at an instant: the revoked, and those of cards whose authenticator is suspended or
    /// ended, as [`RevocationReason::Hold`] while `settled` is before that; none that would have expired. By serial number.
    async fn list_revoked(&mut self, now: Timestamp, settled: Timestamp) -> StoreResult<Vec<Revoked>>;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Ones;

    impl Random for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn a_serial_number_is_positive_and_has_16_bytes() {
        let serial = CertificateSerial::random(&Ones);
        assert_eq!(serial.as_bytes()[0] & 0xc0, 0x40);
        assert_eq!(serial.to_string().len(), 32);
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(bytes: [u8; 32], text in "[0-9a-fA-F]{62,66}|.*") {
            let written = Fingerprint(bytes).to_string();
            prop_assert_eq!(Fingerprint::from_text(&written), Some(Fingerprint(bytes)));
            if let Some(read) = Fingerprint::from_text(&text) {
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
