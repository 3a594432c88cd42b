//! Sign in, second step.

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState},
    keys::Purpose,
    person::rescue,
    registration::RegistrationState,
    session::Computer,
    sign_in::{
        SignInId,
        code::{self, Due, SubmitCode},
    },
    time::Timestamp,
};

use crate::support::{Account, Browser, MICROSECOND, MINUTE, STEP, WISH, World, on_both, race};

fn steps_from(now: Timestamp, steps: i64) -> Timestamp {
    Timestamp::from_micros(now.micros() + steps * 30_000_000)
}

async fn due(world: &World, browser: &Browser, id: &SignInId) -> Option<Due> {
    code::due(&world.service, None, &browser.id, id).await.unwrap()
}

fn is_signed_in(answer: &SubmitCode) -> bool {
    matches!(answer, SubmitCode::SignedIn { .. })
}

#[tokio::test]
async fn password_and_code_open_a_session_and_the_page_first_asked_for_comes_back() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        assert_eq!(due(&world, &browser, &id).await, Some(Due::Code));
        let typed = ann.app.code(world.now());
        let typed = format!(" {} {} ", &typed[..3], &typed[3..]);
        let SubmitCode::SignedIn { token, return_to } = world.code(&browser, &id, &typed).await else {
            panic!("expected a session")
        };
        assert_eq!(return_to, "/profile");
        let me = world.find(&token).await.unwrap();
        assert_eq!((me.person.id, me.session.browser_id), (ann.person.id, browser.id.clone()));
        let (return_to, computer) = ("/profile".to_owned(), Computer::Own);
        assert_eq!(due(&world, &browser, &id).await, Some(Due::Nothing { return_to, computer }));
        assert!(matches!(world.code(&browser, &id, &typed).await, SubmitCode::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_01_a_code_signs_in_once() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let (first, second) = (world.half_signed_in(&browser, &ann).await, world.half_signed_in(&browser, &ann).await);
        let code = ann.app.code(world.now());
        assert!(is_signed_in(&world.code(&browser, &first, &code).await));
        assert!(matches!(world.code(&browser, &second, &code).await, SubmitCode::Wrong));
        let earlier = ann.app.code(steps_from(world.now(), -1));
        assert!(matches!(world.code(&browser, &second, &earlier).await, SubmitCode::Wrong), "nor an earlier one");
    })
    .await;
}

#[tokio::test]
async fn failure_01_a_code_used_by_several_at_the_same_time_signs_one_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut begun = Vec::new();
        for _ in 0..4 {
            let browser = world.browser().await;
            begun.push((world.half_signed_in(&browser, &ann).await, browser));
        }
        let code = ann.app.code(world.now());
        let answers = race(8, |number| {
            let (id, browser) = begun[number % 4].clone();
            let (service, code) = (world.service.clone(), code.clone());
            async move { code::submit(&service, &browser.origin, &browser.id, None, &id, &code).await.unwrap() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| is_signed_in(answer)).count(), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_phone_may_be_one_step_ahead_or_behind_and_no_more() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        for (steps, accepted) in [(-2, false), (2, false), (-1, true), (1, true)] {
            world.wait(STEP * 4);
            let id = world.half_signed_in(&browser, &ann).await;
            let code = ann.app.code(steps_from(world.now(), steps));
            assert_eq!(is_signed_in(&world.code(&browser, &id, &code).await), accepted, "{steps} steps");
        }
    })
    .await;
}

#[tokio::test]
async fn failure_02_a_used_code_is_remembered_for_longer_than_it_is_accepted() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        let ahead = ann.app.code(steps_from(world.now(), 1));
        assert!(is_signed_in(&world.code(&browser, &id, &ahead).await));
        for _ in 0..3 {
            world.wait(STEP);
            let id = world.half_signed_in(&browser, &ann).await;
            assert!(matches!(world.code(&browser, &id, &ahead).await, SubmitCode::Wrong));
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_is_its_browsers_only() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (browser, thief) = (world.browser().await, world.browser().await);
        let id = world.half_signed_in(&browser, &ann).await;
        let code = ann.app.code(world.now());
        assert_eq!(due(&world, &thief, &id).await, None);
        assert!(matches!(world.code(&thief, &id, &code).await, SubmitCode::Over));
        assert!(is_signed_in(&world.code(&browser, &id, &code).await), "nor was the code used up");
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_waits_for_ten_minutes() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let (in_time, late) = (world.half_signed_in(&browser, &ann).await, world.half_signed_in(&browser, &ann).await);
        world.wait(MINUTE * 10 - MICROSECOND);
        assert!(is_signed_in(&world.code(&browser, &in_time, &ann.app.code(world.now())).await));
        world.wait(MICROSECOND);
        let next = ann.app.code(steps_from(world.now(), 1));
        assert!(matches!(world.code(&browser, &late, &next).await, SubmitCode::Over));
        let (return_to, computer) = ("/profile".to_owned(), Computer::Own);
        assert_eq!(due(&world, &browser, &late).await, Some(Due::Password { return_to, computer }));
        let bob = world.enrol(&world.person("Bob").await).await;
        assert_eq!(code::due(&world.service, Some(&bob.me), &browser.id, &late).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn failure_26_who_is_closed_between_password_and_code_does_not_get_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        world.close(&ann.person).await;
        assert!(matches!(world.code(&browser, &id, &ann.app.code(world.now())).await, SubmitCode::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_07_an_app_that_ends_between_password_and_code_signs_nobody_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        rescue::reset(&world.service, &Actor::Operator, &Origin::server(), &ann.person, "lost").await.unwrap();
        assert!(matches!(world.code(&browser, &id, &ann.app.code(world.now())).await, SubmitCode::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_07_a_sign_in_with_the_password_of_before_a_reset_is_not_finished_with_the_new_app() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        rescue::reset(&world.service, &Actor::Operator, &Origin::server(), &ann.person, "lost").await.unwrap();
        world.wait(MINUTE);
        let visit = world.enrol(&ann.person).await;
        let registering = world.issue(&visit, &ann.address, WISH).await;
        world.bring(&registering, RegistrationState::PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.bring_to_end(&registering, &app).await;
        world.wait(STEP * 2);
        assert!(matches!(world.code(&browser, &id, &app.code(world.now())).await, SubmitCode::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_14_two_factors_are_aal2_whatever_the_authenticators_row_says() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        for (stored, reached) in
            [(AssuranceLevel::Aal3, AssuranceLevel::Aal2), (AssuranceLevel::Aal1, AssuranceLevel::Aal1)]
        {
            store_level(&world, &ann, stored).await;
            let session = world.signed_in(&ann).await.me.session;
            assert_eq!(session.level, reached);
            assert_eq!(session.factors, "password, code");
            assert_eq!(session.authenticated_at, world.now());
        }
    })
    .await;
}

async fn store_level(world: &World, account: &Account, level: AssuranceLevel) {
    let (service, person) = (&world.service, &account.person.id);
    let id = AuthenticatorId::random(&*service.random);
    let owner = Authenticator::seal_owner(person, &id);
    let purpose = Purpose::AuthenticatorSecret;
    let secret = service.keys.seal(&*service.random, purpose, &owner, &account.app.secret).unwrap();
    world
        .write(async |repository| {
            let kind = Kind::MicrosoftAuthenticator;
            let before = repository.find_active_authenticator(person, kind).await.unwrap().unwrap();
            repository.end_authenticator(&before.id, AuthenticatorState::Removed, service.now()).await.unwrap();
            assert!(
                repository
                    .add_authenticator(&Authenticator { id, secret: Some(secret), level, ..before })
                    .await
                    .unwrap()
            );
        })
        .await;
}

#[tokio::test]
async fn what_cannot_be_a_code_counts_as_no_guess() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        let code = ann.app.code(world.now());
        for typed in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", &code[..5]] {
            for _ in 0..5 {
                assert!(matches!(world.code(&browser, &id, typed).await, SubmitCode::NotACode), "{typed}");
            }
        }
        assert!(!world.audit().await.iter().any(|entry| entry.event == "sign-in.failed"));
        let typed = format!("{}-{}", &code[..3], &code[3..]);
        assert!(is_signed_in(&world.code(&browser, &id, &typed).await));
    })
    .await;
}
