//! Sessions: how long they live, and when their token changes.

use identity::{
    registration::{
        RegistrationState::{EmailProved, PasswordShown},
        confirm_code::{self, ConfirmCode},
        set_password::{self, SetPassword},
    },
    session::{current, end},
    sign_in::code::{self, SubmitCode},
};

use crate::support::{MICROSECOND, MINUTE, PASSWORD, STEP, on_both, secret};

#[tokio::test]
async fn failure_29_the_token_changes_at_sign_in_and_the_session_before_ends() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let before = world.enrol(&ann.person).await;
        let browser = &before.browser;
        let id = world.half_signed_in(browser, &ann).await;
        let (typed, session) = (ann.app.code(world.now()), Some(&before.me.session.id));
        let answer = code::submit(&world.service, &browser.origin, &browser.id, session, &id, &typed).await.unwrap();
        let SubmitCode::SignedIn { token, .. } = answer else { panic!("expected a session: {answer:?}") };
        assert_ne!(token.reveal(), before.token.reveal());
        assert!(world.find(&before.token).await.is_none());
        assert!(world.find(&token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn failure_29_the_token_changes_when_a_password_is_set_and_an_app_is_added() {
    on_both(async |world| {
        let (visit, registering) = world.registering("Ann", EmailProved).await;
        let (origin, place) = (&visit.browser.origin, (&registering.browser.id, &registering.id));
        let (one, again) = (secret(PASSWORD), secret(PASSWORD));
        let set = set_password::create(&world.service, Some(&visit.me), origin, place, one, again).await.unwrap();
        let SetPassword::Done(Some(second)) = set else { panic!("expected a token: {set:?}") };
        assert!(world.find(&visit.token).await.is_none());
        let me = world.find(&second).await.unwrap();
        assert_eq!(me.session.id, visit.me.session.id);

        let typed = world.app(&registering).await.unwrap().code(world.now());
        let done = confirm_code::submit(&world.service, Some(&me), origin, place, &typed).await.unwrap();
        let ConfirmCode::Done(Some(third)) = done else { panic!("expected a token: {done:?}") };
        assert!(world.find(&second).await.is_none());
        assert!(world.find(&third).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn failure_09_the_session_of_somebody_else_gets_no_token_of_this_registration() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", PasswordShown).await;
        let bob = world.enrol(&world.person("Bob").await).await;
        let typed = world.app(&registering).await.unwrap().code(world.now());
        let place = (&registering.browser.id, &registering.id);
        let done = confirm_code::submit(&world.service, Some(&bob.me), &bob.browser.origin, place, &typed).await;
        assert!(matches!(done.unwrap(), ConfirmCode::Done(None)));
        let bobs = &bob.me.person.id;
        let held = world.read(async |repository| repository.list_active_authenticators(bobs).await.unwrap()).await;
        assert!(held.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_rest() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (used, left) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        world.wait(MINUTE * 30 - STEP - MICROSECOND);
        assert!(world.find(&used.token).await.is_some());
        world.wait(STEP + MICROSECOND);
        assert!(world.find(&left.token).await.is_none());
        world.wait(MINUTE * 30 - STEP - MICROSECOND * 2);
        assert!(world.find(&used.token).await.is_some(), "use prolongs it");
    })
    .await;
}

#[tokio::test]
async fn to_look_at_a_session_does_not_prolong_it() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        for left in [20_u32, 10] {
            world.wait(MINUTE * 10);
            let looked = current::look(&world.service, &visit.token).await.unwrap().unwrap();
            assert_eq!(looked.session.seconds_left(world.now()), left * 60);
        }
        world.wait(MINUTE * 10 - MICROSECOND);
        let looked = current::look(&world.service, &visit.token).await.unwrap().unwrap();
        assert_eq!(looked.session.seconds_left(world.now()), 1, "a second that has begun is waited for");
        world.wait(MICROSECOND);
        assert!(current::look(&world.service, &visit.token).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_whatever_is_done_in_it() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        for _ in 0..47 {
            world.wait(MINUTE * 15);
            assert!(world.find(&visit.token).await.is_some());
        }
        world.wait(MINUTE * 15 - MICROSECOND);
        assert!(world.find(&visit.token).await.is_some());
        world.wait(MICROSECOND);
        assert!(world.find(&visit.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_26_closing_somebody_ends_all_sessions_at_once() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visits = [world.signed_in(&ann).await, world.signed_in(&ann).await, world.enrol(&ann.person).await];
        world.close(&ann.person).await;
        for visit in &visits {
            assert!(world.find(&visit.token).await.is_none());
        }
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_is_out_in_this_browser_only() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (here, there) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        for _ in 0..2 {
            end::sign_out(&world.service, &here.me, &here.browser.origin).await.unwrap();
        }
        assert!(world.find(&here.token).await.is_none());
        assert!(world.find(&there.token).await.is_some());
        let entries = world.audit().await.into_iter().filter(|entry| entry.event == "signed-out").count();
        assert_eq!(entries, 1);
    })
    .await;
}
