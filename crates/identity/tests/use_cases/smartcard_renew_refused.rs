//! A renewal that is refused, given up, or begun anew: what a card says counts for its step only.

use card_protocol::{Fault, Purpose};
use identity::{
    attempts,
    authenticator::suspend,
    smartcard::{
        certificate::{CertificatePurpose, CertificateState},
        renew::{self, Refused, Renew},
        renewal::RenewalState::{Begun, Installed, Issued, Used},
        sign_in::FinishSignIn,
    },
};

use crate::support::{
    MINUTE, SoftCard, Visit, on_both,
    renewals::{asked, assert_both_or_none, begin, certificates, count, due, next, run, signed_in_however, tell},
};

#[tokio::test]
async fn what_a_card_says_in_a_renewal_counts_for_its_step_its_card_and_its_nonce_only() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let (_, bea) = world.card_holder("Bea").await;
        for step in [Begun, Issued, Installed] {
            let mut visit = signed_in_however(&world, &mut card).await;
            run(&world, &mut visit, &mut card, Some(step)).await;
            let lies = [
                SoftCard { purpose: Some(Purpose::SignIn), ..card.clone() },
                SoftCard { origin: "https://badidentity.example".into(), ..card.clone() },
                SoftCard { nonce: Some("AAAA".into()), ..card.clone() },
                SoftCard { says_serial: Some(bea.serial.clone()), ..card.clone() },
                SoftCard { content: Some("ab".repeat(32)), ..card.clone() },
                SoftCard { certificate: bea.pairs[0].certificates.clone().map(|both| both[0].clone()), ..card.clone() },
            ];
            for (number, mut lie) in lies.into_iter().enumerate() {
                let ask = next(run(&world, &mut visit, &mut card, Some(step)).await);
                let answer = lie.answer(&ask.challenge.options, world.now());
                let refused = tell(&world, &visit, &ask, &answer).await;
                assert!(matches!(refused, Renew::Refused(Refused::NotAsked)), "{step:?} {number}: {refused:?}");
            }
            let ask = asked(&world, &visit).await;
            let mut late = SoftCard { ahead: 3_600, ..card.clone() };
            let answer = late.answer(&ask.challenge.options, world.now());
            let refused = tell(&world, &visit, &ask, &answer).await;
            assert!(matches!(refused, Renew::Refused(Refused::ClockWrong)), "{refused:?}");
            for text in ["", "{}", r#"{"answer":"discarded"}"#] {
                let refused = tell(&world, &visit, &ask, text).await;
                assert!(matches!(refused, Renew::Refused(Refused::NotAsked)), "{refused:?}");
            }
            let fault = r#"{"answer":"fault","fault":"card-full","passcode":null}"#;
            assert!(matches!(tell(&world, &visit, &ask, fault).await, Renew::Fault(Fault::CardFull, None)));
            assert_both_or_none(&world, &ann).await;
        }
        let mut visit = world.signed_in_by(&mut card).await;
        assert!(matches!(run(&world, &mut visit, &mut card, None).await, Renew::Renewed { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_1_an_answer_moves_a_renewal_once_and_in_its_browser() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let visit = world.signed_in_by(&mut card).await;
        let ask = asked(&world, &visit).await;
        let answer = card.answer(&ask.challenge.options, world.now());
        let other = world.browser().await;
        let (service, ceremony) = (&world.service, &ask.challenge.ceremony);
        let there = renew::advance(service, &visit.me, &other.origin, &other.id, ceremony, &answer).await.unwrap();
        assert!(matches!(there, Renew::Over), "{there:?}");
        let both = tokio::join!(tell(&world, &visit, &ask, &answer), tell(&world, &visit, &ask, &answer));
        let moved = [&both.0, &both.1].into_iter().filter(|one| matches!(one, Renew::Ask(_))).count();
        assert_eq!(moved, 1, "{both:?}");
        assert_eq!(count(&certificates(&world, &ann).await, CertificateState::Pending), 2);
        // The same requests in another ask of the same step come too late.
        assert!(matches!(tell(&world, &visit, &ask, &answer).await, Renew::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_renewal_stands_still_when_its_session_ends_and_goes_on_after_the_next_sign_in() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        for step in [Begun, Issued, Installed, Used] {
            let mut visit = signed_in_however(&world, &mut card).await;
            let ask = next(run(&world, &mut visit, &mut card, Some(step)).await);
            let answer = card.answer(&ask.challenge.options, world.now());
            let before = certificates(&world, &ann).await;
            world.end_session(&visit).await;
            let outcome = tell(&world, &visit, &ask, &answer).await;
            assert!(matches!(outcome, Renew::SignInWithCard), "{step:?}: {outcome:?}");
            assert!(matches!(begin(&world, &visit).await, Renew::SignInWithCard));
            let given_up = renew::give_up(&world.service, &visit.me, &visit.browser.origin).await.unwrap();
            assert!(!given_up && certificates(&world, &ann).await == before, "{step:?}");
        }
        let mut visit = signed_in_however(&world, &mut card).await;
        assert!(matches!(run(&world, &mut visit, &mut card, None).await, Renew::Renewed { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_29_a_session_keeps_its_new_token_though_the_next_step_must_wait() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let mut visit = world.signed_in_by(&mut card).await;
        let ask = next(run(&world, &mut visit, &mut card, Some(Installed)).await);
        let answer = card.answer(&ask.challenge.options, world.now());
        let (service, origin) = (&world.service, &visit.browser.origin);
        world
            .write(
                async |repository| {
                    while attempts::reserve_ceremony(service, repository, origin).await.unwrap().is_none() {}
                },
            )
            .await;
        let waits = tell(&world, &visit, &ask, &answer).await;
        let Renew::Wait(_, Some(token)) = waits else { panic!("{waits:?}") };
        assert!(world.find(&visit.token).await.is_none());
        let mut visit = world.visit(&visit.browser, token).await;
        assert_both_or_none(&world, &ann).await;
        world.wait(MINUTE * 10);
        assert!(matches!(begin(&world, &visit).await, Renew::SignInWithCard), "the sign-in is not fresh");
        let token = signed_in_however(&world, &mut card).await.token;
        visit = world.visit(&visit.browser, token).await;
        assert!(matches!(run(&world, &mut visit, &mut card, None).await, Renew::Renewed { .. }));
    })
    .await;
}

#[tokio::test]
async fn the_old_pair_of_a_card_and_a_wrong_clock_are_no_guess() {
    on_both(async |world| {
        let (_, mut card) = due(&world).await;
        let mut visit = world.signed_in_by(&mut card).await;
        run(&world, &mut visit, &mut card, Some(Used)).await;
        let mut late = SoftCard { pairs: vec![card.pairs[0].clone()], ahead: 3_600, ..card.clone() };
        for _ in 0..6 {
            let outcome = world.try_card(&world.browser().await, &mut late).await;
            assert!(matches!(outcome, FinishSignIn::ClockWrong), "{outcome:?}");
        }
        signed_in_however(&world, &mut card).await;
    })
    .await;
}

#[tokio::test]
async fn keys_that_were_certified_before_are_not_certified_again() {
    on_both(async |world| {
        let (_, mut card) = due(&world).await;
        let visit = world.signed_in_by(&mut card).await;
        let ask = asked(&world, &visit).await;
        let asked: serde_json::Value = serde_json::from_str(&ask.challenge.options).unwrap();
        // The card has "new" keys that are its old ones.
        let old = card.pairs[0].clone();
        card.pairs.push(crate::support::Pair { renewal: asked["renewal"].as_str().map(str::to_owned), ..old });
        card.pairs[1].certificates = None;
        let answer = card.answer(&ask.challenge.options, world.now());
        let refused = tell(&world, &visit, &ask, &answer).await;
        assert!(matches!(refused, Renew::Refused(Refused::KeyKnown)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_7_a_card_that_is_reported_lost_meanwhile_is_not_renewed() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let visit = world.signed_in_by(&mut card).await;
        let ask = asked(&world, &visit).await;
        let answer = card.answer(&ask.challenge.options, world.now());
        let held = world.held(&ann).await.into_iter().find(|held| held.kind == identity::assurance::Kind::Smartcard);
        suspend::suspend(&world.service, &visit.me, &visit.browser.origin, &held.unwrap().id).await.unwrap();
        assert!(matches!(tell(&world, &visit, &ask, &answer).await, Renew::NoCard));
        assert_eq!(count(&certificates(&world, &ann).await, CertificateState::Pending), 0);
    })
    .await;
}

#[tokio::test]
async fn a_renewal_whose_keys_are_lost_is_given_up_and_begun_anew() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let mut visit = world.signed_in_by(&mut card).await;
        run(&world, &mut visit, &mut card, Some(Issued)).await;
        card.pairs.truncate(1);
        let Visit { me, browser, .. } = &visit;
        assert!(renew::give_up(&world.service, me, &browser.origin).await.unwrap());
        assert!(!renew::give_up(&world.service, me, &browser.origin).await.unwrap());
        let all = certificates(&world, &ann).await;
        assert_eq!((count(&all, CertificateState::Pending), count(&all, CertificateState::Active)), (0, 2));
        assert!(matches!(run(&world, &mut visit, &mut card, None).await, Renew::Renewed { .. }));
        let purposes: Vec<_> = certificates(&world, &ann)
            .await
            .into_iter()
            .filter(|one| one.state == CertificateState::Active)
            .map(|one| one.purpose)
            .collect();
        assert_eq!(purposes, [CertificatePurpose::Authentication, CertificatePurpose::Signing]);
    })
    .await;
}

#[tokio::test]
async fn a_card_with_the_pair_of_a_renewal_that_was_given_up_signs_in_and_loses_it_with_the_next() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let mut visit = world.signed_in_by(&mut card).await;
        run(&world, &mut visit, &mut card, Some(Installed)).await;
        let Visit { me, browser, .. } = &visit;
        assert!(renew::give_up(&world.service, me, &browser.origin).await.unwrap());
        assert_eq!(card.pairs.len(), 2);
        run(&world, &mut visit, &mut card, Some(Issued)).await;
        assert_eq!(card.pairs.len(), 2, "there was room: the pair that was given up had gone before");
        assert!(matches!(run(&world, &mut visit, &mut card, None).await, Renew::Renewed { .. }));
        assert_eq!(card.pairs.len(), 1);
        assert_eq!(count(&certificates(&world, &ann).await, CertificateState::Active), 2);
        world.signed_in_by(&mut card).await;
    })
    .await;
}
