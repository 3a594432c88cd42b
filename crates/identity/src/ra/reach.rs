//! What a Registration Authority looks after beside its own organisation. Imported relations only propose; a manager of that
//! Registration Authority, or the operator, confirms. Only what is confirmed counts, and no chain is followed: what a
//! confirmed organisation directs itself needs a row of its own.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    organisation::OrganisationCode,
    ra::{
        Acted, Desk, Rank, Reason, Refusal,
        act::{self, allowed},
        store::Reached,
    },
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
};

/// How many are asked for at once.
const BATCH: u32 = 500;

/// Where a reach stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachState {
    /// Somebody should look at it. It counts for nothing.
    Proposed,
    /// It counts.
    Confirmed,
    /// It counts no more.
    Ended,
}

impl ReachState {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Ended => "ended",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Proposed, Self::Confirmed, Self::Ended].into_iter().find(|state| state.as_str() == text)
    }
}

/// An organisation that stands to a Registration Authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The organisation of the Registration Authority.
    pub ra: OrganisationCode,
    /// The one that it looks after.
    pub organisation: OrganisationCode,
    /// That one's name; not written.
    pub name: String,
    /// Only what is confirmed counts.
    pub state: ReachState,
    /// Who said so, as [`Actor::audit_text`] writes it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeReach {
    /// It stands so now.
    Done,
    /// It does not stand in a way that this can follow: it is so already, or was not proposed.
    NotPossible,
    /// There is no organisation of one of the codes, or both are the same.
    NoSuchOrganisation,
}

/// Organisations in reach of whoever sits at the desk, by name: for pickers.
///
/// # Errors
/// When the database refuses.
pub async fn mine(service: &Service, desk: &Desk) -> Result<Vec<Reached>, Unexpected> {
    Ok(service.read().await?.list_in_reach(&desk.scope(service)).await?)
}

/// How organisations stand to the Registration Authorities that the desk manages: what waits to be confirmed is among them.
///
/// # Errors
/// When the database refuses.
pub async fn managed(service: &Service, desk: &Desk) -> Result<Vec<Reach>, Unexpected> {
    let mut managed = Vec::new();
    for seat in desk.seats().iter().filter(|seat| seat.rank == Rank::Manager) {
        managed.extend(list(service, Some(&seat.organisation)).await?);
    }
    Ok(managed)
}

/// One of them.
///
/// # Errors
/// When the database refuses.
pub async fn find_managed(
    service: &Service,
    desk: &Desk,
    (ra, organisation): (&OrganisationCode, &OrganisationCode),
) -> Result<Option<Reach>, Unexpected> {
    let mut seats = desk.seats().iter();
    if !seats.any(|seat| seat.rank == Rank::Manager && seat.organisation == *ra) {
        return Ok(None);
    }
    Ok(service.read().await?.lookup_reach(ra, organisation).await?)
}

/// For the operator: how organisations stand to one Registration Authority, or to all.
///
/// # Errors
/// When the database refuses.
pub async fn list(service: &Service, ra: Option<&OrganisationCode>) -> Result<Vec<Reach>, Unexpected> {
    let mut repository = service.read().await?;
    let mut all: Vec<Reach> = Vec::new();
    loop {
        let after = all.last().map_or(("", ""), |last| (last.ra.as_str(), last.organisation.as_str()));
        let next = repository.list_reaches(ra, after, BATCH).await?;
        let is_last = next.len() < BATCH as usize;
        all.extend(next);
        if is_last {
            return Ok(all);
        }
    }
}

/// The operator proposes an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn propose(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    pair: (&OrganisationCode, &OrganisationCode),
) -> Result<ChangeReach, Unexpected> {
    change(service, (actor, origin), pair, ReachState::Proposed, &[]).await
}

/// The operator confirms what is proposed or has ended, or brings one in.
///
/// # Errors
/// When the database refuses.
pub async fn confirm(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    pair: (&OrganisationCode, &OrganisationCode),
) -> Result<ChangeReach, Unexpected> {
    change(service, (actor, origin), pair, ReachState::Confirmed, &[]).await
}

/// The operator ends a reach, or refuses what is proposed.
///
/// # Errors
/// When the database refuses.
pub async fn end(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    pair: (&OrganisationCode, &OrganisationCode),
) -> Result<ChangeReach, Unexpected> {
    change(service, (actor, origin), pair, ReachState::Ended, &[]).await
}

/// Proposes every organisation whose imported relations to a Registration Authority have not ended; answers how many.
///
/// # Errors
/// When the database refuses.
pub async fn propose_related(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    ra: &OrganisationCode,
) -> Result<u64, Unexpected> {
    let mut repository = service.write().await?;
    let proposed = repository.propose_related(ra, &actor.audit_text(), service.now()).await?;
    if proposed > 0 {
        let count = proposed.to_string();
        let details = [("ra", ra.as_str()), ("state", ReachState::Proposed.as_str()), ("count", &count)];
        audit::record(&mut *repository, service, origin, actor, None, Event::ReachChanged, &details).await?;
    }
    repository.commit().await?;
    Ok(proposed)
}

/// A manager confirms what is proposed, or ends what is proposed or confirmed. Nobody extends their own reach by more than
/// what relations or the operator proposed.
///
/// # Errors
/// When the database refuses.
pub async fn decide(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    (ra, organisation): (&OrganisationCode, &OrganisationCode),
    confirmed: bool,
) -> Result<Acted<ChangeReach>, Unexpected> {
    if !desk.is_fresh(service) {
        return Ok(Err(Refusal::SignInAgain));
    }
    let mut repository = service.write().await?;
    allowed!(act::manages(service, desk, &mut *repository, ra).await?);
    let (state, from) = if confirmed {
        (ReachState::Confirmed, &[Some(ReachState::Proposed)][..])
    } else {
        (ReachState::Ended, &[Some(ReachState::Proposed), Some(ReachState::Confirmed)][..])
    };
    let (actor, why) = (desk.actor(), [("reason", reason.as_str())]);
    let by = (&actor, origin);
    let changed = write(service, &mut *repository, by, (ra, organisation), (state, from), &why).await?;
    repository.commit().await?;
    Ok(Ok(changed))
}

async fn change(
    service: &Service,
    by: (&Actor, &Origin),
    pair: (&OrganisationCode, &OrganisationCode),
    state: ReachState,
    why: &[(&str, &str)],
) -> Result<ChangeReach, Unexpected> {
    let mut repository = service.write().await?;
    let from: &[Option<ReachState>] = match state {
        ReachState::Proposed => &[None, Some(ReachState::Ended)],
        ReachState::Confirmed => &[None, Some(ReachState::Proposed), Some(ReachState::Ended)],
        ReachState::Ended => &[Some(ReachState::Proposed), Some(ReachState::Confirmed)],
    };
    let changed = write(service, &mut *repository, by, pair, (state, from), why).await?;
    repository.commit().await?;
    Ok(changed)
}

async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    (actor, origin): (&Actor, &Origin),
    (ra, organisation): (&OrganisationCode, &OrganisationCode),
    (state, from): (ReachState, &[Option<ReachState>]),
    why: &[(&str, &str)],
) -> Result<ChangeReach, Unexpected> {
    if repository.list_organisations(&[ra.clone(), organisation.clone()]).await?.len() < 2 {
        return Ok(ChangeReach::NoSuchOrganisation);
    }
    let reach = Reach {
        ra: ra.clone(),
        organisation: organisation.clone(),
        name: String::new(),
        state,
        by: actor.audit_text(),
        at: service.now(),
    };
    if !repository.put_reach(&reach, from).await? {
        return Ok(ChangeReach::NotPossible);
    }
    let what = [("ra", ra.as_str()), ("of", organisation.as_str()), ("state", state.as_str())];
    let details = [&what[..], why].concat();
    audit::record(repository, service, origin, actor, None, Event::ReachChanged, &details).await?;
    Ok(ChangeReach::Done)
}
