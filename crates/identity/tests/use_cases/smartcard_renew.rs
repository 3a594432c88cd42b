//! Renew one's own card: the whole way, when it can be, and what becomes of it wherever it breaks off.

use std::time::Duration;

use identity::{
    session::SignedIn,
    smartcard::{
        certificate::{CertificateState, RevocationReason},
        expiry::{self, Standing, WINDOW},
        renew::{self, Renew},
        renewal::RenewalState::{self, Begun, Installed, Issued, Used},
        sign_in::FinishSignIn,
    },
    undo::What,
};

use crate::support::{
    MINUTE, SoftCard, card_signed_in, on_both,
    renewals::{
        ISSUED_FOR, asked, assert_both_or_none, begin, certificates, count, due, due_card, go_on, next, run,
        signed_in_however,
    },
    seconds,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const STEPS: [RenewalState; 4] = [Begun, Issued, Installed, Used];

#[tokio::test]
async fn a_card_is_renewed_by_its_holder_and_signs_in_with_its_new_certificates() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        let mut visit = world.signed_in_by(&mut card).await;
        let before = certificates(&world, &ann).await;
        let mut steps = Vec::new();
        let mut ask = asked(&world, &visit).await;
        let until = loop {
            steps.push(ask.step);
            let answer = card.answer(&ask.challenge.options, world.now());
            match go_on(&world, &mut visit, &ask, &answer).await {
                Renew::Ask(next) => ask = *next,
                Renew::Renewed { until } => break until,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(steps, STEPS);
        assert_eq!(until.seconds(), world.now().plus(ISSUED_FOR).seconds(), "for as long as it was issued");
        let after = certificates(&world, &ann).await;
        assert_eq!((count(&after, CertificateState::Active), count(&after, CertificateState::Revoked)), (2, 2));
        for old in &before {
            let now = after.iter().find(|one| one.serial == old.serial).unwrap();
            assert_eq!(now.revoked.map(|(_, why)| why), Some(RevocationReason::Superseded));
        }
        assert_eq!(card.pairs.len(), 1, "the old pair is off the card");
        world.signed_in_by(&mut card).await;
        let mails = world.mails_to("ann@nhs.net").await;
        let renewed = mails.iter().find(|mail| mail.subject == "Your smartcard for Care Identity was renewed").unwrap();
        let calendar = &renewed.attachment.as_ref().expect("the new day, for the calendar").text;
        assert!(calendar.contains("UID:card-") && calendar.contains("TRIGGER:-P14D"), "{calendar}");
        let events: Vec<String> = world.audit().await.into_iter().map(|entry| entry.event).collect();
        for event in ["card.renewal-begun", "card.renewed"] {
            assert_eq!(events.iter().filter(|one| *one == event).count(), 1, "{event}");
        }
        // A renewed card is good again, and its authenticator is the same.
        let visit = world.signed_in_by(&mut card).await;
        let mine = expiry::look(&world.service, &visit.me).await.unwrap().unwrap();
        assert!(matches!(mine.standing, Standing::Good { .. }) && mine.renewal.is_none());
        assert!(matches!(begin(&world, &visit).await, Renew::NotYet(_)));
        assert_eq!(world.was_not_me("ann@nhs.net").await, What::CardRenewed);
        assert!(!world.card_signs_in(&mut card).await, "its new keys are whose they are");
    })
    .await;
}

#[tokio::test]
async fn a_card_is_renewed_in_its_last_90_days_and_not_before_or_after() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let mut card = world.issue_card_for(&ann, "00A1", WINDOW + DAY).await;
        let visit = world.signed_in_by(&mut card).await;
        let until = certificates(&world, &ann).await[0].not_after;
        let renew = begin(&world, &visit).await;
        assert!(matches!(renew, Renew::NotYet(from) if from == until.minus(WINDOW)), "{renew:?}");
        world.wait(DAY);
        let visit = world.signed_in_by(&mut card).await;
        let ask = asked(&world, &visit).await;
        assert_eq!(ask.step, Begun);
        // It ends while the renewal is under way.
        let almost = Duration::from_secs(u64::try_from(until.seconds() - world.now().seconds()).unwrap());
        world.wait(almost);
        let mut visit = world.signed_in_by(&mut card).await;
        run(&world, &mut visit, &mut card, Some(Issued)).await;
        world.wait(seconds(2));
        assert!(matches!(begin(&world, &visit).await, Renew::Expired));
        let mine = expiry::look(&world.service, &visit.me).await.unwrap().unwrap();
        assert!(matches!(mine.standing, Standing::Expired { .. }));
    })
    .await;
}

#[tokio::test]
async fn only_a_fresh_sign_in_with_that_card_renews_it() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let mut card = world.issue_card_for(&account.person, "00A1", WINDOW).await;
        let by_code = world.signed_in(&account).await;
        assert!(matches!(begin(&world, &by_code).await, Renew::SignInWithCard));
        let visit = world.signed_in_by(&mut card).await;
        world.wait(MINUTE * 6);
        assert!(matches!(begin(&world, &visit).await, Renew::SignInWithCard));
        let (other, _) = world.card_holder("Bea").await;
        let nobody: SignedIn = SignedIn { person: other, ..visit.me.clone() };
        let renew = renew::begin(&world.service, &nobody, &visit.browser.origin, &visit.browser.id).await.unwrap();
        assert!(matches!(renew, Renew::SignInWithCard), "{renew:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_30_a_renewal_that_breaks_off_at_any_step_goes_on_where_it_was() {
    on_both(async |world| {
        for (number, step) in STEPS.into_iter().enumerate() {
            let breaks = ["before the card was asked", "after the card had done it", "after the answer was taken"];
            for (way, broken) in breaks.into_iter().enumerate() {
                let name = format!("P{number}{way}");
                let ann = world.person(&name).await;
                let mut card = due_card(&world, &ann, &format!("00{name}")).await;
                let mut visit = world.signed_in_by(&mut card).await;
                let ask = next(run(&world, &mut visit, &mut card, Some(step)).await);
                assert_eq!(ask.step, step);
                if broken != "before the card was asked" {
                    let answer = card.answer(&ask.challenge.options, world.now());
                    if broken == "after the answer was taken" {
                        // The page never hears of it.
                        go_on(&world, &mut visit, &ask, &answer).await;
                    }
                }
                assert_both_or_none(&world, &ann).await;
                // Hours later, in another browser. A card that is near the end of it may be asked to sign once more.
                world.wait(MINUTE * 300);
                let mut visit = signed_in_however(&world, &mut card).await;
                match run(&world, &mut visit, &mut card, None).await {
                    Renew::Renewed { .. } => {}
                    Renew::NotYet(_) if step == Used => {}
                    other => panic!("{step:?}, {broken}: {other:?}"),
                }
                assert_both_or_none(&world, &ann).await;
                let all = certificates(&world, &ann).await;
                assert_eq!((all.len(), card.pairs.len()), (4, 1), "{step:?}, {broken}");
                world.signed_in_by(&mut card).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn the_old_certificates_sign_in_until_the_new_ones_were_used() {
    on_both(async |world| {
        let (ann, mut card) = due(&world).await;
        for step in STEPS {
            let mut visit = signed_in_however(&world, &mut card).await;
            run(&world, &mut visit, &mut card, Some(step)).await;
            // A card that never got further than before.
            let mut old = SoftCard { pairs: vec![card.pairs[0].clone()], ..card.clone() };
            let outcome = world.try_card(&world.browser().await, &mut old).await;
            match step {
                Used => assert!(matches!(outcome, FinishSignIn::Again(_)), "{outcome:?}"),
                _ => drop(card_signed_in(outcome)),
            }
            // The new ones do not sign in before.
            if matches!(step, Installed) {
                let mut new = SoftCard { pairs: vec![card.pairs[1].clone()], ..card.clone() };
                let outcome = world.try_card(&world.browser().await, &mut new).await;
                assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
                world.wait(MINUTE);
            }
            assert_both_or_none(&world, &ann).await;
        }
    })
    .await;
}
