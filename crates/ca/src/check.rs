//! Certificates that strangers show, and what they signed.

use std::time::Duration;

use card_protocol::Signature;
use identity::smartcard::{
    authority::{CertificateFault, Trust},
    certificate::CertificatePurpose,
};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, ExpirationPolicy, KeyUsage,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use crate::request::verifier;

/// The contents of the object identifiers in `lib.rs`, as DER has them.
const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
const DOCUMENT_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 36];

pub(crate) fn certificate(
    trust: Trust<'_>,
    certificate: &[u8],
    purpose: CertificatePurpose,
) -> Result<(), CertificateFault> {
    let (certificate, root) = (CertificateDer::from(certificate), CertificateDer::from(trust.root));
    let certificate = EndEntityCert::try_from(&certificate).map_err(|_| CertificateFault::Damaged)?;
    let anchors = [anchor_from_trusted_cert(&root).map_err(|_| CertificateFault::NotOurs)?];
    let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(trust.at.seconds()).unwrap_or(0)));
    // Nobody's certificate is good for what it does not name.
    let usage = match purpose {
        CertificatePurpose::Authentication => KeyUsage::required(CLIENT_AUTH),
        CertificatePurpose::Signing => KeyUsage::required(DOCUMENT_SIGNING),
    };
    let list = trust.list.map(BorrowedCertRevocationList::from_der).transpose();
    let list = list.map_err(|_| CertificateFault::Revoked)?.map(CertRevocationList::from);
    let lists: Vec<&CertRevocationList<'_>> = list.iter().collect();
    let revocation = match RevocationOptionsBuilder::new(&lists) {
        Ok(options) => Some(
            options
                .with_depth(RevocationCheckDepth::EndEntity)
                .with_status_policy(UnknownStatusPolicy::Deny)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build(),
        ),
        Err(_) => None,
    };
    certificate
        .verify_for_usage(&[webpki::aws_lc_rs::ECDSA_P256_SHA256], &anchors, &[], at, usage, revocation, None)
        .map(drop)
        .map_err(|error| fault(&error))
}

fn fault(error: &Error) -> CertificateFault {
    match error {
        Error::CertExpired { .. } => CertificateFault::Expired,
        Error::CertNotValidYet { .. } => CertificateFault::NotYetValid,
        Error::CertRevoked
        | Error::CrlExpired { .. }
        | Error::UnknownRevocationStatus
        | Error::InvalidCrlSignatureForPublicKey => CertificateFault::Revoked,
        Error::RequiredEkuNotFoundContext(_) | Error::CaUsedAsEndEntity => CertificateFault::WrongUsage,
        Error::UnknownIssuer => CertificateFault::NotOurs,
        _ => CertificateFault::Damaged,
    }
}

pub(crate) fn signature(certificate: &[u8], message: &[u8], (algorithm, signature): (Signature, &[u8])) -> bool {
    let certificate = CertificateDer::from(certificate);
    EndEntityCert::try_from(&certificate)
        .is_ok_and(|certificate| certificate.verify_signature(verifier(algorithm), message, signature).is_ok())
}
