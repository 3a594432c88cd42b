//! "Forgot password": what happens meanwhile, or at the same time.

use identity::{
    actor::{Actor, Origin},
    authenticator::suspend,
    email::{self, add::AddEmail, proof::Resend, verify::ProveEmail as VerifyEmail},
    password::forgot::{
        current::{self, Step},
        prove::{self, ProveAnother, ProveEmail},
        set::{self, SetPassword},
        start::Start,
    },
    person::{freeze::Freeze, rescue},
    sweep,
};

use crate::support::{
    MICROSECOND, MINUTE, PASSWORD, STEP, on_both, race,
    recovery::{NEW, Recovering, begun, email_proved, prove_code, prove_email, proved, resend, set, start, step},
    secret,
};

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
        assert_eq!(step(&world, &recovering).await, Step::Over);
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
