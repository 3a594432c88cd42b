//! What makes a statement that a card signed good: whose key it was, what for, to whom, when, and with which card.

use std::time::Duration;

use card_protocol::{Purpose, Signed, Statement};
use url::Url;

use super::{
    authority::{CertificateFault, Trust},
    card::CardSerial,
    certificate::{Certificate, Fingerprint},
    decode,
};
use crate::{
    random,
    service::{Service, Unexpected},
    store::Repository,
};

/// How far a computer's clock may be off: further off it would be trusted with too much, and other things on it fail, too.
pub const CLOCK: Duration = Duration::from_secs(10 * 60);

/// What a statement must say.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub purpose: Purpose,
    pub nonce: &'a str,
    pub card: &'a CardSerial,
    /// The digest of what else is vouched for.
    pub content: Option<&'a str>,
}

/// Why a statement is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is not what was asked for, or not by whom.
    Refused,
    /// All of it is right, but its certificate has expired.
    Expired,
    /// All of it is right, but the clock of the computer that said when.
    Clock,
}

/// A nonce for one statement.
pub(crate) fn nonce(service: &Service) -> String {
    random::encode(&random::bytes::<32>(&*service.random))
}

/// The certificate that a stranger shows, as it was issued here, whatever its state is.
pub(crate) async fn certificate(
    repository: &mut dyn Repository,
    signed: &Signed,
) -> Result<Option<Certificate>, Unexpected> {
    match decode(&signed.certificate) {
        Some(der) => Ok(repository.find_certificate(&Fingerprint::of(&der)).await?),
        None => Ok(None),
    }
}

/// Checks a statement against a certificate that was issued here. Where the certificate stands, and the card, is asked of the
/// rows by whoever calls.
pub(crate) fn check(
    service: &Service,
    root: &[u8],
    (certificate, signed): (&Certificate, &Signed),
    expected: Expected<'_>,
) -> Result<(), Wrong> {
    let signature = decode(&signed.signature).ok_or(Wrong::Refused)?;
    let message = signed.statement.as_bytes();
    if !service.authority.verify(&certificate.der, message, (signed.algorithm, &signature)) {
        return Err(Wrong::Refused);
    }
    // Its first line keeps it apart from whatever else the key signs.
    let statement: Statement = signed.statement.parse().map_err(|_| Wrong::Refused)?;
    let is_asked = statement.purpose == expected.purpose
        && origin(service).is_some_and(|origin| statement.origin == origin)
        && statement.nonce == expected.nonce
        && statement.card == expected.card.as_str()
        && statement.content.as_deref() == expected.content;
    if !is_asked {
        return Err(Wrong::Refused);
    }
    let now = service.now();
    let trust = Trust { root, list: None, at: now };
    match service.authority.check(trust, &certificate.der, certificate.purpose) {
        Ok(()) => {}
        Err(CertificateFault::Expired) => return Err(Wrong::Expired),
        Err(_) => return Err(Wrong::Refused),
    }
    let off = now.seconds().abs_diff(statement.time);
    if off > CLOCK.as_secs() { Err(Wrong::Clock) } else { Ok(()) }
}

/// The origin of our pages, as browsers tell it to the agent.
pub(crate) fn origin(service: &Service) -> Option<String> {
    Url::parse(&service.policy.base_url).ok().map(|url| url.origin().ascii_serialization())
}
