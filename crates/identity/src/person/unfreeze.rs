//! Lets changes be made again: after an identity check, or by a sign-in that whoever made the change cannot have.

use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    mail::text,
    notice,
    person::{Person, freeze::Freeze},
    service::{Service, Unexpected},
    session::{SessionKind, SignedIn},
    store::Repository,
};

/// How somebody's own attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfreeze {
    /// Changes are accepted again.
    Done,
    /// They were all the time.
    NotFrozen,
    /// The session's level is below AAL3.
    LevelTooLow,
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// The session's authenticator is as new as the change that was not theirs, or newer.
    TooNew,
}

/// Lifts the freeze of whoever asks, with a full AAL3 sign-in by an authenticator that is older than the change.
///
/// # Errors
/// When the database refuses.
pub async fn by_oneself(service: &Service, me: &SignedIn, origin: &Origin) -> Result<Unfreeze, Unexpected> {
    let mut repository = service.write().await?;
    let person = repository.lock_person(&me.person.id).await?;
    let Some((person, freeze)) = person.and_then(|person| person.frozen.map(|freeze| (person, freeze))) else {
        return Ok(Unfreeze::NotFrozen);
    };
    if me.session.kind != SessionKind::Full || me.session.level < AssuranceLevel::Aal3 {
        return Ok(Unfreeze::LevelTooLow);
    }
    // Fresh, and not ended meanwhile.
    if !me.session.is_fresh(service.now()) || !repository.session_stands(&me.session.id).await? {
        return Ok(Unfreeze::SignInAgain);
    }
    if !is_older(&mut *repository, me, freeze).await? {
        return Ok(Unfreeze::TooNew);
    }
    let actor = Actor::Person(person.id.clone());
    let by = By { actor: &actor, origin, why: &[("reason", "signed in at AAL3")] };
    lift(service, &mut *repository, by, &person).await?;
    repository.commit().await?;
    Ok(Unfreeze::Done)
}

async fn is_older(repository: &mut dyn Repository, me: &SignedIn, freeze: Freeze) -> Result<bool, Unexpected> {
    let held = repository.list_active_authenticators(&me.person.id).await?;
    let shown = held.into_iter().find(|held| Some(&held.id) == me.session.authenticator.as_ref());
    Ok(shown.is_some_and(|shown| shown.is_usable() && shown.added_at < freeze.since))
}

/// Lifts somebody's freeze after an identity check; `false` when there was none.
///
/// # Errors
/// When the database refuses.
pub async fn after_identity_check(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    reason: &str,
) -> Result<bool, Unexpected> {
    let mut repository = service.write().await?;
    let person = repository.lock_person(&person.id).await?.filter(|person| person.frozen.is_some());
    let Some(person) = person else {
        return Ok(false);
    };
    let by = By { actor, origin, why: &[("reason", reason)] };
    lift(service, &mut *repository, by, &person).await?;
    repository.commit().await?;
    Ok(true)
}

/// Lifts the freeze of somebody whose lock is held. Notices that still can take something back can after it, too: whoever lifts
/// one may be whom the next is about.
pub(crate) async fn lift(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &Person,
) -> Result<(), Unexpected> {
    repository.set_freeze(&person.id, None).await?;
    let event = Event::PersonUnfrozen;
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, by.why).await?;
    let words = text::person_unfrozen(&service.policy, &person.name.full(), service.now());
    notice::tell(service, repository, &person.id, &words).await
}
