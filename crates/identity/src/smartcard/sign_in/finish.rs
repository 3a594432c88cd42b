//! The card's answer: who it is, and a new session.

use card_protocol::{Answer, Ask, Fault, Passcode, Purpose, Signed};

use super::{Remembered, open::open};
use crate::{
    actor::Origin,
    attempts::{self, Reserved},
    authenticator::Authenticator,
    person::{Person, PersonId, PersonState},
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, SessionId, SignedIn},
    smartcard::{
        ask,
        card::Card,
        certificate::{Certificate, CertificatePurpose, CertificateState},
        statement::{self, Expected, Wrong},
    },
    store::Repository,
    time::Timestamp,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose, Challenge},
};

/// How signing in ended.
#[derive(Debug)]
pub enum FinishSignIn {
    /// Signed in: the session's new token, and the page first asked for.
    SignedIn {
        /// For the cookie only.
        token: Token,
        /// A path of ours.
        return_to: String,
    },
    /// The card has newer certificates, and signed with the ones before: ask it once more. Only a renewal that was broken off
    /// near its end leads here.
    Again(Challenge),
    /// The agent says that it could not. Nothing was counted, and the same may be asked again.
    Fault(Fault, Option<Passcode>),
    /// One answer for all: the card is unknown here, suspended, ended or revoked, its holder's Care Identity is closed, or it did
    /// not answer rightly (failure 22).
    Refused,
    /// All is right but that the card's certificates have expired: only the Registration Authority can help.
    Expired,
    /// All is right but the time: the clock of this computer is wrong by more than 10 minutes.
    ClockWrong,
    /// Too many wrong answers: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not from an unknown browser, until something unlocks it.
    Disabled,
    /// The five minutes are over, it was answered before, or it is another browser's.
    Over,
}

/// Who answers.
struct Answering<'a> {
    browser: &'a BrowserId,
    purpose: CeremonyPurpose,
    /// Whom it was asked of; `None` for whoever the card is.
    person: Option<&'a PersonId>,
    before: Option<&'a SessionId>,
    ceremony: &'a CeremonyId,
    json: &'a str,
}

/// What a card showed.
struct Shown {
    certificate: Certificate,
    card: Card,
    authenticator: Authenticator,
}

/// Signs in whoever the card is. `answer` is the agent's answer, as it gave it.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    before: Option<&SessionId>,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<FinishSignIn, Unexpected> {
    let (purpose, person) = (CeremonyPurpose::CardSignIn, None);
    answered(service, origin, Answering { browser, purpose, person, before, ceremony, json: answer }).await
}

/// Signs in again who is signed in, with their card.
///
/// # Errors
/// When the database refuses.
pub async fn finish_step_up(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<FinishSignIn, Unexpected> {
    let (purpose, person, before) = (CeremonyPurpose::CardStepUp, Some(&me.person.id), Some(&me.session.id));
    answered(service, origin, Answering { browser, purpose, person, before, ceremony, json: answer }).await
}

async fn answered(service: &Service, origin: &Origin, by: Answering<'_>) -> Result<FinishSignIn, Unexpected> {
    let mut repository = service.read().await?;
    let asked = (by.browser, by.purpose, by.person);
    let found = ask::find::<Remembered>(service, &mut *repository, asked, by.ceremony).await?;
    let Some((ceremony, remembered)) = found else {
        return Ok(FinishSignIn::Over);
    };
    let signed = match ask::read(by.json) {
        Some(Answer::Fault { fault, passcode }) => return Ok(FinishSignIn::Fault(fault, passcode)),
        Some(Answer::Signed(signed)) => Some(signed),
        _ => None,
    };
    let shown = match &signed {
        Some(signed) => shown(&mut *repository, signed).await?,
        None => None,
    };
    // A step-up is answered by the card of who is signed in.
    let shown = shown.filter(|shown| by.person.is_none_or(|person| *person == shown.card.person_id));
    let root = repository.lookup_authority().await?.map(|authority| authority.root);
    drop(repository);
    // Signatures are checked outside of any transaction; what was read before it is asked again within (failure 7).
    let checked = match (&shown, &signed, &root) {
        (Some(shown), Some(signed), Some(root)) => {
            let expected = Expected {
                purpose: Purpose::SignIn,
                nonce: &remembered.nonce,
                card: &shown.card.serial,
                content: None,
            };
            statement::check(service, root, (&shown.certificate, signed), expected)
        }
        _ => Err(Wrong::Refused),
    };
    let mut repository = service.write().await?;
    if !repository.take_ceremony(&ceremony.id, service.now()).await? {
        return Ok(FinishSignIn::Over);
    }
    let outcome = match shown {
        Some(shown) => known(service, &mut *repository, origin, (shown, checked), (&by, remembered)).await?,
        None => unknown(service, &mut *repository, origin).await?,
    };
    // Whatever came of it, the challenge is used up.
    repository.commit().await?;
    Ok(outcome)
}

/// Whose certificate it is: one for signing in, of a card that is not taken back.
async fn shown(repository: &mut dyn Repository, signed: &Signed) -> Result<Option<Shown>, Unexpected> {
    let certificate = statement::certificate(repository, signed).await?;
    let Some(certificate) = certificate.filter(|one| one.purpose == CertificatePurpose::Authentication) else {
        return Ok(None);
    };
    let Some(card) = repository.lookup_card(&certificate.card_id).await?.filter(|card| card.ended_at.is_none()) else {
        return Ok(None);
    };
    let authenticator = repository.lookup_authenticator(&card.authenticator_id).await?;
    Ok(authenticator.map(|authenticator| Shown { certificate, card, authenticator }))
}

/// Nobody's card: its network counts it.
async fn unknown(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
) -> Result<FinishSignIn, Unexpected> {
    let permit = match attempts::reserve_unknown_device(service, repository, origin).await? {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(FinishSignIn::Wait(until)),
        Reserved::Disabled => return Ok(FinishSignIn::Disabled),
    };
    let details = [("factor", "smartcard")];
    attempts::fail(service, repository, origin, None, permit, &details).await?;
    Ok(FinishSignIn::Refused)
}

/// Somebody's card: the answer is counted before its outcome counts (failure 4).
async fn known(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (shown, checked): (Shown, Result<(), Wrong>),
    (by, remembered): (&Answering<'_>, Remembered),
) -> Result<FinishSignIn, Unexpected> {
    // Closed, suspended, ended or revoked meanwhile: what was begun before does not go on (failures 7 and 26).
    let person = repository.lock_person(&shown.card.person_id).await?;
    let certificate = repository.lookup_certificate(&shown.certificate.serial).await?;
    let card = repository.lookup_card(&shown.card.id).await?.filter(|card| card.ended_at.is_none());
    let authenticator = repository.lookup_authenticator(&shown.authenticator.id).await?;
    let (Some(person), Some(certificate), Some(card), Some(authenticator)) = (person, certificate, card, authenticator)
    else {
        return unknown(service, repository, origin).await;
    };
    let details = [
        ("factor", authenticator.kind.slug()),
        ("authenticator", authenticator.id.as_str()),
        ("card", card.serial.as_str()),
    ];
    let (whose, is_right) = ((&person.id, &authenticator.id), !matches!(checked, Err(Wrong::Refused)));
    let permit = match attempts::reserve_answer(service, repository, whose, is_right, origin).await? {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(FinishSignIn::Wait(until)),
        Reserved::Disabled => return Ok(FinishSignIn::Disabled),
    };
    let usable = person.state == PersonState::Open && authenticator.is_usable();
    let right = match (checked, usable) {
        (Err(Wrong::Refused), _) | (_, false) => None,
        (checked, true) => outcome_of(repository, &certificate, &card, checked).await?,
    };
    let Some(right) = right else {
        attempts::fail(service, repository, origin, Some(&person.id), permit, &details).await?;
        return Ok(FinishSignIn::Refused);
    };
    attempts::forgive(repository, permit).await?;
    match right {
        Right::SignIn => {
            attempts::enable(service, repository, &person.id, authenticator.level).await?;
            let here = (by.browser, by.before);
            let token = open(service, repository, origin, (&person, &authenticator), here, &remembered).await?;
            Ok(FinishSignIn::SignedIn { token, return_to: remembered.return_to })
        }
        Right::Expired => Ok(FinishSignIn::Expired),
        Right::Clock => Ok(FinishSignIn::ClockWrong),
        Right::Newer(newer) => again(service, repository, origin, (&person, &card, &newer), (by, remembered)).await,
    }
}

/// What follows from the right key of a card that may be used.
enum Right {
    SignIn,
    Expired,
    Clock,
    /// The one that took its place.
    Newer(Certificate),
}

async fn outcome_of(
    repository: &mut dyn Repository,
    certificate: &Certificate,
    card: &Card,
    checked: Result<(), Wrong>,
) -> Result<Option<Right>, Unexpected> {
    Ok(match (certificate.state, checked) {
        (CertificateState::Active, Ok(())) => Some(Right::SignIn),
        (CertificateState::Active, Err(Wrong::Expired)) => Some(Right::Expired),
        (CertificateState::Active, Err(Wrong::Clock)) => Some(Right::Clock),
        // The right card at a wrong time: no guess, whichever of its pairs signed.
        (CertificateState::Revoked, Err(Wrong::Clock)) if certificate.is_retired() => Some(Right::Clock),
        (CertificateState::Revoked, Ok(()) | Err(Wrong::Expired)) if certificate.is_retired() => {
            let all = repository.list_certificates(&card.id).await?;
            let newer = |one: &Certificate| {
                one.state == CertificateState::Active && one.purpose == CertificatePurpose::Authentication
            };
            all.into_iter().find(newer).map(Right::Newer)
        }
        _ => None,
    })
}

/// Asks the same card once more, with the key that is in use.
async fn again(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, card, newer): (&Person, &Card, &Certificate),
    (by, remembered): (&Answering<'_>, Remembered),
) -> Result<FinishSignIn, Unexpected> {
    let nonce = statement::nonce(service);
    let sign = Ask::SignWith {
        card: card.serial.as_str().to_owned(),
        certificate: newer.fingerprint.to_string(),
        purpose: Purpose::SignIn,
        nonce: nonce.clone(),
    };
    let remembered = Remembered { nonce, ..remembered };
    let whom = (by.purpose, by.person.map(|_| &person.id));
    Ok(match ask::put(service, repository, (origin, by.browser), whom, (&sign, &remembered)).await? {
        Ok(challenge) => FinishSignIn::Again(challenge),
        Err(until) => FinishSignIn::Wait(until),
    })
}
