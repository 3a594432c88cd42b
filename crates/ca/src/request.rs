//! Requests of strangers (PKCS#10, RFC 2986). Only their key is taken over: who it belongs to, and what its certificate says,
//! is not the stranger's to choose.

use card_protocol::Signature;
use identity::smartcard::authority::{RequestFault, RequestedKey};
use rustls_pki_types::{SignatureVerificationAlgorithm, SubjectPublicKeyInfoDer};
use webpki::RawPublicKeyEntity;
use x509_parser::{certification_request::X509CertificationRequest, prelude::FromDer as _, public_key::PublicKey};

/// `ecdsa-with-SHA256` and `sha256WithRSAEncryption`.
const ECDSA: &str = "1.2.840.10045.4.3.2";
const RSA: &str = "1.2.840.113549.1.1.11";
/// What old cards can, and no more: a longer key is a mistake that the card would pay for with every signature.
const RSA_BITS: usize = 2048;

pub(crate) fn read(der: &[u8]) -> Result<RequestedKey, RequestFault> {
    let Ok(([], request)) = X509CertificationRequest::from_der(der) else {
        return Err(RequestFault::Malformed);
    };
    if request.signature_value.unused_bits != 0 {
        return Err(RequestFault::Malformed);
    }
    let info = &request.certification_request_info;
    let algorithm = match request.signature_algorithm.algorithm.to_id_string().as_str() {
        ECDSA => Signature::EcdsaP256,
        RSA => Signature::RsaPkcs1,
        _ => return Err(RequestFault::KeyKind),
    };
    match (algorithm, info.subject_pki.parsed()) {
        (Signature::EcdsaP256, Ok(PublicKey::EC(_))) => {}
        (Signature::RsaPkcs1, Ok(PublicKey::RSA(key))) if key.key_size() == RSA_BITS => {}
        _ => return Err(RequestFault::KeyKind),
    }
    let key = SubjectPublicKeyInfoDer::from(info.subject_pki.raw);
    let key = RawPublicKeyEntity::try_from(&key).map_err(|_| RequestFault::KeyKind)?;
    key.verify_signature(verifier(algorithm), info.raw, &request.signature_value.data).map_err(
        |error| match error {
            webpki::Error::InvalidSignatureForPublicKey => RequestFault::NotSigned,
            _ => RequestFault::KeyKind,
        },
    )?;
    // What can be read here must be writable into a certificate.
    rcgen::SubjectPublicKeyInfo::from_der(info.subject_pki.raw).map_err(|_| RequestFault::KeyKind)?;
    Ok(RequestedKey { der: info.subject_pki.raw.to_vec(), algorithm })
}

pub(crate) fn verifier(algorithm: Signature) -> &'static dyn SignatureVerificationAlgorithm {
    match algorithm {
        Signature::EcdsaP256 => webpki::aws_lc_rs::ECDSA_P256_SHA256,
        Signature::RsaPkcs1 => webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256,
    }
}
