//! Which card is asked to sign somebody in, and who steps up with one.

use card_protocol::{Answer, Ask, Fault};
use identity::{
    assurance::AssuranceLevel::Aal3,
    session::{Computer, Need},
    smartcard::sign_in::{self, BeginSignIn, FinishSignIn, Readers},
};

use crate::support::{Browser, MINUTE, SoftCard, World, card_signed_in, on_both};

async fn begin_with(world: &World, browser: &Browser, cards: &str, chosen: Option<&str>) -> BeginSignIn {
    let (after, readers) = ((browser.computer, "/"), Readers { said: cards, chosen });
    sign_in::begin(&world.service, &browser.origin, &browser.id, after, readers).await.unwrap()
}

fn in_readers(cards: &[&SoftCard]) -> String {
    let cards = cards.iter().map(|card| card.shown()).collect();
    serde_json::to_string(&Answer::Cards { change: 1, cards }).unwrap()
}

#[tokio::test]
async fn the_card_that_is_there_is_named_and_asked_for_the_key_that_is_in_use() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let browser = world.browser().await;
        let begun = begin_with(&world, &browser, &in_readers(&[&card]), None).await;
        let BeginSignIn::Ready { challenge, card: named } = begun else { panic!("{begun:?}") };
        assert_eq!((named.serial.as_str(), named.label), (card.serial.as_str(), format!("Label of {}", card.serial)));
        let Ask::SignWith { card: serial, certificate, .. } = serde_json::from_str(&challenge.options).unwrap() else {
            panic!("{}", challenge.options)
        };
        assert_eq!((serial, &certificate), (card.serial.clone(), &card.shown().certificates[0].fingerprint));
        let answer = card.answer(&challenge.options, world.now());
        card_signed_in(world.card_answers(&browser, &challenge.ceremony, &answer).await);
        // A card of somewhere else is asked all the same, and refused as any other.
        let mut stranger = SoftCard::new("00Z9");
        let begun = begin_with(&world, &browser, &in_readers(&[&stranger]), None).await;
        let BeginSignIn::Ready { challenge, .. } = begun else { panic!("{begun:?}") };
        assert!(challenge.options.contains(r#""ask":"sign""#), "{}", challenge.options);
        stranger.pairs[0].certificates = Some([b"none".to_vec(), b"none".to_vec()]);
        let answer = stranger.answer(&challenge.options, world.now());
        let outcome = world.card_answers(&browser, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn of_several_cards_the_one_that_its_holder_chose_is_asked() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let (_, other) = world.card_holder("Bea").await;
        let browser = world.browser().await;
        let both = in_readers(&[&other, &card]);
        for chosen in [None, Some("00A1Cara"), Some("")] {
            let begun = begin_with(&world, &browser, &both, chosen).await;
            let BeginSignIn::Choose(cards) = begun else { panic!("{begun:?}") };
            let serials: Vec<&str> = cards.iter().map(|card| card.serial.as_str()).collect();
            assert_eq!(serials, [&other.serial, &card.serial]);
        }
        let begun = begin_with(&world, &browser, &both, Some(&card.serial)).await;
        let BeginSignIn::Ready { challenge, .. } = begun else { panic!("{begun:?}") };
        let answer = card.answer(&challenge.options, world.now());
        let token = card_signed_in(world.card_answers(&browser, &challenge.ceremony, &answer).await);
        assert_eq!(world.find(&token).await.unwrap().session.person_id, ann.id);
        // One that was taken out meanwhile is none.
        let begun = begin_with(&world, &browser, &in_readers(&[&card]), Some(&other.serial)).await;
        assert!(matches!(begun, BeginSignIn::Ready { .. }), "{begun:?}");
    })
    .await;
}

#[tokio::test]
async fn where_no_card_can_be_asked_the_reason_is_told_before_anything_is() {
    on_both(async |world| {
        let browser = world.browser().await;
        let strange = SoftCard::new("no serial number");
        let none = in_readers(&[]);
        for (said, reason) in [
            (none.as_str(), Fault::NoCard),
            (&in_readers(&[&strange]), Fault::NoCard),
            (r#"{"answer":"fault","fault":"no-module","passcode":null}"#, Fault::NoModule),
            (r#"{"answer":"discarded"}"#, Fault::NotUnderstood),
            ("cards", Fault::NotUnderstood),
            (&"x".repeat(100_000), Fault::NotUnderstood),
        ] {
            let begun = begin_with(&world, &browser, said, None).await;
            assert!(matches!(begun, BeginSignIn::Fault(fault, None) if fault == reason), "{reason:?}: {begun:?}");
        }
        // More than anybody has are not looked at.
        let many: Vec<SoftCard> = (0..50).map(|number| SoftCard::new(&format!("00{number}"))).collect();
        let begun = begin_with(&world, &browser, &in_readers(&many.iter().collect::<Vec<_>>()), None).await;
        assert!(matches!(begun, BeginSignIn::Choose(cards) if cards.len() == 8));
    })
    .await;
}

#[tokio::test]
async fn a_card_steps_up_who_is_signed_in_and_nobody_else() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let (_, mut bea) = world.card_holder("Bea").await;
        let browser = world.shared_browser().await;
        let token = card_signed_in(world.try_card(&browser, &mut card).await);
        let visit = world.visit(&browser, token).await;
        world.wait(MINUTE * 6);
        let need = Need { level: Aal3, fresh: true };
        let Browser { id, origin, .. } = &browser;
        let begin = async || {
            let begun = sign_in::begin_step_up(&world.service, &visit.me, origin, id, need, "/profile").await.unwrap();
            let BeginSignIn::Ready { challenge, .. } = begun else { panic!("{begun:?}") };
            challenge
        };
        let finish = async |challenge: &identity::webauthn::ceremony::Challenge, answer: &str| {
            let ceremony = &challenge.ceremony;
            sign_in::finish_step_up(&world.service, &visit.me, origin, id, ceremony, answer).await.unwrap()
        };
        let challenge = begin().await;
        let asked: serde_json::Value = serde_json::from_str(&challenge.options).unwrap();
        assert_eq!(asked["card"], card.serial);
        bea.serial = card.serial.clone();
        let hers = bea.answer(&challenge.options, world.now());
        assert!(matches!(finish(&challenge, &hers).await, FinishSignIn::Refused));
        let challenge = begin().await;
        let answer = card.answer(&challenge.options, world.now());
        let token = card_signed_in(finish(&challenge, &answer).await);
        let session = world.find(&token).await.unwrap().session;
        assert_eq!((session.person_id, session.computer), (ann.id, Computer::Shared));
        assert!(world.find(&visit.token).await.is_none(), "the session before it ends (failure 29)");
        let nobody = world.account("Cara").await;
        let visit = world.signed_in(&nobody).await;
        let begun = sign_in::begin_step_up(&world.service, &visit.me, origin, id, need, "/").await.unwrap();
        assert!(matches!(begun, BeginSignIn::NoCard), "{begun:?}");
    })
    .await;
}
