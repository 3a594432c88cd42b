//! The session that a card opens.

use super::Remembered;
use crate::{
    actor::Origin,
    assurance::AssuranceLevel,
    audit::Event,
    authenticator::Authenticator,
    person::Person,
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, SessionId, SessionKind, current},
    store::Repository,
};

/// A card is AAL3 at each use: a key that cannot leave it, and a passcode (NIST SP 800-63B-4, 2.3). That the key is on the card is the
/// word of whoever issued it, and after a renewal of the agent that asked for the certificate (decision 20).
pub(super) async fn open(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, authenticator): (&Person, &Authenticator),
    (browser, before): (&BrowserId, Option<&SessionId>),
    remembered: &Remembered,
) -> Result<Token, Unexpected> {
    let level = AssuranceLevel::Aal3;
    repository.use_authenticator(&authenticator.id, level, service.now()).await?;
    let opening = current::Opening {
        person,
        browser,
        authenticator: Some(&authenticator.id),
        kind: SessionKind::Full,
        level,
        factors: &format!("{}, passcode", authenticator.kind.slug()),
        computer: Computer::from_shared(remembered.shared),
        event: Event::SignedIn,
    };
    current::open(service, repository, origin, before, opening).await
}
