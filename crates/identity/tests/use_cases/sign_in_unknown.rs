//! Limits on guessing tell nobody whether an account exists.

use identity::sign_in::password::SubmitPassword;

use crate::support::{MINUTE, PASSWORD, STEP, World, on_both};

const WRONG: &str = "not the password";

/// Six wrong sign-ins as variants of one mailbox and one as the mailbox itself.
async fn probe(world: &World, mailbox: &str) -> Vec<SubmitPassword> {
    let browser = world.browser().await;
    let mut answers = Vec::new();
    for number in 0..6 {
        answers.push(world.password(&browser, &format!("{mailbox}+x{number}@nhs.net"), WRONG).await);
    }
    answers.push(world.password(&browser, &format!("{mailbox}@nhs.net"), WRONG).await);
    answers
}

#[tokio::test]
async fn failure_22_variants_of_an_address_get_the_same_answers_whether_or_not_it_is_somebodys() {
    on_both(async |world| {
        world.account("Victim").await;
        world.account("Tagged+care").await;
        for _ in 0..4 {
            let known = probe(&world, "victim").await;
            assert_eq!(known, probe(&world, "nobody").await);
            assert_eq!(known, probe(&world, "tagged").await);
            world.wait(MINUTE * 60);
        }
    })
    .await;
}

#[tokio::test]
async fn failure_22_of_seven_wrong_sign_ins_as_variants_five_are_looked_at() {
    on_both(async |world| {
        world.account("Victim").await;
        for mailbox in ["victim", "nobody"] {
            let (until, checks) = (world.now().plus(STEP), world.hashing.checks());
            let answers = probe(&world, mailbox).await;
            assert!(answers[..5].iter().all(|answer| *answer == SubmitPassword::Wrong), "{answers:?}");
            assert_eq!(answers[5..], [SubmitPassword::Wait(until), SubmitPassword::Wait(until)]);
            assert_eq!(world.hashing.checks() - checks, 5);
        }
    })
    .await;
}

#[tokio::test]
async fn failure_22_the_address_first_and_its_variants_then_tell_no_more() {
    on_both(async |world| {
        world.account("Victim").await;
        let browser = world.browser().await;
        let mut answers = Vec::new();
        for mailbox in ["victim", "nobody"] {
            let mut given = Vec::new();
            for tag in ["", "", "+a", "", "+b", "+c", ""] {
                given.push(world.password(&browser, &format!("{mailbox}{tag}@NHS.net"), WRONG).await);
            }
            answers.push(given);
        }
        assert_eq!(answers[0], answers[1]);
    })
    .await;
}

#[tokio::test]
async fn failure_22_guesses_at_one_address_of_a_person_tell_nothing_of_another() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "second@nhs.net").await;
        world.wait(STEP);
        let stranger = world.browser().await;
        let guess = async |address: &str, password: &str| world.password(&stranger, address, password).await;
        for _ in 0..5 {
            assert_eq!(guess(&ann.address, WRONG).await, SubmitPassword::Wrong);
        }
        assert!(matches!(guess(&ann.address, WRONG).await, SubmitPassword::Wait(_)));
        let mut answers = Vec::new();
        for address in ["second@nhs.net", "nobody@nhs.net"] {
            let mut given = Vec::new();
            let events = world
                .events_of(async || {
                    // Failure 5: another address gives no more guesses, not even for the right password.
                    for password in [PASSWORD, WRONG, WRONG, WRONG, WRONG, WRONG] {
                        given.push(guess(address, password).await);
                    }
                })
                .await;
            answers.push((given, events));
        }
        assert_eq!(answers[0], answers[1]);
        world.wait(STEP);
        assert!(matches!(guess("second@nhs.net", PASSWORD).await, SubmitPassword::EnterCode(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_31_guesses_at_variants_do_not_hold_the_owner_out_of_a_browser_that_is_known() {
    on_both(async |world| {
        let victim = world.account("Victim").await;
        let home = world.signed_in(&victim).await.browser;
        probe(&world, "victim").await;
        world.half_signed_in(&home, &victim).await;
        for number in 0..6 {
            world.password(&home, &format!("victim+x{number}@nhs.net"), WRONG).await;
        }
        world.sign_in(&home, &victim).await;
        let answers = probe(&world, "victim").await;
        assert_eq!(answers[0], SubmitPassword::Wrong, "the 30 seconds are over");
        assert!(matches!(answers[1], SubmitPassword::Wait(_)), "strangers begin no new row: {answers:?}");
    })
    .await;
}

#[tokio::test]
async fn the_right_password_begins_a_new_row_for_the_address_too() {
    on_both(async |world| {
        let victim = world.account("Victim").await;
        let browser = world.browser().await;
        for _ in 0..3 {
            for tag in ["+a", "", "+b", ""] {
                let answer = world.password(&browser, &format!("victim{tag}@nhs.net"), WRONG).await;
                assert_eq!(answer, SubmitPassword::Wrong);
            }
            world.half_signed_in(&browser, &victim).await;
        }
    })
    .await;
}
