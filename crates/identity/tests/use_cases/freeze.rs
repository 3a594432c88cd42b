//! Changes that stand still, and how that ends.

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    email::{self, add::AddEmail, remove::RemoveEmail, verify::ProveEmail},
    person::{
        freeze::Freeze,
        telephone::{self, SetMobile},
        unfreeze::{self, Unfreeze},
    },
    random::Token,
    registration::{RegistrationState::PasswordShown, confirm_code::ConfirmCode, start::Start, start::Wish},
    session::{Session, SessionId, SignedIn},
    undo::carry_out,
};

use crate::support::{Account, MICROSECOND, MINUTE, Visit, WISH, World, on_both};

/// Somebody whose changes were frozen for the sake of a mobile number.
async fn frozen(world: &World, given: &str) -> Account {
    let account = world.account(given).await;
    let visit = world.signed_in(&account).await;
    world.clock.run();
    telephone::set(&world.service, &visit.me, &visit.browser.origin, "07700 900 982").await.unwrap();
    let link = world.undo_link_to(&account.address).await;
    world.wait(MINUTE);
    carry_out::carry_out(&world.service, &visit.browser.origin, &link).await.unwrap();
    account
}

async fn freeze_of(world: &World, account: &Account) -> Option<Freeze> {
    let person = world.read(async |repository| repository.lookup_person(&account.person.id).await.unwrap()).await;
    person.unwrap().frozen
}

async fn lift(world: &World, account: &Account) -> bool {
    let (actor, origin) = (Actor::Operator, Origin::server());
    unfreeze::after_identity_check(&world.service, &actor, &origin, &account.person, "seen in person").await.unwrap()
}

/// A session of the level, with the account's app as what was shown.
async fn at_level(world: &World, visit: &Visit, level: AssuranceLevel) -> SignedIn {
    let token = Token::random(&*world.service.random);
    let id = SessionId::random(&*world.service.random);
    let session = Session { id, level, authenticated_at: world.now(), ..visit.me.session.clone() };
    world.write(async |repository| repository.add_session(&session, &token.hash()).await.unwrap()).await;
    world.find(&token).await.unwrap()
}

async fn lift_myself(world: &World, me: &SignedIn) -> Unfreeze {
    unfreeze::by_oneself(&world.service, me, &Origin::server()).await.unwrap()
}

#[tokio::test]
async fn while_changes_stand_still_signing_in_works_and_no_change_is_accepted() {
    on_both(async |world| {
        let ann = frozen(&world, "Ann").await;
        let visit = world.signed_in(&ann).await;
        let (service, me, browser) = (&world.service, &visit.me, &visit.browser);
        let events = world
            .events_of(async || {
                assert!(matches!(world.add_email(&visit, "ann.two@nhs.net").await, AddEmail::Frozen));
                let set = telephone::set(service, me, &browser.origin, "07700 900 983").await.unwrap();
                assert_eq!(set, SetMobile::Frozen);
                assert_eq!(world.start(&visit, Wish { replace: true, ..WISH }).await, Start::Frozen);
                let emails = world.read(async |repository| repository.list_emails(&ann.person.id).await.unwrap()).await;
                let removed = email::remove::remove(service, me, &browser.origin, &emails[0].id).await.unwrap();
                assert_eq!(removed, RemoveEmail::Frozen);
            })
            .await;
        assert_eq!(events, [] as [&str; 0]);
    })
    .await;
}

#[tokio::test]
async fn failure_07_what_was_begun_before_changes_stood_still_is_not_finished() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let proof = world.pending(&visit, "ann.two@nhs.net").await;
        let registering = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        // As if it came from nowhere: not even the rows of what is under way were ended.
        let freeze = Freeze { at: world.now(), since: world.now() };
        world.write(async |repository| repository.set_freeze(&ann.person.id, Some(freeze)).await.unwrap()).await;
        let code = world.code_to("ann.two@nhs.net").await;
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Frozen);
        let answer = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Over), "{answer:?}");
        world.write(async |repository| repository.set_freeze(&ann.person.id, None).await.unwrap()).await;
        let answer = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Done(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn an_identity_check_lifts_it_with_a_reason_and_the_person_is_told() {
    on_both(async |world| {
        let ann = frozen(&world, "Ann").await;
        let told = world
            .mails_of(async || {
                let events = world.events_of(async || assert!(lift(&world, &ann).await)).await;
                assert_eq!(events, ["person.unfrozen"]);
            })
            .await;
        let subject = "Changes to your Care Identity profile are possible again";
        assert_eq!(told, [(ann.address.clone(), subject.to_owned())]);
        assert!(!lift(&world, &ann).await, "there is none any more");
        let visit = world.signed_in(&ann).await;
        world.pending(&visit, "ann.two@nhs.net").await;
    })
    .await;
}

#[tokio::test]
async fn what_was_reported_of_later_can_be_taken_back_after_it_is_lifted() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.clock.run();
        for number in ["07700 900 001", "07700 900 002"] {
            telephone::set(&world.service, &visit.me, &visit.browser.origin, number).await.unwrap();
            world.wait(MINUTE);
        }
        let links = world.undo_links_to(&ann.address).await;
        let [.., one, two] = links.as_slice() else { panic!("expected two links") };
        carry_out::carry_out(&world.service, &visit.browser.origin, two).await.unwrap();
        assert!(lift(&world, &ann).await);
        let undone = carry_out::carry_out(&world.service, &visit.browser.origin, one).await.unwrap();
        assert!(matches!(undone, carry_out::CarryOut::Done { .. }), "{undone:?}");
        assert!(freeze_of(&world, &ann).await.is_some(), "changes stand still again");
    })
    .await;
}

#[tokio::test]
async fn a_fresh_aal3_sign_in_with_something_older_than_the_change_lifts_it() {
    on_both(async |world| {
        let ann = frozen(&world, "Ann").await;
        let visit = world.signed_in(&ann).await;
        assert_eq!(lift_myself(&world, &visit.me).await, Unfreeze::LevelTooLow);
        let me = at_level(&world, &visit, AssuranceLevel::Aal3).await;
        let old = SignedIn {
            session: Session { authenticated_at: world.now().minus(MINUTE * 5 + MICROSECOND), ..me.session.clone() },
            ..me.clone()
        };
        assert_eq!(lift_myself(&world, &old).await, Unfreeze::SignInAgain);
        assert_eq!(lift_myself(&world, &me).await, Unfreeze::Done);
        assert_eq!(freeze_of(&world, &ann).await, None);
        assert_eq!(lift_myself(&world, &me).await, Unfreeze::NotFrozen);
    })
    .await;
}

#[tokio::test]
async fn failure_13_a_sign_in_with_something_newer_than_the_change_does_not_lift_it() {
    on_both(async |world| {
        let ann = frozen(&world, "Ann").await;
        let visit = world.signed_in(&ann).await;
        let mut me = at_level(&world, &visit, AssuranceLevel::Aal3).await;
        let held = world
            .read(async |repository| {
                let kind = Kind::MicrosoftAuthenticator;
                repository.find_active_authenticator(&ann.person.id, kind).await.unwrap().unwrap()
            })
            .await;
        // The change is as old as the authenticator.
        let freeze = Freeze { at: world.now(), since: held.added_at };
        world.write(async |repository| repository.set_freeze(&ann.person.id, Some(freeze)).await.unwrap()).await;
        assert_eq!(lift_myself(&world, &me).await, Unfreeze::TooNew);
        let freeze = Freeze { since: held.added_at.plus(MICROSECOND), ..freeze };
        world.write(async |repository| repository.set_freeze(&ann.person.id, Some(freeze)).await.unwrap()).await;
        me.session.authenticator = None;
        assert_eq!(lift_myself(&world, &me).await, Unfreeze::TooNew, "what was shown is not known");
    })
    .await;
}

#[tokio::test]
async fn of_several_changes_that_are_taken_back_the_oldest_counts() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let first = world.now();
        for number in ["07700 900 001", "07700 900 002"] {
            telephone::set(&world.service, &visit.me, &visit.browser.origin, number).await.unwrap();
            world.wait(MINUTE);
        }
        let links = world.undo_links_to(&ann.address).await;
        let [.., one, two] = links.as_slice() else { panic!("expected two links") };
        carry_out::carry_out(&world.service, &visit.browser.origin, two).await.unwrap();
        let at = world.now();
        world.wait(MINUTE);
        let events = world
            .events_of(async || drop(carry_out::carry_out(&world.service, &visit.browser.origin, one).await.unwrap()))
            .await;
        assert_eq!(events, ["change.undone"], "it was frozen already");
        assert_eq!(freeze_of(&world, &ann).await, Some(Freeze { at, since: first }));
    })
    .await;
}
