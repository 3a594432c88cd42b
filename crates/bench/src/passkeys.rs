//! Passkeys in software: one key pair serves all, as one hash of a password does.

use std::time::Duration;

use crypto_glue::ecdsa_p256::{EcdsaP256DerSignature, EcdsaP256SigningKey, EcdsaP256VerifyingKey};
use crypto_glue::traits::{Generate as _, Signer as _, Verifier as _};
use identity::assurance::model::Aaguid;
use identity::random::encode;
use identity::webauthn::credential::{Attachment, Credential, CredentialId, Transport};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use webauthn_rs_core::proto::{
    AttestationFormat, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, Credential as Stored, ECDSACurve,
    ParsedAttestation, RegisteredExtensions, UserVerificationPolicy,
};

use crate::clock;
use crate::failure::{Context, Outcome};
use crate::figures::Latencies;

/// How many people have one: the others sign in with password and code.
pub const OWNERS: u32 = 2_000;
/// User present, user verified, backup eligible, backed up (W3C WebAuthn, 6.1).
const FLAGS: u8 = 0x1d;
/// How many signatures are timed.
const CHECKS: u32 = 500;

/// Everybody's passkey.
#[derive(Clone)]
pub struct Passkey(EcdsaP256SigningKey);

impl Passkey {
    /// A new key pair.
    pub fn new() -> Self {
        Self(EcdsaP256SigningKey::generate())
    }

    /// Somebody's credential, as the server keeps it.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn credential(&self, number: u32) -> Outcome<Credential> {
        let point = EcdsaP256VerifyingKey::from(&self.0).to_sec1_point(false);
        let coordinate = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec).unwrap_or_default();
        let (x, y) = (coordinate(point.x().map(AsRef::as_ref)), coordinate(point.y().map(AsRef::as_ref)));
        let stored = Stored {
            cred_id: id(number),
            cred: COSEKey {
                type_: COSEAlgorithm::ES256,
                key: COSEKeyType::EC_EC2(COSEEC2Key { curve: ECDSACurve::SECP256R1, x, y }),
            },
            counter: 0,
            transports: None,
            user_verified: true,
            backup_eligible: true,
            backup_state: true,
            registration_policy: UserVerificationPolicy::Required,
            extensions: RegisteredExtensions::none(),
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
        };
        Ok(Credential {
            id: CredentialId::from_text(encode(&id(number))),
            json: serde_json::to_string(&stored).context("a passkey cannot be written")?,
            aaguid: Aaguid::default(),
            transports: vec![Transport::Internal, Transport::Hybrid],
            attachment: Some(Attachment::Platform),
            backup_eligible: true,
            backed_up: true,
            user_verified: true,
            attested_by: None,
            counter: 0,
        })
    }

    /// What the browser sends for somebody who was asked with these options.
    ///
    /// # Errors
    /// When they are not the options of a challenge.
    pub fn answer(&self, number: u32, options: &Value, origin: &str) -> Outcome<String> {
        let text = |name: &str| options[name].as_str().context("a challenge is not written as WebAuthn has it");
        let client_data = json!({
            "type": "webauthn.get", "challenge": text("challenge")?, "origin": origin, "crossOrigin": false,
        });
        let client_data = client_data.to_string().into_bytes();
        let data = [&Sha256::digest(text("rpId")?.as_bytes())[..], &[FLAGS], &[0; 4]].concat();
        let signature: EcdsaP256DerSignature = self.0.sign(&[&data[..], &Sha256::digest(&client_data)].concat());
        let id = encode(&id(number));
        Ok(json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(&client_data),
                "authenticatorData": encode(&data),
                "signature": encode(signature.as_bytes()),
                "userHandle": handle(number),
            },
        })
        .to_string())
    }

    /// What the check of one signature costs where nothing else runs: the median.
    ///
    /// # Errors
    /// When a right one is refused.
    pub fn check(&self) -> Outcome<Duration> {
        let (message, key) = ([7; 69], EcdsaP256VerifyingKey::from(&self.0));
        let signature: EcdsaP256DerSignature = self.0.sign(&message);
        let mut took = Vec::new();
        for _ in 0..CHECKS {
            let begun = clock::now();
            key.verify(&message, &signature).context("a right signature is refused")?;
            took.push(begun.elapsed());
        }
        Ok(Latencies::new(took).at(500))
    }
}

fn id(number: u32) -> Vec<u8> {
    Sha256::digest(format!("passkey {number}")).to_vec()
}

/// The name under which a passkey knows somebody.
pub fn handle(number: u32) -> String {
    encode(&Sha256::digest(format!("person {number}")))
}
