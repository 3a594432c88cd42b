//! What every action of the desk has in common: who is in sight, and in which transaction.

use crate::{
    actor::{Actor, By, Origin},
    audit::{self, Event},
    mail::text::Words,
    notice,
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonState},
    ra::{Desk, Reason, take_over::Why},
    service::{Service, Unexpected},
    store::Repository,
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
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Only a manager may.
    ManagerOnly,
    /// The Care Identity is closed.
    Closed,
    /// Changes stand still: the freeze is lifted first.
    Frozen,
    /// Another one of a Registration Authority approves first ([`super::approval`]).
    NeedsApproval(Why),
}

/// What came of an action, or why nothing did.
pub type Acted<T> = Result<T, Refusal>;

/// What an action asks beyond the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Nothing: it only takes away or puts right.
    Nothing,
    /// A sign-in not older than 5 minutes.
    FreshSignIn,
}

/// An action under way, on somebody in sight whose lock is held.
pub(crate) struct Act<'a> {
    pub service: &'a Service,
    pub desk: &'a Desk,
    pub repository: Box<dyn Repository>,
    pub person: Person,
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

/// Begins an action: the scope is asked in its transaction, as a position may have ended since the desk was opened.
pub(crate) async fn begin<'a>(
    service: &'a Service,
    desk: &'a Desk,
    (origin, reason): (&'a Origin, &'a Reason),
    subject: &PersonId,
    asks: Asks,
) -> Result<Acted<Act<'a>>, Unexpected> {
    let mut repository = service.write().await?;
    let scope = desk.scope(service);
    if repository.list_seats(&scope.person, scope.day).await?.is_empty() {
        return Ok(Err(Refusal::NotAnRa));
    }
    if *subject == scope.person {
        return Ok(Err(Refusal::Yourself));
    }
    // Of two who act on somebody at once, the later one sees what the earlier one did.
    repository.lock_person(subject).await?;
    let Some((person, through)) = repository.find_in_sight(&scope, subject).await? else {
        return Ok(Err(Refusal::NotInSight));
    };
    if asks == Asks::FreshSignIn && !desk.is_fresh(service) {
        return Ok(Err(Refusal::SignInAgain));
    }
    let case = Case { origin, reason, actor: desk.actor(), through, note: None };
    Ok(Ok(Act { service, desk, repository, person, case }))
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

    pub(crate) async fn commit(self) -> Result<(), Unexpected> {
        Ok(self.repository.commit().await?)
    }

    /// Why nothing may be added to the person as they are, if so.
    pub(crate) fn standstill(&self) -> Option<Refusal> {
        match (self.person.state, self.person.frozen) {
            (PersonState::Closed, _) => Some(Refusal::Closed),
            (PersonState::Open, Some(_)) => Some(Refusal::Frozen),
            (PersonState::Open, None) => None,
        }
    }
}
