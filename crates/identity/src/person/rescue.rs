//! Help for somebody who cannot sign in, after an identity check: forget wrong guesses, or start again.

use crate::{
    actor::{Actor, By, Origin},
    attempts,
    audit::{self, Event},
    authenticator::AuthenticatorState,
    mail::text,
    notice,
    person::Person,
    service::{Service, Unexpected},
    session::Browsers,
    store::Repository,
};

/// Forgets every wrong guess at a person's factors.
///
/// # Errors
/// When the database refuses.
pub async fn unlock(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    reason: &str,
) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    let by = By { actor, origin, why: &[("reason", reason)] };
    write_unlock(service, &mut *repository, by, person).await?;
    repository.commit().await?;
    Ok(())
}

/// Forgets them, and audits it.
pub(crate) async fn write_unlock(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &Person,
) -> Result<(), Unexpected> {
    attempts::unlock(service, repository, &person.id).await?;
    let event = Event::PersonUnlocked;
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, by.why).await?;
    Ok(())
}

/// Removes password and authenticators and ends all sessions, for somebody who lost one of them. Their addresses stay
/// and are told. A new sign-in link begins again.
///
/// # Errors
/// When the database refuses.
pub async fn reset(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    reason: &str,
) -> Result<(), Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    // What is being completed at this moment is completed first, and then removed with the rest (failure 7).
    let was_frozen = repository.lock_person(&person.id).await?.is_some_and(|person| person.frozen.is_some());
    for authenticator in repository.list_active_authenticators(&person.id).await? {
        repository.end_authenticator(&authenticator.id, AuthenticatorState::Removed, now).await?;
    }
    repository.remove_password(&person.id).await?;
    repository.end_sessions_of(&person.id, None, now).await?;
    repository.end_sign_in_links(&person.id, now).await?;
    repository.end_under_way(&person.id, Browsers::All, now).await?;
    // Mail alone does not bring back what an identity check took away.
    repository.delete_undos_of(&person.id).await?;
    repository.set_freeze(&person.id, None).await?;
    attempts::unlock(service, &mut *repository, &person.id).await?;
    let lifted = [("reason", reason), ("changes", "possible again")];
    let details = if was_frozen { &lifted[..] } else { &lifted[..1] };
    audit::record(&mut *repository, service, origin, actor, Some(&person.id), Event::PersonReset, details).await?;
    notice::tell(service, &mut *repository, &person.id, &text::person_reset(&service.policy, &person.name.full(), now))
        .await?;
    repository.commit().await?;
    Ok(())
}
