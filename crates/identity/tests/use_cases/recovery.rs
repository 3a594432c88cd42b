//! "Forgot password": the journey, and what it does not open.

use identity::{
    authenticator::AuthenticatorState,
    email::proof::Resend,
    password::forgot::{
        current::{self, Step},
        prove::{ProveAnother, ProveEmail},
        set::SetPassword,
        start::Start,
    },
    password::policy::PasswordRefusal,
    sign_in::{code::SubmitCode, password::SubmitPassword},
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use crate::support::{
    PASSWORD, STEP, on_both,
    recovery::{NEW, Recovering, begun, email_proved, fits, prove_code, prove_email, proved, resend, set, start, step},
};

#[tokio::test]
async fn somebody_with_mail_and_app_sets_a_new_password_and_signs_in_as_always() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let elsewhere = world.browser().await;
        world.wait(STEP);
        let half = world.half_signed_in(&elsewhere, &ann).await;
        let recovering = begun(&world, "ANN@nhs.net").await;
        let Step::EnterCode { is_open: true, next_send_at: Some(next), .. } = step(&world, &recovering).await else {
            panic!("expected the code's step")
        };
        assert_eq!(next, world.now().plus(STEP));
        let code = world.code_to(&ann.address).await;
        assert_eq!(prove_email(&world, &recovering, &code).await, ProveEmail::Right);
        assert_eq!(step(&world, &recovering).await, Step::ProveAnother);
        let typed = ann.app.code(world.now());
        assert_eq!(prove_code(&world, &recovering, &typed).await, ProveAnother::Right);
        assert_eq!(step(&world, &recovering).await, Step::ChoosePassword);
        assert_eq!(set(&world, &recovering, "password").await, SetPassword::Refused(PasswordRefusal::Common));
        assert!(world.find(&visit.token).await.is_some());
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done);
        assert_eq!(step(&world, &recovering).await, Step::Done);

        assert!(world.find(&visit.token).await.is_none(), "all sessions end");
        let answer = world.code(&elsewhere, &half, &typed).await;
        assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
        assert!(fits(&world, &ann, NEW).await && !fits(&world, &ann, PASSWORD).await);
        let browser = world.browser().await;
        let SubmitPassword::EnterCode(id) = world.password(&browser, &ann.address, NEW).await else {
            panic!("expected a sign-in")
        };
        assert!(matches!(world.code(&browser, &id, &typed).await, SubmitCode::Wrong), "failure 1: the step is used up");
        world.wait(STEP);
        let answer = world.code(&browser, &id, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::SignedIn { .. }), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn every_verified_address_is_told_the_oldest_can_take_it_back_and_each_step_is_audited() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "ann.two@nhs.net").await;
        let events = world
            .events_of(async || {
                let recovering = proved(&world, &ann).await;
                let told =
                    world.mails_of(async || assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done)).await;
                let subject = "Your Care Identity password was changed";
                assert_eq!(told, ["ann.two@nhs.net", "ann@nhs.net"].map(|to| (to.to_owned(), subject.to_owned())));
            })
            .await;
        let expected = ["password.recovered", "recovery.email-proved", "recovery.proved", "recovery.started"];
        assert_eq!(events, expected);
        assert!(world.undo_links_to("ann.two@nhs.net").await.is_empty(), "it came in a moment ago");
        let link = world.undo_link_to(&ann.address).await;
        let undone = carry_out::carry_out(&world.service, &visit.browser.origin, &link).await.unwrap();
        assert_eq!(undone, CarryOut::Done { what: What::PasswordChanged, restored: Restored::Yes, later: 0 });
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn failure_16_the_code_of_the_mail_alone_opens_nothing() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = email_proved(&world, &ann).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);
        let wrong = ann.app.wrong_code(world.now());
        assert_eq!(prove_code(&world, &recovering, &wrong).await, ProveAnother::Wrong);
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn failure_08_no_step_is_taken_before_the_one_before_nor_twice_nor_in_another_browser() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = begun(&world, &ann.address).await;
        world.wait(STEP);
        let typed = ann.app.code(world.now());
        assert_eq!(prove_code(&world, &recovering, &typed).await, ProveAnother::Over);
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);

        let code = world.code_to(&ann.address).await;
        let elsewhere = Recovering { browser: world.browser().await, id: recovering.id.clone() };
        assert_eq!(prove_email(&world, &elsewhere, &code).await, ProveEmail::Over);
        assert!(current::view(&world.service, &elsewhere.browser.id, &elsewhere.id).await.unwrap().is_none());
        assert_eq!(prove_email(&world, &recovering, &code).await, ProveEmail::Right);
        assert_eq!(prove_email(&world, &recovering, &code).await, ProveEmail::Over);
        assert_eq!(resend(&world, &recovering).await, Resend::NoMore);
        assert_eq!(prove_code(&world, &elsewhere, &typed).await, ProveAnother::Over);
        assert_eq!(prove_code(&world, &recovering, &typed).await, ProveAnother::Right);
        assert_eq!(set(&world, &elsewhere, NEW).await, SetPassword::Over);
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done);
        assert_eq!(set(&world, &recovering, PASSWORD).await, SetPassword::Over);
    })
    .await;
}

#[tokio::test]
async fn somebody_without_another_proof_is_sent_to_the_registration_authority() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = email_proved(&world, &ann).await;
        world
            .write(async |repository| {
                let held = repository.list_active_authenticators(&ann.person.id).await.unwrap();
                let (removed, now) = (AuthenticatorState::Removed, world.now());
                assert!(repository.end_authenticator(&held[0].id, removed, now).await.unwrap());
            })
            .await;
        assert_eq!(step(&world, &recovering).await, Step::AskRegistrationAuthority);
        world.wait(STEP);
        assert_eq!(prove_code(&world, &recovering, &ann.app.code(world.now())).await, ProveAnother::Over);

        let visit = world.enrol(&world.person("Bob").await).await;
        world.verified(&visit, "bob@nhs.net").await;
        let recovering = begun(&world, "bob@nhs.net").await;
        let code = world.code_to("bob@nhs.net").await;
        assert_eq!(prove_email(&world, &recovering, &code).await, ProveEmail::Right);
        assert_eq!(step(&world, &recovering).await, Step::AskRegistrationAuthority);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_address_is_said_to_be_none() {
    on_both(async |world| {
        let browser = world.browser().await;
        assert!(matches!(start(&world, &browser, "ann at nhs").await, Start::NotAnAddress(_)));
    })
    .await;
}
