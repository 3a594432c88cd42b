//! `person unlock` and `person reset`: help for somebody who cannot sign in, after an identity check.

use identity::{
    actor::{Actor, Origin},
    audit::Entry,
    person::rescue,
    registration::{RegistrationState::PasswordShown, confirm_code::ConfirmCode, start::Wish},
    sign_in::{code::SubmitCode, password::SubmitPassword},
};

use crate::support::{Account, Browser, PASSWORD, STEP, WISH, World, on_both};

const WRONG: &str = "not the password";

async fn unlock(world: &World, account: &Account) {
    let (actor, origin) = (Actor::Operator, Origin::server());
    rescue::unlock(&world.service, &actor, &origin, &account.person, "passport seen").await.unwrap();
}

async fn reset(world: &World, account: &Account) {
    let (actor, origin) = (Actor::Operator, Origin::server());
    rescue::reset(&world.service, &actor, &origin, &account.person, "phone lost").await.unwrap();
}

/// Wrong passwords in a browser until there is a wait.
async fn guess_passwords(world: &World, browser: &Browser, address: &str) {
    for _ in 0..5 {
        assert_eq!(world.password(browser, address, WRONG).await, SubmitPassword::Wrong);
    }
    assert!(matches!(world.password(browser, address, WRONG).await, SubmitPassword::Wait(_)));
}

/// Wrong codes in a browser until there is a wait.
async fn guess_codes(world: &World, browser: &Browser, account: &Account) {
    let wrong = account.app.wrong_code(world.now());
    let id = world.half_signed_in(browser, account).await;
    for _ in 0..5 {
        assert!(matches!(world.code(browser, &id, &wrong).await, SubmitCode::Wrong));
    }
    assert!(matches!(world.code(browser, &id, &wrong).await, SubmitCode::Wait(_)));
}

/// The one entry that `work` leaves.
async fn entry_of(world: &World, work: impl AsyncFnOnce()) -> Entry {
    let before: Vec<String> = world.audit().await.into_iter().map(|entry| entry.id).collect();
    work().await;
    let mut new: Vec<Entry> = world.audit().await.into_iter().filter(|entry| !before.contains(&entry.id)).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    new.remove(0)
}

fn assert_says(entry: &Entry, account: &Account, event: &str, reason: &str) {
    assert_eq!(entry.event, event);
    assert_eq!(entry.actor, Actor::Operator.audit_text());
    assert_eq!(entry.subject.as_ref(), Some(&account.person.id));
    let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
    assert_eq!(details, serde_json::json!({ "reason": reason }));
}

#[tokio::test]
async fn unlocking_forgets_wrong_guesses_of_strangers_and_in_known_browsers() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (home, stranger) = (world.signed_in(&ann).await.browser, world.browser().await);
        world.wait(STEP);
        for browser in [&home, &stranger] {
            guess_codes(&world, browser, &ann).await;
            guess_passwords(&world, browser, &ann.address).await;
        }
        unlock(&world, &ann).await;
        for browser in [&stranger, &home] {
            world.sign_in(browser, &ann).await;
        }
    })
    .await;
}

#[tokio::test]
async fn unlocking_forgets_wrong_guesses_at_variants_of_the_address() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let stranger = world.browser().await;
        guess_passwords(&world, &stranger, "ann+x@nhs.net").await;
        assert!(matches!(world.password(&stranger, &ann.address, PASSWORD).await, SubmitPassword::Wait(_)));
        unlock(&world, &ann).await;
        world.half_signed_in(&stranger, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn unlocking_forgets_nobody_elses_guesses() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let stranger = world.browser().await;
        guess_passwords(&world, &stranger, &bob.address).await;
        unlock(&world, &ann).await;
        assert!(matches!(world.password(&stranger, &bob.address, PASSWORD).await, SubmitPassword::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn unlocking_takes_nothing_tells_nobody_and_is_audited_with_its_reason() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let link = world.link(&ann.person, identity::assurance::AssuranceLevel::Aal2).await;
        let told = world
            .mails_of(async || {
                let entry = entry_of(&world, async || unlock(&world, &ann).await).await;
                assert_says(&entry, &ann, "person.unlocked", "passport seen");
            })
            .await;
        assert_eq!(told, []);
        assert!(world.find(&visit.token).await.is_some());
        world.signed_in(&ann).await;
        assert!(world.open_link(&world.browser().await, &link).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_reset_tells_every_verified_address_and_no_other_and_is_audited_with_its_reason() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "ann.two@nhs.net").await;
        world.pending(&visit, "ann.three@nhs.net").await;
        let addresses = async || {
            let emails = world.read(async |repository| repository.list_emails(&ann.person.id).await.unwrap()).await;
            let mut verified: Vec<String> = emails
                .iter()
                .filter(|email| email.verified_at.is_some())
                .map(|email| email.address.as_str().to_owned())
                .collect();
            verified.sort();
            verified
        };
        let before = addresses().await;
        let told = world
            .mails_of(async || {
                let entry = entry_of(&world, async || reset(&world, &ann).await).await;
                assert_says(&entry, &ann, "person.reset", "phone lost");
            })
            .await;
        let subject = "Your sign-in to Care Identity was reset";
        let expected: Vec<_> = before.iter().map(|address| (address.clone(), subject.to_owned())).collect();
        assert!(before.contains(&"ann.two@nhs.net".to_owned()), "{before:?}");
        assert_eq!(told, expected);
        assert_eq!(addresses().await, before, "addresses stay");
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_registrations_and_sign_ins_under_way_and_all_sessions() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (visit, other) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        let registering = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.wait(STEP);
        let sign_in = world.half_signed_in(&other.browser, &ann).await;
        reset(&world, &ann).await;
        let done = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(done, ConfirmCode::Over), "{done:?}");
        let answer = world.code(&other.browser, &sign_in, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
        assert!(world.find(&visit.token).await.is_none() && world.find(&other.token).await.is_none());
        world
            .read(async |repository| {
                assert!(repository.list_active_authenticators(&ann.person.id).await.unwrap().is_empty());
                assert!(repository.lookup_password(&ann.person.id).await.unwrap().is_none());
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn after_a_reset_a_new_link_begins_again_with_no_wait() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let bobs = world.signed_in(&bob).await;
        let stranger = world.browser().await;
        guess_codes(&world, &stranger, &ann).await;
        guess_passwords(&world, &stranger, &ann.address).await;
        let waiting = world.browser().await;
        reset(&world, &ann).await;
        assert_eq!(world.password(&waiting, &ann.address, PASSWORD).await, SubmitPassword::Wrong);

        let visit = world.enrol(&ann.person).await;
        let registering = world.issue(&visit, &ann.address, WISH).await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        assert_ne!(app.secret, ann.app.secret);
        world.bring_to_end(&registering, &app).await;
        world.signed_in(&Account { app, ..ann }).await;

        assert!(world.find(&bobs.token).await.is_some(), "nobody else is touched");
        world.signed_in(&bob).await;
    })
    .await;
}
