//! The certificate authority of cards: the port that issues and checks, and the one that this installation keeps.
//!
//! What is issued to whom, and what is revoked, is decided and kept here. Behind the port stand keys and encodings only, so
//! that an authority elsewhere can take the embedded one's place.

pub mod revocation;
pub mod revoke;

use std::time::Duration;

use async_trait::async_trait;
use card_protocol::Signature;
use zeroize::Zeroizing;

use super::{
    card::CardSerial,
    certificate::{CertificatePurpose, CertificateSerial, Fingerprint, Revoked},
};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    keys::{Purpose, Sealed},
    person::UserIdentifier,
    service::{Service, Unexpected},
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// How long the root is valid: longer than anybody renews cards under it without a thought.
pub const ROOT_LIFE: Duration = Duration::from_secs(20 * 365 * DAY);
/// How long certificates of cards are valid, unless whoever issues a card says otherwise.
pub const LIFE: Duration = Duration::from_secs(2 * 365 * DAY);
/// The longest life that a card may be issued for.
pub const LONGEST_LIFE: Duration = Duration::from_secs(3 * 365 * DAY);
/// What is issued is valid from a little before, for machines whose clock is behind.
pub(crate) const LEEWAY: Duration = Duration::from_secs(5 * 60);

pub(crate) const DAY: u64 = 24 * 60 * 60;

/// The row of the embedded authority, and the owner that its key is sealed for.
pub const EMBEDDED: &str = "embedded";

/// An authority with its key, ready to sign.
pub struct Authority {
    /// Its certificate, DER.
    pub root: Vec<u8>,
    /// What the port signs with: PKCS#8 for the embedded one.
    pub key: Zeroizing<Vec<u8>>,
}

/// What a new authority is to be.
#[derive(Clone, Debug)]
pub struct Foundation {
    /// Its name in certificates.
    pub name: String,
    /// The serial number of its certificate.
    pub serial: CertificateSerial,
    /// From when it is valid.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// A public key that is asked a certificate for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedKey {
    /// As certificates have it (`SubjectPublicKeyInfo`, DER).
    pub der: Vec<u8>,
    /// How it signs.
    pub algorithm: Signature,
}

impl RequestedKey {
    /// What it is known by.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.der)
    }
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestFault {
    /// It is no PKCS#10 request.
    Malformed,
    /// It is not signed by its own key: whoever asks may not have it.
    NotSigned,
    /// Its key is neither P-256 nor RSA with 2048 bits.
    KeyKind,
}

/// A certificate to be issued.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Its serial number.
    pub serial: &'a CertificateSerial,
    /// One purpose: no key does both.
    pub purpose: CertificatePurpose,
    /// The card made it, and keeps the other half.
    pub key: &'a RequestedKey,
    /// The name of its holder.
    pub name: &'a str,
    /// The 12 digits of its holder.
    pub identifier: &'a UserIdentifier,
    /// The card that has the key.
    pub card: &'a CardSerial,
    /// From when it is valid.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Where the list of revoked ones is.
    pub list_url: &'a str,
}

/// A list of revoked certificates to be signed.
#[derive(Clone, Debug)]
pub struct RevocationList<'a> {
    /// Higher than that of any list before.
    pub number: u64,
    /// When it is made.
    pub at: Timestamp,
    /// When the next one is there at the latest.
    pub next: Timestamp,
    /// What it names.
    pub revoked: &'a [Revoked],
}

/// What a certificate is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// The root, DER.
    pub root: &'a [u8],
    /// A list of revoked ones, DER. Sign-ins do without: they ask for the row, which is never older than a list.
    pub list: Option<&'a [u8]>,
    /// When.
    pub at: Timestamp,
}

/// Why a certificate is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// It is no certificate, or was tampered with.
    Damaged,
    /// Another authority issued it.
    NotOurs,
    /// Its first instant is still to come.
    NotYetValid,
    /// It is valid no longer.
    Expired,
    /// It was revoked.
    Revoked,
    /// It is for something else.
    WrongUsage,
}

/// The port. What takes no key is quick; issuing may take a way over the network, and is never done inside a transaction.
#[async_trait]
pub trait CertificateAuthority: Send + Sync {
    /// Makes a new authority.
    ///
    /// # Errors
    /// When the cryptography refuses.
    fn found(&self, foundation: &Foundation) -> Result<Authority, Unexpected>;

    /// Reads a PKCS#10 request of a stranger: its key, if the request is signed by it. What else it asks for is not heard.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read_request(&self, der: &[u8]) -> Result<RequestedKey, RequestFault>;

    /// Issues a certificate; answers its DER.
    ///
    /// # Errors
    /// When the authority cannot.
    async fn issue(&self, authority: &Authority, order: &Order<'_>) -> Result<Vec<u8>, Unexpected>;

    /// Signs a list of revoked certificates; answers its DER.
    ///
    /// # Errors
    /// When the authority cannot.
    async fn sign_list(&self, authority: &Authority, list: &RevocationList<'_>) -> Result<Vec<u8>, Unexpected>;

    /// Checks a certificate that a stranger shows: chain, validity, usage, and revocation where there is a list.
    ///
    /// # Errors
    /// Why it is refused.
    fn check(&self, trust: Trust<'_>, certificate: &[u8], purpose: CertificatePurpose) -> Result<(), CertificateFault>;

    /// Whether the key of a certificate signed a message. Says nothing about the certificate.
    fn verify(&self, certificate: &[u8], message: &[u8], signature: (Signature, &[u8])) -> bool;
}

/// The authority as the store has it.
#[derive(Clone, Debug)]
pub struct StoredAuthority {
    /// Its certificate, DER.
    pub root: Vec<u8>,
    /// Its key, sealed for [`EMBEDDED`].
    pub key: Sealed,
    /// When it was founded.
    pub created_at: Timestamp,
    /// The list of revoked ones that is published.
    pub list: Option<PublishedList>,
}

/// A list of revoked ones that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedList {
    /// A later list has a higher one (RFC 5280 5.2.3).
    pub number: u64,
    /// The list itself, DER.
    pub der: Vec<u8>,
    /// The fingerprint of what it names: the same again is not signed again before its time.
    pub names: Fingerprint,
    /// When it was made.
    pub made_at: Timestamp,
}

/// The store's part.
#[async_trait]
pub trait Authorities: Send {
    /// Adds the authority; `false` when there is one.
    async fn add_authority(&mut self, authority: &StoredAuthority) -> StoreResult<bool>;
    /// Looks it up.
    async fn lookup_authority(&mut self) -> StoreResult<Option<StoredAuthority>>;
    /// Puts a list in place of one with a lower number; `false` when a list of this number or a higher one is there.
    async fn publish_list(&mut self, list: &PublishedList) -> StoreResult<bool>;
}

/// Founds the authority of this installation if it has none; answers its root and whether it is new. The server does it at its
/// start, so that no installation is without one when its first card is to be issued; to do it twice is no error.
///
/// # Errors
/// When the cryptography or the database refuses.
pub async fn found(service: &Service, actor: &Actor) -> Result<(StoredAuthority, bool), Unexpected> {
    if let Some(authority) = service.read().await?.lookup_authority().await? {
        return Ok((authority, false));
    }
    let now = service.now();
    let made = service.authority.found(&Foundation {
        name: format!("{} smartcards", service.policy.service_name),
        serial: CertificateSerial::random(&*service.random),
        from: now.minus(LEEWAY),
        until: now.plus(ROOT_LIFE),
    })?;
    let key = service.keys.seal(&*service.random, Purpose::AuthorityKey, EMBEDDED, &made.key)?;
    let authority = StoredAuthority { root: made.root, key, created_at: now, list: None };
    let mut repository = service.write().await?;
    if !repository.add_authority(&authority).await? {
        // Another instance was quicker.
        let there = repository.lookup_authority().await?;
        return Ok((there.ok_or_else(missing)?, false));
    }
    let root = Fingerprint::of(&authority.root).to_string();
    let (event, origin) = (Event::AuthorityFounded, Origin::server());
    audit::record(&mut *repository, service, &origin, actor, None, event, &[("root", &root)]).await?;
    repository.commit().await?;
    Ok((authority, true))
}

/// The authority, ready to sign.
pub(crate) async fn open(service: &Service, repository: &mut dyn Repository) -> Result<Authority, Unexpected> {
    let stored = repository.lookup_authority().await?.ok_or_else(missing)?;
    let key = service.keys.open(Purpose::AuthorityKey, EMBEDDED, &stored.key)?;
    Ok(Authority { root: stored.root, key })
}

fn missing() -> Unexpected {
    Unexpected::Other("there is no certificate authority yet: it is made by `care-identity ca init`".into())
}
