//! "Forgot password": the journey, and what it does not open.

use identity::{
    actor::{Actor, Origin},
    authenticator::{AuthenticatorState, suspend},
    email::{self, add::AddEmail, proof::Resend, verify::ProveEmail as VerifyEmail},
    password::{
        forgot::{
            RecoveryId,
            current::{self, Step},
            prove::{self, ProveAnother, ProveEmail},
            set::{self, SetPassword},
            start::{self, Start},
        },
        policy::PasswordRefusal,
    },
    person::{freeze::Freeze, rescue},
    registration::RegistrationState::PasswordShown,
    sign_in::{code::SubmitCode, password::SubmitPassword},
    sweep,
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use crate::support::{
    Account, Browser, MICROSECOND, MINUTE, PASSWORD, STEP, WISH, World, on_both, other, race, secret,
};

const NEW: &str = "velvet harbour climbs";

/// A recovery in its browser.
struct Recovering {
    browser: Browser,
    id: RecoveryId,
}

async fn start(world: &World, browser: &Browser, address: &str) -> Start {
    start::start(&world.service, &browser.origin, &browser.id, address).await.unwrap()
}

async fn begun(world: &World, address: &str) -> Recovering {
    let browser = world.browser().await;
    match start(world, &browser, address).await {
        Start::Begun(id) => Recovering { browser, id },
        other => panic!("expected a recovery: {other:?}"),
    }
}

async fn step(world: &World, recovering: &Recovering) -> Step {
    let Recovering { browser, id } = recovering;
    current::view(&world.service, &browser.id, id).await.unwrap().unwrap().step
}

async fn prove_email(world: &World, recovering: &Recovering, code: &str) -> ProveEmail {
    let Recovering { browser, id } = recovering;
    prove::prove_email(&world.service, &browser.origin, (&browser.id, id), code).await.unwrap()
}

async fn prove_code(world: &World, recovering: &Recovering, code: &str) -> ProveAnother {
    let Recovering { browser, id } = recovering;
    prove::prove_code(&world.service, &browser.origin, (&browser.id, id), code).await.unwrap()
}

async fn set(world: &World, recovering: &Recovering, password: &str) -> SetPassword {
    let Recovering { browser, id } = recovering;
    let (one, again) = (secret(password), secret(password));
    set::set(&world.service, &browser.origin, (&browser.id, id), one, &again).await.unwrap()
}

async fn resend(world: &World, recovering: &Recovering) -> Resend {
    let Recovering { browser, id } = recovering;
    start::resend(&world.service, &browser.origin, &browser.id, id).await.unwrap()
}

/// Begun, with the e-mailed code entered.
async fn email_proved(world: &World, account: &Account) -> Recovering {
    let recovering = begun(world, &account.address).await;
    let code = world.code_to(&account.address).await;
    assert_eq!(prove_email(world, &recovering, &code).await, ProveEmail::Right);
    recovering
}

/// Both proofs were right.
async fn proved(world: &World, account: &Account) -> Recovering {
    let recovering = email_proved(world, account).await;
    world.wait(STEP);
    assert_eq!(prove_code(world, &recovering, &account.app.code(world.now())).await, ProveAnother::Right);
    recovering
}

async fn fits(world: &World, account: &Account, password: &str) -> bool {
    let answer = world.password(&world.browser().await, &account.address, password).await;
    matches!(answer, SubmitPassword::EnterCode(_))
}

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
async fn failure_22_unknown_closed_and_refused_addresses_answer_as_known_ones_do() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        world.close(&bob.person).await;
        let mails = world.mails().await.len();
        let mut trails = Vec::new();
        for address in [ann.address.as_str(), "nobody@nhs.net", &bob.address, "ann@elsewhere.example"] {
            let (mut trail, recovering) = (Vec::new(), begun(&world, address).await);
            trail.push(format!("{:?}", step(&world, &recovering).await));
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            world.wait(STEP);
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            let real = world.codes_to(address).await.pop().unwrap_or_else(|| "12345678".into());
            for _ in 0..6 {
                trail.push(format!("{:?}", prove_email(&world, &recovering, &other(&real)).await));
            }
            trail.push(format!("{:?}", resend(&world, &recovering).await));
            trail.push(format!("{:?}", step(&world, &recovering).await));
            let mut again = Vec::new();
            for _ in 0..8 {
                let browser = world.browser().await;
                again.push(format!("{:?}", matches!(start(&world, &browser, address).await, Start::Wait(_))));
            }
            trail.extend(again);
            trails.push(trail.join("\n"));
            world.wait(MINUTE * 61 - STEP);
        }
        // Each began at another instant.
        let shape = |trail: &String| -> String {
            trail.split("Timestamp(").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect()
        };
        assert!(trails[0].contains("tries_left: 3") && trails[0].contains("Wait") && trails[0].contains("CodeOver"));
        for trail in &trails[1..] {
            assert_eq!(shape(trail), shape(&trails[0]));
        }
        assert!(world.mails().await[mails..].iter().all(|mail| mail.to == ann.address), "nobody else gets mail");
    })
    .await;
}

#[tokio::test]
async fn failure_03_new_recoveries_codes_and_browsers_give_no_more_guesses() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let first = begun(&world, &ann.address).await;
        let code = world.code_to(&ann.address).await;
        for tries_left in [4, 3] {
            assert_eq!(prove_email(&world, &first, &other(&code)).await, ProveEmail::Wrong { tries_left });
        }
        world.wait(STEP);
        assert_eq!(resend(&world, &first).await, Resend::Sent);
        assert_eq!(
            prove_email(&world, &first, &code).await,
            ProveEmail::Wrong { tries_left: 2 },
            "the old one is over"
        );
        let second = begun(&world, "ann+x@nhs.net").await;
        for tries_left in [4, 3] {
            assert_eq!(prove_email(&world, &second, "00000000").await, ProveEmail::Wrong { tries_left });
        }
        world.wait(MICROSECOND);
        let third = begun(&world, &ann.address).await;
        let code = world.code_to(&ann.address).await;
        let until = world.now().plus(STEP).minus(MICROSECOND);
        assert_eq!(
            prove_email(&world, &third, &code).await,
            ProveEmail::Wait(until),
            "five in a row, whoever made them"
        );
        world.wait(STEP);
        assert_eq!(prove_email(&world, &third, &code).await, ProveEmail::Right);
    })
    .await;
}

#[tokio::test]
async fn failure_03_the_apps_code_has_one_counter_for_recovery_and_sign_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = email_proved(&world, &ann).await;
        let wrong = ann.app.wrong_code(world.now());
        for _ in 0..5 {
            assert_eq!(prove_code(&world, &recovering, &wrong).await, ProveAnother::Wrong);
        }
        let right = ann.app.code(world.now());
        assert!(matches!(prove_code(&world, &recovering, &right).await, ProveAnother::Wait(_)));
        let stranger = world.browser().await;
        let id = world.half_signed_in(&stranger, &ann).await;
        assert!(matches!(world.code(&stranger, &id, &right).await, SubmitCode::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_04_guesses_at_the_same_time_are_all_counted() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = begun(&world, &ann.address).await;
        let wrong = other(&world.code_to(&ann.address).await);
        let answers = race(20, |_| {
            let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
            let wrong = wrong.clone();
            async move { prove::prove_email(&service, &browser.origin, (&browser.id, &id), &wrong).await.unwrap() }
        })
        .await;
        let looked_at = answers.iter().filter(|answer| matches!(answer, ProveEmail::Wrong { .. })).count();
        assert_eq!(looked_at, 5, "{answers:?}");

        let recovering = email_proved_after(&world, &ann, STEP).await;
        let wrong = ann.app.wrong_code(world.now());
        let answers = race(20, |_| {
            let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
            let wrong = wrong.clone();
            async move { prove::prove_code(&service, &browser.origin, (&browser.id, &id), &wrong).await.unwrap() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == ProveAnother::Wrong).count(), 5, "{answers:?}");
    })
    .await;
}

async fn email_proved_after(world: &World, account: &Account, wait: std::time::Duration) -> Recovering {
    world.wait(wait);
    email_proved(world, account).await
}

#[tokio::test]
async fn failure_01_one_code_of_the_app_proves_one_recovery() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (one, two) = (email_proved(&world, &ann).await, email_proved(&world, &ann).await);
        world.wait(STEP);
        let typed = ann.app.code(world.now());
        let answers = race(8, |number| {
            let recovering = if number % 2 == 0 { &one } else { &two };
            let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
            let typed = typed.clone();
            async move { prove::prove_code(&service, &browser.origin, (&browser.id, &id), &typed).await.unwrap() }
        })
        .await;
        assert_eq!(answers.iter().filter(|answer| **answer == ProveAnother::Right).count(), 1, "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_code_goes_with_its_recovery_and_its_address() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (anns, bobs) = (begun(&world, &ann.address).await, begun(&world, &bob.address).await);
        let code = world.code_to(&bob.address).await;
        assert_eq!(prove_email(&world, &anns, &code).await, ProveEmail::Wrong { tries_left: 4 });
        // The address leaves the profile: what was sent to it is worth nothing.
        let visit = world.signed_in(&bob).await;
        world.verified(&visit, "bob.two@nhs.net").await;
        let emails = world.read(async |repository| repository.list_emails(&bob.person.id).await.unwrap()).await;
        let old = &emails.iter().find(|email| email.address.as_str() == bob.address).unwrap().id;
        email::remove::remove(&world.service, &visit.me, &visit.browser.origin, old).await.unwrap();
        assert_eq!(prove_email(&world, &bobs, &code).await, ProveEmail::Over);
    })
    .await;
}

#[tokio::test]
async fn failure_20_no_code_goes_to_a_domain_that_is_no_longer_accepted() {
    on_both(async |mut world| {
        let ann = world.account("Ann").await;
        let recovering = begun(&world, &ann.address).await;
        world.accept_domains("elsewhere.example\n");
        world.wait(STEP);
        let mails = world.mails().await.len();
        assert_eq!(resend(&world, &recovering).await, Resend::Sent);
        begun(&world, &ann.address).await;
        assert_eq!(world.mails().await.len(), mails);
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_recovery_does_not_outlive_who_it_is_for() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let recovering = proved(&world, &ann).await;
        world.close(&ann.person).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);

        let recovering = proved(&world, &bob).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        rescue::reset(&world.service, &actor, &origin, &bob.person, "phone stolen").await.unwrap();
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);
        assert_eq!(step(&world, &recovering).await, Step::Over);
    })
    .await;
}

#[tokio::test]
async fn while_changes_stand_still_no_password_is_recovered_and_the_reader_of_the_mail_is_told_why() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (recovering, waiting) = (proved(&world, &ann).await, begun(&world, &ann.address).await);
        let freeze = Freeze { at: world.now(), since: world.now() };
        world.write(async |repository| repository.set_freeze(&ann.person.id, Some(freeze)).await.unwrap()).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);
        assert_eq!(step(&world, &recovering).await, Step::Frozen);
        let code = world.code_to(&ann.address).await;
        assert_eq!(prove_email(&world, &waiting, &code).await, ProveEmail::Right);
        assert_eq!(step(&world, &waiting).await, Step::Frozen);
        world.wait(STEP);
        assert_eq!(prove_code(&world, &waiting, &ann.app.code(world.now())).await, ProveAnother::Over);
    })
    .await;
}

#[tokio::test]
async fn failure_07_what_changes_meanwhile_ends_what_is_under_way() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (first, second) = (proved(&world, &ann).await, proved(&world, &ann).await);
        assert_eq!(set(&world, &first, NEW).await, SetPassword::Done);
        assert_eq!(set(&world, &second, PASSWORD).await, SetPassword::Over, "the other one was first");

        let bob = world.account("Bob").await;
        let recovering = proved(&world, &bob).await;
        world.wait(MINUTE * 12);
        let (service, browser, id) = (world.service.clone(), recovering.browser.clone(), recovering.id.clone());
        world.wait(MINUTE * 3 - STEP - MICROSECOND);
        assert_eq!(step(&world, &recovering).await, Step::ChoosePassword);
        world.wait(MICROSECOND);
        let late = set::set(&service, &browser.origin, (&browser.id, &id), secret(NEW), &secret(NEW)).await.unwrap();
        assert_eq!((late, step(&world, &recovering).await), (SetPassword::Over, Step::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_07_an_app_that_is_reported_lost_meanwhile_proves_nothing_any_more() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let recovering = proved(&world, &ann).await;
        let app = world.held(&ann.person).await.remove(0).id;
        let (actor, origin) = (Actor::Operator, Origin::server());
        suspend::suspend_for(&world.service, &actor, &origin, &ann.person, &app, "stolen").await.unwrap();
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Over);
        assert_eq!(step(&world, &recovering).await, Step::AskRegistrationAuthority);
    })
    .await;
}

#[tokio::test]
async fn failure_31_strangers_who_guess_at_a_recovery_do_not_hold_up_a_registration() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        let stranger = begun(&world, "ann@nhs.net").await;
        for _ in 0..5 {
            prove_email(&world, &stranger, "00000000").await;
        }
        let registering = world.issue(&visit, "ann@nhs.net", WISH).await;
        world.bring(&registering, PasswordShown).await;
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
async fn failure_31_strangers_who_ask_for_codes_do_not_hold_the_owner_out_nor_flood_the_mailbox() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let home = world.signed_in(&ann).await.browser;
        let mails = world.mails().await.len();
        for number in 0..10 {
            let stranger = world.browser_in(&format!("198.51.100.{number}")).await;
            let answer = start(&world, &stranger, &ann.address).await;
            assert_eq!(matches!(answer, Start::Wait(_)), number >= 6, "{answer:?}");
        }
        assert_eq!(world.mails().await.len() - mails, 6);
        assert!(matches!(start(&world, &home, &ann.address).await, Start::Begun(_)));
        let other = world.account("Bob").await;
        assert!(matches!(start(&world, &home, &other.address).await, Start::Begun(_)));
        world.wait(MINUTE * 60);
        assert!(matches!(start(&world, &world.browser().await, &ann.address).await, Start::Begun(_)));
    })
    .await;
}

#[tokio::test]
async fn one_network_begins_a_hundred_in_ten_minutes() {
    on_both(async |world| {
        for number in 0..100 {
            begun(&world, &format!("nobody{number}@nhs.net")).await;
        }
        let browser = world.browser().await;
        assert!(matches!(start(&world, &browser, "nobody@nhs.net").await, Start::Wait(_)));
        let elsewhere = world.browser_in("198.51.100.7").await;
        assert!(matches!(start(&world, &elsewhere, "nobody@nhs.net").await, Start::Begun(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_28_a_newer_recovery_in_a_browser_ends_the_older_and_what_ran_out_is_swept() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let first = begun(&world, &ann.address).await;
        let code = world.code_to(&ann.address).await;
        let Start::Begun(id) = start(&world, &first.browser, "nobody@nhs.net").await else { panic!("not begun") };
        assert_eq!(prove_email(&world, &first, &code).await, ProveEmail::Over);
        assert_eq!(step(&world, &first).await, Step::Over);
        let second = Recovering { id, ..first };
        assert!(matches!(step(&world, &second).await, Step::EnterCode { .. }));
        world.wait(MINUTE * 15);
        assert_eq!(step(&world, &second).await, Step::Over);
        sweep::sweep(&world.service).await.unwrap();
        let gone = current::view(&world.service, &second.browser.id, &second.id).await.unwrap();
        assert!(gone.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_09_whoever_signs_in_or_out_leaves_no_recovery_of_somebody_else_in_the_browser() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let anns = proved(&world, &ann).await;
        world.sign_in(&anns.browser, &bob).await;
        assert_eq!(set(&world, &anns, NEW).await, SetPassword::Over);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_forgets_wrong_guesses_at_the_old_one() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let stranger = world.browser().await;
        for _ in 0..5 {
            assert_eq!(world.password(&stranger, &ann.address, "forgotten").await, SubmitPassword::Wrong);
        }
        assert!(!fits(&world, &ann, PASSWORD).await);
        let recovering = proved(&world, &ann).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done);
        assert!(fits(&world, &ann, NEW).await);
    })
    .await;
}

#[tokio::test]
async fn no_table_says_which_address_somebody_tried() {
    on_both(async |world| {
        begun(&world, "tried-by-somebody@nhs.net").await;
        let stolen = world.stolen_bytes().await;
        let tried = b"tried-by-somebody";
        assert!(!stolen.windows(tried.len()).any(|window| window == tried));
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

#[tokio::test]
async fn a_recovery_leaves_proofs_of_other_people_and_addresses_alone() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let visit = world.signed_in(&bob).await;
        let AddEmail::CodeSent(proof) = world.add_email(&visit, "bob.two@nhs.net").await else { panic!("no code") };
        let recovering = proved(&world, &ann).await;
        assert_eq!(set(&world, &recovering, NEW).await, SetPassword::Done);
        let code = world.code_to("bob.two@nhs.net").await;
        assert_eq!(world.prove(&visit, &proof, &code).await, VerifyEmail::Verified);
        assert!(world.find(&visit.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_code_counts_as_no_guess_whoever_is_asked_about() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        for address in [ann.address.as_str(), "nobody@nhs.net"] {
            let recovering = begun(&world, address).await;
            for typed in ["", "123456", "123456789", "1234567a"] {
                for _ in 0..5 {
                    assert_eq!(prove_email(&world, &recovering, typed).await, ProveEmail::NotACode, "{typed}");
                }
            }
            let answer = prove_email(&world, &recovering, &other("00000000")).await;
            assert_eq!(answer, ProveEmail::Wrong { tries_left: 4 });
        }
        // A mail of another instant: the newest is the one.
        world.wait(MINUTE);
        let recovering = email_proved(&world, &ann).await;
        for typed in ["", "12345", "1234567", "abcdef"] {
            for _ in 0..5 {
                assert_eq!(prove_code(&world, &recovering, typed).await, ProveAnother::NotACode, "{typed}");
            }
        }
        let code = ann.app.code(world.now());
        let typed = format!("{}-{}", &code[..3], &code[3..]);
        assert_eq!(prove_code(&world, &recovering, &typed).await, ProveAnother::Right);
    })
    .await;
}
