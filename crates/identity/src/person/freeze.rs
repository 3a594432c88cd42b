//! Changes that stand still: after somebody said that a change was not theirs, no change of credentials, addresses or
//! authenticators is accepted until the person has shown who they are ([`super::unfreeze`]). Signing in works as before.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    person::{Person, PersonState},
    service::{Service, Unexpected},
    session::SignedIn,
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

/// What keeps a use case from going on to change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Changes stand still.
    Frozen,
    /// The session has ended since the request found it: what it began does not go on (failures 7 and 26).
    SignedOut,
}

/// Says it in the outcomes of a use case: `Frozen`, and what whoever is signed out is told.
macro_rules! kept {
    ($outcome:ident, $signed_out:ident) => {
        impl From<$crate::person::freeze::Kept> for $outcome {
            fn from(kept: $crate::person::freeze::Kept) -> Self {
                match kept {
                    $crate::person::freeze::Kept::Frozen => Self::Frozen,
                    $crate::person::freeze::Kept::SignedOut => Self::$signed_out,
                }
            }
        }
    };
}

pub(crate) use kept;

/// Whether a use case may go on to change something, until its transaction ends: nobody closes, freezes or resets the
/// person meanwhile. `None` when it may.
pub(crate) async fn may_change(repository: &mut dyn Repository, me: &SignedIn) -> Result<Option<Kept>, Unexpected> {
    match repository.lock_person(&me.person.id).await? {
        Some(person) => keeps(repository, me, &person).await,
        None => Ok(Some(Kept::Frozen)),
    }
}

/// The same where the caller holds the lock of the person, who is given as they are now.
pub(crate) async fn keeps(
    repository: &mut dyn Repository,
    me: &SignedIn,
    person: &Person,
) -> Result<Option<Kept>, Unexpected> {
    if !person.accepts_changes() {
        return Ok(Some(Kept::Frozen));
    }
    Ok((!repository.session_stands(&me.session.id).await?).then_some(Kept::SignedOut))
}

/// Freezes changes for the sake of one that was made at `since`, and ends the approvals that were given before it was known. The
/// caller holds the person's lock.
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
    repository.end_approvals(&person.id, now).await?;
    if person.frozen.is_none() {
        let details = [("by", "a link in a notice")];
        audit::record(repository, service, origin, &Actor::System, Some(&person.id), Event::PersonFrozen, &details)
            .await?;
    }
    Ok(())
}
