//! "Forgot password": limits on guessing and on mail, and what they tell of whom.

use identity::{
    email::proof::Resend,
    password::forgot::{
        prove::{self, ProveAnother, ProveEmail},
        set::SetPassword,
        start::Start,
    },
    registration::RegistrationState::PasswordShown,
    sign_in::{code::SubmitCode, password::SubmitPassword},
};

use crate::support::{
    Account, MICROSECOND, MINUTE, PASSWORD, STEP, WISH, World, on_both, other, race,
    recovery::{NEW, Recovering, begun, email_proved, fits, prove_code, prove_email, proved, resend, set, start, step},
};

async fn email_proved_after(world: &World, account: &Account, wait: std::time::Duration) -> Recovering {
    world.wait(wait);
    email_proved(world, account).await
}

#[tokio::test]
async fn failure_22_unknown_closed_and_refused_addresses_answer_as_known_ones_do() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        world.close(&bob.person).await;
        let mails = world.mails().await.len();
        let mut trails = Vec::new();
        for address in [ann.address.as_str(), "nobody@nhs.net", &bob.address, "ann@elsewhere.example"] {
            let (mut trail, recovering) = (Vec::new(), begun(&world, address).await);
            trail.push(format!("{:?}", step(&world, &recovering).await));
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            world.wait(STEP);
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            let real = world.codes_to(address).await.pop().unwrap_or_else(|| "12345678".into());
            for _ in 0..6 {
                trail.push(format!("{:?}", prove_email(&world, &recovering, &other(&real)).await));
            }
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            trail.push(format!("{:?}", step(&world, &recovering).await));
            let mut again = Vec::new();
            for _ in 0..8 {
                let browser = world.browser().await;
                again.push(format!("{:?}", matches!(start(&world, &browser, address).await, Start::Wait(_))));
            }
            trail.extend(again);
            trails.push(trail.join("\n"));
            world.wait(MINUTE * 61 - STEP);
        }
        // Each began at another instant.
        let shape = |trail: &String| -> String {
            trail.split("Timestamp(").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect()
        };
        assert!(trails[0].contains("tries_left: 3") && trails[0].contains("Wait") && trails[0].contains("CodeOver"));
        for trail in &trails[1..] {
            assert_eq!(shape(trail), shape(&trails[0]));
        }
        assert!(world.mails().await[mails..].iter().all(|mail| mail.to == ann.address), "nobody else gets mail");
    })
    .await;
}

#[tokio::test]
async fn failure_03_new_recoveries_codes_and_browsers_give_no_more_guesses() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let first = begun(&world, &ann.address).await;
        let code = world.code_to(&ann.address).await;
        for tries_left in [4, 3] {
            assert_eq!(prove_email(&world, &first, &other(&code)).await, ProveEmail::Wrong { tries_left });
        }
        world.wait(STEP);
        assert_eq!(resend(&world, &first).await, Resend::Sent);
        assert_eq!(
            prove_email(&world, &first, &code).await,
            ProveEmail::Wrong { tries_left: 2 },
            "the old one is over"
        );
        let second = begun(&world, "ann+x@nhs.net").await;
        for tries_left in [4, 3] {
            assert_eq!(prove_email(&world, &second, "00000000").await, ProveEmail::Wrong { tries_left });
        }
        world.wait(MICROSECOND);
        let third = begun(&world, &ann.address).await;
        let code = world.code_to(&ann.address).await;
        let until = world.now().plus(STEP).minus(MICROSECOND);
        assert_eq!(
            prove_email(&world, &third, &code).await,
            ProveEmail::Wait(until),
            "five in a row, whoever made them"
        );
        world.wait(STEP);
        assert_eq!(prove_email(&world, &third, &code).await, ProveEmail::Right);
    })
    .await;
}

#[tokio::test]
async fn failure_22_guesses_at_one_address_tell_nothing_of_another_of_the_same_person() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "ann.second@nhs.net").await;
        let first = begun(&world, &ann.address).await;
        for tries_left in [4, 3, 2, 1, 0] {
            assert_eq!(prove_email(&world, &first, "00000000").await, ProveEmail::Wrong { tries_left });
        }
        for address in ["ann.second@nhs.net", "nobody@nhs.net"] {
            let other = begun(&world, address).await;
            assert_eq!(prove_email(&world, &other, "00000000").await, ProveEmail::Wrong { tries_left: 4 }, "{address}");
        }
        // No other way to write who it is gives more guesses.
        let second = begun(&world, "ann.second@nhs.net").await;
        let code = world.code_to("ann.second@nhs.net").await;
        assert_eq!(prove_email(&world, &second, &code).await, ProveEmail::Wrong { tries_left: 4 });
    })
    .await;
}

#[tokio::test]
async fn failure_03_the_apps_code_has_one_counter_for_recovery_and_sign_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = email_proved(&world, &ann).await;
        let wrong = ann.app.wrong_code(world.now());
        for _ in 0..5 {
            assert_eq!(prove_code(&world, &recovering, &wrong).await, ProveAnother::Wrong);
        }
        let right = ann.app.code(world.now());
        assert!(matches!(prove_code(&world, &recovering, &right).await, ProveAnother::Wait(_)));
        let stranger = world.browser().await;
        let id = world.half_signed_in(&stranger, &ann).await;
        assert!(matches!(world.code(&stranger, &id, &right).await, SubmitCode::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_04_guesses_at_the_same_time_are_all_counted() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = begun(&world, &ann.address).await;
        let wrong = other(&world.code_to(&ann.address).await);
        let answers = race(20, |_| {
            let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
            let wrong = wrong.clone();
            async move { prove::prove_email(&service, &browser.origin, (&browser.id, &id), &wrong).await.unwrap() }
        })
        .await;
        let looked_at = answers.iter().filter(|answer| matches!(answer, ProveEmail::Wrong { .. })).count();
        assert_eq!(looked_at, 5, "{answers:?}");

        let recovering = email_proved_after(&world, &ann, STEP).await;
        let wrong = ann.app.wrong_code(world.now());
        let answers = race(20, |_| {
            let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
            let wrong = wrong.clone();
            async move { prove::prove_code(&service, &browser.origin, (&browser.id, &id), &wrong).await.unwrap() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == ProveAnother::Wrong).count(), 5, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_31_strangers_who_guess_at_a_recovery_do_not_hold_up_a_registration() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        let stranger = begun(&world, "ann@nhs.net").await;
        for _ in 0..5 {
            prove_email(&world, &stranger, "00000000").await;
        }
        let registering = world.issue(&visit, "ann@nhs.net", WISH).await;
        world.bring(&registering, PasswordShown).await;
    })
    .await;
}

#[tokio::test]
async fn failure_31_strangers_who_ask_for_codes_do_not_hold_the_owner_out_nor_flood_the_mailbox() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = world.signed_in(&ann).await.browser;
        let mails = world.mails().await.len();
        for number in 0..10 {
            let stranger = world.browser_in(&format!("198.51.100.{number}")).await;
            let answer = start(&world, &stranger, &ann.address).await;
            assert_eq!(matches!(answer, Start::Wait(_)), number >= 6, "{answer:?}");
        }
        assert_eq!(world.mails().await.len() - mails, 6);
        assert!(matches!(start(&world, &home, &ann.address).await, Start::Begun(_)));
        let other = world.account("Bob").await;
        assert!(matches!(start(&world, &home, &other.address).await, Start::Begun(_)));
        world.wait(MINUTE * 60);
        assert!(matches!(start(&world, &world.browser().await, &ann.address).await, Start::Begun(_)));
    })
    .await;
}

#[tokio::test]
async fn one_network_begins_a_hundred_in_ten_minutes() {
    on_both(async |world| {
        for number in 0..100 {
            begun(&world, &format!("nobody{number}@nhs.net")).await;
        }
        let browser = world.browser().await;
        assert!(matches!(start(&world, &browser, "nobody@nhs.net").await, Start::Wait(_)));
        let elsewhere = world.browser_in("198.51.100.7").await;
        assert!(matches!(start(&world, &elsewhere, "nobody@nhs.net").await, Start::Begun(_)));
    })
    .await;
}

#[tokio::test]
async fn a_new_password_forgets_wrong_guesses_at_the_old_one() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let stranger = world.browser().await;
        for _ in 0..5 {
            assert_eq!(world.password(&stranger, &ann.address, "forgotten").await, SubmitPassword::Wrong);
        }
        assert!(!fits(&world, &ann, PASSWORD).await);
        let recovering = proved(&world, &ann).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done);
        assert!(fits(&world, &ann, NEW).await);
    })
    .await;
}

#[tokio::test]
async fn no_table_says_which_address_somebody_tried() {
    on_both(async |world| {
        begun(&world, "tried-by-somebody@nhs.net").await;
        let stolen = world.stolen_bytes().await;
        let tried = b"tried-by-somebody";
        assert!(!stolen.windows(tried.len()).any(|window| window == tried));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_code_counts_as_no_guess_whoever_is_asked_about() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        for address in [ann.address.as_str(), "nobody@nhs.net"] {
            let recovering = begun(&world, address).await;
            for typed in ["", "123456", "123456789", "1234567a"] {
                for _ in 0..5 {
                    assert_eq!(prove_email(&world, &recovering, typed).await, ProveEmail::NotACode, "{typed}");
                }
            }
            let answer = prove_email(&world, &recovering, &other("00000000")).await;
            assert_eq!(answer, ProveEmail::Wrong { tries_left: 4 });
        }
        // A mail of another instant: the newest is the one.
        world.wait(MINUTE);
        let recovering = email_proved(&world, &ann).await;
        for typed in ["", "12345", "1234567", "abcdef"] {
            for _ in 0..5 {
                assert_eq!(prove_code(&world, &recovering, typed).await, ProveAnother::NotACode, "{typed}");
            }
        }
        let code = ann.app.code(world.now());
        let typed = format!("{}-{}", &code[..3], &code[3..]);
        assert_eq!(prove_code(&world, &recovering, &typed).await, ProveAnother::Right);
    })
    .await;
}
