//! Change the password.

use identity::{
    password::{
        change::{self, ChangePassword, Entries},
        policy::PasswordRefusal,
    },
    random::Token,
    registration::{RegistrationState::Issued, confirm_code::ConfirmCode, start::Wish},
    session,
    sign_in::{code::SubmitCode, password::SubmitPassword},
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use crate::support::{Account, MICROSECOND, MINUTE, PASSWORD, STEP, Visit, WISH, World, on_both, race, secret};

const NEW: &str = "velvet harbour climbs";

fn entries(current: &str, new: &str, again: &str) -> Entries {
    Entries { current: secret(current), new: secret(new), again: secret(again) }
}

async fn change(world: &World, visit: &Visit, current: &str, new: &str) -> ChangePassword {
    let entries = entries(current, new, new);
    change::change(&world.service, &visit.me, &visit.browser.origin, entries).await.unwrap()
}

async fn changed(world: &World, visit: &Visit, current: &str, new: &str) -> Token {
    match change(world, visit, current, new).await {
        ChangePassword::Done(token) => token,
        other => panic!("expected a change: {other:?}"),
    }
}

async fn fits(world: &World, account: &Account, password: &str) -> bool {
    let answer = world.password(&world.browser().await, &account.address, password).await;
    assert!(matches!(answer, SubmitPassword::EnterCode(_) | SubmitPassword::Wrong), "{answer:?}");
    answer != SubmitPassword::Wrong
}

#[tokio::test]
async fn failure_29_the_new_password_works_the_old_does_not_this_session_goes_on_with_a_new_token() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (visit, other) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        let elsewhere = world.browser().await;
        world.wait(STEP);
        let half = world.half_signed_in(&elsewhere, &ann).await;
        let mut token = None;
        let events = world.events_of(async || token = Some(changed(&world, &visit, PASSWORD, NEW).await)).await;
        assert_eq!(events, ["password.changed"]);
        let me = world.find(&token.unwrap()).await.unwrap();
        assert_eq!(me.session.id, visit.me.session.id);
        assert!(world.find(&visit.token).await.is_none() && world.find(&other.token).await.is_none());
        assert!(fits(&world, &ann, NEW).await && !fits(&world, &ann, PASSWORD).await);
        let answer = world.code(&elsewhere, &half, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Over), "failure 7: begun with the old password: {answer:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_17_the_current_password_is_asked_for_and_a_wrong_one_counts_as_a_guess() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let events = world
            .events_of(async || {
                for _ in 0..5 {
                    assert!(matches!(change(&world, &visit, "not it", NEW).await, ChangePassword::Wrong));
                }
                let answer = change(&world, &visit, PASSWORD, NEW).await;
                assert!(matches!(answer, ChangePassword::Wait(until) if until == world.now().plus(STEP)), "{answer:?}");
            })
            .await;
        assert_eq!(events, [["sign-in.failed"; 5].as_slice(), &["sign-in.throttled"]].concat());
        let home = world.password(&visit.browser, &ann.address, PASSWORD).await;
        assert!(matches!(home, SubmitPassword::Wait(_)), "one counter for the password in this browser: {home:?}");
        assert!(fits(&world, &ann, PASSWORD).await);
        world.wait(STEP);
        changed(&world, &visit, PASSWORD, NEW).await;
    })
    .await;
}

#[tokio::test]
async fn failure_04_of_twenty_changes_at_the_same_time_five_are_looked_at() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        let checks = world.hashing.checks();
        let answers = race(20, |_| {
            let (service, me, origin) = (world.service.clone(), visit.me.clone(), visit.browser.origin.clone());
            async move { change::change(&service, &me, &origin, entries("not it", NEW, NEW)).await.unwrap() }
        })
        .await;
        let wrong = answers.iter().filter(|answer| matches!(answer, ChangePassword::Wrong)).count();
        assert_eq!((wrong, world.hashing.checks() - checks), (5, 5));
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_not_accepted_is_no_guess() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        let answer = change(&world, &visit, "not it", "password").await;
        assert!(matches!(answer, ChangePassword::Refused(PasswordRefusal::Common)), "{answer:?}");
        let answer = change(&world, &visit, "not it", "ann@nhs.net").await;
        assert!(matches!(answer, ChangePassword::Refused(PasswordRefusal::OwnEmailAddress)), "{answer:?}");
        let answer = change(&world, &visit, PASSWORD, PASSWORD).await;
        assert!(matches!(answer, ChangePassword::Same), "{answer:?}");
        let different = entries("not it", NEW, "something else");
        let answer = change::change(&world.service, &visit.me, &visit.browser.origin, different).await.unwrap();
        assert!(matches!(answer, ChangePassword::Different), "{answer:?}");
        assert_eq!(world.hashing.checks(), 1, "the sign-in's");
    })
    .await;
}

#[tokio::test]
async fn it_takes_a_full_sign_in_not_older_than_five_minutes() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let enrolled = world.enrol(&ann.person).await;
        assert!(matches!(change(&world, &enrolled, PASSWORD, NEW).await, ChangePassword::SignInAgain));
        let visit = world.signed_in(&ann).await;
        world.wait(MINUTE * 5 + MICROSECOND);
        assert!(matches!(change(&world, &visit, PASSWORD, NEW).await, ChangePassword::SignInAgain));
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_session_that_ends_while_the_password_is_checked_changes_nothing() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (visit, other) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        let (service, origin, me) = (world.service.clone(), other.browser.origin.clone(), other.me.clone());
        world.hashing.during_the_next_check(async move {
            session::end::end_others(&service, &me, &origin).await.unwrap();
        });
        assert!(matches!(change(&world, &visit, PASSWORD, NEW).await, ChangePassword::SignInAgain));
        assert!(fits(&world, &ann, PASSWORD).await && !fits(&world, &ann, NEW).await);
    })
    .await;
}

#[tokio::test]
async fn failure_07_of_two_changes_at_once_the_second_has_the_wrong_current_password() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let (service, origin, me) = (world.service.clone(), visit.browser.origin.clone(), visit.me.clone());
        world.wait(MICROSECOND);
        world.hashing.during_the_next_check(async move {
            let first = change::change(&service, &me, &origin, entries(PASSWORD, NEW, NEW)).await.unwrap();
            assert!(matches!(first, ChangePassword::Done(_)), "{first:?}");
        });
        let second = change(&world, &visit, PASSWORD, "another harbour sings").await;
        assert!(matches!(second, ChangePassword::Wrong), "{second:?}");
        assert!(fits(&world, &ann, NEW).await);
    })
    .await;
}

#[tokio::test]
async fn a_registration_in_another_browser_does_not_go_on_with_the_old_password_and_one_here_does() {
    on_both(async |world| {
        use identity::registration::{RegistrationState::PasswordShown, current};
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let mut registering = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
        registering.browser = world.browser().await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        changed(&world, &visit, PASSWORD, NEW).await;
        let answer = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Over), "{answer:?}");

        let visit = world.visit_again(&visit, &ann, NEW).await;
        let here = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
        world.bring(&here, Issued).await;
        world.open(Some(&visit.me), &here.browser, &here.link).await;
        changed(&world, &visit, NEW, PASSWORD).await;
        let view = current::view(&world.service, &here.browser.id, &here.id).await.unwrap().unwrap();
        assert_eq!(view.step, current::Step::EnterEmail);
    })
    .await;
}

#[tokio::test]
async fn everybody_is_told_and_this_was_not_me_brings_the_old_password_back_also_after_a_rehash() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.clock.run();
        let told = world.mails_of(async || drop(changed(&world, &visit, PASSWORD, NEW).await)).await;
        assert_eq!(told, [(ann.address.clone(), "Your Care Identity password was changed".to_owned())]);
        let link = world.undo_link_to(&ann.address).await;
        // The thief signs in, and the hash is made anew.
        world.hashing.raise_parameters();
        assert!(fits(&world, &ann, NEW).await);
        let undone = carry_out::carry_out(&world.service, &visit.browser.origin, &link).await.unwrap();
        assert_eq!(undone, CarryOut::Done { what: What::PasswordChanged, restored: Restored::Yes, later: 0 });
        assert!(fits(&world, &ann, PASSWORD).await && !fits(&world, &ann, NEW).await);
        let visit = world.signed_in(&ann).await;
        assert!(matches!(change(&world, &visit, PASSWORD, NEW).await, ChangePassword::Frozen));
    })
    .await;
}

#[tokio::test]
async fn a_password_that_was_changed_twice_goes_back_to_the_first_with_the_first_link() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.clock.run();
        let token = changed(&world, &visit, PASSWORD, NEW).await;
        let visit = Visit { me: world.find(&token).await.unwrap(), ..visit };
        changed(&world, &visit, NEW, "a third lantern glows").await;
        let links = world.undo_links_to(&ann.address).await;
        let [.., first, second] = links.as_slice() else { panic!("expected two links") };
        let origin = &visit.browser.origin;
        let undone = carry_out::carry_out(&world.service, origin, first).await.unwrap();
        assert_eq!(undone, CarryOut::Done { what: What::PasswordChanged, restored: Restored::Yes, later: 1 });
        assert!(fits(&world, &ann, PASSWORD).await, "and neither of those that came after it");
        let undone = carry_out::carry_out(&world.service, origin, second).await.unwrap();
        assert_eq!(undone, CarryOut::Used);
    })
    .await;
}
