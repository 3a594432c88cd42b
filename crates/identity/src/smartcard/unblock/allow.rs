//! Who may unblock a card, and the first ask.

use card_protocol::Ask;

use super::{LONGEST, Remembered, Unblock, Unblocking, UnblockingId, UnblockingState};
use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    person::Person,
    ra::{
        Acted, Desk, Reason,
        act::{self, Asks, allowed},
    },
    service::{Service, Unexpected},
    session::{BrowserId, Need, SignedIn},
    smartcard::{
        ask,
        expiry::{self, Standing},
        own::{self, HeldCard},
        statement,
    },
    store::Repository,
    webauthn::ceremony::CeremonyPurpose,
};

/// Begins to unblock the card of whoever asks, or goes on within the 15 minutes.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
) -> Result<Unblock, Unexpected> {
    let mut repository = service.write().await?;
    let Some(person) = repository.lock_person(&me.person.id).await?.filter(Person::accepts_changes) else {
        return Ok(Unblock::Frozen);
    };
    let held = match unblockable(service, &mut *repository, &person).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(refusal),
    };
    let actor = Actor::Person(person.id.clone());
    let under_way = repository.find_unblocking(&held.card.id, browser, service.now()).await?;
    let under_way = under_way.filter(|one| one.allowed_by == actor.audit_text());
    // The card itself proves nothing while its passcode is unknown; whoever found it must not choose a new one.
    let by_another = me.session.authenticator.as_ref().is_some_and(|with| *with != held.authenticator.id);
    let need = Need { level: AssuranceLevel::Aal3, fresh: under_way.is_none() };
    if !by_another || !need.is_met(&me.session, service.now()) {
        return Ok(Unblock::SignInWithAnother);
    }
    let by = By { actor: &actor, origin, why: &[] };
    offer(service, repository, (by, browser), (&person, &held), under_way).await
}

/// Begins to unblock the card of somebody in sight who is there, in the browser of the Registration Authority. The steps that
/// follow are [`super::advance`]'s, by whoever has the desk.
///
/// # Errors
/// When the database refuses.
pub async fn begin_for(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    browser: &BrowserId,
    person: &crate::person::PersonId,
) -> Result<Acted<Unblock>, Unexpected> {
    let act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    let act::Act { mut repository, person, case, .. } = act;
    let held = match unblockable(service, &mut *repository, &person).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(Ok(refusal)),
    };
    let why = case.why();
    let by = case.by(&why);
    let under_way = repository.find_unblocking(&held.card.id, browser, service.now()).await?;
    let under_way = under_way.filter(|one| one.allowed_by == by.actor.audit_text());
    Ok(Ok(offer(service, repository, (by, browser), (&person, &held), under_way).await?))
}

/// A card that can be unblocked.
pub(super) async fn unblockable(
    service: &Service,
    repository: &mut dyn Repository,
    person: &Person,
) -> Result<Result<HeldCard, Unblock>, Unexpected> {
    let held = own::find(repository, &person.id).await?.filter(|held| held.authenticator.is_usable());
    let Some(held) = held else {
        return Ok(Err(Unblock::NoCard));
    };
    Ok(match expiry::of(&held, service.now()) {
        Standing::Expired { .. } | Standing::Revoked => Err(Unblock::Expired),
        _ if held.card.unblocking_key.is_none() => Err(Unblock::NoKey),
        _ => Ok(held),
    })
}

/// Asks the agent for a key to which the unblocking key can be sealed. Who is asked is who has the session: the holder or the
/// Registration Authority.
async fn offer(
    service: &Service,
    mut repository: Box<dyn Repository>,
    (by, browser): (By<'_>, &BrowserId),
    (person, held): (&Person, &HeldCard),
    under_way: Option<Unblocking>,
) -> Result<Unblock, Unexpected> {
    let unblocking = match under_way {
        Some(unblocking) => unblocking,
        None => new(service, &mut *repository, (by, browser), (person, held)).await?,
    };
    let nonce = statement::nonce(service);
    let offer = Ask::OfferUnblock { card: held.card.serial.as_str().to_owned(), nonce: nonce.clone() };
    let unblocking = unblocking.id.as_str().to_owned();
    let remembered = Remembered { unblocking, nonce, offered: None };
    let Actor::Person(asks) = by.actor else {
        return Err(Unexpected::Other("a card is unblocked in somebody's session".into()));
    };
    let whom = (CeremonyPurpose::CardUnblocking, Some(asks));
    let asked = ask::put(service, &mut *repository, (by.origin, browser), whom, (&offer, &remembered)).await?;
    Ok(match asked {
        Ok(challenge) => {
            repository.commit().await?;
            Unblock::Ask(challenge)
        }
        Err(until) => Unblock::Wait(until),
    })
}

async fn new(
    service: &Service,
    repository: &mut dyn Repository,
    (by, browser): (By<'_>, &BrowserId),
    (person, held): (&Person, &HeldCard),
) -> Result<Unblocking, Unexpected> {
    let now = service.now();
    let unblocking = Unblocking {
        id: UnblockingId::random(&*service.random),
        card_id: held.card.id.clone(),
        browser_id: browser.clone(),
        allowed_by: by.actor.audit_text(),
        state: UnblockingState::Begun,
        begun_at: now,
        finish_by: now.plus(LONGEST),
    };
    repository.add_unblocking(&unblocking).await?;
    let what = [("authenticator", held.authenticator.id.as_str()), ("card", held.card.serial.as_str())];
    let details = [&what[..], by.why].concat();
    let event = Event::CardUnblockingBegun;
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, &details).await?;
    Ok(unblocking)
}
