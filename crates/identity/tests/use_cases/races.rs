//! What happens at the same time: nothing fails unexpectedly, and one wins.

use identity::{
    email::verify::{self, ProveEmail},
    registration::{
        RegistrationState::PasswordShown,
        confirm_code::{self, ConfirmCode},
        start,
    },
    session::Computer,
    sign_in::{
        code::{self, SubmitCode},
        password,
    },
};

use crate::support::{PASSWORD, STEP, WISH, on_both, race, secret};

#[tokio::test]
async fn an_address_that_two_people_prove_at_the_same_time_is_one_persons() {
    on_both(async |world| {
        let mut proofs = Vec::new();
        for (given, address) in [("Ann", "shared@nhs.net"), ("Bob", "SHARED@nhs.net")] {
            let visit = world.enrol(&world.person(given).await).await;
            let proof = world.pending(&visit, address).await;
            proofs.push((visit.me, visit.browser, proof, world.code_to(address).await));
        }
        let answers = race(2, |number| {
            let (service, (me, browser, proof, code)) = (world.service.clone(), proofs[number].clone());
            async move { verify::prove(&service, &me, &browser.origin, &browser.id, &proof, &code).await.unwrap() }
        })
        .await;
        assert!(answers.contains(&ProveEmail::Verified), "{answers:?}");
        assert!(answers.contains(&ProveEmail::NoLongerPossible), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_04_first_codes_guessed_at_the_same_time_are_five_at_the_most() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", PasswordShown).await;
        let wrong = world.app(&registering).await.unwrap().wrong_code(world.now());
        let answers =
            race(20, |_| {
                let (service, browser, id) =
                    (world.service.clone(), registering.browser.clone(), registering.id.clone());
                let wrong = wrong.clone();
                async move {
                    confirm_code::submit(&service, None, &browser.origin, (&browser.id, &id), &wrong).await.unwrap()
                }
            })
            .await;
        let looked_at = answers.iter().filter(|answer| matches!(answer, ConfirmCode::Wrong)).count();
        assert_eq!(looked_at, 5, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn many_people_of_one_network_sign_in_at_the_same_time() {
    on_both(async |world| {
        let mut people = Vec::new();
        for given in ["Ann", "Bob", "Caro", "Dan", "Eve", "Finn"] {
            people.push((world.account(given).await, world.browser().await));
        }
        world.wait(STEP * 3);
        let answers = race(6, |number| {
            let (account, browser) = &people[number];
            let (service, browser, address) = (world.service.clone(), browser.clone(), account.address.clone());
            let typed = account.app.code(world.now());
            async move {
                let (origin, id) = (&browser.origin, &browser.id);
                let first =
                    password::submit(&service, None, origin, id, &address, secret(PASSWORD), (Computer::Own, "/"))
                        .await
                        .unwrap();
                let password::SubmitPassword::EnterCode(sign_in) = first else { panic!("{first:?}") };
                code::submit(&service, origin, id, None, &sign_in, &typed).await.unwrap()
            }
        })
        .await;
        assert!(answers.iter().all(|answer| matches!(answer, SubmitCode::SignedIn { .. })), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_double_click_on_start_does_no_harm() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        let answers = race(4, |_| {
            let (service, me, origin) = (world.service.clone(), visit.me.clone(), visit.browser.origin.clone());
            async move { start::start(&service, &me, &origin, WISH).await.unwrap() }
        })
        .await;
        assert!(answers.iter().all(|answer| matches!(answer, start::Start::Issued(_))), "{answers:?}");
        let registering = world.issue(&visit, "ann@nhs.net", WISH).await;
        let issued = answers.iter().map(|answer| match answer {
            start::Start::Issued(id) => id,
            other => panic!("{other:?}"),
        });
        for id in issued {
            let row = world.read(async |repository| repository.lookup_registration(id).await.unwrap().unwrap()).await;
            assert_eq!(row.state, identity::registration::RegistrationState::Abandoned);
        }
        world.bring(&registering, PasswordShown).await;
    })
    .await;
}
