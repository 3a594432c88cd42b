//! A software authenticator and the browser around it (W3C WebAuthn, 5.1, 6.3). It does what it is told to, so it can lie.

use crypto_glue::{
    ecdsa_p256::{EcdsaP256DerSignature, EcdsaP256SigningKey, EcdsaP256VerifyingKey},
    traits::{Generate as _, Signer as _},
};
use identity::random::{decode, encode};
use serde_cbor_2::Value as Cbor;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::maker::Maker;

/// Who vouches for it.
#[derive(Clone)]
pub(crate) enum Attestation {
    None,
    /// The new key itself.
    Itself,
    /// Its maker.
    By(Maker),
    /// Its maker, with a signature of something else.
    False(Maker),
    /// A format that nobody can verify.
    Unverifiable,
}

/// One device. Every field is what it does or says next.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) aaguid: [u8; 16],
    pub(crate) attachment: Option<&'static str>,
    pub(crate) transports: Vec<&'static str>,
    pub(crate) user_present: bool,
    pub(crate) user_verified: bool,
    pub(crate) backup_eligible: bool,
    pub(crate) backed_up: bool,
    /// What it counts before it signs; 0 when it does not count.
    pub(crate) counter: u32,
    pub(crate) counts: bool,
    pub(crate) attestation: Attestation,
    /// The algorithm that it says its key is of.
    pub(crate) algorithm: i128,
    pub(crate) origin: String,
    pub(crate) rp_id: Option<String>,
    pub(crate) cross_origin: bool,
    /// In place of the challenge that it was given.
    pub(crate) challenge: Option<String>,
    /// Whether it tells the name under which it knows its person.
    pub(crate) tells_user: bool,
    pub(crate) keys: Vec<Key>,
}

/// A key that it keeps.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: Vec<u8>,
    pub(crate) user: String,
    secret: EcdsaP256SigningKey,
}

pub(crate) const VIRTUAL: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8];

impl Device {
    /// Windows Hello, without attestation.
    pub(crate) fn windows_hello() -> Self {
        Self { attachment: Some("platform"), transports: vec!["internal"], counts: false, ..Self::security_key() }
    }

    /// A key on a key ring, without attestation.
    pub(crate) fn security_key() -> Self {
        Self {
            aaguid: VIRTUAL,
            attachment: Some("cross-platform"),
            transports: vec!["usb", "nfc"],
            user_present: true,
            user_verified: true,
            backup_eligible: false,
            backed_up: false,
            counter: 0,
            counts: true,
            attestation: Attestation::None,
            algorithm: -7,
            origin: "https://identity.example".into(),
            rp_id: None,
            cross_origin: false,
            challenge: None,
            tells_user: true,
            keys: Vec::new(),
        }
    }

    /// A passkey that its maker syncs.
    pub(crate) fn synced() -> Self {
        Self { backup_eligible: true, backed_up: true, transports: vec!["internal", "hybrid"], ..Self::windows_hello() }
    }

    pub(crate) fn attested(self, maker: &Maker) -> Self {
        Self { attestation: Attestation::By(maker.clone()), ..self }
    }

    /// `navigator.credentials.create`, as `toJSON` gives its answer.
    pub(crate) fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let secret = EcdsaP256SigningKey::generate();
        let user = options["user"]["id"].as_str().unwrap().to_owned();
        let key = Key { id: Sha256::digest(secret.to_bytes()).to_vec(), user, secret };
        self.keys.push(key.clone());
        self.answer_with(&options, &key)
    }

    /// The same with a key that it has.
    pub(crate) fn create_again(&mut self, options: &str, key: &Key) -> String {
        self.answer_with(&serde_json::from_str(options).unwrap(), key)
    }

    fn answer_with(&mut self, options: &Value, key: &Key) -> String {
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(options["rp"]["id"].as_str().unwrap(), 0x40);
        data.extend(self.aaguid);
        data.extend(u16::try_from(key.id.len()).unwrap().to_be_bytes());
        data.extend(&key.id);
        data.extend(serde_cbor_2::to_vec(&self.public_key(key)).unwrap());
        let object = serde_cbor_2::to_vec(&self.attestation_object(key, &data, &client_data)).unwrap();
        json!({
            "id": encode(&key.id),
            "rawId": encode(&key.id),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "clientDataJSON": encode(&client_data),
                "attestationObject": encode(&object),
                "authenticatorData": encode(&data),
                "transports": self.transports,
                "publicKeyAlgorithm": -7,
            },
        })
        .to_string()
    }

    /// `navigator.credentials.get` with the newest key that is asked for.
    pub(crate) fn get(&mut self, options: &str) -> String {
        let asked: Value = serde_json::from_str(options).unwrap();
        let allowed: Vec<&str> =
            asked["allowCredentials"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        let fits = |key: &&Key| allowed.is_empty() || allowed.contains(&encode(&key.id).as_str());
        let key = self.keys.iter().rev().find(fits).expect("a key that is asked for").clone();
        self.sign(options, &key)
    }

    /// The same with a certain key.
    pub(crate) fn sign(&mut self, options: &str, key: &Key) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let client_data = self.client_data("webauthn.get", &options);
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), 0);
        let signature = sign(&key.secret, &data, &client_data);
        json!({
            "id": encode(&key.id),
            "rawId": encode(&key.id),
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": encode(&client_data),
                "authenticatorData": encode(&data),
                "signature": encode(&signature),
                "userHandle": self.tells_user.then_some(&key.user),
            },
        })
        .to_string()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = self.challenge.clone().unwrap_or_else(|| options["challenge"].as_str().unwrap().to_owned());
        let data = json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&mut self, rp_id: &str, more: u8) -> Vec<u8> {
        let flags = [
            (self.user_present, 0x01),
            (self.user_verified, 0x04),
            (self.backup_eligible, 0x08),
            (self.backed_up, 0x10),
        ];
        let flags = flags.iter().filter(|(is, _)| *is).fold(more, |all, (_, flag)| all | flag);
        self.counter += u32::from(self.counts);
        let rp_id = self.rp_id.as_deref().unwrap_or(rp_id);
        [&Sha256::digest(rp_id.as_bytes())[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// RFC 9052, 7: an EC2 key on P-256.
    fn public_key(&self, key: &Key) -> Cbor {
        let point = EcdsaP256VerifyingKey::from(&key.secret).to_sec1_point(false);
        let integer = |key: i128, value: i128| (Cbor::Integer(key), Cbor::Integer(value));
        let bytes = |key: i128, value: &[u8]| (Cbor::Integer(key), Cbor::Bytes(value.to_vec()));
        Cbor::Map(
            [
                integer(1, 2),
                integer(3, self.algorithm),
                integer(-1, 1),
                bytes(-2, point.x().unwrap()),
                bytes(-3, point.y().unwrap()),
            ]
            .into(),
        )
    }

    fn attestation_object(&self, key: &Key, data: &[u8], client_data: &[u8]) -> Cbor {
        let text = |text: &str| Cbor::Text(text.into());
        let signed = |by: &EcdsaP256SigningKey| (text("sig"), Cbor::Bytes(sign(by, data, client_data)));
        let algorithm = || (text("alg"), Cbor::Integer(-7));
        let vouched = |maker: &Maker, signature| {
            let leaf = maker.vouch(self.aaguid);
            let chain = (text("x5c"), Cbor::Array(vec![Cbor::Bytes(leaf)]));
            ("packed", Cbor::Map([algorithm(), signature, chain].into()))
        };
        let (format, statement) = match &self.attestation {
            Attestation::None => ("none", Cbor::Map([].into())),
            Attestation::Itself => ("packed", Cbor::Map([algorithm(), signed(&key.secret)].into())),
            Attestation::By(maker) => vouched(maker, signed(maker.key())),
            Attestation::False(maker) => vouched(maker, signed(&key.secret)),
            Attestation::Unverifiable => ("android-safetynet", Cbor::Map([(text("ver"), text("1"))].into())),
        };
        let data = (text("authData"), Cbor::Bytes(data.to_vec()));
        Cbor::Map([(text("fmt"), text(format)), (text("attStmt"), statement), data].into())
    }
}

fn sign(key: &EcdsaP256SigningKey, data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let signature: EcdsaP256DerSignature = key.sign(&[data, &Sha256::digest(client_data)].concat());
    signature.as_bytes().to_vec()
}

/// An answer with one thing in it changed.
pub(crate) fn altered(answer: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut answer = serde_json::from_str(answer).unwrap();
    change(&mut answer);
    answer.to_string()
}

/// One bit of a field changed.
pub(crate) fn flipped(answer: &str, field: &str, byte: usize) -> String {
    altered(answer, |answer| {
        let mut bytes = decode(answer["response"][field].as_str().unwrap()).unwrap();
        bytes[byte] ^= 1;
        answer["response"][field] = encode(&bytes).into();
    })
}
