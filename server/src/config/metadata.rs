//! The FIDO Metadata BLOB: a JSON Web Signature of the FIDO Alliance, in a file (FIDO Metadata Service 3.0, 3.1.7). Chain and
//! signature are checked by libraries; here stands what must hold of them.

use std::{fs, path::Path};

use identity::{time::Timestamp, webauthn::metadata::Metadata};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use rustls_pki_types::{CertificateDer, DnsName, ServerName, UnixTime, pem::PemObject as _};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// Who signs it. The root is that of a public authority, which certifies many others (3.2, step 5).
const SIGNER: &str = "mds.fidoalliance.org";
/// Ten times what it was in 2026.
const LONGEST: u64 = 100 * 1024 * 1024;

/// Reads a BLOB and checks it with the roots of a PEM file. The fault is a clause for after "is refused:".
///
/// # Errors
/// When either cannot be read, or the BLOB is not signed as it must be.
pub fn read(blob: &Path, roots: &Path, now: Timestamp) -> Result<Metadata, String> {
    let length = fs::metadata(blob).map_err(|error| format!("the file cannot be read ({error})"))?.len();
    if length > LONGEST {
        return Err("the file is too long for a FIDO Metadata BLOB".into());
    }
    let blob = fs::read_to_string(blob).map_err(|error| format!("the file cannot be read ({error})"))?;
    let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(roots)
        .and_then(Iterator::collect)
        .map_err(|error| format!("the file of WEBAUTHN_METADATA_ROOT cannot be read ({error})"))?;
    verify(blob.trim(), &roots, now)
}

/// Checks a BLOB and reads what it says. The fault is a clause for after "is refused:".
///
/// # Errors
/// When it is not signed by the FIDO Alliance, in a way that leads to one of the roots.
pub fn verify(blob: &str, roots: &[CertificateDer<'_>], now: Timestamp) -> Result<Metadata, String> {
    let no_blob = || "it is not a FIDO Metadata BLOB (a JSON Web Signature with its certificates)".to_owned();
    let header = jsonwebtoken::decode_header(blob).map_err(|_| no_blob())?;
    // What the signer says must be understood is not, whatever it is (RFC 7515, 4.1.11).
    if header.crit.is_some() {
        return Err(no_blob());
    }
    let chain: Vec<CertificateDer<'_>> = match header.x5c_der() {
        Ok(Some(chain)) => chain.into_iter().map(CertificateDer::from).collect(),
        _ => return Err(no_blob()),
    };
    let key = signer(&chain, roots, now)?;
    read_signed(blob, &header, &key)
}

/// The key of whoever signed it: the first certificate's, which the others lead from to a root (RFC 5280, 6).
fn signer(chain: &[CertificateDer<'_>], roots: &[CertificateDer<'_>], now: Timestamp) -> Result<Vec<u8>, String> {
    let (leaf, between) = chain.split_first().ok_or("it holds no certificate of its signer")?;
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| "its signer's certificate cannot be read")?;
    let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    if anchors.is_empty() {
        return Err("the file of WEBAUTHN_METADATA_ROOT holds no root certificate".into());
    }
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now.seconds().unsigned_abs()));
    leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, between, at, KeyUsage::server_auth(), None, None).map_err(
        |error| match error {
            webpki::Error::CertExpired { .. } => {
                "a certificate of its signer has run out. Get a newer BLOB, as each one says when the next is out"
                    .to_owned()
            }
            other => format!("its signer's certificate does not lead to a root of WEBAUTHN_METADATA_ROOT ({other})"),
        },
    )?;
    let name = DnsName::try_from_str(SIGNER).map_err(|error| error.to_string())?;
    leaf.verify_is_valid_for_subject_name(&ServerName::DnsName(name))
        .map_err(|_| format!("its signer's certificate is not that of {SIGNER}"))?;
    Ok(leaf.subject_public_key_info().to_vec())
}

/// The payload, once the signature is right. The algorithm is one of two with public keys, so that neither "none" nor a
/// shared secret passes (RFC 8725, 3.1).
fn read_signed(blob: &str, header: &Header, key: &[u8]) -> Result<Metadata, String> {
    let key = match header.alg {
        Algorithm::RS256 => DecodingKey::from_rsa_der(key),
        Algorithm::ES256 => DecodingKey::from_ec_der(key),
        _ => return Err("it is signed with another algorithm than RS256 or ES256".into()),
    };
    let mut validation = Validation::new(header.alg);
    // A BLOB has none of the claims of a token; its own date is looked at by whoever uses it.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match jsonwebtoken::decode::<Metadata>(blob, &key, &validation) {
        Ok(signed) => Ok(signed.claims),
        Err(error) => Err(match error.kind() {
            ErrorKind::Json(_) => "what it says cannot be read".into(),
            _ => "its signature is false".into(),
        }),
    }
}
