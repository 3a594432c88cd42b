//! Who may unblock a card of their own, what its page says of that, and the first ask.

use card_protocol::Ask;

use super::{LONGEST, Remembered, Unblock, Unblocking, UnblockingId, UnblockingState};
use crate::{
    actor::{Actor, By, Origin},
    assurance::{AssuranceLevel, Kind},
    audit::{self, Event},
    person::{Person, PersonId, freeze},
    ra::Reason,
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
    if matches!(expiry::of(held, service.now()), Standing::Expired { .. } | Standing::Revoked) {
        return Some(Way::Expired);
    }
    held.card.unblocking_key.is_none().then_some(Way::NoKey)
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
    if is_shown(service, me, held, under_way.is_none()) {
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
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    let person = &me.person;
    let held = match unblockable(service, &mut *repository, person).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(refusal),
    };
    let under_way = under_way(service, &mut *repository, (me, browser), &held).await?;
    if !is_shown(service, me, &held, under_way.is_none()) {
        return Ok(Unblock::SignInWithAnother);
    }
    let unblocking = match under_way {
        Some(unblocking) => unblocking,
        None => {
            let actor = Actor::Person(person.id.clone());
            let by = By { actor: &actor, origin, why: &[] };
            new(service, &mut *repository, (by, browser), (person, &held), None).await?
        }
    };
    offer(service, repository, (origin, browser), &person.id, (&held, &unblocking)).await
}

/// Whether who asks showed who they are with another authenticator of AAL3. The card itself proves nothing while its passcode is
/// unknown; whoever found it must not choose a new one.
pub(super) fn is_shown(service: &Service, me: &SignedIn, held: &HeldCard, fresh: bool) -> bool {
    let by_another = me.session.authenticator.as_ref().is_some_and(|with| *with != held.authenticator.id);
    by_another && Need { level: AssuranceLevel::Aal3, fresh }.is_met(&me.session, service.now())
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

/// Asks the agent for a key to which the unblocking key can be sealed. `asks` is who has the session: the holder or the
/// Registration Authority.
pub(super) async fn offer(
    service: &Service,
    mut repository: Box<dyn Repository>,
    here: (&Origin, &BrowserId),
    asks: &PersonId,
    (held, unblocking): (&HeldCard, &Unblocking),
) -> Result<Unblock, Unexpected> {
    let nonce = statement::nonce(service);
    let offer = Ask::OfferUnblock { card: held.card.serial.as_str().to_owned(), nonce: nonce.clone() };
    let remembered = Remembered { unblocking: unblocking.id.as_str().to_owned(), nonce, offered: None, next: None };
    let whom = (CeremonyPurpose::CardUnblocking, Some(asks));
    let asked = ask::put(service, &mut *repository, here, whom, (&offer, &remembered)).await?;
    Ok(match asked {
        Ok(challenge) => {
            repository.commit().await?;
            Unblock::Ask(challenge)
        }
        Err(until) => Unblock::Wait(until),
    })
}

/// Allows it for 15 minutes. Of a Registration Authority the reason is kept, for what is noted when it is done.
pub(super) async fn new(
    service: &Service,
    repository: &mut dyn Repository,
    (by, browser): (By<'_>, &BrowserId),
    (person, held): (&Person, &HeldCard),
    reason: Option<&Reason>,
) -> Result<Unblocking, Unexpected> {
    let now = service.now();
    let unblocking = Unblocking {
        id: UnblockingId::random(&*service.random),
        card_id: held.card.id.clone(),
        browser_id: browser.clone(),
        allowed_by: by.actor.audit_text(),
        reason: reason.cloned(),
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
