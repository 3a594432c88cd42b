//! What every action of the desk has in common: who is in sight, and in which transaction.

use crate::{
    actor::{Actor, By, Origin},
    audit::{self, Event},
    mail::text::Words,
    notice,
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonState},
    ra::{
        Desk, Rank, Reason, Seat,
        store::InSight,
        take_over::{self, Why},
    },
    service::{Service, Unexpected},
    store::Repository,
    undo::Change,
};

/// Why an action was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nobody of this name in sight: the same answer whether they are out of reach or do not exist.
    NotInSight,
    /// The position that opened the desk has ended.
    NotAnRa,
    /// Nobody acts on themself.
    Yourself,
    /// A sign-in not older than 5 minutes is needed, or the session has ended.
    SignInAgain,
    /// Only a manager may.
    ManagerOnly,
    /// The Care Identity is closed.
    Closed,
    /// Changes stand still: the freeze is lifted first.
    Frozen,
    /// Another one of a Registration Authority approves first ([`super::approval`]).
    NeedsApproval(Why),
    /// They took the account over themself before a change was reported: others set it right.
    TookOver,
}

/// What came of an action, or why nothing did.
pub type Acted<T> = Result<T, Refusal>;

/// Goes on with what is allowed; a refusal is the answer of the function around it.
macro_rules! allowed {
    ($acted:expr) => {
        match $acted {
            Ok(allowed) => allowed,
            Err(refusal) => return Ok(Err(refusal)),
        }
    };
}
pub(crate) use allowed;

/// What an action asks beyond the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Nothing: it only puts right.
    Nothing,
    /// Nothing, but of a manager it takes a manager: it takes something away.
    TakesAway,
    /// The same with a sign-in not older than 5 minutes: it gives back what was taken away, with the ways in that were there.
    GivesBack,
    /// That the Care Identity is open: it gives something that signs nobody in.
    Open,
    /// A sign-in not older than 5 minutes.
    FreshSignIn,
    /// The same, and that the person's changes do not stand still: it gives a way in.
    FreshSignInToAdd,
    /// What [`Self::FreshSignInToAdd`] asks but the fresh sign-in, which it was begun with: a later step of it.
    GoesOn,
}

impl Asks {
    /// What keeps it from being done about a person as they are.
    const fn refuses(self, person: &Person, is_fresh: bool) -> Option<Refusal> {
        let (open, fresh, moving) = match self {
            Self::Nothing | Self::TakesAway => (false, false, false),
            Self::Open => (true, false, false),
            Self::FreshSignIn | Self::GivesBack => (false, true, false),
            Self::FreshSignInToAdd => (true, true, true),
            Self::GoesOn => (true, false, true),
        };
        if fresh && !is_fresh {
            Some(Refusal::SignInAgain)
        } else if open && matches!(person.state, PersonState::Closed) {
            Some(Refusal::Closed)
        } else if moving && person.frozen.is_some() {
            Some(Refusal::Frozen)
        } else {
            None
        }
    }
}

/// An action under way, on somebody in sight whose lock is held.
pub(crate) struct Act<'a> {
    pub service: &'a Service,
    pub desk: &'a Desk,
    pub repository: Box<dyn Repository>,
    pub person: Person,
    /// The highest rank of whoever acts, of the positions through which the person is in sight.
    pub rank: Rank,
    pub case: Case<'a>,
}

/// Who acts, and what the log says of it beside what was done.
pub(crate) struct Case<'a> {
    origin: &'a Origin,
    reason: &'a Reason,
    actor: Actor,
    /// The Registration Authority through which the person is in sight.
    through: OrganisationCode,
    /// More for the log.
    pub note: Option<(&'static str, &'static str)>,
}

impl Case<'_> {
    /// What the log says.
    pub(crate) fn why(&self) -> Vec<(&str, &str)> {
        let why = [("reason", self.reason.as_str()), ("organisation", self.through.as_str())];
        why.into_iter().chain(self.note).collect()
    }

    /// For what another use case writes, too.
    pub(crate) const fn by<'b>(&'b self, why: &'b [(&'b str, &'b str)]) -> By<'b> {
        By { actor: &self.actor, origin: self.origin, why }
    }
}

/// The positions that open the desk, as they are now.
async fn seats(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
) -> Result<Acted<Vec<Seat>>, Unexpected> {
    // The session may have ended since the request found it (failure 26).
    if !repository.session_stands(&desk.me().session.id).await? {
        return Ok(Err(Refusal::SignInAgain));
    }
    let scope = desk.scope(service);
    Ok(Ok(repository.list_seats(&scope.person, scope.day).await?))
}

/// Whether the position that opened the desk still does.
pub(super) async fn seated(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
) -> Result<Acted<()>, Unexpected> {
    let seats = allowed!(seats(service, desk, repository).await?);
    Ok(if seats.is_empty() { Err(Refusal::NotAnRa) } else { Ok(()) })
}

/// Whether whoever sits at the desk manages the Registration Authority of this very organisation.
pub(super) async fn manages(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    organisation: &OrganisationCode,
) -> Result<Acted<()>, Unexpected> {
    let seats = allowed!(seats(service, desk, repository).await?);
    Ok(match seats.iter().find(|seat| seat.organisation == *organisation).map(|seat| seat.rank) {
        None => Err(Refusal::NotAnRa),
        Some(Rank::Agent) => Err(Refusal::ManagerOnly),
        Some(Rank::Manager) => Ok(()),
    })
}

/// The highest rank that somebody has at a desk, will have, or had within [`take_over::REPORTED`]: whoever ends a position there does not
/// take its holder over for want of it.
pub(super) async fn desk_rank(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Option<Rank>, Unexpected> {
    let since = service.now().minus(take_over::REPORTED).uk_date();
    let held = repository.list_held_positions(std::slice::from_ref(person)).await?;
    let ranks =
        held.iter().map(|held| &held.position).filter(|position| position.ends_on.is_none_or(|end| end >= since));
    Ok(ranks.filter_map(|position| Rank::of(&position.role_code)).max())
}

/// Whether the rank of whoever acts is not enough to take something from somebody: of a manager only a manager does.
pub(super) async fn takes_manager(
    service: &Service,
    repository: &mut dyn Repository,
    rank: Rank,
    person: &PersonId,
) -> Result<bool, Unexpected> {
    Ok(rank < Rank::Manager && desk_rank(service, repository, person).await? == Some(Rank::Manager))
}

/// Somebody in sight whose lock is held, before it is known why.
pub(crate) struct Entered {
    pub repository: Box<dyn Repository>,
    pub person: Person,
    rank: Rank,
    through: OrganisationCode,
}

/// Begins an action: the scope is asked in its transaction, as a position may have ended since the desk was opened.
pub(crate) async fn begin<'a>(
    service: &'a Service,
    desk: &'a Desk,
    by: (&'a Origin, &'a Reason),
    subject: &PersonId,
    asks: Asks,
) -> Result<Acted<Act<'a>>, Unexpected> {
    Ok(enter(service, desk, subject, asks).await?.map(|entered| entered.act(service, desk, by)))
}

/// The same for a step of an action that was begun: its reason stands in a row that is read after this.
pub(crate) async fn enter(
    service: &Service,
    desk: &Desk,
    subject: &PersonId,
    asks: Asks,
) -> Result<Acted<Entered>, Unexpected> {
    let mut repository = service.write().await?;
    allowed!(seated(service, desk, &mut *repository).await?);
    let scope = desk.scope(service);
    if *subject == scope.person {
        return Ok(Err(Refusal::Yourself));
    }
    // Of two who act on somebody at once, the later one sees what the earlier one did.
    repository.lock_person(subject).await?;
    let Some(InSight { person, through, rank }) = repository.find_in_sight(&scope, subject).await? else {
        return Ok(Err(Refusal::NotInSight));
    };
    if let Some(refusal) = asks.refuses(&person, desk.is_fresh(service)) {
        return Ok(Err(refusal));
    }
    let takes = matches!(asks, Asks::TakesAway | Asks::GivesBack);
    if takes && takes_manager(service, &mut *repository, rank, subject).await? {
        return Ok(Err(Refusal::ManagerOnly));
    }
    Ok(Ok(Entered { repository, person, rank, through }))
}

impl Entered {
    /// With why it is done.
    pub(crate) fn act<'a>(
        self,
        service: &'a Service,
        desk: &'a Desk,
        (origin, reason): (&'a Origin, &'a Reason),
    ) -> Act<'a> {
        let Self { repository, person, rank, through } = self;
        let case = Case { origin, reason, actor: desk.actor(), through, note: None };
        Act { service, desk, repository, person, rank, case }
    }
}

impl Act<'_> {
    /// Audits what was done.
    pub(crate) async fn record(&mut self, event: Event, details: &[(&str, &str)]) -> Result<(), Unexpected> {
        let details = [details, &self.case.why()].concat();
        let (origin, actor, subject) = (self.case.origin, &self.case.actor, Some(&self.person.id));
        audit::record(&mut *self.repository, self.service, origin, actor, subject, event, &details).await?;
        Ok(())
    }

    /// Tells the person.
    pub(crate) async fn tell(&mut self, words: &Words) -> Result<(), Unexpected> {
        notice::tell(self.service, &mut *self.repository, &self.person.id, words).await
    }

    /// Tells the person of something that they can take back.
    pub(super) async fn tell_of(&mut self, change: &Change, words: &Words) -> Result<(), Unexpected> {
        let (service, person, now) = (self.service, &self.person.id, self.service.now());
        notice::tell_of_change(service, &mut *self.repository, person, (change, now), words).await
    }

    pub(crate) async fn commit(self) -> Result<(), Unexpected> {
        Ok(self.repository.commit().await?)
    }
}
