//! A second pair of eyes: one of a Registration Authority asks, another who sees the person approves or refuses, and the one
//! who asked may then do it once.

mod store;

use std::time::Duration;

pub use self::store::Approvals;
use crate::{
    actor::Origin,
    audit::Event,
    mail::text,
    person::{Person, PersonId},
    ra::{
        Acted, Desk, Reason, Refusal,
        act::{self, Asks, allowed},
        notify,
        take_over::{self, TakeOver},
        target::Target,
        tie::{self, Tie},
    },
    random::id,
    service::{Service, Unexpected},
    time::Timestamp,
};

id!(
    /// The row of an approval.
    ApprovalId
);

/// How long it can be given and used.
pub const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How many a list shows.
pub const MOST: u32 = 100;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Approved,
    /// It may not.
    Refused,
}

impl Decision {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// From a form or the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Approved, Self::Refused].into_iter().find(|decision| decision.as_str() == text)
    }
}

/// An approval that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The row.
    pub id: ApprovalId,
    /// For whom.
    pub person: PersonId,
    /// An approval for one thing lets nobody do another.
    pub target: Target,
    /// Only they may use it, and they do not decide about it.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Until when it can be given and used.
    pub expires_at: Timestamp,
    /// What was decided.
    pub decision: Option<Decision>,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// An approval with the names that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The row, which the decision names.
    pub approval: Approval,
    /// For whom.
    pub person: Person,
    /// The name of who asked.
    pub asker: String,
}

/// Which of those that wait are wanted: all that fit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiting<'a> {
    /// Only this one, if it waits.
    pub id: Option<&'a ApprovalId>,
    /// Those for this person.
    pub person: Option<&'a PersonId>,
    /// Those that come after one in the list: when that was asked, and its row.
    pub after: Option<(Timestamp, &'a str)>,
}

/// How asking ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Others see it now.
    Asked(ApprovalId),
    /// The same was asked already, and is not used or over.
    AskedAlready(ApprovalId),
}

/// How deciding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decide {
    /// It is decided.
    Done,
    /// It is not there, or of nobody in sight.
    NotThere,
    /// Whoever asked does not decide.
    AskedByYourself,
    /// Nor does who is no second pair of eyes.
    Tied(Tie),
    /// It is decided or over.
    Over,
}

/// Asks for an approval.
///
/// # Errors
/// When the database refuses.
pub async fn ask(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    target: &Target,
) -> Result<Acted<Ask>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::Nothing).await?);
    allowed!(take_over::ranks(&mut act).await?);
    if act.person.frozen.is_some() && target.action() != TakeOver::LiftFreeze {
        // It would be given for what nobody may do then.
        return Ok(Err(Refusal::Frozen));
    }
    let (now, me) = (service.now(), &desk.me().person.id);
    if let Some(live) = act.repository.find_live_approval(person, target, me, now).await? {
        return Ok(Ok(Ask::AskedAlready(live)));
    }
    let approval = Approval {
        id: ApprovalId::random(&*service.random),
        person: person.clone(),
        target: target.clone(),
        asked_by: me.clone(),
        asked_at: now,
        reason: by.1.to_string(),
        expires_at: now.plus(LIFE),
        decision: None,
        used_at: None,
    };
    act.repository.add_approval(&approval).await?;
    let what = target.for_log();
    let details = [("approval", approval.id.as_str()), ("action", target.action().slug()), ("target", &what)];
    act.record(Event::ApprovalAsked, &details).await?;
    notify::of_approval(service, &mut *act.repository, (&approval, &act.person)).await?;
    let name = act.person.name.full();
    act.tell(&text::approval_asked(&service.policy, &name, target.action(), now)).await?;
    act.commit().await?;
    Ok(Ok(Ask::Asked(approval.id)))
}

/// Approves or refuses what another one asked for. Neither who asked nor whom it is about does.
///
/// # Errors
/// When the database refuses.
pub async fn decide(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    id: &ApprovalId,
    decision: Decision,
) -> Result<Acted<Decide>, Unexpected> {
    let Some(approval) = service.read().await?.lookup_approval(id).await? else {
        return Ok(Ok(Decide::NotThere));
    };
    let mut act = match act::begin(service, desk, by, &approval.person, Asks::FreshSignIn).await? {
        Ok(act) => act,
        Err(Refusal::NotInSight | Refusal::Yourself) => return Ok(Ok(Decide::NotThere)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let me = &desk.me().person.id;
    if approval.asked_by == *me {
        return Ok(Ok(Decide::AskedByYourself));
    }
    let about = (&approval, &act.person);
    if let Some(tie) = tie::between(&mut *act.repository, &desk.scope(service), service.now(), about).await? {
        return Ok(Ok(Decide::Tied(tie)));
    }
    if !act.repository.decide_approval(id, me, decision, service.now()).await? {
        return Ok(Ok(Decide::Over));
    }
    let (action, what) = (approval.target.action().slug(), approval.target.for_log());
    let details = [("approval", id.as_str()), ("action", action), ("target", &what), ("decision", decision.as_str())];
    act.record(Event::ApprovalDecided, &details).await?;
    act.commit().await?;
    Ok(Ok(Decide::Done))
}

/// What ties whoever sits at the desk to one that waits, so that they do not decide about it: said before they try.
///
/// # Errors
/// When the database refuses.
pub async fn tied(service: &Service, desk: &Desk, asked: &Asked) -> Result<Option<Tie>, Unexpected> {
    let about = (&asked.approval, &asked.person);
    tie::between(&mut *service.read().await?, &desk.scope(service), service.now(), about).await
}

/// Those of them that are asked for somebody.
///
/// # Errors
/// When the database refuses.
pub async fn waiting_for(service: &Service, desk: &Desk, person: &PersonId) -> Result<Vec<Asked>, Unexpected> {
    let (scope, now) = (desk.scope(service), service.now());
    let wanted = Waiting { person: Some(person), ..Waiting::default() };
    Ok(service.read().await?.list_waiting_approvals(&scope, now, wanted, MOST).await?)
}

/// One of them.
///
/// # Errors
/// When the database refuses.
pub async fn find_waiting(service: &Service, desk: &Desk, id: &ApprovalId) -> Result<Option<Asked>, Unexpected> {
    let (scope, now) = (desk.scope(service), service.now());
    let wanted = Waiting { id: Some(id), ..Waiting::default() };
    Ok(service.read().await?.list_waiting_approvals(&scope, now, wanted, 1).await?.pop())
}

/// What whoever sits at the desk asked in the last day, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn mine(service: &Service, desk: &Desk) -> Result<Vec<Asked>, Unexpected> {
    Ok(service.read().await?.list_approvals_asked_by(&desk.me().person.id, service.now(), MOST).await?)
}
