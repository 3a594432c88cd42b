//! The registration link: three minutes, once, in one browser, for one person.

use identity::{
    assurance::Kind,
    registration::{
        RegistrationState,
        open::{self, LookAtRegistrationLink, OpenLink, ShowLink},
        start::{Start, Wish},
    },
};

use crate::support::{MICROSECOND, MINUTE, Registering, Visit, WISH, World, on_both, race, seconds};

const ADDRESS: &str = "ann@nhs.net";

/// Somebody who may register an app, and a link.
async fn issued(world: &World) -> (Visit, Registering) {
    world.registering("Ann", RegistrationState::Issued).await
}

async fn open_at_home(world: &World, registering: &Registering) -> OpenLink {
    world.open(None, &registering.browser, &registering.link).await
}

#[tokio::test]
async fn a_link_opens_after_2_59_and_not_after_3_00() {
    on_both(async |world| {
        let (visit, in_time) = issued(&world).await;
        world.wait(MINUTE * 3 - MICROSECOND);
        assert_eq!(open_at_home(&world, &in_time).await, OpenLink::Opened(in_time.id.clone()));
        let late = world.issue(&visit, ADDRESS, WISH).await;
        world.wait(seconds(179));
        assert!(matches!(
            open::look(&world.service, None, &late.link).await.unwrap(),
            LookAtRegistrationLink::Usable { .. }
        ));
        world.wait(seconds(1));
        assert_eq!(open_at_home(&world, &late).await, OpenLink::Over);
        assert_eq!(open::look(&world.service, None, &late.link).await.unwrap(), LookAtRegistrationLink::Over);
        let shown = open::show_link(&world.service, &visit.me, &late.id).await.unwrap();
        assert!(matches!(shown, ShowLink::Over(Kind::MicrosoftAuthenticator)), "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_23_to_look_at_a_registration_link_consumes_nothing() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        for _ in 0..5 {
            let seen = open::look(&world.service, None, &registering.link).await.unwrap();
            assert!(matches!(seen, LookAtRegistrationLink::Usable { .. }));
        }
        assert!(matches!(open_at_home(&world, &registering).await, OpenLink::Opened(_)));
    })
    .await;
}

#[tokio::test]
async fn failure_09_a_link_opens_once_and_a_double_click_goes_on() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        let stranger = world.browser().await;
        assert!(matches!(open_at_home(&world, &registering).await, OpenLink::Opened(_)));
        assert!(matches!(open_at_home(&world, &registering).await, OpenLink::Opened(_)));
        assert_eq!(world.open(None, &stranger, &registering.link).await, OpenLink::Over);
        let opened = world.audit().await.into_iter().filter(|entry| entry.event == "registration.opened").count();
        assert_eq!(opened, 1);
    })
    .await;
}

#[tokio::test]
async fn failure_09_a_link_opened_by_many_at_the_same_time_is_one_browsers() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        let mut browsers = Vec::new();
        for _ in 0..6 {
            browsers.push(world.browser().await);
        }
        let opened = race(6, |number| {
            let (service, browser, link) = (world.service.clone(), browsers[number].clone(), registering.link.clone());
            async move { open::open(&service, None, &browser.origin, &browser.id, &link).await.unwrap() }
        })
        .await;
        assert_eq!(opened.iter().filter(|answer| matches!(answer, OpenLink::Opened(_))).count(), 1, "{opened:?}");
    })
    .await;
}

#[tokio::test]
async fn a_link_works_in_another_browser_and_adds_the_app_to_its_person() {
    on_both(async |world| {
        let (visit, registering) = issued(&world).await;
        let elsewhere = Registering { browser: world.browser().await, ..registering };
        world.bring(&elsewhere, RegistrationState::Completed).await;
        let person = visit.me.person.id;
        let held = world.read(async |repository| repository.list_active_authenticators(&person).await.unwrap()).await;
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].added_by, format!("person:{person}"));
        assert_eq!(held[0].kind, Kind::MicrosoftAuthenticator);
    })
    .await;
}

#[tokio::test]
async fn failure_09_somebody_else_who_is_signed_in_opens_nothing() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        let bob = world.enrol(&world.person("Bob").await).await;
        assert_eq!(world.open(Some(&bob.me), &bob.browser, &registering.link).await, OpenLink::SomebodyElse);
        let seen = open::show_link(&world.service, &bob.me, &registering.id).await.unwrap();
        assert!(matches!(seen, ShowLink::Unknown));
        assert!(matches!(open_at_home(&world, &registering).await, OpenLink::Opened(_)), "nor does it use the link up");
        assert_eq!(world.open(Some(&bob.me), &registering.browser, &registering.link).await, OpenLink::SomebodyElse);
    })
    .await;
}

#[tokio::test]
async fn failure_09_nobody_else_continues_a_registration_by_its_id() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        world.bring(&registering, RegistrationState::PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        let thief = Registering { browser: world.browser().await, ..registering.clone() };
        assert!(world.app(&thief).await.is_none());
        let answer = world.confirm_code(&thief, &app.code(world.now())).await;
        assert!(matches!(answer, identity::registration::confirm_code::ConfirmCode::Over), "{answer:?}");
        let view = identity::registration::current::view(&world.service, &thief.browser.id, &thief.id).await.unwrap();
        assert!(view.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_older_link_is_dead_once_a_newer_one_is_issued() {
    on_both(async |world| {
        let (visit, older) = issued(&world).await;
        let newer = world.issue(&visit, ADDRESS, WISH).await;
        assert_eq!(open_at_home(&world, &older).await, OpenLink::Over);
        assert!(matches!(open_at_home(&world, &newer).await, OpenLink::Opened(_)));
        // One that was opened is dead, too.
        world.bring(&newer, RegistrationState::PasswordShown).await;
        let newest = world.issue(&visit, ADDRESS, WISH).await;
        assert!(world.app(&newer).await.is_none());
        world.bring(&newest, RegistrationState::Completed).await;
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_link_of_somebody_closed_opens_nothing() {
    on_both(async |world| {
        let (visit, registering) = issued(&world).await;
        world.close(&visit.me.person).await;
        assert_eq!(open_at_home(&world, &registering).await, OpenLink::Over);
    })
    .await;
}

#[tokio::test]
async fn starting_needs_the_tick_and_a_proved_address() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        assert_eq!(world.start(&visit, WISH).await, Start::NeedsEmail);
        world.pending(&visit, ADDRESS).await;
        assert_eq!(world.start(&visit, WISH).await, Start::NeedsEmail, "a pending one is none");
        let proof = world.pending(&visit, ADDRESS).await;
        // Two codes of the same instant: one of them is of this proof.
        for code in world.codes_to(ADDRESS).await {
            world.prove(&visit, &proof, &code).await;
        }
        assert_eq!(world.start(&visit, Wish { confirmed: false, ..WISH }).await, Start::NotConfirmed);
        assert!(matches!(world.start(&visit, WISH).await, Start::Issued(_)));
    })
    .await;
}

#[tokio::test]
async fn a_full_session_starts_within_five_minutes_of_its_sign_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let wish = Wish { replace: true, ..WISH };
        world.wait(MINUTE * 5);
        assert!(matches!(world.start(&visit, wish).await, Start::Issued(_)));
        world.wait(MICROSECOND);
        assert_eq!(world.start(&visit, wish).await, Start::SignInAgain);
    })
    .await;
}

#[tokio::test]
async fn a_link_that_was_opened_leads_its_browser_on_and_no_other() {
    on_both(async |world| {
        let (_, registering) = issued(&world).await;
        let (here, stranger) = (&registering.browser.id, world.browser().await);
        let look = async |browser| open::look(&world.service, browser, &registering.link).await.unwrap();
        assert!(matches!(look(Some(here)).await, LookAtRegistrationLink::Usable { .. }));
        world.bring(&registering, RegistrationState::PasswordShown).await;
        assert_eq!(look(Some(here)).await, LookAtRegistrationLink::Here(registering.id.clone()));
        for browser in [Some(&stranger.id), None] {
            assert_eq!(look(browser).await, LookAtRegistrationLink::Over);
        }
        world.wait(MINUTE * 15);
        assert_eq!(look(Some(here)).await, LookAtRegistrationLink::Over, "its time is over");
    })
    .await;
}

#[tokio::test]
async fn who_issued_a_link_sees_when_it_is_opened_and_when_it_is_done() {
    on_both(async |world| {
        let (visit, registering) = issued(&world).await;
        let shown = async || open::show_link(&world.service, &visit.me, &registering.id).await.unwrap();
        world.bring(&registering, RegistrationState::PasswordShown).await;
        let opened = shown().await;
        assert!(matches!(opened, ShowLink::Opened(Kind::MicrosoftAuthenticator)), "{opened:?}");
        let app = world.app(&registering).await.unwrap();
        world.bring_to_end(&registering, &app).await;
        let done = shown().await;
        assert!(matches!(done, ShowLink::Done(Kind::MicrosoftAuthenticator)), "{done:?}");
    })
    .await;
}
