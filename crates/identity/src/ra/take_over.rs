//! What takes an account over: whoever does it may sign in as somebody else afterwards. One person alone does it only with
//! reach over everything that somebody does, and never both halves of it within a day; else another one approves.

use std::time::Duration;

use crate::{
    notice,
    person::PersonId,
    ra::{Acted, Refusal, act::Act},
    random,
    service::Unexpected,
    settings,
    store::Repository,
};

/// Something that takes an account over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeOver {
    /// Verify or replace an e-mail address for somebody.
    SetEmail,
    /// Issue an authenticator on somebody's behalf.
    IssueAuthenticator,
    /// Give a sign-in link to somebody who could sign in already.
    IssueSignInLink,
    /// Let an authenticator sign in again that was reported lost.
    ReinstateAuthenticator,
    /// Let changes be made again.
    LiftFreeze,
}

/// Two within this time take a second pair of eyes, when one is of the address and the other of a way in.
pub const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);

/// Why one alone may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They have an open position out of reach.
    NotAllInReach,
    /// The address and a way in, of one person within a day.
    BothHalves,
}

#[derive(PartialEq, Eq)]
enum Half {
    Address,
    WayIn,
}

impl TakeOver {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::SetEmail,
        Self::IssueAuthenticator,
        Self::IssueSignInLink,
        Self::ReinstateAuthenticator,
        Self::LiftFreeze,
    ];

    /// As forms, the store and the audit log write it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::SetEmail => "set-email",
            Self::IssueAuthenticator => "issue-authenticator",
            Self::IssueSignInLink => "issue-sign-in-link",
            Self::ReinstateAuthenticator => "reinstate-authenticator",
            Self::LiftFreeze => "lift-freeze",
        }
    }

    /// From a form or the store.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == slug)
    }

    const fn half(self) -> Option<Half> {
        match self {
            Self::SetEmail => Some(Half::Address),
            Self::IssueAuthenticator | Self::IssueSignInLink | Self::ReinstateAuthenticator => Some(Half::WayIn),
            Self::LiftFreeze => None,
        }
    }
}

/// Lets an action go on that takes an account over, and notes it: an approval that it needs is used up. Somebody who never
/// could sign in and has no address has nothing that could be taken.
pub(super) async fn allow(act: &mut Act<'_>, what: TakeOver) -> Result<Acted<()>, Unexpected> {
    let (service, now) = (act.service, act.service.now());
    let (scope, person) = (act.desk.scope(service), act.person.id.clone());
    let repository = &mut *act.repository;
    if !has_anything(repository, &person).await? {
        return Ok(Ok(()));
    }
    let why = if repository.count_positions_out_of_reach(&scope, &person).await? > 0 {
        Some(Why::NotAllInReach)
    } else if settings::second_approval(repository).await? && completes(act, what).await? {
        Some(Why::BothHalves)
    } else {
        None
    };
    let repository = &mut *act.repository;
    if let Some(why) = why
        && !repository.use_approval(&person, what, &scope.person, now).await?
    {
        return Ok(Err(Refusal::NeedsApproval(why)));
    }
    let id = random::encode(&random::bytes::<16>(&*service.random));
    repository.add_take_over(&id, &person, what, now).await?;
    Ok(Ok(()))
}

/// Whether the other half was done within the window.
async fn completes(act: &mut Act<'_>, what: TakeOver) -> Result<bool, Unexpected> {
    let since = act.service.now().minus(WINDOW);
    let done = act.repository.list_take_overs(&act.person.id, since).await?;
    Ok(what.half().is_some_and(|this| done.into_iter().filter_map(TakeOver::half).any(|other| other != this)))
}

async fn has_anything(repository: &mut dyn Repository, person: &PersonId) -> Result<bool, Unexpected> {
    Ok(!notice::addresses(repository, person).await?.is_empty()
        || repository.lookup_password(person).await?.is_some()
        || !repository.list_active_authenticators(person).await?.is_empty())
}
