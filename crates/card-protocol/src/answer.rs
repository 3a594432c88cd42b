//! What the agent answers.

use serde::{Deserialize, Serialize};

use crate::{Fault, Requests};

/// One answer, as JSON `{"answer":"signed",...}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Answer {
    /// The person allowed this origin.
    Paired {
        /// Kept by this browser for this origin; the agent keeps its digest only.
        secret: String,
    },
    /// The cards that are there.
    Cards {
        /// Another number each time that a card comes or goes.
        change: u64,
        /// In the order of their slots.
        cards: Vec<Card>,
    },
    /// A statement, signed by the card.
    Signed(Signed),
    /// The requests of a renewal.
    Requested {
        /// What is asked for.
        requests: Requests,
        /// By the old authentication key; its `content` is the digest of both requests' DER, one after the other.
        vouched: Signed,
    },
    /// Both new certificates are on the card, and both new keys signed.
    Installed {
        /// By the new authentication key.
        authentication: Signed,
        /// By the new signing key.
        signing: Signed,
    },
    /// The old pairs are gone.
    Discarded,
    /// A key for this one use.
    Offered {
        /// As [`crate::Ask::Unblock`]'s `sealed` needs it; base64.
        key: String,
    },
    /// A card that can be prepared, and a key for this one use.
    OfferedCard {
        /// Its serial number; `None` for a blank one.
        card: Option<String>,
        /// How many digits its unblocking key may have.
        digits: u16,
        /// As [`crate::Ask::Prepare`]'s `sealed` needs it; base64.
        key: String,
    },
    /// The card is ready, and has both pairs.
    Prepared {
        /// Its serial number.
        card: String,
        /// What is asked for.
        requests: Requests,
    },
    /// It did not work, and the card is as it was; after [`Fault::PasscodeUncertain`] its passcode may be another.
    Fault {
        /// Why.
        fault: Fault,
        /// What the card says of its passcode after it; `None` where it was not asked.
        passcode: Option<Passcode>,
    },
}

/// What an agent says of itself to a page that has no pairing yet: nothing about cards or people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Always `care-identity-agent`: another program may listen on the port.
    pub agent: String,
    /// Its release.
    pub release: String,
    /// The versions of the protocol that it speaks.
    pub speaks: Vec<u32>,
    /// Whether the secret that came with the request is right for this origin.
    pub paired: bool,
}

/// A card in a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The token's serial number as PKCS#11 gives it, without spaces around it.
    pub serial: String,
    /// The token's label: text of the card's, to be shown as text.
    pub label: String,
    /// Whether it can make keys and take certificates; a PIV card signs in only.
    pub renewable: bool,
    /// What it says of its passcode.
    pub passcode: Passcode,
    /// Its certificates that have a key beside them.
    pub certificates: Vec<CardCertificate>,
}

/// A certificate on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCertificate {
    /// SHA-256 of its DER, lower-case hexadecimal.
    pub fingerprint: String,
    /// Its DER, base64.
    pub der: String,
}

/// What a token tells of the tries that are left; no number exists (PKCS#11, `CKF_USER_PIN_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passcode {
    /// No wrong one since the last right one, or a token that never says.
    Fine,
    /// At least one wrong one (`CKF_USER_PIN_COUNT_LOW`).
    Low,
    /// The next wrong one blocks the card (`CKF_USER_PIN_FINAL_TRY`).
    Final,
    /// Blocked (`CKF_USER_PIN_LOCKED`).
    Locked,
}

/// A [`crate::Statement`] with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The statement's text, every byte of it as it was signed.
    pub statement: String,
    /// How it was signed.
    pub algorithm: Signature,
    /// Base64: ECDSA as ASN.1 DER (not the card's r||s), RSA as it is.
    pub signature: String,
    /// The certificate of the key that signed, base64 DER.
    pub certificate: String,
}

/// How a statement is signed, always over SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signature {
    /// P-256.
    #[serde(rename = "ecdsa-p256-sha256")]
    EcdsaP256,
    /// RSASSA-PKCS1-v1_5 with 2048 bits: what old cards can.
    #[serde(rename = "rsa-pkcs1-sha256")]
    RsaPkcs1,
}
