//! A smartcard that is issued at the desk: what makes it theirs, and what is left when it breaks off.

use card_protocol::{Fault, Purpose};
use identity::{
    actor::Actor,
    assurance::Kind,
    authenticator::AuthenticatorState,
    keys::Purpose as Sealing,
    person::{Person, PersonId},
    ra::{
        Acted, Refusal,
        approval::{self, Ask, Decide, Decision},
        position,
        take_over::Why,
        target::Target,
    },
    settings,
    smartcard::{
        authority,
        card::{Card, CardSerial},
        prepare::{self, AllowCard, Prepare, Refused, Wish},
    },
    webauthn::ceremony::Challenge,
};

use crate::support::{
    MINUTE, SoftCard, World,
    desk::{Ra, nurse_at, why},
    on_both,
};

const FIRST: Wish = Wish { own: false, replace: false };
const BLANK: Wish = Wish { own: false, replace: true };
const AGAIN: Wish = Wish { own: true, replace: true };

async fn allow(world: &World, ra: &Ra, whom: &PersonId, wish: Wish) -> Acted<AllowCard> {
    let (by, browser) = ((ra.origin(), &why()), &ra.visit.browser.id);
    prepare::allow(&world.service, &ra.desk, by, browser, (whom, wish)).await.unwrap()
}

async fn begin(world: &World, ra: &Ra, whom: &PersonId) -> Acted<Prepare> {
    prepare::begin(&world.service, &ra.desk, (ra.origin(), &ra.visit.browser.id), whom).await.unwrap()
}

async fn tell(world: &World, ra: &Ra, whom: &PersonId, (asked, answer): (&Challenge, &str)) -> Acted<Prepare> {
    let here = (ra.origin(), &ra.visit.browser.id);
    prepare::advance(&world.service, &ra.desk, here, whom, (&asked.ceremony, answer)).await.unwrap()
}

fn asked(outcome: Acted<Prepare>, step: &str) -> Challenge {
    match outcome {
        Ok(Prepare::Ask(now, challenge)) if now == step => challenge,
        other => panic!("expected the step {step}: {other:?}"),
    }
}

/// Somebody of RA1, and a nurse of HOSP.
async fn at_the_desk(world: &mut World) -> (Ra, Person) {
    world.organisations().await;
    authority::found(&world.service, &Actor::System).await.unwrap();
    let ra = world.agent("Grace", "RA1").await;
    // What one alone may do is tried apart.
    settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
    let nurse = world.account("Nia").await.person;
    world.hold(&nurse, &nurse_at("HOSP")).await;
    (ra, nurse)
}

fn blank(serial: &str) -> SoftCard {
    SoftCard { label: String::new(), unblocking_key: String::new(), pairs: Vec::new(), ..SoftCard::new(serial) }
}

async fn step(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard, asked: &Challenge) -> Acted<Prepare> {
    let answer = card.answer(&asked.options, world.now());
    tell(world, ra, &nurse.id, (asked, &answer)).await
}

/// As far as the certificates, which the card has not got yet.
async fn to_install(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard) -> Challenge {
    let offer = asked(begin(world, ra, &nurse.id).await, "offer");
    let ask = asked(step(world, ra, nurse, card, &offer).await, "prepare");
    asked(step(world, ra, nurse, card, &ask).await, "install")
}

async fn issue(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard, wish: Wish) {
    assert_eq!(allow(world, ra, &nurse.id, wish).await, Ok(AllowCard::Allowed));
    let install = to_install(world, ra, nurse, card).await;
    let done = step(world, ra, nurse, card, &install).await;
    assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
}

/// The unblocking key that the server keeps of the open card of somebody.
async fn kept_key(world: &World, person: &Person) -> String {
    let cards = world.read(async |repository| repository.list_cards(&person.id).await.unwrap()).await;
    let card = cards.into_iter().find(|card| card.ended_at.is_none()).unwrap();
    let owner = Card::seal_owner(&card.person_id, &card.id);
    let opened = world.service.keys.open(Sealing::UnblockingKey, &owner, &card.unblocking_key.unwrap()).unwrap();
    String::from_utf8(opened.to_vec()).unwrap()
}

/// The serial numbers of what is on the list of revoked certificates.
async fn revoked(world: &World) -> usize {
    let now = world.now();
    world.read(async |repository| repository.list_revoked(now, now).await.unwrap().len()).await
}

async fn has_card(world: &World, person: &Person) -> bool {
    let held =
        world.read(async |repository| repository.find_active_authenticator(&person.id, Kind::Smartcard).await.unwrap());
    held.await.is_some()
}

#[tokio::test]
async fn a_blank_card_becomes_theirs_when_both_keys_have_signed() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
                    let install = to_install(&world, &ra, &nurse, &mut card).await;
                    assert!(!has_card(&world, &nurse).await, "it does not count yet");
                    let kept = card.unblocking_key.clone();
                    assert_eq!((kept.len(), install.options.contains(&kept)), (8, false), "no page reads the key");
                    let done = step(&world, &ra, &nurse, &mut card, &install).await;
                    assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
                })
                .await;
        });
        assert_eq!(events.await, ["card.issued", "card.issuing-begun"]);
        assert_eq!(mails.len(), 1);
        let mail = world.mails_to("nia@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("Grace Okafor-Lindqvist of your Registration Authority"), "{}", mail.text);
        for event in ["card.issuing-begun", "card.issued"] {
            let log = world.audit().await;
            let entry = log.iter().find(|entry| entry.event == event).unwrap();
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            assert_eq!((&details["reason"], &details["organisation"]), (&"seen in person".into(), &"RA1".into()));
            assert_eq!(entry.actor, format!("person:{}", ra.person.id));
            assert_eq!(entry.subject, Some(nurse.id.clone()));
        }
        assert_eq!(kept_key(&world, &nurse).await, card.unblocking_key);
        assert!(card.label.starts_with("Nia Okafor-Lindqvist "), "{}", card.label);
        assert!(card.label.len() <= 32);
        assert_eq!(revoked(&world).await, 0);
        world.signed_in_by(&mut card).await;
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)), "allowed once");
    })
    .await;
}

#[tokio::test]
async fn a_card_that_they_have_is_replaced_by_another_one_or_by_itself() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut old = world.issue_card(&nurse, "00A1").await;
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::AlreadyHeld));
        issue(&world, &ra, &nurse, &mut old, AGAIN).await;
        assert_ne!(old.unblocking_key, "31415926");
        assert_eq!(kept_key(&world, &nurse).await, old.unblocking_key);
        assert_eq!(revoked(&world).await, 2, "the pair that was on it");
        world.signed_in_by(&mut old).await;
        let mut new = blank("00B2");
        issue(&world, &ra, &nurse, &mut new, BLANK).await;
        world.signed_in_by(&mut new).await;
        let browser = world.browser().await;
        let refused = world.try_card(&browser, &mut old).await;
        assert!(!matches!(refused, identity::smartcard::sign_in::FinishSignIn::SignedIn { .. }), "{refused:?}");
        let cards = world.read(async |repository| repository.list_cards(&nurse.id).await.unwrap()).await;
        let open: Vec<_> = cards.iter().filter(|card| card.ended_at.is_none()).collect();
        assert_eq!((cards.len(), open.len(), open[0].serial.as_str()), (3, 1, "00B2"));
        for card in cards.iter().filter(|card| card.ended_at.is_some()) {
            assert_eq!(card.unblocking_key, None);
            let ended = world.read(async |repository| {
                repository.lookup_authenticator(&card.authenticator_id).await.unwrap().unwrap().state
            });
            assert_eq!(ended.await, AuthenticatorState::Replaced);
        }
        // A card of which nobody here has the key is not used again.
        let bare = world.nurse("Bare", "HOSP").await;
        assert_eq!(allow(&world, &ra, &bare.id, AGAIN).await, Ok(AllowCard::NeedsBlank));
    })
    .await;
}

#[tokio::test]
async fn what_breaks_off_counts_for_nothing_and_is_begun_again_with_the_same_card() {
    on_both(async |mut world| {
        let (mut ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let ask = asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
        // The card is initialised, and nobody hears of it: it bears the label.
        card.answer(&ask.options, world.now());
        let key = card.unblocking_key.clone();
        let install = to_install(&world, &ra, &nurse, &mut card).await;
        assert_eq!(card.unblocking_key, key, "the server still has what unblocks it");
        // The certificates are issued, and the browser is closed: the same ones are written later.
        let again = asked(begin(&world, &ra, &nurse.id).await, "install");
        let certificates = |asked: &Challenge| {
            let value: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
            value["certificates"].clone()
        };
        assert_eq!(certificates(&install), certificates(&again));
        assert!(!has_card(&world, &nurse).await);
        assert_eq!(revoked(&world).await, 0, "they wait");
        let fault = r#"{"answer":"fault","fault":"card-removed","passcode":null}"#;
        let told = tell(&world, &ra, &nurse.id, (&again, fault)).await;
        assert!(matches!(told, Ok(Prepare::Fault(Fault::CardRemoved, None))), "{told:?}");
        // A day later: what was issued is on the list of revoked ones, and the same card is prepared afresh, by another one.
        world.wait(MINUTE * 60 * 24);
        world.again(&mut ra).await;
        assert_eq!(revoked(&world).await, 2);
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)));
        let other = world.agent("Daniel", "RA1").await;
        issue(&world, &other, &nurse, &mut card, FIRST).await;
        assert_eq!(kept_key(&world, &nurse).await, card.unblocking_key);
        assert_eq!(revoked(&world).await, 2);
        world.signed_in_by(&mut card).await;
    })
    .await;
}

#[tokio::test]
async fn every_step_is_refused_to_whoever_may_not() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let (mut other, boss) = (world.agent("Daniel", "RA1").await, world.manager("Boss", "RA1").await);
        let away = world.nurse("Amos", "HOME").await;
        for whom in [&away.id, &PersonId::from_text("nobody")] {
            assert_eq!(allow(&world, &ra, whom, FIRST).await, Err(Refusal::NotInSight));
            assert_eq!(begin(&world, &ra, whom).await.unwrap_err(), Refusal::NotInSight);
        }
        assert_eq!(allow(&world, &ra, &ra.person.id, FIRST).await, Err(Refusal::Yourself));
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)), "nothing was allowed");
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let install = to_install(&world, &ra, &nurse, &mut card).await;
        let answer = card.answer(&install.options, world.now());
        assert_eq!(tell(&world, &ra, &away.id, (&install, &answer)).await.unwrap_err(), Refusal::NotInSight);
        other.visit.browser = ra.visit.browser.clone();
        assert!(matches!(tell(&world, &other, &nurse.id, (&install, &answer)).await, Ok(Prepare::Over)));
        assert!(matches!(begin(&world, &other, &nurse.id).await, Ok(Prepare::Over)));
        // The seat ends between two steps.
        let held = world.read(async |repository| {
            repository.list_held_positions(std::slice::from_ref(&ra.person.id)).await.unwrap().remove(0)
        });
        let yesterday = world.now().uk_date().previous_day().unwrap();
        let (by, id) = ((boss.origin(), &why()), held.await.id);
        position::end(&world.service, &boss.desk, by, &ra.person.id, (&id, yesterday)).await.unwrap().unwrap();
        assert_eq!(tell(&world, &ra, &nurse.id, (&install, &answer)).await.unwrap_err(), Refusal::NotAnRa);
        assert!(!has_card(&world, &nurse).await);
        world.wait(MINUTE * 6);
        assert_eq!(allow(&world, &boss, &nurse.id, FIRST).await, Err(Refusal::SignInAgain));
    })
    .await;
}

#[tokio::test]
async fn what_one_alone_may_not_needs_an_approval_at_every_step() {
    on_both(async |mut world| {
        let (mut one, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &one, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let install = to_install(&world, &one, &nurse, &mut card).await;
        let answer = card.answer(&install.options, world.now());
        // Meanwhile they got a position that is out of reach.
        world.hold(&nurse, &nurse_at("HOME")).await;
        let elsewhere = Refusal::NeedsApproval(Why::NotAllInReach);
        assert_eq!(tell(&world, &one, &nurse.id, (&install, &answer)).await.unwrap_err(), elsewhere);
        assert_eq!(begin(&world, &one, &nurse.id).await.unwrap_err(), elsewhere);
        assert_eq!(allow(&world, &one, &nurse.id, FIRST).await, Err(elsewhere));
        world.wait(MINUTE * 15);
        world.again(&mut one).await;
        let two = world.agent("Daniel", "RA2").await;
        world.wait(MINUTE * 60 * 24 * 8);
        let (mut one, mut two) = (one, two);
        world.again(&mut one).await;
        world.again(&mut two).await;
        let target = Target::Authenticator { kind: Kind::Smartcard, replace: false };
        let by = (one.origin(), &why());
        let Ok(Ask::Asked(id)) = approval::ask(&world.service, &one.desk, by, &nurse.id, &target).await.unwrap() else {
            panic!("it is asked for")
        };
        let by = (two.origin(), &why());
        let decided = approval::decide(&world.service, &two.desk, by, &id, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::Done));
        issue(&world, &one, &nurse, &mut card, FIRST).await;
        assert_eq!(allow(&world, &one, &nurse.id, BLANK).await, Err(elsewhere), "once, and for that alone");
    })
    .await;
}

#[tokio::test]
async fn one_alone_issues_a_card_to_nobody_who_can_sign_in_already() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        settings::set_second_approval(&world.service, &Actor::Operator, true).await.unwrap();
        let alone = Refusal::NeedsApproval(Why::CardAlone);
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Err(alone));
        let starter = world.nurse("Starter", "HOSP").await;
        issue(&world, &ra, &starter, &mut blank("00A1"), FIRST).await;
        assert_eq!(allow(&world, &ra, &starter.id, BLANK).await, Err(alone), "they have one now");
    })
    .await;
}

#[tokio::test]
async fn only_the_card_that_was_certified_confirms_it() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let (holder, theirs) = world.card_holder("Bea").await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let other = SoftCard { label: card_label(&offer), ..theirs.clone() };
        let refused = step(&world, &ra, &nurse, &mut other.clone(), &offer).await;
        assert!(matches!(refused, Ok(Prepare::OtherCard)), "somebody else's: {refused:?}");
        let ask = asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
        let mut liar = SoftCard { says_serial: Some(theirs.serial.clone()), ..card.clone() };
        let refused = step(&world, &ra, &nurse, &mut liar, &ask).await;
        assert!(matches!(refused, Ok(Prepare::OtherCard)), "{refused:?}");
        let install = asked(step(&world, &ra, &nurse, &mut card, &ask).await, "install");
        let hers = theirs.pairs[0].certificates.clone().unwrap()[0].clone();
        for lie in [
            SoftCard { purpose: Some(Purpose::SignIn), ..card.clone() },
            SoftCard { nonce: Some("AAAA".into()), ..card.clone() },
            SoftCard { says_serial: Some("00A2".into()), ..card.clone() },
            SoftCard { certificate: Some(hers), ..card.clone() },
        ] {
            let refused = step(&world, &ra, &nurse, &mut lie.clone(), &install).await;
            assert!(matches!(refused, Ok(Prepare::Refused(Refused::NotAsked))), "{refused:?}");
        }
        assert!(!has_card(&world, &nurse).await);
        let done = step(&world, &ra, &nurse, &mut card, &install).await;
        assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
        let serial = CardSerial::parse(&theirs.serial).unwrap();
        let still = world.read(async |repository| repository.find_card_by_serial(&serial).await.unwrap()).await;
        assert_eq!(still.unwrap().person_id, holder.id);
    })
    .await;
}

fn card_label(offer: &Challenge) -> String {
    let value: serde_json::Value = serde_json::from_str(&offer.options).unwrap();
    value["label"].as_str().unwrap().to_owned()
}
