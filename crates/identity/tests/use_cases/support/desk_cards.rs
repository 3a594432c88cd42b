//! Cards that are issued at a desk.

use identity::{
    actor::Actor,
    assurance::Kind,
    person::{Person, PersonId},
    ra::Acted,
    settings,
    smartcard::{
        authority,
        prepare::{self, AllowCard, Prepare, Wish},
    },
    webauthn::ceremony::Challenge,
};

use super::{
    SoftCard, World,
    desk::{Ra, nurse_at, why},
};

pub(crate) const FIRST: Wish = Wish { own: false, replace: false };
pub(crate) const BLANK: Wish = Wish { own: false, replace: true };
pub(crate) const AGAIN: Wish = Wish { own: true, replace: true };

pub(crate) async fn allow(world: &World, ra: &Ra, whom: &PersonId, wish: Wish) -> Acted<AllowCard> {
    let (by, browser) = ((ra.origin(), &why()), &ra.visit.browser.id);
    prepare::allow(&world.service, &ra.desk, by, browser, (whom, wish)).await.unwrap()
}

pub(crate) async fn begin(world: &World, ra: &Ra, whom: &PersonId) -> Acted<Prepare> {
    prepare::begin(&world.service, &ra.desk, (ra.origin(), &ra.visit.browser.id), whom).await.unwrap()
}

pub(crate) async fn tell(
    world: &World,
    ra: &Ra,
    whom: &PersonId,
    (asked, answer): (&Challenge, &str),
) -> Acted<Prepare> {
    let here = (ra.origin(), &ra.visit.browser.id);
    prepare::advance(&world.service, &ra.desk, here, whom, (&asked.ceremony, answer)).await.unwrap()
}

pub(crate) fn asked(outcome: Acted<Prepare>, step: &str) -> Challenge {
    match outcome {
        Ok(Prepare::Ask(now, challenge)) if now == step => challenge,
        other => panic!("expected the step {step}: {other:?}"),
    }
}

/// Somebody of RA1, and a nurse of HOSP.
pub(crate) async fn at_the_desk(world: &mut World) -> (Ra, Person) {
    world.organisations().await;
    authority::found(&world.service, &Actor::System).await.unwrap();
    let ra = world.agent("Grace", "RA1").await;
    // What one alone may do is tried apart.
    settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
    let nurse = world.account("Nia").await.person;
    world.hold(&nurse, &nurse_at("HOSP")).await;
    (ra, nurse)
}

pub(crate) fn blank(serial: &str) -> SoftCard {
    SoftCard { label: String::new(), unblocking_key: String::new(), pairs: Vec::new(), ..SoftCard::new(serial) }
}

pub(crate) async fn step(
    world: &World,
    ra: &Ra,
    nurse: &Person,
    card: &mut SoftCard,
    asked: &Challenge,
) -> Acted<Prepare> {
    let answer = card.answer(&asked.options, world.now());
    tell(world, ra, &nurse.id, (asked, &answer)).await
}

/// As far as the certificates, which the card has not got yet.
pub(crate) async fn to_install(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard) -> Challenge {
    let offer = asked(begin(world, ra, &nurse.id).await, "offer");
    let ask = asked(step(world, ra, nurse, card, &offer).await, "prepare");
    asked(step(world, ra, nurse, card, &ask).await, "install")
}

pub(crate) async fn issue(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard, wish: Wish) {
    assert_eq!(allow(world, ra, &nurse.id, wish).await, Ok(AllowCard::Allowed));
    let install = to_install(world, ra, nurse, card).await;
    let done = step(world, ra, nurse, card, &install).await;
    assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
}

/// Whether somebody has a card that counts.
pub(crate) async fn has_card(world: &World, person: &Person) -> bool {
    let held =
        world.read(async |repository| repository.find_active_authenticator(&person.id, Kind::Smartcard).await.unwrap());
    held.await.is_some()
}
