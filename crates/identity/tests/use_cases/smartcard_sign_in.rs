//! Sign in with a card, and step up with one.

use std::time::Duration;

use card_protocol::{Fault, Passcode, Purpose};
use identity::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel::Aal3,
    authenticator::{reinstate, suspend},
    session::SessionKind,
    smartcard::{
        authority::LIFE,
        card::CardSerial,
        certificate::RevocationReason,
        end,
        sign_in::{self, FinishSignIn},
    },
};

use crate::support::{Browser, MINUTE, SoftCard, Visit, card_signed_in, on_both, race, seconds};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_card_signs_in_without_an_address_at_the_highest_level() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let browser = world.browser().await;
        let challenge = world.ask_card(&browser).await;
        let answer = card.answer(&challenge.options, world.now());
        let events = world.events_of(async || {
            let outcome = world.card_answers(&browser, &challenge.ceremony, &answer).await;
            let FinishSignIn::SignedIn { token, return_to } = outcome else { panic!("{outcome:?}") };
            assert_eq!(return_to, "/profile");
            let session = world.find(&token).await.unwrap().session;
            assert_eq!((&session.person_id, session.kind, session.level), (&ann.id, SessionKind::Full, Aal3));
            assert_eq!(session.factors, "smartcard, passcode");
            let held = world.held(&ann).await.remove(0);
            assert_eq!((session.authenticator, held.last_used_at), (Some(held.id), Some(world.now())));
        });
        assert_eq!(events.await, ["sign-in.completed"]);
        let known = world.read(async |repository| repository.knows_browser(&browser.id, &ann.id).await.unwrap()).await;
        assert!(known);
    })
    .await;
}

#[tokio::test]
async fn failure_1_an_answer_signs_in_once_however_often_it_comes() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let browser = world.browser().await;
        let challenge = world.ask_card(&browser).await;
        let answer = card.answer(&challenge.options, world.now());
        let (service, ceremony) = (world.service.clone(), challenge.ceremony.clone());
        let outcomes = race(6, |_| {
            let (service, browser, ceremony, answer) =
                (service.clone(), browser.clone(), ceremony.clone(), answer.clone());
            async move {
                let Browser { id, origin, .. } = &browser;
                sign_in::finish(&service, origin, id, None, &ceremony, &answer).await.unwrap()
            }
        })
        .await;
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, FinishSignIn::SignedIn { .. })).count();
        assert_eq!(signed_in, 1, "{outcomes:?}");
        assert!(matches!(world.card_answers(&browser, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        // The same answer to another challenge.
        let other = world.ask_card(&browser).await;
        assert!(matches!(world.card_answers(&browser, &other.ceremony, &answer).await, FinishSignIn::Refused));
    })
    .await;
}

#[tokio::test]
async fn only_a_statement_of_what_was_asked_by_a_known_card_signs_in_and_all_others_look_alike() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let (_, bea) = world.card_holder("Bea").await;
        let hers = bea.pairs[0].certificates.clone().unwrap();
        let mine = card.pairs[0].certificates.clone().unwrap();
        let stranger = {
            let mut stranger = SoftCard::new(&card.serial);
            stranger.pairs[0].certificates = Some(mine.clone());
            stranger
        };
        let lies = [
            SoftCard { purpose: Some(Purpose::Renew), ..card.clone() },
            SoftCard { purpose: Some(Purpose::PasscodeChanged), ..card.clone() },
            SoftCard { origin: "https://badidentity.example".into(), ..card.clone() },
            SoftCard { origin: "https://identity.example:444".into(), ..card.clone() },
            SoftCard { origin: "http://identity.example".into(), ..card.clone() },
            SoftCard { nonce: Some("AAAA".into()), ..card.clone() },
            SoftCard { says_serial: Some(bea.serial.clone()), ..card.clone() },
            SoftCard { content: Some("ab".repeat(32)), ..card.clone() },
            // Somebody else's certificate, one for documents, and one's own with another key.
            SoftCard { certificate: Some(hers[0].clone()), ..card.clone() },
            SoftCard { key: 1, ..card.clone() },
            SoftCard { certificate: Some(mine[0].clone()), key: 1, ..card.clone() },
            SoftCard { certificate: Some(b"none".to_vec()), ..card.clone() },
            stranger,
        ];
        for (number, mut lie) in lies.into_iter().enumerate() {
            let outcome = world.try_card(&world.browser().await, &mut lie).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{number} {outcome:?}");
            // A right answer clears its counter.
            world.wait(seconds(60));
            world.signed_in_by(&mut card).await;
        }
        for text in ["", "{}", "[]", r#"{"answer":"discarded"}"#, &"x".repeat(100_000)] {
            let browser = world.browser().await;
            let challenge = world.ask_card(&browser).await;
            let outcome = world.card_answers(&browser, &challenge.ceremony, text).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn failure_9_an_answer_counts_in_the_browser_that_asked_within_five_minutes() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let (asks, other) = (world.browser().await, world.browser().await);
        let challenge = world.ask_card(&asks).await;
        let answer = card.answer(&challenge.options, world.now());
        assert!(matches!(world.card_answers(&other, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        world.wait(MINUTE * 5);
        assert!(matches!(world.card_answers(&asks, &challenge.ceremony, &answer).await, FinishSignIn::Over));
    })
    .await;
}

#[tokio::test]
async fn an_answer_for_a_device_is_none_for_a_card_and_the_other_way_round() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let browser = world.browser().await;
        let (of_card, of_device) = (world.ask_card(&browser).await, world.ask(&browser).await);
        let answer = card.answer(&of_card.options, world.now());
        assert!(matches!(world.card_answers(&browser, &of_device.ceremony, &answer).await, FinishSignIn::Over));
        let device = world.answer(&browser, &of_card.ceremony, &answer).await;
        assert!(matches!(device, identity::sign_in::device::finish::FinishSignIn::Over), "{device:?}");
    })
    .await;
}

#[tokio::test]
async fn a_computer_whose_clock_is_wrong_is_told_so_and_a_little_is_no_matter() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        for (ahead, right) in [(0, true), (600, true), (-600, true), (601, false), (-601, false), (86_400, false)] {
            card.ahead = ahead;
            let outcome = world.try_card(&world.browser().await, &mut card).await;
            match right {
                true => drop(card_signed_in(outcome)),
                false => assert!(matches!(outcome, FinishSignIn::ClockWrong), "{ahead}: {outcome:?}"),
            }
        }
        // A wrong clock is said to whoever has the card, and to nobody else.
        let mut stranger = SoftCard::new(&card.serial);
        stranger.pairs[0].certificates = card.pairs[0].certificates.clone();
        stranger.ahead = 86_400;
        let outcome = world.try_card(&world.browser().await, &mut stranger).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_card_whose_certificates_expired_signs_nobody_in_and_its_holder_hears_why() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let mut card = world.issue_card_for(&ann, "00A1", DAY).await;
        world.wait(DAY);
        world.signed_in_by(&mut card).await;
        world.wait(seconds(1));
        let outcome = world.try_card(&world.browser().await, &mut card).await;
        assert!(matches!(outcome, FinishSignIn::Expired), "{outcome:?}");
        world.wait(LIFE);
        let outcome = world.try_card(&world.browser().await, &mut card).await;
        assert!(matches!(outcome, FinishSignIn::Expired), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_closed_person_a_suspended_and_an_ended_card_do_not_sign_in() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let visit = world.signed_in_by(&mut card).await;
        let held = world.held(&ann).await.remove(0);
        let refused = async |card: &mut SoftCard| {
            let outcome = world.try_card(&world.browser().await, card).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
            world.wait(MINUTE);
        };
        // What was asked before is not answered after.
        let browser = world.browser().await;
        let challenge = world.ask_card(&browser).await;
        let answer = card.answer(&challenge.options, world.now());
        let Visit { browser: here, me, .. } = &visit;
        suspend::suspend(&world.service, me, &here.origin, &held.id).await.unwrap();
        let outcome = world.card_answers(&browser, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
        refused(&mut card).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        reinstate::reinstate_for(&world.service, &actor, &origin, &ann, &held.id, "found").await.unwrap();
        world.signed_in_by(&mut card).await;
        world.close(&ann).await;
        refused(&mut card).await;
        world.set_state(&ann, identity::person::PersonState::Open).await;
        world.signed_in_by(&mut card).await;
        let by = By { actor: &actor, origin: &origin, why: &[] };
        let serial = CardSerial::parse(&card.serial).unwrap();
        end::end(&world.service, by, &ann, &serial, RevocationReason::KeyCompromise).await.unwrap();
        refused(&mut card).await;
    })
    .await;
}

#[tokio::test]
async fn a_revoked_certificate_signs_nobody_in_though_its_card_is_there() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        let by = By { actor: &actor, origin: &origin, why: &[] };
        let serial = world
            .read(async |repository| {
                let card = repository.list_cards(&ann.id).await.unwrap().remove(0);
                repository.list_certificates(&card.id).await.unwrap().remove(0).serial
            })
            .await;
        let reason = RevocationReason::KeyCompromise;
        identity::smartcard::authority::revoke::revoke(&world.service, by, &serial, reason).await.unwrap();
        let outcome = world.try_card(&world.browser().await, &mut card).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_4_wrong_answers_of_a_card_are_counted_and_the_agents_faults_are_not() {
    on_both(async |world| {
        let (_, mut card) = world.card_holder("Ann").await;
        let browser = world.browser().await;
        let fault = r#"{"answer":"fault","fault":"passcode-wrong","passcode":"final"}"#;
        let challenge = world.ask_card(&browser).await;
        for _ in 0..20 {
            let outcome = world.card_answers(&browser, &challenge.ceremony, fault).await;
            let FinishSignIn::Fault(Fault::PasscodeWrong, Some(Passcode::Final)) = outcome else {
                panic!("{outcome:?}")
            };
        }
        // The challenge stands, and the passcode was right in the end.
        let answer = card.answer(&challenge.options, world.now());
        card_signed_in(world.card_answers(&browser, &challenge.ceremony, &answer).await);
        let mut lie = SoftCard { origin: "https://badidentity.example".into(), ..card.clone() };
        for _ in 0..5 {
            let outcome = world.try_card(&world.browser().await, &mut lie).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
        }
        let outcome = world.try_card(&world.browser().await, &mut card).await;
        assert!(matches!(outcome, FinishSignIn::Wait(_)), "{outcome:?}");
        // A browser that the card signed in with has a counter of its own (failure 31).
        card_signed_in(world.try_card(&browser, &mut card).await);
    })
    .await;
}
