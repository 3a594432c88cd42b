//! The limit on guessing of one network.

use identity::{
    Unexpected, actor::Origin, assurance::Kind, attempts, session::browser, sign_in::password::SubmitPassword,
};

use crate::support::{Device, MINUTE, PASSWORD, World, card_signed_in, on_both};

const WRONG: &str = "not the password";

/// Wrong passwords of `count` unknown people from one network.
async fn fill(world: &World, network: &str, count: usize) {
    let browser = world.browser_in(network).await;
    for number in 0..count {
        let address = format!("nobody-{network}-{number}@nhs.net");
        assert_eq!(world.password(&browser, &address, WRONG).await, SubmitPassword::Wrong);
    }
}

#[tokio::test]
async fn failure_06_a_success_gives_its_network_back_one_guess_and_no_more() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let network = "198.51.100.1";
        fill(&world, network, 99).await;
        let begun = world.now();
        let browser = world.browser_in(network).await;
        world.half_signed_in(&browser, &ann).await;
        world.half_signed_in(&browser, &ann).await;
        assert_eq!(world.password(&browser, "nobody@nhs.net", WRONG).await, SubmitPassword::Wrong);
        let until = begun.plus(MINUTE * 10);
        assert_eq!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::Wait(until));
        let elsewhere = world.browser_in("198.51.100.2").await;
        world.half_signed_in(&elsewhere, &ann).await;
        world.wait(MINUTE * 10);
        world.half_signed_in(&browser, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn a_full_network_does_not_hold_a_known_browser_out() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = world.signed_in(&ann).await.browser;
        fill(&world, &home.origin.network, 100).await;
        world.sign_in(&home, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn a_full_network_does_not_hold_a_right_device_or_card_out() {
    on_both(async |world| {
        let mut passkey = Device::synced();
        world.owner("Ann", Kind::Passkey, &mut passkey).await;
        let (_, mut card) = world.card_holder("Bea").await;
        let browser = world.browser_in("198.51.100.1").await;
        fill(&world, "198.51.100.1", 100).await;
        world.sign_in_with(&browser, &mut passkey).await;
        card_signed_in(world.try_card(&world.browser_in("198.51.100.1").await, &mut card).await);
    })
    .await;
}

#[tokio::test]
async fn a_guess_that_a_full_network_refuses_is_not_the_persons_failure() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let network = "198.51.100.1";
        fill(&world, network, 100).await;
        for _ in 0..10 {
            let browser = world.browser_in(network).await;
            assert!(matches!(world.password(&browser, &ann.address, WRONG).await, SubmitPassword::Wait(_)));
        }
        let elsewhere = world.browser_in("198.51.100.2").await;
        world.half_signed_in(&elsewhere, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn the_hundredth_guess_of_a_network_leaves_one_entry_and_those_that_are_refused_none() {
    on_both(async |world| {
        let network = "198.51.100.1";
        fill(&world, network, 99).await;
        let events = world.events_of(async || fill(&world, network, 1).await).await;
        assert_eq!(events, ["sign-in.failed", "sign-in.throttled"]);
        let entry = world.audit().await.into_iter().find(|entry| entry.event == "sign-in.throttled").unwrap();
        assert!(entry.details.contains(r#""limit":"network""#), "{}", entry.details);
        let browser = world.browser_in(network).await;
        let refused = async || {
            assert!(matches!(world.password(&browser, "new@nhs.net", WRONG).await, SubmitPassword::Wait(_)));
        };
        assert_eq!(world.events_of(refused).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_network_makes_so_many_browsers_known_and_no_more_and_known_ones_go_on() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = world.signed_in(&ann).await.browser;
        let origin = Origin { browser: None, ..home.origin.clone() };
        world
            .write(
                async |repository| {
                    while attempts::reserve_browser(&world.service, repository, &origin).await.unwrap().is_none() {}
                },
            )
            .await;
        let refused = browser::add(&world.service, &origin).await;
        assert!(matches!(refused, Err(Unexpected::Busy(_))), "{refused:?}");
        world.sign_in(&home, &ann).await;
        world.browser_in("198.51.100.2").await;
        world.wait(MINUTE * 10);
        browser::add(&world.service, &origin).await.unwrap();
    })
    .await;
}
