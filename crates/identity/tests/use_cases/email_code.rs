//! The code that proves an address.

use identity::email::{
    EmailProofId,
    add::{self, AddEmail},
    proof::{self, Resend},
    verify::{self, ProveEmail},
};

use crate::support::{Browser, MICROSECOND, MINUTE, Visit, World, on_both, other, race, seconds};

const ADDRESS: &str = "ann@nhs.net";

/// Somebody new who asked for a code.
async fn asked(world: &World) -> (Visit, EmailProofId, String) {
    let visit = world.enrol(&world.person("Ann").await).await;
    let proof = world.pending(&visit, ADDRESS).await;
    (visit, proof, world.code_to(ADDRESS).await)
}

async fn resend(world: &World, browser: &Browser, proof: &EmailProofId) -> Resend {
    proof::resend(&world.service, &browser.origin, &browser.id, proof).await.unwrap()
}

#[tokio::test]
async fn a_code_has_eight_digits_which_no_subject_shows_and_may_be_typed_with_spaces() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let mail = world.mails_to(ADDRESS).await.pop().unwrap();
        assert!(!mail.subject.contains(&code) && mail.html.contains(&code));
        let typed = format!(" {} {}\u{a0}", &code[..4], &code[4..]);
        assert_eq!(world.prove(&visit, &proof, &typed).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn a_code_lives_for_ten_minutes() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        world.wait(MINUTE * 10);
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Over);
        assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::Sent);
        let code = world.code_to(ADDRESS).await;
        world.wait(MINUTE * 10 - MICROSECOND);
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn a_code_works_once() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let proved = race(6, |_| {
            let (service, proof, code) = (world.service.clone(), proof.clone(), code.clone());
            let (me, browser) = (visit.me.clone(), visit.browser.clone());
            async move { verify::prove(&service, &me, &browser.origin, &browser.id, &proof, &code).await.unwrap() }
        })
        .await;
        assert_eq!(proved.iter().filter(|answer| **answer == ProveEmail::Verified).count(), 1, "{proved:?}");
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Over);
    })
    .await;
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_over() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        for tries_left in (0..5).rev() {
            assert_eq!(world.prove(&visit, &proof, &other(&code)).await, ProveEmail::Wrong { tries_left });
        }
        world.wait(MINUTE);
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Over);
        assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::NoMore);
    })
    .await;
}

#[tokio::test]
async fn failure_03_another_code_gives_no_other_five_tries() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        for _ in 0..4 {
            world.prove(&visit, &proof, &other(&code)).await;
        }
        world.wait(MINUTE);
        assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::Sent);
        let code = world.code_to(ADDRESS).await;
        assert_eq!(world.prove(&visit, &proof, &other(&code)).await, ProveEmail::Wrong { tries_left: 0 });
        assert_ne!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn failure_03_a_new_request_in_a_new_browser_gives_no_other_five_tries() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        for _ in 0..5 {
            world.prove(&visit, &proof, &other(&code)).await;
        }
        let elsewhere = world.enrol(&visit.me.person).await;
        let proof = world.pending(&elsewhere, ADDRESS).await;
        let code = world.code_to(ADDRESS).await;
        let until = world.now().plus(seconds(30));
        assert_eq!(world.prove(&elsewhere, &proof, &code).await, ProveEmail::Wait(until));
        world.wait(seconds(30));
        assert_eq!(world.prove(&elsewhere, &proof, &code).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn failure_04_codes_guessed_at_the_same_time_are_five_at_the_most() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let guess = other(&code);
        let answers = race(20, |_| {
            let (service, proof, guess) = (world.service.clone(), proof.clone(), guess.clone());
            let (me, browser) = (visit.me.clone(), visit.browser.clone());
            async move { verify::prove(&service, &me, &browser.origin, &browser.id, &proof, &guess).await.unwrap() }
        })
        .await;
        let looked_at = answers.iter().filter(|answer| matches!(answer, ProveEmail::Wrong { .. })).count();
        assert_eq!(looked_at, 5, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn asking_again_waits_longer_each_time_and_ends_after_six_codes() {
    on_both(async |world| {
        let (visit, proof, _) = asked(&world).await;
        let mut waits = Vec::new();
        loop {
            match resend(&world, &visit.browser, &proof).await {
                Resend::Wait(until) => {
                    waits.push(world.now().until(until).as_secs());
                    world.wait(world.now().until(until) - MICROSECOND);
                    assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::Wait(until), "not sooner");
                    world.wait(MICROSECOND);
                }
                Resend::Sent => {}
                Resend::NoMore => break,
            }
        }
        assert_eq!(waits, [30, 60, 120, 240, 480]);
        assert_eq!(world.codes_to(ADDRESS).await.len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_newer_code_makes_the_older_one_useless() {
    on_both(async |world| {
        let (visit, proof, old) = asked(&world).await;
        world.wait(seconds(30));
        assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::Sent);
        assert!(matches!(world.prove(&visit, &proof, &old).await, ProveEmail::Wrong { .. }));
        assert_eq!(world.prove(&visit, &proof, &world.code_to(ADDRESS).await).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn a_double_click_on_send_again_sends_one_code() {
    on_both(async |world| {
        let (visit, proof, _) = asked(&world).await;
        world.wait(seconds(30));
        let answers = race(4, |_| {
            let (service, browser, proof) = (world.service.clone(), visit.browser.clone(), proof.clone());
            async move { proof::resend(&service, &browser.origin, &browser.id, &proof).await.unwrap() }
        })
        .await;
        assert!(answers.contains(&Resend::Sent), "{answers:?}");
        assert_eq!(world.codes_to(ADDRESS).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_code_is_bound_to_the_browser_that_asked() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let elsewhere = world.visit(&world.browser().await, visit.token.clone()).await;
        assert_eq!(world.prove(&elsewhere, &proof, &code).await, ProveEmail::Over);
        assert_eq!(resend(&world, &elsewhere.browser, &proof).await, Resend::NoMore);
        assert!(proof::view(&world.service, &elsewhere.browser.id, &proof).await.unwrap().is_none());
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_code_proves_its_own_address_only() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let second = world.pending(&visit, "other@nhs.net").await;
        assert!(matches!(world.prove(&visit, &second, &code).await, ProveEmail::Wrong { .. }));
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
        let emails = world.read(async |repository| repository.list_emails(&visit.me.person.id).await.unwrap()).await;
        let verified = emails.iter().filter(|email| email.verified_at.is_some());
        assert_eq!(verified.map(|email| email.address.as_str()).collect::<Vec<_>>(), [ADDRESS]);
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_code_proves_nothing_for_somebody_else_in_the_same_browser() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        let bob = world.enrol(&world.person("Bob").await).await;
        let bob = Visit { browser: visit.browser.clone(), ..bob };
        assert_eq!(world.prove(&bob, &proof, &code).await, ProveEmail::Over);
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified, "nor does he use it up");
    })
    .await;
}

#[tokio::test]
async fn failure_26_nothing_more_is_sent_for_somebody_who_is_closed() {
    on_both(async |world| {
        let (visit, proof, _) = asked(&world).await;
        world.close(&visit.me.person).await;
        world.wait(MINUTE);
        assert_eq!(resend(&world, &visit.browser, &proof).await, Resend::NoMore);
        assert_eq!(world.codes_to(ADDRESS).await.len(), 1);
    })
    .await;
}

/// What the button beside an address that is not verified answers.
async fn verify_pending(world: &World, visit: &Visit) -> Option<AddEmail> {
    let person = &visit.me.person.id;
    let emails = world.read(async |repository| repository.list_emails(person).await.unwrap()).await;
    let pending = emails.iter().find(|email| email.verified_at.is_none()).expect("a pending address");
    let Visit { browser, me, .. } = visit;
    add::verify_pending(&world.service, me, &browser.origin, &browser.id, &pending.id).await.unwrap()
}

fn is_sent(answer: Option<AddEmail>, proof: &EmailProofId) -> bool {
    matches!(answer, Some(AddEmail::CodeSent(sent)) if sent == *proof)
}

#[tokio::test]
async fn what_cannot_be_a_code_counts_as_no_guess() {
    on_both(async |world| {
        let (visit, proof, code) = asked(&world).await;
        for typed in ["", "1234567", "123456789", "1234567a", "ann@nhs.net", "\u{661}2345678"] {
            for _ in 0..5 {
                assert_eq!(world.prove(&visit, &proof, typed).await, ProveEmail::NotACode, "{typed}");
            }
        }
        assert!(!world.audit().await.iter().any(|entry| entry.event == "email.code-wrong"));
        let tries_left = 4;
        assert_eq!(world.prove(&visit, &proof, &other(&code)).await, ProveEmail::Wrong { tries_left }, "that is one");
        let typed = format!("{}-{}", &code[..4], &code[4..]);
        assert_eq!(world.prove(&visit, &proof, &typed).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn a_code_that_can_be_entered_still_is_led_to_and_no_other_is_sent() {
    on_both(async |world| {
        let (visit, proof, _) = asked(&world).await;
        for _ in 0..20 {
            assert!(is_sent(verify_pending(&world, &visit).await, &proof));
        }
        assert_eq!(world.codes_to(ADDRESS).await.len(), 1);
        // Another browser knows nothing of it, and its own proof has waits of its own.
        let elsewhere = world.visit(&world.browser().await, visit.token.clone()).await;
        assert!(!is_sent(verify_pending(&world, &elsewhere).await, &proof));
        assert_eq!(world.codes_to(ADDRESS).await.len(), 2);
        world.wait(MINUTE * 10);
        assert!(!is_sent(verify_pending(&world, &visit).await, &proof), "one that ran out is begun anew");
        assert_eq!(world.codes_to(ADDRESS).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_code_whose_tries_are_spent_or_that_is_sent_no_more_is_begun_anew() {
    on_both(async |world| {
        let (visit, spent, code) = asked(&world).await;
        for _ in 0..5 {
            world.prove(&visit, &spent, &other(&code)).await;
        }
        let Some(AddEmail::CodeSent(second)) = verify_pending(&world, &visit).await else { panic!("expected a code") };
        assert_ne!(second, spent);
        while resend(&world, &visit.browser, &second).await != Resend::NoMore {
            world.wait(MINUTE);
        }
        assert!(!is_sent(verify_pending(&world, &visit).await, &second));
    })
    .await;
}
