//! Changes that stand still: after somebody said that a change was not theirs, no change of credentials, addresses or
//! authenticators is accepted until the person has shown who they are ([`super::unfreeze`]). Signing in works as before.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    person::{Person, PersonId, PersonState},
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
};

/// Since when changes stand still, and for which change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Since when.
    pub at: Timestamp,
    /// When the oldest change was made that somebody said was not theirs: what is newer is trusted no more.
    pub since: Timestamp,
}

impl Person {
    /// Whether changes of credentials, addresses and authenticators are accepted: the one place for the rule.
    #[must_use]
    pub const fn accepts_changes(&self) -> bool {
        matches!(self.state, PersonState::Open) && self.frozen.is_none()
    }
}

/// Whether a use case may go on to change something, until its transaction ends: nobody closes, freezes or resets the
/// person meanwhile.
pub(crate) async fn may_change(repository: &mut dyn Repository, person: &PersonId) -> Result<bool, Unexpected> {
    Ok(repository.lock_person(person).await?.is_some_and(|person| person.accepts_changes()))
}

/// Freezes changes for the sake of one that was made at `since`. The caller holds the person's lock.
pub(crate) async fn freeze(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    person: &Person,
    since: Timestamp,
) -> Result<(), Unexpected> {
    let now = service.now();
    let before = person.frozen.unwrap_or(Freeze { at: now, since });
    let freeze = Freeze { at: before.at, since: before.since.min(since) };
    repository.set_freeze(&person.id, Some(freeze)).await?;
    if person.frozen.is_none() {
        let details = [("by", "a link in a notice")];
        audit::record(repository, service, origin, &Actor::System, Some(&person.id), Event::PersonFrozen, &details)
            .await?;
    }
    Ok(())
}
