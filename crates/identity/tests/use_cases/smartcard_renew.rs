//! Renew one's own card: the whole way, what is refused, and what becomes of it wherever it breaks off.

use std::time::Duration;

use card_protocol::{Fault, Purpose};
use identity::{
    attempts,
    authenticator::suspend,
    person::Person,
    session::SignedIn,
    smartcard::{
        certificate::{Certificate, CertificatePurpose, CertificateState, RevocationReason},
        expiry::{self, Standing, WINDOW},
        renew::{self, Next, Refused, Renew},
        renewal::RenewalState::{self, Begun, Installed, Issued, Used},
        sign_in::FinishSignIn,
    },
};

use crate::support::{MINUTE, SoftCard, Visit, World, card_signed_in, on_both, seconds};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const STEPS: [RenewalState; 4] = [Begun, Issued, Installed, Used];

/// For how long cards are issued here: one can be renewed a day later.
const ISSUED_FOR: Duration = Duration::from_secs(91 * 24 * 60 * 60);

/// Somebody whose card can be renewed from now on.
async fn due(world: &World) -> (Person, SoftCard) {
    let ann = world.account("Ann").await.person;
    let card = due_card(world, &ann, "00A1").await;
    (ann, card)
}

async fn due_card(world: &World, person: &Person, serial: &str) -> SoftCard {
    let card = world.issue_card_for(person, serial, ISSUED_FOR).await;
    world.wait(ISSUED_FOR - WINDOW);
    card
}

async fn begin(world: &World, visit: &Visit) -> Renew {
    renew::begin(&world.service, &visit.me, &visit.browser.origin, &visit.browser.id).await.unwrap()
}

async fn asked(world: &World, visit: &Visit) -> Next {
    next(begin(world, visit).await)
}

fn next(renew: Renew) -> Next {
    match renew {
        Renew::Ask(next) => *next,
        other => panic!("expected an ask: {other:?}"),
    }
}

async fn tell(world: &World, visit: &Visit, asked: &Next, answer: &str) -> Renew {
    let Visit { browser, me, .. } = visit;
    let ceremony = &asked.challenge.ceremony;
    renew::advance(&world.service, me, &browser.origin, &browser.id, ceremony, answer).await.unwrap()
}

/// The session as its page has it now: a step gives it another token.
async fn go_on(world: &World, visit: &mut Visit, asked: &Next, answer: &str) -> Renew {
    let renew = tell(world, visit, asked, answer).await;
    if let Renew::Ask(next) = &renew
        && let Some(token) = &next.token
    {
        assert!(world.find(&visit.token).await.is_none(), "the old token is of no use (failure 29)");
        *visit = world.visit(&visit.browser, token.clone()).await;
    }
    renew
}

/// Goes on until a state asks, or to the end.
async fn run(world: &World, visit: &mut Visit, card: &mut SoftCard, until: Option<RenewalState>) -> Renew {
    let mut renew = begin(world, visit).await;
    while let Renew::Ask(next) = &renew {
        if until == Some(next.step) {
            break;
        }
        let answer = card.answer(&next.challenge.options, world.now());
        let asked = std::mem::replace(&mut renew, Renew::Over);
        let Renew::Ask(asked) = asked else { unreachable!() };
        renew = go_on(world, visit, &asked, &answer).await;
    }
    renew
}

async fn certificates(world: &World, person: &Person) -> Vec<Certificate> {
    world
        .read(async |repository| {
            let card = repository.list_cards(&person.id).await.unwrap().remove(0);
            repository.list_certificates(&card.id).await.unwrap()
        })
        .await
}

fn count(certificates: &[Certificate], state: CertificateState) -> usize {
    certificates.iter().filter(|one| one.state == state).count()
}

/// The pair in use is whole, and of one renewal.
async fn assert_both_or_none(world: &World, person: &Person) {
    let all = certificates(world, person).await;
    for state in [CertificateState::Active, CertificateState::Pending] {
        let of: Vec<_> = all.iter().filter(|one| one.state == state).collect();
        assert!(of.is_empty() || of.len() == 2, "{of:?}");
        assert!(of.iter().all(|one| one.renewal == of[0].renewal && one.not_after == of[0].not_after));
    }
    assert_eq!(count(&all, CertificateState::Active), 2);
}

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
        assert!(mails.iter().any(|mail| mail.subject == "Your smartcard for Care Identity was renewed"));
        let events: Vec<String> = world.audit().await.into_iter().map(|entry| entry.event).collect();
        for event in ["card.renewal-begun", "card.renewed"] {
            assert_eq!(events.iter().filter(|one| *one == event).count(), 1, "{event}");
        }
        // A renewed card is good again, and its authenticator is the same.
        let visit = world.signed_in_by(&mut card).await;
        let mine = expiry::look(&world.service, &visit.me).await.unwrap().unwrap();
        assert!(matches!(mine.standing, Standing::Good { .. }) && mine.renewal.is_none());
        assert!(matches!(begin(&world, &visit).await, Renew::NotYet(_)));
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

/// Signs in with a card that may hold an old pair still.
async fn signed_in_however(world: &World, card: &mut SoftCard) -> Visit {
    let browser = world.browser().await;
    let outcome = match world.try_card(&browser, card).await {
        FinishSignIn::Again(challenge) => {
            let answer = card.answer(&challenge.options, world.now());
            world.card_answers(&browser, &challenge.ceremony, &answer).await
        }
        outcome => outcome,
    };
    let token = card_signed_in(outcome);
    world.visit(&browser, token).await
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
