//! Addresses that look alike, and floods of mail.

use identity::{
    email::{add::AddEmail, verify::ProveEmail},
    person::UserIdentifier,
    sign_in::password::SubmitPassword,
};

use crate::support::{MINUTE, PASSWORD, Visit, World, on_both};

/// Asks for codes until no more are sent; answers how many were.
async fn flood(world: &World, visit: &Visit, address: impl Fn(usize) -> String) -> usize {
    for sent in 0..100 {
        match world.add_email(visit, &address(sent)).await {
            AddEmail::CodeSent(_) => {}
            AddEmail::Wait(until) => {
                assert_eq!(until, world.now().plus(MINUTE * 60));
                return sent;
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("no limit");
}

#[tokio::test]
async fn a_person_causes_twelve_mails_an_hour() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        assert_eq!(flood(&world, &visit, |sent| format!("ann{}@nhs.net", sent % 5)).await, 12);
        let elsewhere = world.enrol(&visit.me.person).await;
        assert!(matches!(world.add_email(&elsewhere, "ann0@nhs.net").await, AddEmail::Wait(_)), "in any session");
        world.wait(MINUTE * 60);
        let visit = world.enrol(&visit.me.person).await;
        assert!(matches!(world.add_email(&visit, "ann0@nhs.net").await, AddEmail::CodeSent(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_05_a_mailbox_gets_forty_mails_an_hour_whoever_asks_and_however_it_is_written() {
    on_both(async |world| {
        let variants = ["jane@nhs.net", "JANE@nhs.net", "jane+a@nhs.net", "jane+b@NHS.net"];
        for (name, most) in [("Ann", 12), ("Bob", 12), ("Cid", 12), ("Dee", 4)] {
            let visit = world.enrol(&world.person(name).await).await;
            assert_eq!(flood(&world, &visit, |sent| variants[sent % 4].into()).await, most, "{name}");
        }
        let eve = world.enrol(&world.person("Eve").await).await;
        for address in ["jane@nhs.net", "Jane@nhs.net", "jane+c@nhs.net"] {
            assert!(matches!(world.add_email(&eve, address).await, AddEmail::Wait(_)), "{address}");
        }
        assert!(matches!(world.add_email(&eve, "eve@nhs.net").await, AddEmail::CodeSent(_)), "the others are free");
    })
    .await;
}

#[tokio::test]
async fn failure_05_letter_case_makes_no_other_address() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        assert!(matches!(world.add_email(&visit, "ANN@nhs.NET").await, AddEmail::AlreadyYours));
        let browser = world.browser().await;
        let answer = world.password(&browser, " Ann@NHS.net ", PASSWORD).await;
        assert!(matches!(answer, SubmitPassword::EnterCode(_)), "{answer:?}");
        let bob = world.enrol(&world.person("Bob").await).await;
        let proof = world.pending(&bob, "aNN@nhs.net").await;
        assert_eq!(world.mails_to("aNN@nhs.net").await.len(), 1);
        assert!(world.codes_to("aNN@nhs.net").await.is_empty());
        assert!(matches!(world.prove(&bob, &proof, "12345678").await, ProveEmail::Wrong { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_05_letter_case_and_tags_give_no_other_counter() {
    on_both(async |world| {
        world.account("Ann").await;
        for variants in [["ann@nhs.net", "ANN@nhs.net"], ["no+a@nhs.net", "NO+b@nhs.net"]] {
            for number in 0..5 {
                let browser = world.browser().await;
                let answer = world.password(&browser, variants[number % 2], "wrong password").await;
                assert_eq!(answer, SubmitPassword::Wrong);
            }
            for address in variants {
                let browser = world.browser().await;
                assert!(
                    matches!(world.password(&browser, address, "wrong").await, SubmitPassword::Wait(_)),
                    "{address}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn failure_05_two_addresses_of_one_person_share_a_counter() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "second@nhs.net").await;
        for number in 0..5 {
            let address = if number % 2 == 0 { "ann@nhs.net" } else { "second@nhs.net" };
            assert_eq!(world.password(&world.browser().await, address, "wrong").await, SubmitPassword::Wrong);
        }
        // Neither address has a wait of its own, and to name one would say whose both are (failure 22).
        for address in ["ann@nhs.net", "second@nhs.net"] {
            let answer = world.password(&world.browser().await, address, PASSWORD).await;
            assert_eq!(answer, SubmitPassword::Wrong, "{address}: the right one is not looked at");
        }
    })
    .await;
}

#[tokio::test]
async fn failure_19_an_address_that_looks_like_an_identifier_shadows_nobody() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let identifier = ann.person.identifier.as_str().to_owned();
        let bob = world.enrol(&world.person("Bob").await).await;
        let address = format!("{identifier}@nhs.net");
        world.verified(&bob, &address).await;

        let asked = UserIdentifier::parse(&identifier).unwrap();
        let found = world.read(async |repository| repository.find_person_by_identifier(&asked).await.unwrap()).await;
        assert_eq!(found.map(|person| person.id), Some(ann.person.id));
        let browser = world.browser().await;
        assert_eq!(world.password(&browser, &identifier, PASSWORD).await, SubmitPassword::Wrong);
        assert_eq!(world.password(&browser, &address, PASSWORD).await, SubmitPassword::Wrong);
        let answer = world.password(&browser, &ann.address, PASSWORD).await;
        assert!(matches!(answer, SubmitPassword::EnterCode(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_address_shares_its_counter_with_nothing_else() {
    on_both(async |world| {
        let browser = world.browser().await;
        for number in 0..5 {
            let typed = format!("ann{number}.nhs.net");
            assert_eq!(world.password(&browser, &typed, "wrong").await, SubmitPassword::Wrong);
        }
        assert_eq!(world.password(&browser, "bob.nhs.net", "wrong").await, SubmitPassword::Wrong);
    })
    .await;
}
