//! What an enrolment session may do, and how long it lives.

use std::time::Duration;

use identity::{
    assurance::AssuranceLevel,
    email::{
        self,
        add::AddEmail,
        remove::{self, RemoveEmail},
        verify::ProveEmail,
    },
    person::telephone::{self, SetMobile},
    registration::{
        RegistrationState,
        start::{Start, Wish},
    },
};

use crate::support::{MICROSECOND, MINUTE, Visit, WISH, World, on_both};

async fn first_email(world: &World, visit: &Visit) -> email::EmailId {
    world.read(async |repository| repository.list_emails(&visit.me.person.id).await.unwrap()[0].id.clone()).await
}

#[tokio::test]
async fn the_first_address_may_be_added() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        assert!(!visit.me.session.is_fresh(world.now()), "a sign-in link never satisfies a step-up");
        world.verified(&visit, "ann@nhs.net").await;
    })
    .await;
}

#[tokio::test]
async fn a_verified_address_is_neither_changed_nor_removed_nor_joined_by_another() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        let id = first_email(&world, &visit).await;
        let Visit { browser, me, .. } = &visit;
        for replaces in [None, Some(&id)] {
            let added = email::add::add(&world.service, me, &browser.origin, &browser.id, "b@nhs.net", replaces).await;
            assert!(matches!(added.unwrap(), AddEmail::SignInAgain));
        }
        let removed = remove::remove(&world.service, me, &browser.origin, &id).await.unwrap();
        assert_eq!(removed, RemoveEmail::SignInAgain);
    })
    .await;
}

#[tokio::test]
async fn a_second_address_asked_for_before_the_first_was_proved_is_not_proved_after_it() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let (first, second) = (world.pending(&visit, "ann@nhs.net").await, world.pending(&visit, "b@nhs.net").await);
        assert_eq!(world.prove(&visit, &first, &world.code_to("ann@nhs.net").await).await, ProveEmail::Verified);
        assert_ne!(world.prove(&visit, &second, &world.code_to("b@nhs.net").await).await, ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn a_mobile_number_may_be_set_and_not_changed() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let set =
            async |number| telephone::set(&world.service, &visit.me, &visit.browser.origin, number).await.unwrap();
        assert_eq!(set("07700 900123").await, SetMobile::Done);
        assert_eq!(set("+44 7700 900123").await, SetMobile::Done, "it is the same number");
        assert_eq!(set("07700 900456").await, SetMobile::SignInAgain);
        assert_eq!(set("").await, SetMobile::SignInAgain);
        assert!(matches!(set("12").await, SetMobile::NotAMobileNumber(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_13_it_replaces_no_authenticator() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        for level in [AssuranceLevel::Aal2, AssuranceLevel::Aal3] {
            let visit = world.enrol_at(&ann.person, level).await;
            assert_eq!(world.start(&visit, Wish { replace: true, ..WISH }).await, Start::SignInAgain);
            assert_eq!(world.start(&visit, WISH).await, Start::AlreadyHeld);
        }
    })
    .await;
}

#[tokio::test]
async fn failure_13_it_adds_nothing_above_the_level_of_its_link() {
    on_both(async |world| {
        for (given, level) in
            [("Ann", AssuranceLevel::Aal1), ("Bob", AssuranceLevel::Aal2), ("Caro", AssuranceLevel::Aal3)]
        {
            let visit = world.enrolled(given, level).await;
            let address = format!("{}@nhs.net", given.to_lowercase());
            let registering = world.issue(&visit, &address, WISH).await;
            world.bring(&registering, RegistrationState::Completed).await;
            let held = world.held(&visit.me.person).await.remove(0);
            let reached = level.min(AssuranceLevel::Aal2);
            assert_eq!((held.granted_level, held.level), (level, reached));
        }
    })
    .await;
}

#[tokio::test]
async fn it_lives_for_an_hour_whatever_is_done_in_it() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        for _ in 0..5 {
            world.wait(MINUTE * 10);
            assert!(world.find(&visit.token).await.is_some());
        }
        world.wait(MINUTE * 10 - MICROSECOND);
        assert!(world.find(&visit.token).await.is_some());
        world.wait(MICROSECOND);
        assert!(world.find(&visit.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn it_ends_after_half_an_hour_of_rest_and_at_aal3_after_a_quarter() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        for (level, minutes) in [(AssuranceLevel::Aal2, 30), (AssuranceLevel::Aal3, 15)] {
            let rest = Duration::from_secs(minutes * 60);
            let (visit, other) = (world.enrol_at(&ann, level).await, world.enrol_at(&bob, level).await);
            world.wait(rest - MICROSECOND);
            assert!(world.find(&visit.token).await.is_some());
            world.wait(MICROSECOND);
            assert!(world.find(&other.token).await.is_none());
        }
    })
    .await;
}
