//! The one thing that is ever signed here for a page: a statement that names purpose, origin, nonce, time and card.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Fault, Signature, Signed, Statement};
use cryptoki::{
    error::{Error, RvError},
    mechanism::Mechanism,
    object::ObjectHandle,
    session::Session,
};
use sha2::{Digest as _, Sha256};

use super::{certificate::Algorithm, ecdsa, keys::Usable};
use crate::module::job::{Failed, Say};

/// What stands before a SHA-256 digest in a signature of RSA (RFC 8017, 9.2, note 1).
const SHA_256: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// Signs it with a key of the card.
pub fn sign(
    session: &Session,
    with: &Usable,
    say: &Say,
    card: &str,
    content: Option<String>,
) -> Result<Signed, Failed> {
    let Say { purpose, origin, nonce, time } = say.clone();
    let statement = Statement { purpose, origin, nonce, time, card: card.to_owned(), content };
    let text = statement.to_string();
    if text.parse() != Ok(statement) {
        return Err(Failed::new(Fault::NotUnderstood, "the statement cannot be read back"));
    }
    let algorithm = with.certificate.algorithm;
    let signature = sign_bytes(session, with.key, algorithm, text.as_bytes())?;
    Ok(Signed {
        statement: text,
        algorithm: match algorithm {
            Algorithm::P256 => Signature::EcdsaP256,
            Algorithm::Rsa2048 => Signature::RsaPkcs1,
        },
        signature: BASE64_STANDARD.encode(signature),
        certificate: BASE64_STANDARD.encode(&with.certificate.der),
    })
}

/// A signature over SHA-256 of `message`.
pub fn sign_bytes(
    session: &Session,
    key: ObjectHandle,
    algorithm: Algorithm,
    message: &[u8],
) -> Result<Vec<u8>, Failed> {
    match algorithm {
        // Cards are sure to know this one; it takes the digest (PKCS#11, ECDSA without hashing).
        Algorithm::P256 => {
            let raw = session.sign(&Mechanism::Ecdsa, key, &Sha256::digest(message))?;
            ecdsa::der(&raw)
                .ok_or_else(|| Failed::new(Fault::ModuleFails, "a signature of a length that P-256 never has"))
        }
        Algorithm::Rsa2048 => match session.sign(&Mechanism::Sha256RsaPkcs, key, message) {
            Ok(signature) => Ok(signature),
            // Old cards pad, and leave the digest to us.
            Err(Error::Pkcs11(RvError::MechanismInvalid, _)) => {
                let info = [SHA_256.as_slice(), &Sha256::digest(message)].concat();
                Ok(session.sign(&Mechanism::RsaPkcs, key, &info)?)
            }
            Err(error) => Err(error.into()),
        },
    }
}
