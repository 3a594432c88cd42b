//! Remove an e-mail address.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    email::EmailId,
    mail::text,
    notice::{self, Readers},
    person::freeze,
    service::{Service, Unexpected},
    session::SignedIn,
    undo::{Change, KeptAddress},
};

/// How removing an address ended.
#[derive(Debug, PartialEq, Eq)]
pub enum RemoveEmail {
    /// It is gone.
    Removed,
    /// It was not there.
    NotThere,
    /// It is the last verified one, and signing in with password and code depends on it.
    LastOne,
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Changes stand still.
    Frozen,
}

/// Removes an address of whoever asks. The removed address is told, too.
///
/// # Errors
/// When the database refuses.
pub async fn remove(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &EmailId,
) -> Result<RemoveEmail, Unexpected> {
    let now = service.now();
    let person = &me.person.id;
    let mut repository = service.write().await?;
    if !freeze::may_change(&mut *repository, person).await? {
        return Ok(RemoveEmail::Frozen);
    }
    super::lock(service, &mut *repository, person).await?;
    let emails = repository.list_emails(person).await?;
    let Some(email) = emails.iter().find(|email| email.id == *id) else {
        return Ok(RemoveEmail::NotThere);
    };
    if email.verified_at.is_some() {
        let others = emails.iter().filter(|other| other.verified_at.is_some() && other.id != *id).count();
        if others == 0 && depends_on_email(&mut *repository, person).await? {
            return Ok(RemoveEmail::LastOne);
        }
        if !me.session.is_fresh(now) {
            return Ok(RemoveEmail::SignInAgain);
        }
    }
    let readers = Readers::of(service, &mut *repository, person).await?;
    if !repository.remove_email(id).await? {
        return Ok(RemoveEmail::NotThere);
    }
    let masked = email.address.masked();
    let actor = Actor::Person(person.clone());
    audit::record(
        &mut *repository,
        service,
        origin,
        &actor,
        Some(person),
        Event::EmailRemoved,
        &[("address", &masked)],
    )
    .await?;
    if let Some(kept) = KeptAddress::of(email) {
        let words = text::email_removed(&service.policy, &me.person.name.full(), &masked, now);
        let change = Change::EmailRemoved(kept);
        notice::tell_of_change(service, &mut *repository, person, (&change, now), &words, &readers).await?;
    }
    repository.commit().await?;
    Ok(RemoveEmail::Removed)
}

async fn depends_on_email(
    repository: &mut dyn crate::store::Repository,
    person: &crate::person::PersonId,
) -> Result<bool, Unexpected> {
    Ok(repository.lookup_password(person).await?.is_some()
        || !repository.list_active_authenticators(person).await?.is_empty())
}
