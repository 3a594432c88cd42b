//! Cards on which this agent makes no keys, PIV cards above all: the card's own tool makes them. Its requests go into the file that a
//! server issues certificates for, and what the server issued comes out as files that the tool takes.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Bundle, Card, Issued, Requests};
use x509_parser::{certification_request::X509CertificationRequest, pem::parse_x509_pem, prelude::FromDer as _};

use super::card::find;
use crate::{failure::Failure, module::Modules, token::certificate::Certificate};

/// What the card's own tool made.
pub struct Made {
    /// The file with the request for signing in.
    pub authentication: PathBuf,
    /// The file with the request for signing documents.
    pub signing: PathBuf,
}

/// The requests of the card's own tool, with the serial number that this agent will name in what the card signs.
///
/// # Errors
/// When a file holds no request, or the card is not there.
pub async fn bundle(
    modules: &Modules,
    made: &Made,
    serial: Option<&str>,
    label: Option<String>,
) -> Result<Bundle, Failure> {
    let requests = Requests { authentication: request(&made.authentication)?, signing: request(&made.signing)? };
    let Card { serial, label: own, .. } = match serial {
        Some(serial) => find(modules, serial).await?.card,
        None => the_only(modules).await?,
    };
    if !is_its_own(&serial) {
        return Err(Failure::refused(
            "the card has no serial number of its own yet. Give it one with its own tool, for example yubico-piv-tool -a set-chuid",
        ));
    }
    Ok(Bundle { serial, label: label.unwrap_or(own), unblocking_key: None, requests })
}

/// OpenSC's number for PIV cards without one (no CHUID) is all zeros: another card would have the same.
fn is_its_own(serial: &str) -> bool {
    serial.bytes().any(|byte| byte != b'0')
}

async fn the_only(modules: &Modules) -> Result<Card, Failure> {
    let mut cards: Vec<Card> = modules.cards().await?.into_iter().map(|found| found.card).collect();
    match (cards.pop(), cards.as_slice()) {
        (None, _) => Err(Failure::refused("no card is in a reader that can be used")),
        (Some(card), []) => Ok(card),
        (Some(last), others) => {
            let all: Vec<_> = others.iter().chain([&last]).map(|card| card.serial.as_str()).collect();
            Err(Failure::refused(format!("more than one card is there. Name one with --serial: {}", all.join(", "))))
        }
    }
}

/// The request in a file, PEM or DER. What is wrong with its key, the server says.
fn request(path: &Path) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::usage(format!("{}: {why}", path.display()));
    let content = fs::read(path).map_err(|error| wrong(&error.to_string()))?;
    let der = parse_x509_pem(&content).map(|(_, pem)| pem.contents).unwrap_or(content);
    match X509CertificationRequest::from_der(&der) {
        Ok(([], _)) => Ok(BASE64_STANDARD.encode(&der)),
        _ => Err(wrong("it holds no request for a certificate (PKCS#10, PEM or DER)")),
    }
}

/// Writes both certificates as PEM into a folder; their files.
///
/// # Errors
/// When one is there already, or the disk refuses.
pub fn certificates(issued: &Issued, folder: &Path) -> Result<[PathBuf; 2], Failure> {
    let files = ["authentication.pem", "signing.pem"].map(|name| folder.join(name));
    let texts = [pem(&issued.certificates.authentication)?, pem(&issued.certificates.signing)?];
    if let Some(there) = files.iter().find(|file| file.exists()) {
        return Err(Failure::refused(format!("{} is there already", there.display())));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::failed(format!("{}: {error}", folder.display())))?;
    for (file, text) in files.iter().zip(texts) {
        let made = OpenOptions::new().write(true).create_new(true).open(file);
        made.and_then(|mut made| made.write_all(text.as_bytes()))
            .map_err(|error| Failure::failed(format!("{}: {error}", file.display())))?;
    }
    Ok(files)
}

/// A certificate of base64 as PEM (RFC 7468, 5.1).
fn pem(base64: &str) -> Result<String, Failure> {
    let der = BASE64_STANDARD.decode(base64).ok().filter(|der| Certificate::read(der).is_some());
    let der = der.ok_or_else(|| Failure::usage("what the server issued is no certificate of a card"))?;
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    Ok(format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_zeros_is_no_cards_own() {
        for anybodys in ["", "0", "00000000"] {
            assert!(!is_its_own(anybodys), "{anybodys:?}");
        }
        assert!(is_its_own("0000000a") && is_its_own("f2e4a1b09c"));
    }

    #[test]
    fn what_is_no_certificate_is_not_written() {
        for wrong in ["", "x", "AAAA"] {
            assert!(pem(wrong).is_err(), "{wrong:?}");
        }
    }
}
