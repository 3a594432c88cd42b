//! The one-use sign-in link.

use std::time::Duration;

use identity::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    person::{PersonId, PersonState},
    session::SessionKind,
    sign_in::link::{self, IssueLink, LookAtLink},
};

use crate::support::{MICROSECOND, World, on_both, race};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn look(world: &World, link: &str) -> LookAtLink {
    link::look(&world.service, link).await.unwrap()
}

#[tokio::test]
async fn failure_23_to_look_at_a_link_consumes_nothing() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let link = world.link(&ann, AssuranceLevel::Aal2).await;
        let writes = world.store.writes();
        for _ in 0..5 {
            let LookAtLink::Usable { name, expires_at } = look(&world, &link).await else { panic!("expected a link") };
            assert_eq!((name, expires_at), (ann.name.full(), world.now().plus(DAY)));
        }
        assert_eq!(world.store.writes(), writes);
        assert!(world.open_link(&world.browser().await, &link).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once() {
    on_both(async |world| {
        let link = world.link(&world.person("Ann").await, AssuranceLevel::Aal2).await;
        let browser = world.browser().await;
        assert!(world.open_link(&browser, &link).await.is_some());
        assert!(world.open_link(&browser, &link).await.is_none());
        assert!(world.open_link(&world.browser().await, &link).await.is_none());
        assert!(matches!(look(&world, &link).await, LookAtLink::Used));
    })
    .await;
}

#[tokio::test]
async fn a_link_used_twice_at_the_same_time_opens_one_session() {
    on_both(async |world| {
        let link = world.link(&world.person("Ann").await, AssuranceLevel::Aal2).await;
        let browser = world.browser().await;
        let opened = race(8, |_| {
            let (service, browser, link) = (world.service.clone(), browser.clone(), link.clone());
            async move { link::open(&service, &browser.origin, &browser.id, None, &link).await.unwrap() }
        })
        .await;
        assert_eq!(opened.into_iter().flatten().count(), 1);
        let used = world.audit().await.into_iter().filter(|entry| entry.event == "sign-in-link.used").count();
        assert_eq!(used, 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_works_for_24_hours_and_no_longer() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        let (late, in_time) =
            (world.link(&ann, AssuranceLevel::Aal2).await, world.link(&bob, AssuranceLevel::Aal2).await);
        let browser = world.browser().await;
        world.wait(DAY - MICROSECOND);
        assert!(world.open_link(&browser, &in_time).await.is_some());
        world.wait(MICROSECOND);
        assert!(matches!(look(&world, &late).await, LookAtLink::Expired));
        assert!(world.open_link(&browser, &late).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_link_of_a_closed_person_looks_like_none_and_opens_nothing() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let link = world.link(&ann, AssuranceLevel::Aal2).await;
        world.close(&ann).await;
        assert!(matches!(look(&world, &link).await, LookAtLink::Unknown));
        assert!(world.open_link(&world.browser().await, &link).await.is_none());
        let issued =
            link::issue(&world.service, &Actor::Operator, &Origin::server(), &ann.id, AssuranceLevel::Aal2).await;
        assert!(matches!(issued.unwrap(), IssueLink::Closed));
    })
    .await;
}

#[tokio::test]
async fn failure_26_the_session_that_a_link_opened_ends_when_its_person_is_closed_for_good() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let visit = world.enrol(&ann).await;
        world.close(&ann).await;
        assert!(world.find(&visit.token).await.is_none());
        assert!(world.set_state(&ann, PersonState::Open).await);
        assert!(world.find(&visit.token).await.is_none(), "reopening revives no session");
    })
    .await;
}

#[tokio::test]
async fn what_never_was_a_link_is_unknown() {
    on_both(async |world| {
        let nobody = PersonId::from_text("nobody");
        let issued =
            link::issue(&world.service, &Actor::Operator, &Origin::server(), &nobody, AssuranceLevel::Aal2).await;
        assert!(matches!(issued.unwrap(), IssueLink::NoSuchPerson));
        let browser = world.browser().await;
        let long = "a".repeat(100_000);
        let never_issued = "a".repeat(43);
        for text in ["", "x", "../../etc/passwd", "%00", &long, &never_issued] {
            assert!(matches!(look(&world, text).await, LookAtLink::Unknown));
            assert!(world.open_link(&browser, text).await.is_none());
        }
    })
    .await;
}

#[tokio::test]
async fn the_session_carries_the_level_of_its_link_and_ends_the_one_before() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        for level in [AssuranceLevel::Aal1, AssuranceLevel::Aal2, AssuranceLevel::Aal3] {
            let visit = world.enrol_at(&ann, level).await;
            let session = &visit.me.session;
            assert_eq!((session.kind, session.level), (SessionKind::Enrolment, level));
            assert_eq!(session.factors, "sign-in link");
        }
        let before = world.enrol(&ann).await;
        let link = world.link(&ann, AssuranceLevel::Aal2).await;
        let (service, browser) = (&world.service, &before.browser);
        let after =
            link::open(service, &browser.origin, &browser.id, Some(&before.me.session.id), &link).await.unwrap();
        assert!(world.find(&before.token).await.is_none());
        assert!(world.find(&after.unwrap()).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn whoever_had_an_address_is_told_that_a_link_was_used() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let told = world.mails_of(async || drop(world.enrol(&ann.person).await)).await;
        assert_eq!(told, [(ann.address.clone(), "A sign-in link was used for Care Identity".to_owned())]);
    })
    .await;
}
