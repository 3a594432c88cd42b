//! Sign in, first step.

use std::sync::Arc;

use identity::{
    actor::{Actor, Origin},
    person::{PersonState, add, rescue},
    registration::RegistrationState,
    session::Computer,
    sign_in::password::{self, SubmitPassword},
};

use crate::support::{PASSWORD, World, on_both, secret};

/// Somebody who proved an address and went no further.
async fn without_password(world: &World) -> String {
    world.registering("Nora", RegistrationState::EmailProved).await.1.address
}

#[tokio::test]
async fn failure_22_unknown_closed_without_password_and_wrong_are_one_answer_with_the_same_work() {
    on_both(async |world| {
        let (ann, closed) = (world.account("Ann").await, world.account("Cleo").await);
        world.close(&closed.person).await;
        let attempts = [
            ("nobody@nhs.net".to_owned(), PASSWORD),
            (without_password(&world).await, PASSWORD),
            (ann.address, "wrong pass phrase"),
            (closed.address.clone(), PASSWORD),
            (closed.address, "wrong pass phrase"),
            ("no address".to_owned(), PASSWORD),
        ];
        let mut seen = Vec::new();
        for (address, password) in &attempts {
            let browser = world.browser().await;
            let before = (world.store.writes(), world.hashing.checks());
            let mut answer = None;
            let events =
                world.events_of(async || answer = Some(world.password(&browser, address, password).await)).await;
            assert_eq!(answer, Some(SubmitPassword::Wrong), "{address}");
            seen.push((world.store.writes() - before.0, world.hashing.checks() - before.1, events));
        }
        assert!(seen.iter().all(|work| *work == seen[0]), "{seen:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_22_the_waits_of_somebody_unknown_are_those_of_somebody_known() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut waits = [Vec::new(), Vec::new()];
        for (waits, address) in waits.iter_mut().zip([ann.address.as_str(), "nobody@nhs.net"]) {
            let browser = world.browser().await;
            while waits.len() < 4 {
                match world.password(&browser, address, "wrong").await {
                    SubmitPassword::Wait(until) => {
                        waits.push(world.now().until(until));
                        world.wait(world.now().until(until));
                    }
                    answer => assert_eq!(answer, SubmitPassword::Wrong),
                }
            }
        }
        assert_eq!(waits[0], waits[1]);
    })
    .await;
}

#[tokio::test]
async fn the_right_password_leads_to_the_code_and_without_an_app_it_says_so() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        assert!(matches!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::EnterCode(_)));
        let (_, half) = world.registering("Bob", RegistrationState::PasswordShown).await;
        assert_eq!(world.password(&browser, &half.address, PASSWORD).await, SubmitPassword::NoAuthenticator);
    })
    .await;
}

#[tokio::test]
async fn a_pending_address_signs_nobody_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.pending(&visit, "pending@nhs.net").await;
        assert_eq!(world.password(&visit.browser, "pending@nhs.net", PASSWORD).await, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn a_password_typed_on_another_keyboard_is_the_same_and_a_huge_one_is_wrong() {
    on_both(async |world| {
        let (_, registering) = world.registering("Zoe", RegistrationState::EmailProved).await;
        let (composed, decomposed) = ("Zo\u{eb} rides a bicycle", "Zoe\u{308} rides a bicycle");
        world.create_password(&registering, composed, composed).await;
        let browser = world.browser().await;
        assert_eq!(world.password(&browser, &registering.address, decomposed).await, SubmitPassword::NoAuthenticator);
        let huge = "x".repeat(1_000_000);
        assert_eq!(world.password(&browser, &registering.address, &huge).await, SubmitPassword::Wrong);
        assert_eq!(world.password(&browser, &huge, &huge).await, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn failure_07_who_is_closed_while_the_password_is_checked_goes_no_further() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (service, person, browser) = (world.service.clone(), ann.person.clone(), world.browser().await);
        world.hashing.during_the_next_check(async move {
            let (actor, origin) = (Actor::Operator, Origin::server());
            assert!(add::set_state(&service, &actor, &origin, &person.id, PersonState::Closed, "test").await.unwrap());
        });
        assert_eq!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn failure_07_a_password_that_is_taken_away_while_it_is_checked_is_wrong() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (service, person, browser) = (world.service.clone(), ann.person.clone(), world.browser().await);
        world.hashing.during_the_next_check(async move {
            rescue::reset(&service, &Actor::Operator, &Origin::server(), &person, "test").await.unwrap();
        });
        assert_eq!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn a_hash_of_weaker_parameters_is_made_anew_and_the_password_stays() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let hash = async || {
            let hash = world.read(async |repository| repository.lookup_password(&ann.person.id).await.unwrap()).await;
            hash.unwrap().as_str().to_owned()
        };
        let before = hash().await;
        Arc::clone(&world.hashing).raise_parameters();
        let browser = world.browser().await;
        assert_eq!(world.password(&browser, &ann.address, "wrong").await, SubmitPassword::Wrong);
        assert_eq!(hash().await, before);
        world.sign_in(&browser, &ann).await;
        let after = hash().await;
        assert!(after != before && after.contains("m=19456"), "{after}");
        world.sign_in(&browser, &ann).await;
        assert_eq!(hash().await, after);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_in_learns_of_somebody_elses_password_no_more_than_a_stranger_and_not_unseen() {
    on_both(async |world| {
        let (ann, bob, closed) = (world.account("Ann").await, world.account("Bob").await, world.account("Cleo").await);
        world.close(&closed.person).await;
        let visit = world.signed_in(&ann).await;
        let try_one = async |address: &str| {
            let place = (Computer::Own, "/profile");
            let (me, browser) = (Some(&visit.me), &visit.browser);
            let password = secret(PASSWORD);
            password::submit(&world.service, me, &browser.origin, &browser.id, address, password, place).await.unwrap()
        };
        let events = world.events_of(async || assert_eq!(try_one(&bob.address).await, SubmitPassword::SomebodyElse));
        assert_eq!(events.await, ["sign-in.password-accepted"]);
        assert_eq!(try_one(&closed.address).await, SubmitPassword::Wrong);
    })
    .await;
}
