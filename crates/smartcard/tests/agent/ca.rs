//! A certificate authority of the tests, and the checks that a server makes.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Certificates, Requests, Signature, Signed, Statement};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PublicKeyData as _, SerialNumber,
};
use rustls_pki_types::CertificateDer;
use sha2::{Digest as _, Sha256};
use time::{Duration, UtcDateTime};
use webpki::EndEntityCert;

/// Issues for the tests.
pub struct Ca {
    issuer: Issuer<'static, KeyPair>,
    issued: AtomicU64,
}

impl Ca {
    /// A new one.
    pub fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { issuer: Issuer::new(parameters, KeyPair::generate().unwrap()), issued: AtomicU64::new(0) }
    }

    /// A pair for these requests, after it checked what they are signed with. Later ones begin later.
    pub fn issue(&self, requests: &Requests) -> Certificates {
        Certificates {
            authentication: self.one(&requests.authentication, true),
            signing: self.one(&requests.signing, false),
        }
    }

    fn one(&self, request: &str, authenticates: bool) -> String {
        let der = BASE64_STANDARD.decode(request).unwrap();
        // The library checks the signature of a request that it reads.
        let mut request = CertificateSigningRequestParams::from_der(&der.into()).unwrap();
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let parameters = &mut request.params;
        let now = ambient_now();
        parameters.not_before = (now - Duration::days(100) + Duration::minutes(number as i64)).into();
        parameters.not_after = (now + Duration::days(30)).into();
        parameters.serial_number = Some(SerialNumber::from(number + 1));
        if authenticates {
            parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        } else {
            parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        }
        BASE64_STANDARD.encode(request.signed_by(&self.issuer).unwrap().der())
    }
}

#[expect(clippy::disallowed_methods, reason = "certificates of the tests must be good on the day of the test")]
fn ambient_now() -> UtcDateTime {
    UtcDateTime::now()
}

/// The statement, if the key of the certificate signed it.
pub fn checked(signed: &Signed) -> Statement {
    let certificate = CertificateDer::from(BASE64_STANDARD.decode(&signed.certificate).unwrap());
    let algorithm = match signed.algorithm {
        Signature::EcdsaP256 => webpki::aws_lc_rs::ECDSA_P256_SHA256,
        Signature::RsaPkcs1 => webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256,
    };
    let signature = BASE64_STANDARD.decode(&signed.signature).unwrap();
    let certificate = EndEntityCert::try_from(&certificate).unwrap();
    certificate.verify_signature(algorithm, signed.statement.as_bytes(), &signature).unwrap();
    signed.statement.parse().unwrap()
}

/// What a renewal's vouching statement must name.
pub fn content_of(requests: &Requests) -> String {
    let der = |text: &String| BASE64_STANDARD.decode(text).unwrap();
    let both = [der(&requests.authentication), der(&requests.signing)].concat();
    Sha256::digest(both).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The keys of both requests.
pub fn public_keys(requests: &Requests) -> [Vec<u8>; 2] {
    [&requests.authentication, &requests.signing].map(|request| {
        let der = BASE64_STANDARD.decode(request).unwrap();
        CertificateSigningRequestParams::from_der(&der.into()).unwrap().public_key.der_bytes().to_vec()
    })
}
