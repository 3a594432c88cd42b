//! Take a card back: its authenticator ends with its sessions, and its certificates are revoked. Nothing brings it back.

use super::{
    authority::revoke,
    card::{Card, CardSerial},
    certificate::{CertificateState, RevocationReason},
};
use crate::{
    actor::By,
    assurance::Kind,
    audit::{self, Event},
    authenticator::{AuthenticatorId, AuthenticatorState, own},
    mail::text,
    notice,
    person::Person,
    service::{Service, Unexpected},
    store::Repository,
};

/// How taking it back ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCard {
    /// It signs nobody in any more, and its holder was told.
    Ended,
    /// No open card of theirs has this serial number.
    NotThere,
}

/// Takes a card of a person back.
///
/// # Errors
/// When the database refuses.
pub async fn end(
    service: &Service,
    by: By<'_>,
    person: &Person,
    serial: &CardSerial,
    reason: RevocationReason,
) -> Result<EndCard, Unexpected> {
    let mut repository = service.write().await?;
    repository.lock_person(&person.id).await?;
    let found = repository.find_card_by_serial(serial).await?.filter(|card| card.person_id == person.id);
    let Some(card) = found else {
        return Ok(EndCard::NotThere);
    };
    write(service, &mut *repository, by, (person, &card), reason).await?;
    repository.commit().await?;
    Ok(EndCard::Ended)
}

/// Ends it in the transaction of whoever calls, who holds the person's lock.
async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, card): (&Person, &Card),
    reason: RevocationReason,
) -> Result<(), Unexpected> {
    let now = service.now();
    take_back(service, repository, by, (person, card), reason).await?;
    own::end(repository, (&person.id, &card.authenticator_id), AuthenticatorState::Removed, own::Stays::default(), now)
        .await?;
    let words = text::authenticator_removed(&service.policy, &person.name.full(), Kind::Smartcard.name(), now);
    notice::tell(service, repository, &person.id, &words).await
}

/// Ends the card that another one takes the place of, in the transaction of whoever issues that and tells its holder.
pub(super) async fn replaced(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, authenticator): (&Person, &AuthenticatorId),
) -> Result<(), Unexpected> {
    if let Some(card) = repository.find_card_of(authenticator).await?.filter(|card| card.ended_at.is_none()) {
        take_back(service, repository, by, (person, &card), RevocationReason::Superseded).await?;
    }
    own::end(
        repository,
        (&person.id, authenticator),
        AuthenticatorState::Replaced,
        own::Stays::default(),
        service.now(),
    )
    .await
}

/// Its certificates are revoked, and nothing unblocks it any more.
async fn take_back(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, card): (&Person, &Card),
    reason: RevocationReason,
) -> Result<(), Unexpected> {
    for state in [CertificateState::Active, CertificateState::Pending] {
        revoke::pair(service, repository, by, (&person.id, &card.id), state, reason).await?;
    }
    repository.end_card(&card.id, service.now()).await?;
    let what = [("authenticator", card.authenticator_id.as_str()), ("card", card.serial.as_str())];
    let details = [&what[..], by.why].concat();
    let event = Event::CardEnded;
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, &details).await?;
    Ok(())
}
