//! The steps of a registration: each in its turn, within 15 minutes, and nothing left of what was given up.

use identity::{
    email::verify::ProveEmail,
    registration::{
        RegistrationState::{self, Abandoned, Completed, EmailProved, Issued, Opened, PasswordShown},
        confirm_code::ConfirmCode,
        current::{self, Step},
        prove_email::{self, SendCode},
        set_password::SetPassword,
    },
    sweep,
};

use crate::support::{MICROSECOND, MINUTE, PASSWORD, Registering, WISH, World, on_both, other};

const ADDRESS: &str = "ann@nhs.net";

async fn at(world: &World, state: RegistrationState) -> Registering {
    world.registering("Ann", state).await.1
}

async fn state(world: &World, registering: &Registering) -> RegistrationState {
    let found = world.read(async |repository| repository.lookup_registration(&registering.id).await.unwrap()).await;
    found.unwrap().state
}

async fn step(world: &World, registering: &Registering) -> Option<Step> {
    let view = current::view(&world.service, &registering.browser.id, &registering.id).await.unwrap();
    view.map(|view| view.step)
}

/// Tries every step but the one of `due`; all are refused and change nothing.
async fn refuses_all_but(world: &World, registering: &Registering, due: Option<RegistrationState>) {
    let before = state(world, registering).await;
    if due != Some(Opened) {
        assert_eq!(world.send(registering, ADDRESS).await, SendCode::Over);
        let code = world.code_to(ADDRESS).await;
        assert_eq!(world.prove_registration(registering, &code).await, ProveEmail::NoLongerPossible);
        prove_email::change_address(&world.service, &registering.browser.id, &registering.id).await.unwrap();
    }
    if due != Some(EmailProved) {
        assert!(matches!(world.create_password(registering, PASSWORD, PASSWORD).await, SetPassword::Over));
        assert!(matches!(world.confirm_password(registering, PASSWORD).await, SetPassword::Over));
    }
    if due != Some(PasswordShown) {
        assert!(world.app(registering).await.is_none());
        assert!(matches!(world.confirm_code(registering, "123456").await, ConfirmCode::Over));
    }
    assert_eq!(state(world, registering).await, before);
}

#[tokio::test]
async fn failure_08_no_step_is_reached_without_the_one_before() {
    on_both(async |world| {
        let registering = at(&world, Issued).await;
        refuses_all_but(&world, &registering, None).await;
        for reached in [Opened, EmailProved, PasswordShown] {
            let (_, registering) = world.registering(&format!("{reached:?}"), reached).await;
            refuses_all_but(&world, &registering, Some(reached)).await;
        }
        let registering = Registering { address: ADDRESS.into(), ..world.registering("Bob", Completed).await.1 };
        refuses_all_but(&world, &registering, None).await;
        assert_eq!(step(&world, &registering).await, Some(Step::Done), "to look at the end again does no harm");
    })
    .await;
}

#[tokio::test]
async fn failure_08_a_code_that_proved_an_address_proves_no_registration_and_the_other_way_round() {
    on_both(async |world| {
        let (visit, registering) = world.registering("Ann", Opened).await;
        assert_eq!(world.prove_registration(&registering, "12345678").await, ProveEmail::NoLongerPossible);
        assert_eq!(world.send(&registering, ADDRESS).await, SendCode::Sent);
        let Some(Step::EnterEmailCode(proof)) = step(&world, &registering).await else { panic!("expected a code") };
        let codes = world.codes_to(ADDRESS).await;
        let used = codes.iter().find(|code| **code != codes[1]).unwrap();
        assert!(matches!(world.prove_registration(&registering, used).await, ProveEmail::Wrong { .. }));
        assert_eq!(world.prove(&visit, &proof, &codes[1]).await, ProveEmail::Over);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_address_is_answered_like_the_right_one_and_gets_no_mail() {
    on_both(async |world| {
        let (_, registering) = world.registering("Ann", Opened).await;
        let bob = world.account("Bob").await;
        let mut answers = Vec::new();
        for address in [ADDRESS, &bob.address, "nobody@nhs.net", "ann@not-accepted.example"] {
            let writes = world.store.writes();
            let sent = world.send(&registering, address).await;
            let writes = world.store.writes() - writes;
            let guess = world.prove_registration(&registering, "00000000").await;
            answers.push((sent, writes, guess));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert!(world.mails_to("nobody@nhs.net").await.is_empty());
        assert_eq!(world.codes_to(&bob.address).await.len(), 2, "only those that he asked for");
        assert!(matches!(world.send(&registering, "ann").await, SendCode::NotAnAddress(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_03_another_address_or_code_gives_no_more_guesses() {
    on_both(async |world| {
        let registering = at(&world, Opened).await;
        for _ in 0..5 {
            assert_eq!(world.send(&registering, ADDRESS).await, SendCode::Sent);
            let wrong = "00000000";
            assert!(matches!(world.prove_registration(&registering, wrong).await, ProveEmail::Wrong { .. }));
            prove_email::change_address(&world.service, &registering.browser.id, &registering.id).await.unwrap();
        }
        world.wait(MICROSECOND);
        assert_eq!(world.send(&registering, ADDRESS).await, SendCode::Sent);
        let code = world.code_to(ADDRESS).await;
        assert!(matches!(world.prove_registration(&registering, &code).await, ProveEmail::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn fifteen_minutes_after_opening_every_step_is_over() {
    on_both(async |world| {
        for reached in [Opened, EmailProved, PasswordShown] {
            let (_, registering) = world.registering(&format!("{reached:?}"), reached).await;
            let app = world.app(&registering).await;
            world.wait(MINUTE * 15 - MICROSECOND);
            assert_ne!(step(&world, &registering).await, Some(Step::Over));
            world.wait(MICROSECOND);
            assert_eq!(step(&world, &registering).await, Some(Step::Over));
            let registering = Registering { address: ADDRESS.into(), ..registering };
            assert_eq!(world.send(&registering, "ann@nhs.net").await, SendCode::Over);
            assert!(matches!(world.create_password(&registering, PASSWORD, PASSWORD).await, SetPassword::Over));
            assert!(matches!(world.confirm_password(&registering, PASSWORD).await, SetPassword::Over));
            let code = app.map_or_else(|| "123456".to_owned(), |app| app.code(world.now()));
            assert!(matches!(world.confirm_code(&registering, &code).await, ConfirmCode::Over));
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_step_may_take_to_the_last_moment() {
    on_both(async |world| {
        let registering = at(&world, PasswordShown).await;
        world.wait(MINUTE * 15 - MICROSECOND);
        let app = world.app(&registering).await.unwrap();
        world.bring_to_end(&registering, &app).await;
    })
    .await;
}

#[tokio::test]
async fn failure_28_what_is_given_up_is_swept_its_secret_goes_and_it_never_counts() {
    on_both(async |world| {
        let (visit, unopened) = world.registering("Ann", Issued).await;
        let (opened, registering) = world.registering("Bob", PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.wait(MINUTE * 15);
        assert!(sweep::sweep(&world.service).await.unwrap() >= 2);
        for given_up in [&unopened, &registering] {
            let id = &given_up.id;
            let row = world.read(async |repository| repository.lookup_registration(id).await.unwrap().unwrap()).await;
            assert_eq!(row.state, Abandoned);
            assert!(row.secret.is_none() && row.link.is_none() && row.authenticator.is_none());
        }
        let person = &opened.me.person.id;
        let held = world.read(async |repository| repository.list_active_authenticators(person).await.unwrap()).await;
        assert!(held.is_empty());
        assert!(matches!(world.confirm_code(&registering, &app.code(world.now())).await, ConfirmCode::Over));
        // Its owner begins again, and the password that was set is asked for.
        for (visit, address) in [(visit, ADDRESS), (opened, "bob@nhs.net")] {
            let again = world.issue(&visit, address, WISH).await;
            world.bring(&again, Completed).await;
        }
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_closed_person_goes_no_step_further() {
    on_both(async |world| {
        for reached in [Opened, EmailProved, PasswordShown] {
            let (visit, registering) = world.registering(&format!("{reached:?}"), reached).await;
            if reached == Opened {
                world.send(&registering, &registering.address).await;
            }
            let app = world.app(&registering).await;
            world.close(&visit.me.person).await;
            let (address, now) = (&registering.address, world.now());
            assert_eq!(world.send(&registering, address).await, SendCode::Over);
            let code = world.code_to(address).await;
            assert_eq!(world.prove_registration(&registering, &code).await, ProveEmail::NoLongerPossible);
            assert!(matches!(world.create_password(&registering, PASSWORD, PASSWORD).await, SetPassword::Over));
            assert!(matches!(world.confirm_password(&registering, PASSWORD).await, SetPassword::Over));
            assert!(world.app(&registering).await.is_none());
            let code = app.map_or_else(|| other("12345678"), |app| app.code(now));
            assert!(matches!(world.confirm_code(&registering, &code).await, ConfirmCode::Over));
        }
    })
    .await;
}
