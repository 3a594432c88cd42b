//! Passwords that nobody looks at, because too many wait to be checked.

use identity::{
    Unexpected,
    registration::{
        RegistrationState::EmailProved,
        set_password::{self, SetPassword},
    },
    session::Computer,
    sign_in::password::{self, SubmitPassword},
};

use crate::support::{Browser, PASSWORD, World, on_both, seconds, secret};

const WRONG: &str = "not the password";

async fn refused(world: &World, browser: &Browser, address: &str) {
    let (computer, to) = (Computer::Own, "/");
    let answer =
        password::submit(&world.service, None, &browser.origin, &browser.id, address, secret(WRONG), (computer, to))
            .await;
    assert!(matches!(answer, Err(Unexpected::Busy(_))), "{answer:?}");
}

#[tokio::test]
async fn a_guess_that_nobody_looked_at_is_none_for_the_person_the_address_and_the_network() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        for address in [ann.address.as_str(), "nobody@nhs.net"] {
            for _ in 0..4 {
                assert_eq!(world.password(&browser, address, WRONG).await, SubmitPassword::Wrong);
            }
            world.hashing.set_busy(true);
            for _ in 0..120 {
                refused(&world, &browser, address).await;
            }
            world.hashing.set_busy(false);
            assert_eq!(world.password(&browser, address, WRONG).await, SubmitPassword::Wrong, "no wait had begun");
            let until = world.now().plus(seconds(30));
            assert_eq!(world.password(&browser, address, PASSWORD).await, SubmitPassword::Wait(until));
        }
    })
    .await;
}

#[tokio::test]
async fn a_registrations_password_that_nobody_looked_at_is_no_guess_either() {
    on_both(async |world| {
        let (visit, first) = world.registering("Ann", EmailProved).await;
        world.create_password(&first, PASSWORD, PASSWORD).await;
        let again = world.issue(&visit, &first.address, crate::support::WISH).await;
        world.bring(&again, EmailProved).await;
        world.hashing.set_busy(true);
        for _ in 0..9 {
            let of = (&again.browser.id, &again.id);
            let answer = set_password::confirm(&world.service, &again.browser.origin, of, secret(WRONG)).await;
            assert!(matches!(answer, Err(Unexpected::Busy(_))), "{answer:?}");
        }
        world.hashing.set_busy(false);
        assert!(matches!(world.confirm_password(&again, PASSWORD).await, SetPassword::Done(_)));
    })
    .await;
}
