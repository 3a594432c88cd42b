//! A registration's last step: the first code makes the authenticator.

use identity::{
    assurance::AssuranceLevel,
    authenticator::Authenticator,
    registration::{
        Registration,
        RegistrationState::{Abandoned, Completed, PasswordShown},
        confirm_code::{self, ConfirmCode},
        start::Wish,
    },
    sign_in::{code::SubmitCode, password::SubmitPassword},
    store::Repository,
};

use crate::support::{Account, App, PASSWORD, Registering, STEP, Visit, WISH, World, on_both, race, seconds};

async fn held(world: &World, visit: &Visit) -> Vec<Authenticator> {
    let person = &visit.me.person.id;
    world.read(async |repository| repository.list_active_authenticators(person).await.unwrap()).await
}

/// Brings a replacement of the account's app to its last step.
async fn replacing(world: &World, account: &Account) -> (Visit, Registering, App) {
    let visit = world.signed_in(account).await;
    let registering = world.issue(&visit, &account.address, Wish { replace: true, ..WISH }).await;
    world.bring(&registering, PasswordShown).await;
    let app = world.app(&registering).await.unwrap();
    (visit, registering, app)
}

#[tokio::test]
async fn failure_28_the_secret_signs_nobody_in_before_its_first_code() {
    on_both(async |world| {
        let (visit, registering) = world.registering("Ann", PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        assert_eq!(world.app(&registering).await.unwrap().base32, app.base32, "a reload shows the same");
        assert!(held(&world, &visit).await.is_empty());
        let browser = world.browser().await;
        assert_eq!(world.password(&browser, "ann@nhs.net", PASSWORD).await, SubmitPassword::NoAuthenticator);
        for typed in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            for _ in 0..5 {
                let answer = world.confirm_code(&registering, typed).await;
                assert!(matches!(answer, ConfirmCode::NotACode), "no guess: {typed}: {answer:?}");
            }
        }
        let answer = world.confirm_code(&registering, &app.wrong_code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Wrong), "{answer:?}");
        assert!(held(&world, &visit).await.is_empty());
        world.bring_to_end(&registering, &app).await;
        assert_eq!(held(&world, &visit).await.len(), 1);
        assert!(world.app(&registering).await.is_none(), "the secret is shown no more");
    })
    .await;
}

#[tokio::test]
async fn failure_01_the_code_of_the_enrolment_does_not_sign_in() {
    on_both(async |world| {
        let (visit, registering) = world.registering("Ann", PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        let ahead = app.code(world.now().plus(STEP));
        assert!(matches!(world.confirm_code(&registering, &ahead).await, ConfirmCode::Done(_)));
        let account = Account { person: visit.me.person, address: registering.address, app: app.clone() };
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &account).await;
        for code in [&ahead, &app.code(world.now())] {
            assert!(matches!(world.code(&browser, &id, code).await, SubmitCode::Wrong));
        }
        world.wait(STEP);
        assert!(matches!(world.code(&browser, &id, &ahead).await, SubmitCode::Wrong));
        let next = app.code(world.now().plus(STEP));
        assert!(matches!(world.code(&browser, &id, &next).await, SubmitCode::SignedIn { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_10_two_registrations_at_the_last_step_make_one_authenticator() {
    on_both(async |world| {
        let (visit, first) = world.registering("Ann", PasswordShown).await;
        let row =
            world.read(async |repository| repository.lookup_registration(&first.id).await.unwrap().unwrap()).await;
        let second = world.issue(&visit, &first.address, WISH).await;
        world.wait(seconds(1));
        world.bring(&second, PasswordShown).await;
        revive(&world, &row).await;
        let codes = [(&first, app_of(&world, &first).await), (&second, app_of(&world, &second).await)];
        let answers =
            race(4, |number| {
                let (registering, app) = &codes[number % 2];
                let (service, browser, id) =
                    (world.service.clone(), registering.browser.clone(), registering.id.clone());
                let code = app.code(world.now());
                async move {
                    confirm_code::submit(&service, None, &browser.origin, (&browser.id, &id), &code).await.unwrap()
                }
            })
            .await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, ConfirmCode::Done(_))).count(), 1, "{answers:?}");
        assert_eq!(held(&world, &visit).await.len(), 1);
        let added = world.audit().await.into_iter().filter(|entry| entry.event == "authenticator.added").count();
        assert_eq!(added, 1);
    })
    .await;
}

async fn app_of(world: &World, registering: &Registering) -> App {
    world.app(registering).await.unwrap()
}

/// Puts a registration back to where it stood: as if two requests had issued their links at the same instant, neither
/// knowing of the other.
async fn revive(world: &World, row: &Registration) {
    let revived = async |repository: &mut dyn Repository| repository.update_registration(row, Abandoned).await.unwrap();
    assert!(world.write(revived).await);
}

#[tokio::test]
async fn replacing_retires_the_old_app_in_the_same_moment() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (visit, registering, new) = replacing(&world, &ann).await;
        let elsewhere = world.signed_in(&ann).await;
        let old = held(&world, &visit).await;
        assert_eq!(old.len(), 1, "until then the old one works");
        let told = world.mails_of(async || world.bring_to_end(&registering, &new).await).await;
        assert_eq!(told, [(ann.address.clone(), "An authenticator was added to Care Identity".to_owned())]);
        let now = held(&world, &visit).await;
        assert_eq!(now.len(), 1);
        assert_ne!(now[0].id, old[0].id);
        assert!(world.find(&elsewhere.token).await.is_none(), "whoever has the old one is out with it");

        world.wait(STEP * 2);
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        let code_of_the_old = ann.app.code(world.now());
        assert!(matches!(world.code(&browser, &id, &code_of_the_old).await, SubmitCode::Wrong));
        assert!(matches!(world.code(&browser, &id, &new.code(world.now())).await, SubmitCode::SignedIn { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_07_a_replacement_between_password_and_code_ends_the_sign_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (_, registering, new) = replacing(&world, &ann).await;
        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        world.wait(STEP);
        world.bring_to_end(&registering, &new).await;
        world.wait(STEP * 2);
        for code in [ann.app.code(world.now()), new.code(world.now())] {
            assert!(matches!(world.code(&browser, &id, &code).await, SubmitCode::Over));
        }
    })
    .await;
}

#[tokio::test]
async fn the_authenticator_has_the_level_that_its_kind_can_reach() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let visit = world.enrol_at(&ann, AssuranceLevel::Aal3).await;
        world.verified(&visit, "ann@nhs.net").await;
        let registering = world.issue(&visit, "ann@nhs.net", WISH).await;
        world.bring(&registering, Completed).await;
        assert_eq!(held(&world, &visit).await[0].level, AssuranceLevel::Aal2);
    })
    .await;
}

#[tokio::test]
async fn wrong_first_codes_wait_and_lock_nothing_else() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (_, registering, new) = replacing(&world, &ann).await;
        for _ in 0..5 {
            let wrong = new.wrong_code(world.now());
            assert!(matches!(world.confirm_code(&registering, &wrong).await, ConfirmCode::Wrong));
        }
        let until = world.now().plus(seconds(30));
        let answer = world.confirm_code(&registering, &new.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Wait(told) if told == until), "{answer:?}");
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn the_phone_shows_service_and_address_of_its_owner() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", PasswordShown).await;
        let shown =
            confirm_code::set_up(&world.service, &registering.browser.id, &registering.id).await.unwrap().unwrap();
        let url = secrecy::ExposeSecret::expose_secret(&shown.otpauth_url).to_owned();
        let (label, _) = url.split_once('?').unwrap();
        assert!(label.starts_with("otpauth://totp/Care%20Identity:ann"), "{label}");
        assert!(url.contains("issuer=Care%20Identity"), "the same name in both places");
    })
    .await;
}
