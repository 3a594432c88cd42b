//! The same at the desk of a Registration Authority: the person is there with the card, which is in the Registration Authority's
//! reader. It takes an account over, so that every step asks again what let it begin: the seat, the sight, and the approval that
//! one alone needs.

use super::{
    Remembered, Unblock, Unblocking, UnblockingId,
    allow::{self, unblockable},
    step::{self, Case},
};
use crate::{
    actor::Origin,
    person::PersonId,
    ra::{
        Acted, Desk, Reason, Refusal,
        act::{self, Asks, allowed},
        identity_check::Presence,
        take_over,
        target::Target,
    },
    service::{Service, Unexpected},
    session::BrowserId,
    webauthn::ceremony::CeremonyId,
};

/// How allowing it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowUnblocking {
    /// For 15 minutes, in this browser: [`begin`].
    Allowed,
    /// They have no card that signs in.
    NoCard,
    /// Its certificates have expired or are revoked: they need another card.
    Expired,
    /// Nobody here has its unblocking key: they need another card.
    NoKey,
}

/// Why it was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The refusal.
    pub refusal: Refusal,
    /// What an approval would be for; `None` where none would help.
    pub target: Option<Target>,
}

impl From<Refusal> for NotAllowed {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, target: None }
    }
}

/// Allows whoever sits at the desk to unblock the card of somebody who is there.
///
/// # Errors
/// When the database refuses.
pub async fn allow(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    browser: &BrowserId,
    person: &PersonId,
) -> Result<Result<AllowUnblocking, NotAllowed>, Unexpected> {
    let mut act = match act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await? {
        Ok(act) => act,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let held = match unblockable(service, &mut *act.repository, &act.person).await? {
        Ok(held) => held,
        Err(Unblock::Expired) => return Ok(Ok(AllowUnblocking::Expired)),
        Err(Unblock::NoKey) => return Ok(Ok(AllowUnblocking::NoKey)),
        Err(_) => return Ok(Ok(AllowUnblocking::NoCard)),
    };
    let target = Target::UnblockCard(held.authenticator.id.clone());
    let under_way = act.repository.find_unblocking(&held.card.id, browser, service.now()).await?;
    if let Some(under_way) = under_way.filter(|one| one.allowed_by == desk.actor().audit_text()) {
        let goes_on = take_over::goes_on(&mut act, &target, under_way.begun_at).await?;
        let for_target = |refusal| NotAllowed { refusal, target: Some(target) };
        return Ok(goes_on.map(|()| AllowUnblocking::Allowed).map_err(for_target));
    }
    if let Err(refusal) = take_over::allow(&mut act, &target).await? {
        return Ok(Err(NotAllowed { refusal, target: Some(target) }));
    }
    // Nobody puts a card into a reader by video.
    act.case.note = Some(("presence", Presence::InPerson.slug()));
    let why = act.case.why();
    let (by, reason) = (act.case.by(&why), Some(by.1));
    allow::new(service, &mut *act.repository, (by, browser), (&act.person, &held), reason).await?;
    act.commit().await?;
    Ok(Ok(AllowUnblocking::Allowed))
}

/// What to ask the agent first, of what [`allow()`] allowed in this browser.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    desk: &Desk,
    here: (&Origin, &BrowserId),
    person: &PersonId,
) -> Result<Acted<Unblock>, Unexpected> {
    let case = match allowed!(resume(service, desk, here, (person, None)).await?) {
        Ok(case) => case,
        Err(refusal) => return Ok(Ok(refusal)),
    };
    let Case { repository, asks, held, unblocking, .. } = case;
    allow::offer(service, repository, here, asks, (&held, &unblocking)).await.map(Ok)
}

/// Takes the agent's answer, as it gave it, and says what is next.
///
/// # Errors
/// When the database refuses, or a sealed key does not open.
pub async fn advance(
    service: &Service,
    desk: &Desk,
    here: (&Origin, &BrowserId),
    person: &PersonId,
    (ceremony, answer): (&CeremonyId, &str),
) -> Result<Acted<Unblock>, Unexpected> {
    let answered = match step::find(service, (&desk.me().person.id, here.1), ceremony, answer).await? {
        Ok(answered) => answered,
        Err(refusal) => return Ok(Ok(refusal)),
    };
    match allowed!(resume(service, desk, here, (person, Some(&answered.remembered))).await?) {
        Ok(case) => step::step(case, answered).await.map(Ok),
        Err(refusal) => Ok(Ok(refusal)),
    }
}

/// What was allowed here to whoever sits at the desk, or what they answer, if all that it took is still so.
async fn resume<'a>(
    service: &'a Service,
    desk: &'a Desk,
    here: (&'a Origin, &'a BrowserId),
    (person, remembered): (&PersonId, Option<&Remembered>),
) -> Result<Acted<Result<Case<'a>, Unblock>>, Unexpected> {
    let mut entered = allowed!(act::enter(service, desk, person, Asks::GoesOn).await?);
    let held = match unblockable(service, &mut *entered.repository, &entered.person).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(Ok(Err(refusal))),
    };
    let under_way = match remembered {
        Some(remembered) => {
            let id = UnblockingId::from_text(remembered.unblocking.clone());
            let is_here = |one: &Unblocking| one.card_id == held.card.id && one.browser_id == *here.1;
            let found = entered.repository.lookup_unblocking(&id).await?;
            found.filter(|one| is_here(one) && step::stands(service, one, remembered))
        }
        None => entered.repository.find_unblocking(&held.card.id, here.1, service.now()).await?,
    };
    let under_way = under_way.filter(|one| one.allowed_by == desk.actor().audit_text());
    let Some((unblocking, reason)) = under_way.and_then(|one| one.reason.clone().map(|reason| (one, reason))) else {
        return Ok(Ok(Err(Unblock::Over)));
    };
    let mut act = entered.act(service, desk, (here.0, &reason));
    let target = Target::UnblockCard(held.authenticator.id.clone());
    allowed!(take_over::goes_on(&mut act, &target, unblocking.begun_at).await?);
    let why = act.case.why().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let me = &desk.me().person;
    let (asks, by) = (&me.id, Some(me.name.full()));
    let (repository, person) = (act.repository, act.person);
    Ok(Ok(Ok(Case { service, repository, asks, by, why, here, person, held, unblocking })))
}
