//! Who may unblock a card, what its page says of that, and the first ask.

use card_protocol::Ask;

use super::{LONGEST, Remembered, Unblock, Unblocking, UnblockingId, UnblockingState};
use crate::{
    actor::{Actor, By, Origin},
    assurance::{AssuranceLevel, Kind},
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

/// How whoever asks comes to unblock their card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// [`begin`] begins, or goes on.
    Open,
    /// They sign in first, with one of these.
    SignIn(Vec<Kind>),
    /// Nothing else of theirs is of AAL3: only the Registration Authority can help.
    NoOther,
    /// The card is reported lost: it works nowhere until it is found.
    Suspended,
    /// Its certificates have expired or are revoked: only the Registration Authority can help, with another card.
    Expired,
    /// Nobody here has its unblocking key: only the Registration Authority can help.
    NoKey,
}

/// The card of whoever asks, and what [`begin`] would say in this browser, for its page; `None` when they have none.
///
/// # Errors
/// When the database refuses.
pub async fn look(
    service: &Service,
    me: &SignedIn,
    browser: Option<&BrowserId>,
) -> Result<Option<(HeldCard, Way)>, Unexpected> {
    let mut repository = service.read().await?;
    let Some(held) = own::find(&mut *repository, &me.person.id).await? else {
        return Ok(None);
    };
    let way = match fault(service, &held) {
        Some(way) => way,
        None => way(service, &mut *repository, (me, browser), &held).await?,
    };
    Ok(Some((held, way)))
}

/// Why a card cannot be unblocked by anybody.
fn fault(service: &Service, held: &HeldCard) -> Option<Way> {
    if !held.authenticator.is_usable() {
        return Some(Way::Suspended);
    }
    match expiry::of(held, service.now()) {
        Standing::Expired { .. } | Standing::Revoked => Some(Way::Expired),
        _ => held.card.unblocking_key.is_none().then_some(Way::NoKey),
    }
}

async fn way(
    service: &Service,
    repository: &mut dyn Repository,
    (me, browser): (&SignedIn, Option<&BrowserId>),
    held: &HeldCard,
) -> Result<Way, Unexpected> {
    let under_way = match browser {
        Some(browser) => under_way(service, repository, (me, browser), held).await?,
        None => None,
    };
    if shows_another(service, me, held, under_way.as_ref()) {
        return Ok(Way::Open);
    }
    let mut others = repository.list_active_authenticators(&me.person.id).await?;
    others.retain(|one| one.is_usable() && one.level == AssuranceLevel::Aal3 && one.id != held.authenticator.id);
    let kinds: Vec<Kind> = others.into_iter().map(|one| one.kind).collect();
    Ok(if kinds.is_empty() { Way::NoOther } else { Way::SignIn(kinds) })
}

/// What this person began in this browser, while it may go on.
async fn under_way(
    service: &Service,
    repository: &mut dyn Repository,
    (me, browser): (&SignedIn, &BrowserId),
    held: &HeldCard,
) -> Result<Option<Unblocking>, Unexpected> {
    let found = repository.find_unblocking(&held.card.id, browser, service.now()).await?;
    Ok(found.filter(|one| one.allowed_by == Actor::Person(me.person.id.clone()).audit_text()))
}

/// Whether another authenticator of AAL3 was shown, a short while ago to begin. The card itself proves nothing while its passcode is
/// unknown; whoever found it must not choose a new one.
fn shows_another(service: &Service, me: &SignedIn, held: &HeldCard, under_way: Option<&Unblocking>) -> bool {
    let by_another = me.session.authenticator.as_ref().is_some_and(|with| *with != held.authenticator.id);
    let need = Need { level: AssuranceLevel::Aal3, fresh: under_way.is_none() };
    by_another && need.is_met(&me.session, service.now())
}

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
    let under_way = under_way(service, &mut *repository, (me, browser), &held).await?;
    if !shows_another(service, me, &held, under_way.as_ref()) {
        return Ok(Unblock::SignInWithAnother);
    }
    let actor = Actor::Person(person.id.clone());
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
    let Some(held) = own::find(repository, &person.id).await? else {
        return Ok(Err(Unblock::NoCard));
    };
    Ok(match fault(service, &held) {
        None => Ok(held),
        Some(Way::Expired) => Err(Unblock::Expired),
        Some(Way::NoKey) => Err(Unblock::NoKey),
        Some(_) => Err(Unblock::NoCard),
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
