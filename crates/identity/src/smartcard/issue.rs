//! Issue a card: the Registration Authority prepared it and has checked who its holder is. It signs in from then on.

use std::time::Duration;

use card_protocol::{Certificates, Requests};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    authority::{self, LONGEST_LIFE, revoke},
    card::{self, Card, CardId, CardSerial},
    certificate::{Certificate, CertificateState, RevocationReason},
    pair::{self, Holder},
    request::{self, BadRequests},
};
use crate::{
    actor::By,
    assurance::{AssuranceLevel, Kind},
    audit::{self, Event},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName},
    keys::Purpose,
    mail::text,
    notice,
    person::{Person, PersonState},
    service::{Service, Unexpected},
    store::Repository,
    undo::Change,
};

/// A card that was prepared.
pub struct Prepared<'a> {
    /// Its serial number, as the reader says it.
    pub serial: &'a str,
    /// Its label.
    pub label: &'a str,
    /// The key that unblocks it, when this installation is to keep it.
    pub unblocking_key: Option<&'a SecretString>,
    /// The requests of its two keys.
    pub requests: &'a Requests,
    /// How long its certificates are to be valid: [`authority::LIFE`] by default, [`LONGEST_LIFE`] at the most.
    pub life: Duration,
}

/// How issuing ended.
#[derive(Debug)]
pub enum IssueCard {
    /// It is theirs: what is to be written onto it.
    Issued(Box<Card>, Certificates),
    /// The serial number is none.
    BadSerial,
    /// Nobody issues for so long, or for no time at all.
    BadLife,
    /// A request is refused.
    BadRequests(BadRequests),
    /// One of its keys has a certificate already: the card was issued before, or is a copy.
    KeyKnown,
    /// A card of this serial number is issued to somebody, and was not taken back.
    InUse,
    /// The person has a card. It is taken back first.
    AlreadyHeld,
    /// The Care Identity is closed.
    Closed,
    /// Changes stand still.
    Frozen,
}

/// Issues it.
///
/// # Errors
/// When there is no authority, or it or the database refuses.
pub async fn issue(
    service: &Service,
    by: By<'_>,
    person: &Person,
    prepared: &Prepared<'_>,
) -> Result<IssueCard, Unexpected> {
    let Some(serial) = CardSerial::parse(prepared.serial) else {
        return Ok(IssueCard::BadSerial);
    };
    if prepared.life.is_zero() || prepared.life > LONGEST_LIFE {
        return Ok(IssueCard::BadLife);
    }
    let wanted = match request::read(service, prepared.requests) {
        Ok(wanted) => wanted,
        Err(bad) => return Ok(IssueCard::BadRequests(bad)),
    };
    let card = new(service, by, person, (serial, prepared))?;
    let authority = authority::open(service, &mut *service.read().await?).await?;
    let until = service.now().plus(prepared.life);
    let (holder, what) = (Holder { person, card: &card }, (until, None, CertificateState::Active));
    let made = pair::make(service, &authority, holder, &wanted, what).await?;

    let mut repository = service.write().await?;
    let Some(person) = repository.lock_person(&person.id).await?.filter(|person| person.state == PersonState::Open)
    else {
        return Ok(IssueCard::Closed);
    };
    if !person.accepts_changes() {
        return Ok(IssueCard::Frozen);
    }
    if wanted.is_known(&mut *repository).await? {
        return Ok(IssueCard::KeyKnown);
    }
    if let Some(refusal) = write(service, &mut *repository, by, (&person, &card, None), &made).await? {
        return Ok(refusal);
    }
    repository.commit().await?;
    let certificates = pair::for_agent(&made).ok_or_else(|| Unexpected::Other("a pair has two".into()))?;
    Ok(IssueCard::Issued(Box::new(card), certificates))
}

fn new(
    service: &Service,
    by: By<'_>,
    person: &Person,
    (serial, prepared): (CardSerial, &Prepared<'_>),
) -> Result<Card, Unexpected> {
    let id = CardId::random(&*service.random);
    let owner = Card::seal_owner(&person.id, &id);
    let seal = |key: &SecretString| {
        service.keys.seal(&*service.random, Purpose::UnblockingKey, &owner, key.expose_secret().as_bytes())
    };
    Ok(Card {
        person_id: person.id.clone(),
        authenticator_id: AuthenticatorId::random(&*service.random),
        serial,
        label: card::label(prepared.label),
        unblocking_key: prepared.unblocking_key.map(seal).transpose()?,
        next_unblocking_key: None,
        issued_at: service.now(),
        issued_by: by.actor.audit_text(),
        ended_at: None,
        id,
    })
}

/// Writes the authenticator, the card and its certificates; answers what stands in the way. Its holder is told who of a
/// Registration Authority it was.
pub(super) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, card, who): (&Person, &Card, Option<String>),
    made: &[Certificate],
) -> Result<Option<IssueCard>, Unexpected> {
    if let Some(before) = repository.find_card_by_serial(&card.serial).await?
        && !give_back(service, repository, by, &before).await?
    {
        return Ok(Some(IssueCard::InUse));
    }
    let authenticator = authenticator(service, card);
    if !repository.add_authenticator(&authenticator).await? {
        return Ok(Some(IssueCard::AlreadyHeld));
    }
    if !repository.add_card(card).await? {
        return Ok(Some(IssueCard::InUse));
    }
    for certificate in made {
        if !repository.add_certificate(certificate).await? {
            return Ok(Some(IssueCard::KeyKnown));
        }
    }
    let what = [
        ("authenticator", card.authenticator_id.as_str()),
        ("kind", Kind::Smartcard.slug()),
        ("card", card.serial.as_str()),
    ];
    let details = [&what[..], by.why].concat();
    let event = Event::CardIssued;
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, &details).await?;
    let until = made.first().map_or(service.now(), |one| one.not_after);
    let whom = (person.name.full(), who);
    let words = text::card_issued(&service.policy, (&whom.0, whom.1.as_deref()), until, service.now());
    // To take it back ends the card. The one before it stays ended: its certificates are revoked.
    let change = Change::authenticator_added(&authenticator.id, Kind::Smartcard, None);
    let change = (&change, authenticator.added_at);
    notice::tell_of_change(service, repository, &person.id, change, &words).await?;
    Ok(None)
}

/// A card whose authenticator has ended is free for its next holder; `false` when it has not.
async fn give_back(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    before: &Card,
) -> Result<bool, Unexpected> {
    let held = repository.lookup_authenticator(&before.authenticator_id).await?;
    if held.is_some_and(|held| held.state == AuthenticatorState::Active) {
        return Ok(false);
    }
    let (whose, reason) = ((&before.person_id, &before.id), RevocationReason::CessationOfOperation);
    for state in [CertificateState::Active, CertificateState::Pending] {
        revoke::pair(service, repository, by, whose, state, reason).await?;
    }
    Ok(repository.end_card(&before.id, service.now()).await?)
}

/// AAL3: its keys were made on the card and never leave it, and it asks for a passcode (NIST SP 800-63B-4, 2.3).
fn authenticator(service: &Service, card: &Card) -> Authenticator {
    Authenticator {
        id: card.authenticator_id.clone(),
        person_id: card.person_id.clone(),
        kind: Kind::Smartcard,
        name: AuthenticatorName::suggested(Kind::Smartcard, None),
        level: AssuranceLevel::Aal3,
        granted_level: AssuranceLevel::Aal3,
        secret: None,
        last_step: 0,
        state: AuthenticatorState::Active,
        suspended_at: None,
        replaces: None,
        added_at: service.now(),
        added_by: card.issued_by.clone(),
        last_used_at: None,
    }
}
