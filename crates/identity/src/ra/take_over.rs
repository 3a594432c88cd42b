//! What takes an account over: whoever does it may sign in as somebody else afterwards. One person alone does it only with
//! reach over everything that somebody does, never both halves of it within a day, and never of somebody who sits at a desk;
//! else another one approves.

use std::time::Duration;

use crate::{
    notice,
    person::{Person, PersonId},
    ra::{
        Acted, Desk, Rank, Refusal,
        act::{Act, allowed, desk_rank},
        desk::Scope,
        target::Target,
    },
    random,
    service::{Service, Unexpected},
    settings,
    store::Repository,
    time::Timestamp,
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
    /// Unblock somebody's smartcard: whoever knows its new passcode signs in with it.
    UnblockCard,
}

/// An action as far as it decides who may do it: known before its form is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Issue a smartcard: an authenticator that signs in without another factor.
    IssueCard,
    /// Any other.
    Of(TakeOver),
}

/// Two within this time take a second pair of eyes, when one is of the address and the other of a way in.
pub const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Whoever took an account over within this time before its freeze does not lift that: as long as a change can be taken back.
pub const REPORTED: Duration = crate::undo::LIFE;

/// Why one alone may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They have or will have a position out of reach.
    NotAllInReach,
    /// They sit at a desk themself, or will.
    OfTheDesk,
    /// The address and a way in, of one person within a day.
    BothHalves,
    /// A sign-in link is both halves: whoever holds it signs in, and sets up everything else.
    LinkAlone,
    /// A card that is issued at the desk is both halves, too: whoever holds it chose its passcode.
    CardAlone,
    /// Somebody at the desk took the account over before a change was reported.
    Reported,
}

impl Why {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::NotAllInReach, Self::OfTheDesk, Self::BothHalves, Self::LinkAlone, Self::CardAlone, Self::Reported];

    /// As forms write it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotAllInReach => "not-all-in-reach",
            Self::OfTheDesk => "of-the-desk",
            Self::BothHalves => "both-halves",
            Self::LinkAlone => "link-alone",
            Self::CardAlone => "card-alone",
            Self::Reported => "reported",
        }
    }

    /// From a form.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.slug() == slug)
    }
}

#[derive(PartialEq, Eq)]
enum Half {
    Address,
    WayIn,
}

impl TakeOver {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::SetEmail,
        Self::IssueAuthenticator,
        Self::IssueSignInLink,
        Self::ReinstateAuthenticator,
        Self::LiftFreeze,
        Self::UnblockCard,
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
            Self::UnblockCard => "unblock-card",
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
            Self::IssueAuthenticator | Self::IssueSignInLink | Self::ReinstateAuthenticator | Self::UnblockCard => {
                Some(Half::WayIn)
            }
            Self::LiftFreeze => None,
        }
    }
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// Whose account.
    pub person: PersonId,
    /// Of which half of a sign-in, [`TakeOver`] knows.
    pub action: TakeOver,
    /// Who; `None` for what was done before migration 14, which notes it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// The person had nothing then that could be taken.
    pub set_up: bool,
}

/// Lets an action go on that takes an account over, and notes it: an approval that it needs is used up.
pub(crate) async fn allow(act: &mut Act<'_>, target: &Target) -> Result<Acted<()>, Unexpected> {
    let (now, me, person) = (act.service.now(), act.desk.me().person.id.clone(), act.person.id.clone());
    allowed!(ranks(act).await?);
    let set_up = !has_anything(&mut *act.repository, &person).await?;
    if let Some(why) = allowed!(why_not(act, target, set_up).await?)
        && !act.repository.use_approval(&person, target, &me, now).await?
    {
        return Ok(Err(Refusal::NeedsApproval(why)));
    }
    let id = random::encode(&random::bytes::<16>(&*act.service.random));
    let done = TakenOver { person, action: target.action(), by: Some(me), at: now, set_up };
    act.repository.add_take_over(&id, &done).await?;
    Ok(Ok(()))
}

/// Lets a later step of it go on: where one alone may not do it as things are now, by the approval that it was begun with, if that
/// still stands.
pub(crate) async fn goes_on(act: &mut Act<'_>, target: &Target, begun_at: Timestamp) -> Result<Acted<()>, Unexpected> {
    let (me, person) = (act.desk.me().person.id.clone(), act.person.id.clone());
    allowed!(ranks(act).await?);
    let set_up = !has_anything(&mut *act.repository, &person).await?;
    let why = allowed!(why_not(act, target, set_up).await?);
    match why {
        Some(why) if !act.repository.was_approved(&person, target, &me, begun_at).await? => {
            Ok(Err(Refusal::NeedsApproval(why)))
        }
        _ => Ok(Ok(())),
    }
}

async fn why_not(act: &mut Act<'_>, target: &Target, set_up: bool) -> Result<Acted<Option<Why>>, Unexpected> {
    let scope = act.desk.scope(act.service);
    why(act.service, &mut *act.repository, &scope, &act.person, target.sort(), set_up).await
}

/// Whether the rank of whoever acts is not enough: only a manager gives a way in to somebody who sits at a desk, or will.
pub(super) async fn needs_manager(
    service: &Service,
    repository: &mut dyn Repository,
    rank: Rank,
    person: &PersonId,
) -> Result<bool, Unexpected> {
    Ok(rank < Rank::Manager && desk_rank(service, repository, person).await?.is_some())
}

/// The same as a refusal.
pub(super) async fn ranks(act: &mut Act<'_>) -> Result<Acted<()>, Unexpected> {
    let needed = needs_manager(act.service, &mut *act.repository, act.rank, &act.person.id).await?;
    Ok(if needed { Err(Refusal::ManagerOnly) } else { Ok(()) })
}

/// Why one alone may not do something of this sort, if so, or why not even with an approval: told before a form is filled in, and
/// asked again when it is sent.
///
/// # Errors
/// When the database refuses.
pub async fn foresee(
    service: &Service,
    desk: &Desk,
    person: &Person,
    sort: Sort,
) -> Result<Acted<Option<Why>>, Unexpected> {
    let mut repository = service.read().await?;
    let set_up = !has_anything(&mut *repository, &person.id).await?;
    why(service, &mut *repository, &desk.scope(service), person, sort, set_up).await
}

/// Why one alone may not, if so. Somebody who never could sign in and has no address has nothing that could be taken; that all
/// of their positions are in reach is asked of them, too.
async fn why(
    service: &Service,
    repository: &mut dyn Repository,
    scope: &Scope,
    person: &Person,
    sort: Sort,
    set_up: bool,
) -> Result<Acted<Option<Why>>, Unexpected> {
    let takers = match sort {
        Sort::Of(TakeOver::LiftFreeze) => takers(repository, person).await?,
        _ => Vec::new(),
    };
    if takers.contains(&Some(scope.person.clone())) {
        return Ok(Err(Refusal::TookOver));
    }
    let why = if repository.count_positions_out_of_reach(scope, &person.id).await? > 0 {
        Some(Why::NotAllInReach)
    } else if !takers.is_empty() {
        Some(Why::Reported)
    } else if set_up {
        None
    } else if desk_rank(service, repository, &person.id).await?.is_some() {
        Some(Why::OfTheDesk)
    } else if !settings::second_approval(repository).await? {
        None
    } else {
        match sort {
            Sort::Of(TakeOver::IssueSignInLink) => Some(Why::LinkAlone),
            Sort::IssueCard => Some(Why::CardAlone),
            Sort::Of(action) => {
                completes(repository, &person.id, action, service.now()).await?.then_some(Why::BothHalves)
            }
        }
    };
    Ok(Ok(why))
}

/// Whether the other half was done within the window.
async fn completes(
    repository: &mut dyn Repository,
    person: &PersonId,
    action: TakeOver,
    now: Timestamp,
) -> Result<bool, Unexpected> {
    let done = repository.list_take_overs(person, now.minus(WINDOW)).await?;
    let mut halves = done.iter().filter(|done| !done.set_up).filter_map(|done| done.action.half());
    Ok(action.half().is_some_and(|this| halves.any(|other| other != this)))
}

/// Who took an account over before the freeze that it is under, or since.
pub(super) async fn takers(
    repository: &mut dyn Repository,
    person: &Person,
) -> Result<Vec<Option<PersonId>>, Unexpected> {
    let Some(freeze) = person.frozen else { return Ok(Vec::new()) };
    let done = repository.list_take_overs(&person.id, freeze.at.minus(REPORTED)).await?;
    Ok(done.into_iter().filter(|done| done.action != TakeOver::LiftFreeze).map(|done| done.by).collect())
}

/// Whether somebody has or ever had a way to sign in, or an address. What was removed counts: who removes it is not the one who
/// gives the next alone.
async fn has_anything(repository: &mut dyn Repository, person: &PersonId) -> Result<bool, Unexpected> {
    Ok(!notice::addresses(repository, person).await?.is_empty()
        || repository.lookup_password(person).await?.is_some()
        || repository.had_authenticator(person).await?)
}
