//! The device's answer: who it is, at which level, and a new session.

use super::{Remembered, open::open};
use crate::{
    actor::{Actor, Origin},
    attempts::{self, Reserved},
    audit::{self, Event},
    authenticator::Authenticator,
    mail::text,
    notice,
    person::{Person, PersonId, PersonState},
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, SessionId, SignedIn},
    store::Repository,
    time::Timestamp,
    undo,
    webauthn::{
        AssertionFault, Shown,
        body::Asserted,
        ceremony::{self, CeremonyId, CeremonyPurpose},
        credential::{Credential, CredentialId, Held},
    },
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
    /// One answer for all: the device is unknown here, suspended or removed, its Care Identity is closed, or it did not
    /// answer rightly (failure 22).
    Refused,
    /// To people the same. The answer was right, and its authenticator ended so long ago that nothing brings it back: the
    /// browser that has the key may forget it. A stranger cannot come here, because the key had to sign.
    Ended(CredentialId),
    /// The device did not check who its user is (failure 11).
    NotVerified,
    /// Too many wrong answers: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not from an unknown browser, until something unlocks it.
    Disabled,
    /// The five minutes are over, the challenge was answered, or it is another browser's.
    Over,
}

/// Who answers a challenge.
struct Answer<'a> {
    browser: &'a BrowserId,
    purpose: CeremonyPurpose,
    /// Whom the challenge was given out for; `None` for whoever the device knows.
    person: Option<&'a PersonId>,
    before: Option<&'a SessionId>,
    ceremony: &'a CeremonyId,
    json: &'a str,
}

/// Signs in whoever the device knows. `answer` is the text of `credential.toJSON()`.
///
/// # Errors
/// When the database refuses.
pub async fn sign_in(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    before: Option<&SessionId>,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<FinishSignIn, Unexpected> {
    let (purpose, person) = (CeremonyPurpose::SignIn, None);
    finish(service, origin, Answer { browser, purpose, person, before, ceremony, json: answer }).await
}

/// Signs in again who is signed in, with a device of theirs.
///
/// # Errors
/// When the database refuses.
pub async fn step_up(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<FinishSignIn, Unexpected> {
    let (purpose, person, before) = (CeremonyPurpose::StepUp, Some(&me.person.id), Some(&me.session.id));
    finish(service, origin, Answer { browser, purpose, person, before, ceremony, json: answer }).await
}

async fn finish(service: &Service, origin: &Origin, answer: Answer<'_>) -> Result<FinishSignIn, Unexpected> {
    let mut repository = service.read().await?;
    let asked_for = (answer.browser, answer.purpose);
    let found = ceremony::find(service, &mut *repository, asked_for, answer.ceremony).await?;
    let Some((ceremony, state)) = found.filter(|(ceremony, _)| ceremony.person_id.as_ref() == answer.person) else {
        return Ok(FinishSignIn::Over);
    };
    let remembered: Remembered =
        serde_json::from_slice(&state).map_err(|error| Unexpected::Other(error.to_string()))?;
    let asserted = Asserted::parse(answer.json);
    let (held, handle) = match &asserted {
        Some(asserted) => holder(&mut *repository, asserted).await?,
        None => (None, None),
    };
    drop(repository);
    // The signature is checked outside of any transaction; what it was checked with is asked again within (failure 7).
    let right_person = |held: &Held, asserted: &Asserted| match &ceremony.person_id {
        Some(person) => {
            *person == held.authenticator.person_id
                && asserted.user_handle.as_ref().is_none_or(|it| Some(it) == handle.as_ref())
        }
        None => asserted.user_handle.is_some() && asserted.user_handle == handle,
    };
    let checked = match (&service.policy.relying_party, &asserted, &held) {
        (Some(relying_party), Some(asserted), Some(held)) if right_person(held, asserted) => {
            relying_party.check_signature(remembered.asked.as_bytes(), asserted, &held.credential)?
        }
        _ => Err(AssertionFault::NotRight),
    };
    let mut repository = service.write().await?;
    if !repository.take_ceremony(&ceremony.id, service.now()).await? {
        return Ok(FinishSignIn::Over);
    }
    let refused = match &asserted {
        Some(asserted) if !asserted.says_user_verified() => FinishSignIn::NotVerified,
        _ => FinishSignIn::Refused,
    };
    let outcome = match held {
        Some(held) => known(service, &mut *repository, origin, (held, checked), (&answer, remembered), refused).await?,
        None => unknown(service, &mut *repository, origin, refused).await?,
    };
    // Whatever came of it, the challenge is used up.
    repository.commit().await?;
    Ok(outcome)
}

/// Whose credential answers, and under what name authenticators know them.
async fn holder(
    repository: &mut dyn Repository,
    asserted: &Asserted,
) -> Result<(Option<Held>, Option<String>), Unexpected> {
    let Some(held) = repository.find_credential(&asserted.id).await? else {
        return Ok((None, None));
    };
    let handle = repository.lookup_user_handle(&held.authenticator.person_id).await?;
    Ok((Some(held), handle))
}

/// Nobody's device: its network counts it.
async fn unknown(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    refused: FinishSignIn,
) -> Result<FinishSignIn, Unexpected> {
    let permit = match attempts::reserve_unknown_device(service, repository, origin).await? {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(FinishSignIn::Wait(until)),
        Reserved::Disabled => return Ok(FinishSignIn::Disabled),
    };
    let details = [("factor", "device")];
    attempts::fail(service, repository, origin, None, permit, &details).await?;
    Ok(refused)
}

/// Somebody's device: the answer is counted before its outcome counts (failure 4).
async fn known(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (held, checked): (Held, Result<Shown, AssertionFault>),
    (answer, remembered): (&Answer<'_>, Remembered),
    refused: FinishSignIn,
) -> Result<FinishSignIn, Unexpected> {
    // Closed, suspended or removed meanwhile: what was begun before does not go on (failures 7 and 26).
    let person = repository.lock_person(&held.authenticator.person_id).await?;
    let now = repository.find_credential(&held.credential.id).await?;
    let (Some(person), Some(held)) = (person, now) else {
        return unknown(service, repository, origin, refused).await;
    };
    let Held { authenticator, credential } = held;
    let details = [("factor", authenticator.kind.slug()), ("authenticator", authenticator.id.as_str())];
    let note = async |repository: &mut dyn Repository, event: Event| {
        audit::record(repository, service, origin, &Actor::System, Some(&person.id), event, &details).await
    };
    let whose = (&person.id, &authenticator.id);
    let permit = match attempts::reserve_answer(service, repository, whose, checked.is_ok(), origin).await? {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(FinishSignIn::Wait(until)),
        Reserved::Disabled => return Ok(FinishSignIn::Disabled),
    };
    let usable = person.state == PersonState::Open && authenticator.is_usable();
    let is_over = checked.is_ok() && is_over(service, repository, &authenticator).await?;
    let shown = match checked {
        Ok(shown) if usable => shown,
        Err(AssertionFault::CounterRegressed) if usable => {
            note(repository, Event::AuthenticatorCounterRegressed).await?;
            attempts::stand(service, repository, origin, Some(&person.id), permit, &details).await?;
            return copied(service, repository, &person, &authenticator).await;
        }
        _ => {
            attempts::fail(service, repository, origin, Some(&person.id), permit, &details).await?;
            return Ok(if is_over { FinishSignIn::Ended(credential.id) } else { refused });
        }
    };
    let used = Credential {
        counter: shown.counter,
        backup_eligible: shown.backup_eligible,
        backed_up: shown.backed_up,
        user_verified: true,
        ..credential
    };
    if !repository.use_credential(&authenticator.id, &used).await? {
        // Another answer with this count came first.
        note(repository, Event::AuthenticatorCounterRegressed).await?;
        attempts::stand(service, repository, origin, Some(&person.id), permit, &details).await?;
        return copied(service, repository, &person, &authenticator).await;
    }
    attempts::forgive(repository, permit).await?;
    let here = (answer.browser, answer.before);
    let (token, level) = open(service, repository, origin, (&person, authenticator, &used), here, &remembered).await?;
    attempts::enable(service, repository, &person.id, level).await?;
    Ok(FinishSignIn::SignedIn { token, return_to: remembered.return_to })
}

/// Whether it ended for good. Until a change can no longer be taken back, its key must stay where it is.
async fn is_over(
    service: &Service,
    repository: &mut dyn Repository,
    authenticator: &Authenticator,
) -> Result<bool, Unexpected> {
    let ended_at = repository.authenticator_ended_at(&authenticator.id).await?;
    Ok(ended_at.is_some_and(|at| at.plus(undo::LIFE) < service.now()))
}

/// There may be a copy of the device: its person is told, and nobody is signed in.
async fn copied(
    service: &Service,
    repository: &mut dyn Repository,
    person: &Person,
    authenticator: &Authenticator,
) -> Result<FinishSignIn, Unexpected> {
    let kind = authenticator.kind.name();
    let words = text::authenticator_copied(&service.policy, &person.name.full(), kind, service.now());
    notice::tell(service, repository, &person.id, &words).await?;
    Ok(FinishSignIn::Refused)
}
