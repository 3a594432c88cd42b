//! The end of a recovery: a new password. It signs nobody in.

use secrecy::SecretString;

use crate::{
    actor::{Actor, By, Origin},
    attempts,
    audit::Event,
    mail::text,
    password::{
        choose::{NotChosen, choose},
        forgot::{RecoveryId, RecoveryState, current},
        hash::PasswordHash,
        policy::PasswordRefusal,
        replace::{self, Old},
    },
    person::Person,
    random,
    service::{Service, Unexpected},
    session::{BrowserId, Browsers},
    store::Repository,
};

/// How setting the password ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SetPassword {
    /// It is set, and all sessions have ended: sign in with it.
    Done,
    /// The new password is not accepted.
    Refused(PasswordRefusal),
    /// The two entries differ.
    Different,
    /// This step is not due.
    Over,
}

/// Sets the new password after both proofs.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn set(
    service: &Service,
    origin: &Origin,
    (browser, id): (&BrowserId, &RecoveryId),
    password: SecretString,
    again: &SecretString,
) -> Result<SetPassword, Unexpected> {
    let mut repository = service.read().await?;
    let due = current::due(service, &mut *repository, browser, id, RecoveryState::Proved).await?;
    let Some((_, Some(person))) = due else {
        return Ok(SetPassword::Over);
    };
    let emails = repository.list_emails(&person.id).await?;
    drop(repository);
    let password = match choose(service, &person, emails, password, again) {
        Ok(password) => password,
        Err(NotChosen::Refused(refusal)) => return Ok(SetPassword::Refused(refusal)),
        Err(NotChosen::Different) => return Ok(SetPassword::Different),
    };
    let hash = service.hashing.hash(password.into_secret(), random::bytes(&*service.random)).await?;

    let now = service.now();
    let mut repository = service.write().await?;
    // Asked again after the hashing: the time may have run out meanwhile (failure 7).
    let due = current::take(service, &mut *repository, browser, id, RecoveryState::Proved).await?;
    let Some((_, Some(person))) = due else {
        return Ok(SetPassword::Over);
    };
    if !repository.move_recovery(id, RecoveryState::Proved, RecoveryState::Completed).await? {
        return Ok(SetPassword::Over);
    }
    repository.end_sessions_of(&person.id, None, now).await?;
    repository.end_under_way(&person.id, Browsers::All, now).await?;
    // Wrong guesses at the old password say nothing of the new one, and both proofs are stronger than it.
    attempts::forget_passwords(service, &mut *repository, &person.id).await?;
    if !replace(service, &mut *repository, origin, &person, &hash).await? {
        return Ok(SetPassword::Over);
    }
    repository.commit().await?;
    Ok(SetPassword::Done)
}

/// Puts the new password in the place of the old one; `false` when there is none any more.
async fn replace(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    person: &Person,
    new: &PasswordHash,
) -> Result<bool, Unexpected> {
    let Some(old) = Old::of(repository, person).await? else {
        return Ok(false);
    };
    let actor = Actor::Person(person.id.clone());
    let by = By { actor: &actor, origin, why: &[] };
    let words = text::password_recovered(&service.policy, &person.name.full(), service.now());
    replace::replace(service, repository, by, person, (&old, new), (Event::PasswordRecovered, words)).await
}
