//! Who may issue a card at the desk: it takes an account over as any other authenticator does.

use super::{LONGEST, PreparationState, PreparedCard, Wish};
use crate::{
    actor::Origin,
    assurance::Kind,
    audit::Event,
    person::{Person, PersonId},
    ra::{
        Acted, Desk, Reason,
        act::{self, Asks, allowed},
        identity_check::Presence,
        take_over,
        target::Target,
    },
    random,
    service::{Service, Unexpected},
    session::BrowserId,
    smartcard::{card::CardId, own},
};

/// Bytes of a label (PKCS#11, `CK_TOKEN_INFO`).
const LABEL: usize = 32;
/// Digits by which labels differ.
const MARK: u32 = 8;

/// How allowing it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowCard {
    /// For 15 minutes, in this browser: [`super::begin`].
    Allowed,
    /// They have a card, and nobody asked to replace it.
    AlreadyHeld,
    /// They have no card, or what unblocks it is not known here: only a blank one will do.
    NeedsBlank,
}

/// What is asked to be approved.
pub(super) const fn target(wish: Wish) -> Target {
    Target::Authenticator { kind: Kind::Smartcard, replace: wish.replace }
}

/// Allows whoever sits at the desk to issue a card to somebody who is there. What was begun before is given up; a card that it
/// initialised can be used.
///
/// # Errors
/// When the database refuses.
pub async fn allow(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    browser: &BrowserId,
    (person, wish): (&PersonId, Wish),
) -> Result<Acted<AllowCard>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    let now = service.now();
    let is_held = act.repository.find_active_authenticator(person, Kind::Smartcard).await?.is_some();
    if is_held && !wish.replace {
        return Ok(Ok(AllowCard::AlreadyHeld));
    }
    if wish.own {
        let own = own::find(&mut *act.repository, person).await?;
        if own.is_none_or(|own| own.card.unblocking_key.is_none()) {
            return Ok(Ok(AllowCard::NeedsBlank));
        }
    }
    let before = act.repository.find_prepared_card(person).await?;
    let mine = desk.actor().audit_text();
    let is_here =
        |one: &&PreparedCard| one.allowed_by == mine && one.browser_id.as_ref() == Some(browser) && now < one.finish_by;
    let begun_at = match before.as_ref().filter(is_here).map(|one| one.begun_at) {
        Some(begun_at) => {
            allowed!(take_over::goes_on(&mut act, &target(wish), begun_at).await?);
            begun_at
        }
        None => {
            allowed!(take_over::allow(&mut act, &target(wish)).await?);
            now
        }
    };
    let (id, label, keys) = match before {
        Some(before) => (before.id, before.label, before.keys),
        None => (CardId::random(&*service.random), label(service, &act.person), None),
    };
    act.repository.end_prepared_certificates(&id, now).await?;
    let prepared = PreparedCard {
        person_id: person.clone(),
        serial: None,
        wish,
        browser_id: Some(browser.clone()),
        allowed_by: mine,
        reason: by.1.clone(),
        state: PreparationState::Allowed,
        begun_at,
        finish_by: begun_at.plus(LONGEST),
        id,
        label,
        keys,
    };
    act.repository.put_prepared_card(&prepared).await?;
    // Nobody puts a card into a reader by video.
    act.case.note = Some(("presence", Presence::InPerson.slug()));
    act.record(Event::CardIssuingBegun, &[("kind", Kind::Smartcard.slug())]).await?;
    act.commit().await?;
    Ok(Ok(AllowCard::Allowed))
}

/// The name, for whoever looks for their card, and a number, by which a card is known again that nobody heard of since.
fn label(service: &Service, person: &Person) -> String {
    let (mut name, mark) = (person.name.full(), random::digits(&*service.random, MARK));
    while name.len() + 1 + mark.len() > LABEL {
        name.pop();
    }
    format!("{} {}", name.trim_end(), *mark)
}
