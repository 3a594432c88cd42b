//! What a browser answers: the text of `credential.toJSON()` (W3C WebAuthn, 5.1.8), read within limits. Nothing that is
//! read here is proved yet.

use serde::{Deserialize, de::IgnoredAny};
use serde_cbor_2::Value;
use webauthn_rs_core::proto::{PublicKeyCredential, RegisterPublicKeyCredential};

use crate::{
    assurance::model::Aaguid,
    random,
    webauthn::credential::{Attachment, CredentialId, Transport},
};

/// The longest answer in bytes: an attestation with its certificates has a few thousand.
pub const LONGEST: usize = 64 * 1024;

/// The answer to a registration.
#[derive(Clone, Debug)]
pub struct Created {
    pub(super) answer: RegisterPublicKeyCredential,
    /// The new credential's id, as the signed data has it.
    pub(crate) id: CredentialId,
    /// The model that the authenticator says it is.
    pub(super) aaguid: Aaguid,
    /// How it is attached, as the browser says.
    pub(super) attachment: Option<Attachment>,
    /// Over what it can be reached, as the browser says.
    pub(super) transports: Vec<Transport>,
}

/// The answer to a sign-in.
#[derive(Clone, Debug)]
pub struct Asserted {
    pub(super) answer: PublicKeyCredential,
    pub(super) data: AuthenticatorData,
    /// Which credential signed.
    pub(crate) id: CredentialId,
    /// The name under which the authenticator knows its person.
    pub(crate) user_handle: Option<String>,
}

/// What WebAuthn's JSON has beside what the library reads.
#[derive(Deserialize)]
struct Beside {
    #[serde(rename = "authenticatorAttachment", default)]
    attachment: Option<String>,
    response: BesideResponse,
}

#[derive(Deserialize)]
struct BesideResponse {
    #[serde(default)]
    transports: Option<Vec<String>>,
}

impl Created {
    /// The id of the new credential, as the answer has it.
    #[must_use]
    pub const fn id(&self) -> &CredentialId {
        &self.id
    }

    /// Reads an answer; `None` when it is none.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        if json.len() > LONGEST {
            return None;
        }
        let answer: RegisterPublicKeyCredential = serde_json::from_str(json).ok()?;
        let beside: Beside = serde_json::from_str(json).ok()?;
        let (_, attested) = AuthenticatorData::read(&authenticator_data(&answer.response.attestation_object)?)?;
        let (aaguid, id) = attested?;
        let transports: Vec<Transport> =
            beside.response.transports.iter().flatten().filter_map(|text| Transport::from_text(text)).collect();
        let attachment = beside.attachment.as_deref().and_then(Attachment::from_text);
        Some(Self { answer, id: credential_id(&id)?, aaguid, attachment, transports })
    }
}

impl Asserted {
    /// Reads an answer; `None` when it is none.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        if json.len() > LONGEST {
            return None;
        }
        let answer: PublicKeyCredential = serde_json::from_str(json).ok()?;
        let (data, _) = AuthenticatorData::read(&answer.response.authenticator_data)?;
        let id = credential_id(&answer.raw_id)?;
        let user_handle = answer.response.user_handle.as_deref().map(random::encode);
        Some(Self { answer, data, id, user_handle })
    }

    /// Whether the authenticator says that it checked who its user is. Only the signature proves it; without it there is
    /// nothing to prove (failure 11).
    #[must_use]
    pub fn says_user_verified(&self) -> bool {
        self.data.user_verified
    }
}

/// Ids have at most 1,023 bytes (W3C WebAuthn, 4).
fn credential_id(bytes: &[u8]) -> Option<CredentialId> {
    (1..=1023).contains(&bytes.len()).then(|| CredentialId::from_text(random::encode(bytes)))
}

/// The authenticator data within an attestation object (W3C WebAuthn, 6.5.4).
fn authenticator_data(attestation_object: &[u8]) -> Option<Vec<u8>> {
    let Value::Map(mut map) = serde_cbor_2::from_slice(attestation_object).ok()? else {
        return None;
    };
    match map.remove(&Value::Text("authData".into()))? {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

/// The same attestation object without its statement, for statements of a kind that cannot be verified: what is not
/// verified is worth as much as nothing (W3C WebAuthn, 8.7).
pub(super) fn without_statement(attestation_object: &[u8]) -> Option<Vec<u8>> {
    let data = authenticator_data(attestation_object)?;
    let length = u16::try_from(data.len()).ok()?.to_be_bytes();
    Some([b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59", &length[..], &data].concat())
}

/// Of a new credential: the model of its authenticator, and its id.
type Attested = (Aaguid, Vec<u8>);

/// The part of authenticator data that every answer has (W3C WebAuthn, 6.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct AuthenticatorData {
    pub(super) user_verified: bool,
    pub(super) backup_eligible: bool,
}

impl AuthenticatorData {
    /// Reads it, and what it says of a new credential where there is one.
    fn read(bytes: &[u8]) -> Option<(Self, Option<Attested>)> {
        let (_rp_id_hash, rest) = bytes.split_first_chunk::<32>()?;
        let (&flags, rest) = rest.split_first()?;
        let (_counter, rest) = rest.split_first_chunk::<4>()?;
        let data = Self { user_verified: flags & 0x04 != 0, backup_eligible: flags & 0x08 != 0 };
        if flags & 0x40 == 0 {
            return Some((data, None));
        }
        let (aaguid, rest) = rest.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let id = rest.get(..usize::from(u16::from_be_bytes(*length)))?;
        Some((data, Some((Aaguid::from_bytes(*aaguid), id.to_vec()))))
    }
}

/// What the browser says of where it asked (W3C WebAuthn, 5.8.1).
#[derive(Deserialize)]
struct ClientData {
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<IgnoredAny>,
}

/// Whether a page of `origin` asked, to the letter (failure 12), and not inside a page of somebody else's.
pub(super) fn is_from(client_data: &[u8], origin: &str) -> bool {
    serde_json::from_slice::<ClientData>(client_data)
        .is_ok_and(|data| data.origin == origin && data.cross_origin != Some(true) && data.top_origin.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_12_an_origin_is_ours_to_the_letter_only() {
        let ours = "https://identity.example";
        let from = |text: &str| is_from(text.as_bytes(), ours);
        assert!(from(r#"{"type":"webauthn.get","challenge":"x","origin":"https://identity.example"}"#));
        assert!(from(r#"{"origin":"https://identity.example","crossOrigin":false}"#));
        for origin in [
            "https://badidentity.example",
            "https://www.identity.example",
            "https://identity.example.attacker.example",
            "https://identity.example:8443",
            "http://identity.example",
            "https://identity.example/",
            "https://identity.example@attacker.example",
            "https://IDENTITY.example",
            "null",
            "",
        ] {
            assert!(!from(&format!(r#"{{"origin":"{origin}"}}"#)), "{origin}");
        }
        assert!(!from(r#"{"origin":"https://identity.example","crossOrigin":true}"#));
        assert!(!from(r#"{"origin":"https://identity.example","topOrigin":"https://attacker.example"}"#));
        assert!(!from("{}") && !from("[]") && !from(""));
    }

    #[test]
    fn an_answer_that_is_too_long_is_not_read() {
        let json = format!("\"{}\"", "x".repeat(LONGEST));
        assert!(Created::parse(&json).is_none() && Asserted::parse(&json).is_none());
    }
}
