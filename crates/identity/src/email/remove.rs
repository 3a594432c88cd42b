//! Remove an e-mail address: one's own, or somebody's whose identity was checked.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    email::{Email, EmailId, address::EmailAddress},
    mail::{self, text},
    notice::{self, Readers},
    person::{Person, PersonId, freeze},
    service::{Service, Unexpected},
    session::{Browsers, SignedIn},
    store::Repository,
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

freeze::kept!(RemoveEmail, SignInAgain);

/// Whether an address of whoever asks is one that stays, for the page that asks whether it goes.
///
/// # Errors
/// When the database refuses.
pub async fn is_last_one(service: &Service, me: &SignedIn, id: &EmailId) -> Result<bool, Unexpected> {
    let mut repository = service.read().await?;
    let emails = repository.list_emails(&me.person.id).await?;
    stays(&mut *repository, &me.person.id, &emails, id).await
}

/// The last verified address stays while signing in depends on it.
async fn stays(
    repository: &mut dyn Repository,
    person: &PersonId,
    emails: &[Email],
    id: &EmailId,
) -> Result<bool, Unexpected> {
    let mut verified = emails.iter().filter(|email| email.verified_at.is_some());
    let is_the_only_one = verified.next().is_some_and(|email| email.id == *id) && verified.next().is_none();
    Ok(is_the_only_one && depends_on_email(repository, person).await?)
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
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    super::lock(service, &mut *repository, person).await?;
    let emails = repository.list_emails(person).await?;
    let Some(email) = emails.iter().find(|email| email.id == *id) else {
        return Ok(RemoveEmail::NotThere);
    };
    if email.verified_at.is_some() {
        if stays(&mut *repository, person, &emails, id).await? {
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
    note(service, &mut *repository, (&actor, origin), person, &[("address", &masked)]).await?;
    if let Some(kept) = KeptAddress::of(email) {
        let (name, removed) = (me.person.name.full(), &email.address);
        let words = |reader: &EmailAddress| text::email_removed(&service.policy, &name, removed, now, reader);
        let change = Change::EmailRemoved(kept);
        notice::tell_each_of_change(service, &mut *repository, person, (&change, now), words, &readers).await?;
    }
    repository.commit().await?;
    Ok(RemoveEmail::Removed)
}

/// Removes an address of a person whose identity was checked: they cannot read it any more, or somebody else can. All are told,
/// the removed one among them, and nobody who only reads mail brings it back. The last verified one needs `even_the_last`.
///
/// # Errors
/// When the database refuses.
pub async fn remove_for(
    service: &Service,
    (actor, origin): (&Actor, &Origin),
    person: &Person,
    (address, even_the_last): (&EmailAddress, bool),
    reason: &str,
) -> Result<RemoveEmail, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    repository.lock_person(&person.id).await?;
    super::lock(service, &mut *repository, &person.id).await?;
    let emails = repository.list_emails(&person.id).await?;
    let key = address.comparison_key();
    let Some(email) = emails.iter().find(|email| email.address.comparison_key() == key) else {
        return Ok(RemoveEmail::NotThere);
    };
    let readers: Vec<_> = emails.iter().filter(|email| email.verified_at.is_some()).collect();
    if email.verified_at.is_some() && readers.len() == 1 && !even_the_last {
        return Ok(RemoveEmail::LastOne);
    }
    if !repository.remove_email(&email.id).await? {
        return Ok(RemoveEmail::NotThere);
    }
    // Nothing that a reader of it began goes on, nor what its mail still offers.
    repository.end_under_way(&person.id, Browsers::All, now).await?;
    repository.delete_undos_of(&person.id).await?;
    let masked = email.address.masked();
    let details = [("address", masked.as_str()), ("reason", reason)];
    note(service, &mut *repository, (actor, origin), &person.id, &details).await?;
    if email.verified_at.is_some() {
        let name = person.name.full();
        for reader in readers.into_iter().map(|email| &email.address) {
            let (subject, mut blocks) = text::email_removed(&service.policy, &name, &email.address, now, reader);
            blocks.push(text::not_you());
            mail::post_to_all(service, &mut *repository, [reader], &(subject, blocks)).await?;
        }
    }
    repository.commit().await?;
    Ok(RemoveEmail::Removed)
}

async fn note(
    service: &Service,
    repository: &mut dyn Repository,
    (actor, origin): (&Actor, &Origin),
    person: &PersonId,
    details: &[(&str, &str)],
) -> Result<(), Unexpected> {
    Ok(audit::record(repository, service, origin, actor, Some(person), Event::EmailRemoved, details).await?)
}

async fn depends_on_email(repository: &mut dyn Repository, person: &PersonId) -> Result<bool, Unexpected> {
    Ok(repository.lookup_password(person).await?.is_some()
        || !repository.list_active_authenticators(person).await?.is_empty())
}
