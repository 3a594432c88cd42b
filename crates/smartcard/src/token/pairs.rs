//! Key pairs on a card: made there, never outside, and found again by the renewal that made them.

use std::cell::RefCell;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Fault, Requests};
use cryptoki::{
    mechanism::Mechanism,
    object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle},
    session::Session,
};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData,
    SignatureAlgorithm, SigningKey,
};
use sha2::{Digest as _, Sha256};

use super::{
    certificate::Algorithm,
    der::{integer, octets, sequence},
    statement::sign_bytes,
};
use crate::module::job::Failed;

/// The name of the curve (RFC 5480, 2.1.1.1), as DER.
const P256: [u8; 10] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// 65537.
const PUBLIC_EXPONENT: [u8; 3] = [1, 0, 1];
/// What labels of our keys begin with.
const OURS: &str = "care-identity ";

/// What a pair is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// To sign in.
    Authentication,
    /// To sign documents.
    Signing,
}

/// The label of a pair.
pub fn label(renewal: &str, for_use: Use) -> String {
    let for_use = match for_use {
        Use::Authentication => "authentication",
        Use::Signing => "signing",
    };
    format!("{OURS}{renewal} {for_use}")
}

/// A pair on a card.
pub struct Pair {
    /// The private key.
    pub key: ObjectHandle,
    /// The public key, as certificates have it (`subjectPublicKey`).
    pub public: Vec<u8>,
    /// What it is.
    pub algorithm: Algorithm,
    /// `CKA_ID`.
    pub id: Vec<u8>,
}

/// The pair of this label: found, or made.
pub fn find_or_make(session: &Session, label: &str, algorithm: Algorithm) -> Result<Pair, Failed> {
    if let Some(found) = find(session, label)? {
        return Ok(found);
    }
    // What an earlier try left half-made is in the way.
    destroy(session, label)?;
    make(session, label, algorithm)?;
    let lost = || Failed::new(Fault::ModuleFails, "a pair that was made is not there");
    find(session, label)?.ok_or_else(lost)
}

fn make(session: &Session, label: &str, algorithm: Algorithm) -> Result<(), Failed> {
    let id = Sha256::digest(label.as_bytes())[..20].to_vec();
    let common = [Attribute::Token(true), Attribute::Id(id), Attribute::Label(label.as_bytes().to_vec())];
    let mut public = common.to_vec();
    public.extend([Attribute::Private(false), Attribute::Verify(true)]);
    let mut private = common.to_vec();
    private.extend([
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
    ]);
    let mechanism = match algorithm {
        Algorithm::P256 => {
            public.push(Attribute::EcParams(P256.to_vec()));
            Mechanism::EccKeyPairGen
        }
        Algorithm::Rsa2048 => {
            public.extend([Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(PUBLIC_EXPONENT.to_vec())]);
            Mechanism::RsaPkcsKeyPairGen
        }
    };
    session.generate_key_pair(&mechanism, &public, &private)?;
    Ok(())
}

fn find(session: &Session, label: &str) -> Result<Option<Pair>, Failed> {
    let of = |class| [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
    let private = session.find_objects(&of(ObjectClass::PRIVATE_KEY))?.pop();
    let public = session.find_objects(&of(ObjectClass::PUBLIC_KEY))?.pop();
    let (Some(key), Some(object)) = (private, public) else { return Ok(None) };
    let (algorithm, public) = public_key(session, object)?;
    let id = match session.get_attributes(key, &[AttributeType::Id])?.pop() {
        Some(Attribute::Id(id)) => id,
        _ => return Ok(None),
    };
    Ok(Some(Pair { key, public, algorithm, id }))
}

/// The pair with this public key.
pub fn with_public_key(session: &Session, public: &[u8]) -> Result<Option<Pair>, Failed> {
    for object in session.find_objects(&[Attribute::Class(ObjectClass::PUBLIC_KEY)])? {
        let Ok((algorithm, found)) = public_key(session, object) else { continue };
        if found != public {
            continue;
        }
        let id = match session.get_attributes(object, &[AttributeType::Id])?.pop() {
            Some(Attribute::Id(id)) if !id.is_empty() => id,
            _ => continue,
        };
        let private = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.clone())];
        if let Some(key) = session.find_objects(&private)?.pop() {
            return Ok(Some(Pair { key, public: found, algorithm, id }));
        }
    }
    Ok(None)
}

/// A public key as certificates have it.
fn public_key(session: &Session, object: ObjectHandle) -> Result<(Algorithm, Vec<u8>), Failed> {
    let strange = || Failed::new(Fault::ModuleFails, "a public key that is neither P-256 nor RSA");
    let read = |wanted: &[AttributeType]| session.get_attributes(object, wanted);
    match read(&[AttributeType::KeyType])?.pop() {
        Some(Attribute::KeyType(KeyType::EC)) => match read(&[AttributeType::EcPoint])?.pop() {
            Some(Attribute::EcPoint(point)) => Ok((Algorithm::P256, octets(&point).to_vec())),
            _ => Err(strange()),
        },
        Some(Attribute::KeyType(KeyType::RSA)) => {
            match read(&[AttributeType::Modulus, AttributeType::PublicExponent])?.as_slice() {
                [Attribute::Modulus(modulus), Attribute::PublicExponent(exponent)] => {
                    Ok((Algorithm::Rsa2048, sequence(&[integer(modulus), integer(exponent)])))
                }
                _ => Err(strange()),
            }
        }
        _ => Err(strange()),
    }
}

/// Deletes both halves of this label; those that are not there are no fault.
pub fn destroy(session: &Session, label: &str) -> Result<(), Failed> {
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
        for object in session.find_objects(&[Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())])? {
            session.destroy_object(object)?;
        }
    }
    Ok(())
}

/// Whether a private key of this name (`CKA_ID`) was made by us: other services keep theirs on the same card.
pub fn is_ours(session: &Session, id: &[u8]) -> Result<bool, Failed> {
    Ok(owners(session, id)?.contains(&Owner::Us))
}

/// Whether a pair of this name may be deleted: ours, or what is left of one whose private key went first.
pub fn may_discard(session: &Session, id: &[u8]) -> Result<bool, Failed> {
    let owners = owners(session, id)?;
    Ok(owners.is_empty() || owners.contains(&Owner::Us))
}

/// Who made a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Us,
    Others,
}

/// Whose the private keys of this name are.
fn owners(session: &Session, id: &[u8]) -> Result<Vec<Owner>, Failed> {
    let of_key = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.to_vec())];
    let mut owners = Vec::new();
    for object in session.find_objects(&of_key)? {
        let label = session.get_attributes(object, &[AttributeType::Label])?.pop();
        let is_ours = matches!(label, Some(Attribute::Label(label)) if label.starts_with(OURS.as_bytes()));
        owners.push(if is_ours { Owner::Us } else { Owner::Others });
    }
    Ok(owners)
}

/// Deletes pairs that another renewal left without a certificate: that renewal is over, and cards are small.
pub fn sweep(session: &Session, renewal: &str, with_certificate: &[Vec<u8>]) -> Result<(), Failed> {
    let ours = format!("{OURS}{renewal} ");
    for object in session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)])? {
        let (mut label, mut id) = (String::new(), Vec::new());
        for attribute in session.get_attributes(object, &[AttributeType::Label, AttributeType::Id])? {
            match attribute {
                Attribute::Label(value) => label = String::from_utf8(value).unwrap_or_default(),
                Attribute::Id(value) => id = value,
                _ => {}
            }
        }
        if label.starts_with(OURS) && !label.starts_with(&ours) && !with_certificate.contains(&id) {
            destroy(session, &label)?;
        }
    }
    Ok(())
}

/// The requests of both pairs, and their DER one after the other. The name in them is the card's: whose it is, the server knows.
pub fn requests(
    session: &Session,
    card: &str,
    authentication: &Pair,
    signing: &Pair,
) -> Result<(Requests, Vec<u8>), Failed> {
    let (authentication, signing) = (request(session, card, authentication)?, request(session, card, signing)?);
    let both = [authentication.as_slice(), &signing].concat();
    let encode = |der: &[u8]| BASE64_STANDARD.encode(der);
    Ok((Requests { authentication: encode(&authentication), signing: encode(&signing) }, both))
}

fn request(session: &Session, card: &str, pair: &Pair) -> Result<Vec<u8>, Failed> {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, card);
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = name;
    let key = Remote { session, pair, failed: RefCell::new(None) };
    match parameters.serialize_request(&key) {
        Ok(request) => Ok(request.der().to_vec()),
        Err(error) => Err(key.failed.take().unwrap_or_else(|| Failed::new(Fault::ModuleFails, error))),
    }
}

/// A key that stays on its card, for the library that writes requests.
struct Remote<'a> {
    session: &'a Session,
    pair: &'a Pair,
    failed: RefCell<Option<Failed>>,
}

impl PublicKeyData for Remote<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.pair.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match self.pair.algorithm {
            Algorithm::P256 => &PKCS_ECDSA_P256_SHA256,
            Algorithm::Rsa2048 => &PKCS_RSA_SHA256,
        }
    }
}

impl SigningKey for Remote<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        sign_bytes(self.session, self.pair.key, self.pair.algorithm, message).map_err(|failed| {
            self.failed.replace(Some(failed));
            rcgen::Error::RemoteKeyError
        })
    }
}
