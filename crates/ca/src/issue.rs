//! Certificates and lists of revoked ones.

use identity::{
    smartcard::{
        authority::{Authority, Foundation, Order, RevocationList},
        certificate::{CertificatePurpose, CertificateSerial, RevocationReason, Revoked},
    },
    time::Timestamp,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, DistinguishedName,
    DnType, DnValue, Error, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, RevokedCertParams, SanType, SerialNumber, SubjectPublicKeyInfo, string::PrintableString,
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::DOCUMENT_SIGNING;

/// `serialNumber` of a subject (RFC 5280, appendix A.1): the 12 digits of a person.
const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
/// The longest common name in characters (RFC 5280, appendix A.1: `ub-common-name`).
const LONGEST_NAME: usize = 64;

pub(crate) fn found(foundation: &Foundation) -> Result<Authority, Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::default();
    (params.not_before, params.not_after) = (instant(foundation.from), instant(foundation.until));
    params.serial_number = Some(number(&foundation.serial));
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, foundation.name.as_str());
    // It issues cards' certificates itself: there is nothing between.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root = params.self_signed(&key)?;
    Ok(Authority { root: root.der().to_vec(), key: Zeroizing::new(key.serialize_der()) })
}

pub(crate) fn certificate(authority: &Authority, order: &Order<'_>) -> Result<Vec<u8>, Error> {
    let mut params = CertificateParams::default();
    (params.not_before, params.not_after) = (instant(order.from), instant(order.until));
    params.serial_number = Some(number(order.serial));
    params.distinguished_name = DistinguishedName::new();
    let name: String = order.name.chars().take(LONGEST_NAME).collect();
    params.distinguished_name.push(DnType::CommonName, name);
    let identifier = DnValue::PrintableString(PrintableString::try_from(order.identifier.as_str())?);
    params.distinguished_name.push(DnType::CustomDnType(SERIAL_NUMBER.to_vec()), identifier);
    params.subject_alt_names = vec![SanType::URI(card_uri(order.card.as_str()).try_into()?)];
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![order.list_url.to_owned()] }];
    (params.key_usages, params.extended_key_usages) = match order.purpose {
        CertificatePurpose::Authentication => {
            (vec![KeyUsagePurpose::DigitalSignature], vec![ExtendedKeyUsagePurpose::ClientAuth])
        }
        CertificatePurpose::Signing => (
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment],
            vec![ExtendedKeyUsagePurpose::Other(DOCUMENT_SIGNING.to_vec())],
        ),
    };
    let key = SubjectPublicKeyInfo::from_der(&order.key.der)?;
    Ok(params.signed_by(&key, &issuer(authority)?)?.der().to_vec())
}

pub(crate) fn list(authority: &Authority, list: &RevocationList<'_>) -> Result<Vec<u8>, Error> {
    let params = CertificateRevocationListParams {
        this_update: instant(list.at),
        next_update: instant(list.next),
        crl_number: SerialNumber::from(list.number),
        issuing_distribution_point: None,
        revoked_certs: list.revoked.iter().map(revoked).collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    Ok(params.signed_by(&issuer(authority)?)?.der().to_vec())
}

fn revoked(one: &Revoked) -> RevokedCertParams {
    let reason = match one.reason {
        RevocationReason::Superseded => rcgen::RevocationReason::Superseded,
        RevocationReason::CessationOfOperation => rcgen::RevocationReason::CessationOfOperation,
        RevocationReason::KeyCompromise => rcgen::RevocationReason::KeyCompromise,
        RevocationReason::Hold => rcgen::RevocationReason::CertificateHold,
    };
    RevokedCertParams {
        serial_number: number(&one.serial),
        revocation_time: instant(one.at),
        reason_code: Some(reason),
        invalidity_date: None,
    }
}

fn issuer(authority: &Authority) -> Result<Issuer<'static, KeyPair>, Error> {
    let key = PrivatePkcs8KeyDer::from(authority.key.as_slice());
    let key = KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_ECDSA_P256_SHA256)?;
    Issuer::from_ca_cert_der(&CertificateDer::from(authority.root.as_slice()), key)
}

/// The card that has the key. A serial number is any printable text; a URI is not (RFC 3986, 2.1).
fn card_uri(serial: &str) -> String {
    let mut uri = "urn:care-identity:card:".to_owned();
    for byte in serial.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn number(serial: &CertificateSerial) -> SerialNumber {
    SerialNumber::from_slice(serial.as_bytes())
}

/// Certificates have whole seconds.
fn instant(at: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
