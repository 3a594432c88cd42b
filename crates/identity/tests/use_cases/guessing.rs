//! Limits on guessing passwords and codes.

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    person::rescue,
    session::Computer,
    sign_in::{
        code::{self, SubmitCode},
        device::finish::FinishSignIn,
        password::{self, SubmitPassword},
    },
    sweep,
};

use crate::support::{
    Account, Browser, Device, MICROSECOND, MINUTE, Maker, PASSWORD, STEP, World, flipped, on_both, race, seconds,
    secret, wish,
};

const WRONG: &str = "not the password";

/// Wrong passwords until there is a wait.
async fn guess_until_waiting(world: &World, address: &str) {
    for _ in 0..10 {
        let browser = world.browser().await;
        if matches!(world.password(&browser, address, WRONG).await, SubmitPassword::Wait(_)) {
            return;
        }
    }
    panic!("no wait");
}

/// A browser that its owner signed in with.
async fn home(world: &World, account: &Account) -> Browser {
    world.signed_in(account).await.browser
}

async fn wrong_code(world: &World, browser: &Browser, account: &Account) -> SubmitCode {
    let id = world.half_signed_in(browser, account).await;
    world.code(browser, &id, &account.app.wrong_code(world.now())).await
}

#[tokio::test]
async fn from_the_fifth_failure_waits_double_from_30_seconds_to_an_hour_and_are_told() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        for _ in 0..4 {
            assert_eq!(world.password(&browser, &ann.address, WRONG).await, SubmitPassword::Wrong);
        }
        for wait in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
            assert_eq!(world.password(&browser, &ann.address, WRONG).await, SubmitPassword::Wrong);
            let until = world.now().plus(seconds(wait));
            world.wait(seconds(wait - 1));
            let early = world.password(&browser, &ann.address, PASSWORD).await;
            assert_eq!(early, SubmitPassword::Wait(until), "the right password waits, too");
            world.wait(seconds(1));
        }
        assert!(matches!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::EnterCode(_)));
        for _ in 0..4 {
            assert_eq!(world.password(&browser, &ann.address, WRONG).await, SubmitPassword::Wrong, "the row is broken");
        }
    })
    .await;
}

#[tokio::test]
async fn failure_03_new_sign_ins_browsers_and_networks_give_no_more_guesses_at_a_code() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        for number in 0..5 {
            let browser = world.browser_in(&format!("198.51.100.{number}")).await;
            assert!(matches!(wrong_code(&world, &browser, &ann).await, SubmitCode::Wrong));
        }
        let browser = world.browser_in("198.51.100.9").await;
        let id = world.half_signed_in(&browser, &ann).await;
        let until = world.now().plus(seconds(30));
        let answer = world.code(&browser, &id, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Wait(told) if told == until), "{answer:?}");
        world.wait(STEP);
        assert!(matches!(world.code(&browser, &id, &ann.app.code(world.now())).await, SubmitCode::SignedIn { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_04_of_twenty_passwords_at_the_same_time_five_are_looked_at() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut browsers = Vec::new();
        for number in 0..20 {
            browsers.push(world.browser_in(&format!("198.51.100.{number}")).await);
        }
        let checks = world.hashing.checks();
        let answers = race(20, |number| {
            let (service, browser, address) = (world.service.clone(), browsers[number].clone(), ann.address.clone());
            async move {
                let wrong = secret(WRONG);
                password::submit(&service, None, &browser.origin, &browser.id, &address, wrong, (Computer::Own, "/"))
                    .await
                    .unwrap()
            }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == SubmitPassword::Wrong).count(), 5, "{answers:?}");
        assert_eq!(world.hashing.checks() - checks, 5);
    })
    .await;
}

#[tokio::test]
async fn failure_04_of_twenty_codes_at_the_same_time_five_are_looked_at() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut begun = Vec::new();
        for _ in 0..20 {
            let browser = world.browser().await;
            begun.push((world.half_signed_in(&browser, &ann).await, browser));
        }
        let wrong = ann.app.wrong_code(world.now());
        let answers = race(20, |number| {
            let (service, (id, browser), wrong) = (world.service.clone(), begun[number].clone(), wrong.clone());
            async move { code::submit(&service, &browser.origin, &browser.id, None, &id, &wrong).await.unwrap() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, SubmitCode::Wrong)).count(), 5, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| matches!(answer, SubmitCode::Wait(_))).count(), 15);
    })
    .await;
}

#[tokio::test]
async fn failure_31_strangers_do_not_hold_the_owner_out_of_a_browser_that_is_known() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = home(&world, &ann).await;
        guess_until_waiting(&world, &ann.address).await;
        for _ in 0..5 {
            world.half_signed_in(&home, &ann).await;
            let stranger = world.browser().await;
            assert!(matches!(world.password(&stranger, &ann.address, PASSWORD).await, SubmitPassword::Wait(_)));
        }
        world.sign_in(&home, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn failure_31_a_known_browser_is_known_for_its_owner_only_and_has_its_own_limit() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let home = home(&world, &ann).await;
        guess_until_waiting(&world, &bob.address).await;
        assert!(matches!(world.password(&home, &bob.address, PASSWORD).await, SubmitPassword::Wait(_)));
        for _ in 0..5 {
            assert_eq!(world.password(&home, &ann.address, WRONG).await, SubmitPassword::Wrong);
        }
        assert!(matches!(world.password(&home, &ann.address, PASSWORD).await, SubmitPassword::Wait(_)));
        let stranger = world.browser().await;
        assert!(matches!(world.password(&stranger, &ann.address, PASSWORD).await, SubmitPassword::EnterCode(_)));
    })
    .await;
}

#[tokio::test]
async fn one_factors_failures_do_not_lock_the_other() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        guess_until_waiting(&world, &ann.address).await;
        let answer = world.code(&browser, &id, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::SignedIn { .. }), "{answer:?}");

        world.wait(MINUTE);
        let stranger = world.browser().await;
        for _ in 0..5 {
            assert!(matches!(wrong_code(&world, &stranger, &ann).await, SubmitCode::Wrong));
        }
        assert!(matches!(wrong_code(&world, &stranger, &ann).await, SubmitCode::Wait(_)), "the password still works");
    })
    .await;
}

#[tokio::test]
async fn failure_03_the_right_password_gives_no_more_guesses_at_the_code() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let stranger = world.browser().await;
        let mut looked_at = 0;
        for _ in 0..20 {
            if matches!(wrong_code(&world, &stranger, &ann).await, SubmitCode::Wrong) {
                looked_at += 1;
            }
        }
        assert_eq!(looked_at, 5);
    })
    .await;
}

#[tokio::test]
async fn failure_02_sweeping_forgets_no_row_of_failures_and_no_used_code() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        let used = ann.app.code(world.now());
        assert!(matches!(world.code(&browser, &id, &used).await, SubmitCode::SignedIn { .. }));
        guess_until_waiting(&world, &ann.address).await;
        sweep::sweep(&world.service).await.unwrap();
        let id = world.half_signed_in(&browser, &ann).await;
        assert!(matches!(world.code(&browser, &id, &used).await, SubmitCode::Wrong));
        world.wait(MINUTE * 60 * 24 * 91);
        sweep::sweep(&world.service).await.unwrap();
        let stranger = world.browser().await;
        assert_eq!(world.password(&stranger, &ann.address, WRONG).await, SubmitPassword::Wrong);
        // The address begins anew, as any that nobody tried; the person's row goes on, untold (failure 22).
        world.wait(MINUTE - MICROSECOND);
        assert_eq!(world.password(&stranger, &ann.address, PASSWORD).await, SubmitPassword::Wrong);
        world.wait(MICROSECOND);
        world.half_signed_in(&stranger, &ann).await;
        world.sign_in(&browser, &ann).await;
    })
    .await;
}

/// Wrong passwords of strangers, each after its wait, until the password is disabled for them.
async fn disable(world: &World, account: &Account) {
    let stranger = world.browser().await;
    for _ in 0..100 {
        assert_eq!(world.password(&stranger, &account.address, WRONG).await, SubmitPassword::Wrong);
        world.wait(MINUTE * 60);
    }
    assert_eq!(world.password(&stranger, &account.address, PASSWORD).await, SubmitPassword::Disabled);
}

#[tokio::test]
async fn after_a_hundred_failures_strangers_are_out_until_a_known_browser_signs_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = home(&world, &ann).await;
        disable(&world, &ann).await;
        world.sign_in(&home, &ann).await;
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_failures_a_device_of_the_owner_lets_the_password_be_tried_again() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let mut passkey = Device::synced();
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        disable(&world, &ann).await;
        world.signed_in_with(&mut passkey).await;
        world.signed_in(&ann).await;
    })
    .await;
}

/// Ann with a passkey at AAL2 and a security key at AAL3.
async fn with_devices(world: &mut World) -> (Device, Device) {
    let maker = Maker::new();
    world.trust(&maker);
    let (mut key, mut passkey) = (Device::security_key().attested(&maker), Device::synced());
    let visit = world.enrolled("Ann", AssuranceLevel::Aal3).await;
    world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
    world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
    (key, passkey)
}

/// Wrong answers of a device in a browser, each after its wait, until it is disabled there.
async fn disable_device(world: &World, browser: &Browser, device: &mut Device) {
    for _ in 0..100 {
        let challenge = world.ask(browser).await;
        let answer = flipped(&device.get(&challenge.options), "signature", 12);
        let outcome = world.answer(browser, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
        world.wait(MINUTE * 60);
    }
    let outcome = world.try_sign_in_with(browser, device).await;
    assert!(matches!(outcome, FinishSignIn::Disabled), "{outcome:?}");
}

#[tokio::test]
async fn after_a_hundred_failures_of_a_device_only_one_of_very_high_confidence_lets_it_be_tried_again() {
    on_both(async |mut world| {
        let (mut key, mut passkey) = with_devices(&mut world).await;
        let home = world.signed_in_with(&mut passkey).await.browser;
        for browser in [world.browser().await, home] {
            disable_device(&world, &browser, &mut passkey).await;
            world.signed_in_with(&mut key).await;
            world.sign_in_with(&browser, &mut passkey).await;
        }
        let stranger = world.browser().await;
        disable_device(&world, &stranger, &mut key).await;
        world.signed_in_with(&mut passkey).await;
        let outcome = world.try_sign_in_with(&stranger, &mut key).await;
        assert!(matches!(outcome, FinishSignIn::Disabled), "the weaker does not clear the stronger: {outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_failures_in_a_known_browser_a_device_elsewhere_lets_the_code_be_tried_again_there() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let mut passkey = Device::synced();
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        for _ in 0..100 {
            assert_eq!(world.password(&visit.browser, &ann.address, WRONG).await, SubmitPassword::Wrong);
            world.wait(MINUTE * 60);
        }
        assert_eq!(world.password(&visit.browser, &ann.address, PASSWORD).await, SubmitPassword::Disabled);
        world.signed_in_with(&mut passkey).await;
        world.sign_in(&visit.browser, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_failures_an_identity_check_unlocks() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        disable(&world, &ann).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        rescue::unlock(&world.service, &actor, &origin, &ann.person, "identity checked").await.unwrap();
        world.signed_in(&ann).await;
    })
    .await;
}
