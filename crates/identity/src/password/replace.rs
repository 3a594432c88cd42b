//! A new password takes the place of the one there is: written, audited and told in one place, whoever proved what.

use crate::{
    actor::By,
    audit::{self, Event},
    mail::text::Words,
    notice,
    password::hash::PasswordHash,
    person::Person,
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
    undo::Change,
};

/// The password that another takes the place of.
pub(crate) struct Old {
    /// Its hash.
    pub hash: PasswordHash,
    /// When it was set; a hash made anew from the same password is not another.
    pub set_at: Timestamp,
}

impl Old {
    /// The password that a person has.
    pub(crate) async fn of(repository: &mut dyn Repository, person: &Person) -> Result<Option<Self>, Unexpected> {
        let hash = repository.lookup_password(&person.id).await?;
        let set_at = repository.password_set_at(&person.id).await?;
        Ok(hash.zip(set_at).map(|(hash, set_at)| Self { hash, set_at }))
    }
}

/// Puts `new` in the place of `old` and of no other, and tells the person how to take that back; `false` when it is another by
/// now. `by.why` says in the audit log what stood for the old one.
pub(crate) async fn replace(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &Person,
    (old, new): (&Old, &PasswordHash),
    (event, words): (Event, Words),
) -> Result<bool, Unexpected> {
    let now = service.now();
    if !repository.replace_password(&person.id, old.set_at, new, now).await? {
        return Ok(false);
    }
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, by.why).await?;
    let change = Change::password_changed(&old.hash, old.set_at);
    notice::tell_of_change(service, repository, &person.id, (&change, now), &words).await?;
    Ok(true)
}
