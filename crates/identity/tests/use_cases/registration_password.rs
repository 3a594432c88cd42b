//! A registration's password: created by the rules, or asked for.

use std::sync::Arc;

use identity::{
    password::policy::PasswordRefusal,
    registration::{
        RegistrationState::{EmailProved, PasswordShown},
        current::{self, Step},
        set_password::{self, SetPassword},
    },
};

use crate::support::{MINUTE, PASSWORD, Registering, Visit, WISH, World, on_both, race, seconds, secret};

async fn refusal(world: &World, registering: &Registering, password: &str) -> PasswordRefusal {
    match world.create_password(registering, password, password).await {
        SetPassword::Refused(refusal) => refusal,
        other => panic!("{password:?} was not refused: {other:?}"),
    }
}

/// Somebody with a password whose new registration asks for it.
async fn asked_again(world: &World) -> (Visit, Registering) {
    let (visit, first) = world.registering("Ann", PasswordShown).await;
    let again = world.issue(&visit, &first.address, WISH).await;
    world.wait(MINUTE);
    world.bring(&again, EmailProved).await;
    (visit, again)
}

#[tokio::test]
async fn a_password_follows_the_rules_and_the_reason_is_given() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", EmailProved).await;
        for (password, reason) in [
            ("", PasswordRefusal::Empty),
            ("7 signs", PasswordRefusal::TooShort),
            (&"ä".repeat(257), PasswordRefusal::TooLong),
            (&"x".repeat(1_000_000), PasswordRefusal::TooLong),
            ("zzzzzzzzzz", PasswordRefusal::OneCharacter),
            ("password1", PasswordRefusal::Common),
            ("Okafor-Lindqvist1!", PasswordRefusal::OwnName),
            ("ann@nhs.net", PasswordRefusal::OwnEmailAddress),
            ("Care Identity", PasswordRefusal::ServiceName),
        ] {
            assert_eq!(refusal(&world, &registering, password).await, reason);
        }
        assert!(matches!(
            world.create_password(&registering, PASSWORD, "copper lantern drift").await,
            SetPassword::Different
        ));
        assert!(world.app(&registering).await.is_none(), "no secret exists yet");
        let long = "ä long pass phrase ".repeat(10);
        assert!(matches!(world.create_password(&registering, &long, &long).await, SetPassword::Done(None)));
        assert!(world.app(&registering).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn two_who_create_it_at_the_same_time_set_one() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", EmailProved).await;
        let answers = race(4, |number| {
            let (service, browser, id) = (world.service.clone(), registering.browser.clone(), registering.id.clone());
            let password = format!("{PASSWORD} {number}");
            async move {
                let (one, again) = (secret(&password), secret(&password));
                set_password::create(&service, None, &browser.origin, (&browser.id, &id), one, again).await.unwrap()
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, SetPassword::Done(_))).count(), 1, "{answers:?}");
        let set = world.audit().await.into_iter().filter(|entry| entry.event == "password.set").count();
        assert_eq!(set, 1);
    })
    .await;
}

#[tokio::test]
async fn failure_17_a_password_that_is_there_is_asked_for_and_never_overwritten() {
    on_both(async |world| {
        let (visit, again) = asked_again(&world).await;
        let view = current::view(&world.service, &again.browser.id, &again.id).await.unwrap().unwrap();
        assert_eq!(view.step, Step::EnterPassword);
        let before = hash(&world, &visit).await;
        let overwritten = world.create_password(&again, "another pass phrase", "another pass phrase").await;
        assert!(matches!(overwritten, SetPassword::Over), "{overwritten:?}");
        assert_eq!(hash(&world, &visit).await, before);
        assert!(matches!(world.confirm_password(&again, "another pass phrase").await, SetPassword::Wrong));
        assert!(world.app(&again).await.is_none());
        assert!(matches!(world.confirm_password(&again, PASSWORD).await, SetPassword::Done(None)));
        assert!(world.app(&again).await.is_some());
    })
    .await;
}

async fn hash(world: &World, visit: &Visit) -> String {
    let person = &visit.me.person.id;
    let hash = world.read(async |repository| repository.lookup_password(person).await.unwrap()).await;
    hash.unwrap().as_str().to_owned()
}

#[tokio::test]
async fn guesses_at_the_password_wait_from_the_fifth_on_and_count_with_those_at_sign_in() {
    on_both(async |world| {
        let (_, again) = asked_again(&world).await;
        for _ in 0..3 {
            assert!(matches!(world.confirm_password(&again, "wrong").await, SetPassword::Wrong));
        }
        let browser = world.browser().await;
        for _ in 0..2 {
            world.password(&browser, "ann@nhs.net", "wrong").await;
        }
        let until = world.now().plus(seconds(30));
        let checks = world.hashing.checks();
        let answer = world.confirm_password(&again, PASSWORD).await;
        assert!(matches!(answer, SetPassword::Wait(told) if told == until), "{answer:?}");
        assert_eq!(world.hashing.checks(), checks, "it is not looked at");
        world.wait(seconds(30));
        assert!(matches!(world.confirm_password(&again, PASSWORD).await, SetPassword::Done(None)));
    })
    .await;
}

#[tokio::test]
async fn failure_04_guesses_at_the_same_time_are_five_at_the_most() {
    on_both(async |world| {
        let (_, again) = asked_again(&world).await;
        let checks = world.hashing.checks();
        let answers = race(20, |_| {
            let (service, browser, id) = (world.service.clone(), again.browser.clone(), again.id.clone());
            async move {
                set_password::confirm(&service, &browser.origin, (&browser.id, &id), secret("wrong")).await.unwrap()
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, SetPassword::Wrong)).count(), 5, "{answers:?}");
        assert_eq!(world.hashing.checks() - checks, 5);
    })
    .await;
}

#[tokio::test]
async fn failure_07_what_is_over_by_the_end_of_the_hashing_is_over() {
    on_both(async |world| {
        let (_, again) = asked_again(&world).await;
        let clock = Arc::clone(&world.clock);
        world.hashing.during_the_next_check(async move { clock.forward(MINUTE * 15) });
        assert!(matches!(world.confirm_password(&again, PASSWORD).await, SetPassword::Over));
        let state = world.read(async |repository| repository.lookup_registration(&again.id).await.unwrap()).await;
        assert_eq!(state.map(|row| row.state), Some(EmailProved));
    })
    .await;
}
