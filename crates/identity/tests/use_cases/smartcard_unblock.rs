//! Unblock a card.

use std::time::Duration;

use card_protocol::{Fault, Purpose};
use identity::{
    assurance::{AssuranceLevel, Kind},
    authenticator::suspend,
    keys::Purpose as Sealing,
    person::Person,
    session::BrowserId,
    smartcard::{
        authority::LIFE,
        card::Card,
        unblock::{self, Unblock, Way},
    },
    undo::What,
    webauthn::ceremony::Challenge,
};

use crate::support::{Device, MINUTE, Maker, SoftCard, Visit, World, on_both, seconds, wish};

const REFUSED: &str = r#"{"answer":"fault","fault":"unblock-refused","passcode":null}"#;

/// Somebody with a card and a security key of AAL3, signed in with the key.
async fn locked_out(world: &mut World) -> (Person, SoftCard, Device, Visit) {
    let maker = Maker::new();
    world.trust(&maker);
    let mut key = Device::security_key().attested(&maker);
    let enrolled = world.enrolled("Ann", AssuranceLevel::Aal3).await;
    world.add_device(&enrolled, &mut key, wish(Kind::SecurityKey)).await;
    let ann = enrolled.me.person;
    let card = world.issue_card(&ann, "00A1").await;
    let visit = world.signed_in_with(&mut key).await;
    (ann, card, key, visit)
}

async fn begin(world: &World, visit: &Visit) -> Unblock {
    unblock::begin(&world.service, &visit.me, &visit.browser.origin, &visit.browser.id).await.unwrap()
}

fn asked(unblock: Unblock) -> Challenge {
    match unblock {
        Unblock::Ask(challenge) => challenge,
        other => panic!("expected an ask: {other:?}"),
    }
}

async fn tell(world: &World, visit: &Visit, challenge: &Challenge, answer: &str) -> Unblock {
    let Visit { browser, me, .. } = visit;
    unblock::advance(&world.service, me, &browser.origin, &browser.id, &challenge.ceremony, answer).await.unwrap()
}

/// The unblocking keys that the server has: the present one and the next.
async fn keys(world: &World, person: &Person) -> (String, Option<String>) {
    let card = world.read(async |repository| repository.list_cards(&person.id).await.unwrap().remove(0)).await;
    let owner = Card::seal_owner(&card.person_id, &card.id);
    let open = |sealed| {
        let opened = world.service.keys.open(Sealing::UnblockingKey, &owner, &sealed).unwrap();
        String::from_utf8(opened.to_vec()).unwrap()
    };
    (open(card.unblocking_key.unwrap()), card.next_unblocking_key.map(open))
}

#[tokio::test]
async fn a_card_is_unblocked_by_another_authenticator_and_has_another_unblocking_key_then() {
    on_both(async |mut world| {
        let (ann, mut card, _, visit) = locked_out(&mut world).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let mut handed_over = None;
        let mails = world.mails_of(async || handed_over = Some(tell(&world, &visit, &offer, &offered).await)).await;
        assert_eq!(mails.len(), 1, "the answer that it was done may never come");
        let hand_over = asked(handed_over.unwrap());
        assert!(!hand_over.options.contains("31415926"), "no page reads the key");
        let (before, next) = keys(&world, &ann).await;
        assert_eq!((before.as_str(), next.as_ref().map(String::len)), ("31415926", Some(8)));
        let answer = card.answer(&hand_over.options, world.now());
        assert_eq!(card.unblocking_key, *next.as_ref().unwrap());
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    let done = tell(&world, &visit, &hand_over, &answer).await;
                    assert!(matches!(done, Unblock::Unblocked), "{done:?}");
                })
                .await;
        });
        assert_eq!(events.await, ["card.unblocked"]);
        assert_eq!(mails.len(), 1);
        assert_eq!(keys(&world, &ann).await, (card.unblocking_key.clone(), None));
        assert!(matches!(tell(&world, &visit, &hand_over, &answer).await, Unblock::Over));
        assert!(matches!(tell(&world, &visit, &offer, &offered).await, Unblock::Over));
        world.signed_in_by(&mut card).await;
        assert_eq!(world.was_not_me("ann@nhs.net").await, What::CardUnblocked);
        assert!(!world.card_signs_in(&mut card).await, "whoever unblocked it has the card");
    })
    .await;
}

#[tokio::test]
async fn failure_30_an_unblocking_that_breaks_off_leaves_a_key_that_fits() {
    on_both(async |mut world| {
        let (ann, mut card, mut key, visit) = locked_out(&mut world).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let hand_over = asked(tell(&world, &visit, &offer, &offered).await);
        // The card took the next key, and its answer never came.
        card.answer(&hand_over.options, world.now());
        assert_ne!(card.unblocking_key, "31415926");
        world.wait(MINUTE * 60);
        let visit = world.signed_in_with(&mut key).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let first = asked(tell(&world, &visit, &offer, &offered).await);
        // The present key is the old one to the server; the agent has both.
        let answer = card.answer(&first.options, world.now());
        assert!(matches!(tell(&world, &visit, &first, &answer).await, Unblock::Unblocked));
        assert_eq!(keys(&world, &ann).await, (card.unblocking_key.clone(), None));
        // What is not right is not tried once more: the unblocking key blocks, too.
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let first = asked(tell(&world, &visit, &offer, &offered).await);
        let refused = tell(&world, &visit, &first, REFUSED).await;
        assert!(matches!(refused, Unblock::Fault(Fault::UnblockRefused, None)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_30_a_late_answer_of_another_browser_forgets_no_key_that_the_card_may_have() {
    on_both(async |mut world| {
        let (ann, mut card, mut key, one) = locked_out(&mut world).await;
        let other = world.signed_in_with(&mut key).await;
        let (mut hand_overs, mut answers) = (Vec::new(), Vec::new());
        for visit in [&one, &other] {
            let offer = asked(begin(&world, visit).await);
            let offered = card.answer(&offer.options, world.now());
            let hand_over = asked(tell(&world, visit, &offer, &offered).await);
            answers.push(card.answer(&hand_over.options, world.now()));
            hand_overs.push(hand_over);
        }
        let [late, answer] = &answers[..] else { panic!() };
        assert!(matches!(tell(&world, &other, &hand_overs[1], answer).await, Unblock::Unblocked));
        assert_eq!(keys(&world, &ann).await, (card.unblocking_key.clone(), None));
        // Begun once more, and the card never heard of it.
        let offer = asked(begin(&world, &one).await);
        let offered = card.answer(&offer.options, world.now());
        asked(tell(&world, &one, &offer, &offered).await);
        assert!(matches!(tell(&world, &one, &hand_overs[0], late).await, Unblock::Unblocked));
        let (now, next) = keys(&world, &ann).await;
        assert_eq!(now, card.unblocking_key, "the one that the card has");
        assert!(next.is_some(), "and the one that it may have");
    })
    .await;
}

#[tokio::test]
async fn failure_26_no_unblocking_key_leaves_for_a_session_that_ended_and_what_the_card_did_is_noted() {
    on_both(async |mut world| {
        let (ann, mut card, mut key, visit) = locked_out(&mut world).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        world.end_session(&visit).await;
        let outcome = tell(&world, &visit, &offer, &offered).await;
        assert!(matches!(outcome, Unblock::SignInWithAnother), "{outcome:?}");
        let outcome = begin(&world, &visit).await;
        assert!(matches!(outcome, Unblock::SignInWithAnother), "{outcome:?}");
        assert_eq!(keys(&world, &ann).await.1, None);

        let visit = world.signed_in_with(&mut key).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let hand_over = asked(tell(&world, &visit, &offer, &offered).await);
        let answer = card.answer(&hand_over.options, world.now());
        world.end_session(&visit).await;
        let outcome = tell(&world, &visit, &hand_over, &answer).await;
        assert!(matches!(outcome, Unblock::Unblocked), "{outcome:?}");
        assert_eq!(keys(&world, &ann).await, (card.unblocking_key.clone(), None));
    })
    .await;
}

#[tokio::test]
async fn what_the_card_did_is_noted_though_its_holder_took_their_time() {
    on_both(async |mut world| {
        let (ann, mut card, _, visit) = locked_out(&mut world).await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        world.wait(MINUTE * 14);
        let hand_over = asked(tell(&world, &visit, &offer, &offered).await);
        let answer = card.answer(&hand_over.options, world.now());
        world.wait(MINUTE * 14);
        let done = tell(&world, &visit, &hand_over, &answer).await;
        assert!(matches!(done, Unblock::Unblocked), "{done:?}");
        assert_eq!(keys(&world, &ann).await, (card.unblocking_key.clone(), None));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_the_card_alone_or_no_aal3_does_not_unblock_it() {
    on_both(async |mut world| {
        let (ann, mut card, mut key, visit) = locked_out(&mut world).await;
        let by_card = world.signed_in_by(&mut card).await;
        assert!(matches!(begin(&world, &by_card).await, Unblock::SignInWithAnother));
        let low = world.enrol_at(&ann, AssuranceLevel::Aal2).await;
        assert!(matches!(begin(&world, &low).await, Unblock::SignInWithAnother));
        world.wait(MINUTE * 6);
        assert!(matches!(begin(&world, &visit).await, Unblock::SignInWithAnother), "it is not fresh");
        // What was begun goes on for 15 minutes, in its browser.
        let visit = world.signed_in_with(&mut key).await;
        asked(begin(&world, &visit).await);
        world.wait(MINUTE * 14);
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        world.wait(MINUTE);
        assert!(matches!(tell(&world, &visit, &offer, &offered).await, Unblock::Over));
        let other = world.browser().await;
        let there = unblock::begin(&world.service, &visit.me, &other.origin, &other.id).await.unwrap();
        assert!(matches!(there, Unblock::SignInWithAnother), "{there:?}");
    })
    .await;
}

async fn look(world: &World, visit: &Visit, browser: Option<&BrowserId>) -> Option<Way> {
    unblock::look(&world.service, &visit.me, browser).await.unwrap().map(|(_, way)| way)
}

async fn way(world: &World, visit: &Visit) -> Way {
    look(world, visit, Some(&visit.browser.id)).await.unwrap()
}

#[tokio::test]
async fn the_page_says_what_beginning_would_say() {
    on_both(async |mut world| {
        let (ann, mut card, mut key, visit) = locked_out(&mut world).await;
        let with_key = Way::SignIn(vec![Kind::SecurityKey]);
        assert_eq!(way(&world, &visit).await, Way::Open);
        let by_card = world.signed_in_by(&mut card).await;
        assert_eq!(way(&world, &by_card).await, with_key);
        world.wait(MINUTE * 6);
        assert_eq!(way(&world, &visit).await, with_key, "it is not fresh");
        let visit = world.signed_in_with(&mut key).await;
        asked(begin(&world, &visit).await);
        world.wait(MINUTE * 14);
        assert_eq!(way(&world, &visit).await, Way::Open, "what was begun goes on for 15 minutes");
        asked(begin(&world, &visit).await);
        assert_eq!(look(&world, &visit, None).await.as_ref(), Some(&with_key));
        world.wait(MINUTE);
        assert_eq!(way(&world, &visit).await, with_key);
        let held = world.held(&ann).await.into_iter().find(|held| held.kind == Kind::Smartcard).unwrap();
        let Visit { me, browser, .. } = &visit;
        suspend::suspend(&world.service, me, &browser.origin, &held.id).await.unwrap();
        assert_eq!(way(&world, &visit).await, Way::Suspended);
        assert!(matches!(begin(&world, &visit).await, Unblock::NoCard));
    })
    .await;
}

#[tokio::test]
async fn whoever_has_nothing_but_the_card_is_told_whom_to_ask() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let visit = world.signed_in_by(&mut card).await;
        assert_eq!(way(&world, &visit).await, Way::NoOther);
        // What is below AAL3 does not help.
        let bea = world.account("Bea").await;
        world.issue_card(&bea.person, "00B1").await;
        assert_eq!(way(&world, &world.signed_in(&bea).await).await, Way::NoOther);
        let cara = world.account("Cara").await;
        assert_eq!(look(&world, &world.signed_in(&cara).await, None).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_card_whose_certificates_expired_is_not_unblocked() {
    on_both(async |mut world| {
        let (_, _, mut key, _) = locked_out(&mut world).await;
        world.wait(LIFE + seconds(1));
        let visit = world.signed_in_with(&mut key).await;
        assert_eq!(way(&world, &visit).await, Way::Expired);
        assert!(matches!(begin(&world, &visit).await, Unblock::Expired));
    })
    .await;
}

#[tokio::test]
async fn only_the_card_that_was_asked_confirms_its_unblocking() {
    on_both(async |mut world| {
        let (ann, mut card, _, visit) = locked_out(&mut world).await;
        let (_, bea) = world.card_holder("Bea").await;
        let offer = asked(begin(&world, &visit).await);
        let offered = card.answer(&offer.options, world.now());
        let hand_over = asked(tell(&world, &visit, &offer, &offered).await);
        let hers = bea.pairs[0].certificates.clone().unwrap()[0].clone();
        for lie in [
            SoftCard { purpose: Some(Purpose::SignIn), ..card.clone() },
            SoftCard { nonce: Some("AAAA".into()), ..card.clone() },
            SoftCard { origin: "https://badidentity.example".into(), ..card.clone() },
            SoftCard { certificate: Some(hers), ..card.clone() },
        ] {
            let answer = lie.clone().answer(&hand_over.options, world.now());
            let refused = tell(&world, &visit, &hand_over, &answer).await;
            assert!(matches!(refused, Unblock::Refused), "{refused:?}");
        }
        assert!(keys(&world, &ann).await.1.is_some(), "both keys are kept until the card has confirmed");
        world.wait(Duration::from_secs(1));
        let answer = card.answer(&hand_over.options, world.now());
        assert!(matches!(tell(&world, &visit, &hand_over, &answer).await, Unblock::Unblocked));
    })
    .await;
}
