//! The one-use sign-in link.

use std::time::Duration;

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    person::{PersonId, PersonState, rescue},
    registration::use_device::BeginDevice,
    session::{Computer, SessionKind},
    sign_in::link::{self, IssueLink, LookAtLink, UnderWay},
};

use crate::support::{Device, MICROSECOND, World, on_both, race, wish};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn look(world: &World, link: &str) -> LookAtLink {
    link::look(&world.service, link).await.unwrap()
}

const HOW: (AssuranceLevel, UnderWay) = (AssuranceLevel::Aal2, UnderWay::Ends);

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
async fn a_link_ends_when_its_person_registers_an_authenticator() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let later = world.link(&ann.person, AssuranceLevel::Aal3).await;
        assert!(matches!(look(&world, &later).await, LookAtLink::Usable { .. }));
        world.add_device(&visit, &mut Device::synced(), wish(Kind::Passkey)).await;
        assert!(matches!(look(&world, &later).await, LookAtLink::Used));
        assert!(world.open_link(&world.browser().await, &later).await.is_none());
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
        let opened =
            race(8, |_| {
                let (service, browser, link) = (world.service.clone(), browser.clone(), link.clone());
                async move {
                    link::open(&service, &browser.origin, (&browser.id, Computer::Own), None, &link).await.unwrap()
                }
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
        let issued = link::issue(&world.service, &Actor::Operator, &Origin::server(), &ann.id, HOW).await;
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
        let issued = link::issue(&world.service, &Actor::Operator, &Origin::server(), &nobody, HOW).await;
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
            link::open(service, &browser.origin, (&browser.id, Computer::Own), Some(&before.me.session.id), &link)
                .await
                .unwrap();
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

#[tokio::test]
async fn a_newer_link_ends_an_older_one_that_was_not_used() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        let bobs = world.link(&bob, AssuranceLevel::Aal2).await;
        let older = world.link(&ann, AssuranceLevel::Aal3).await;
        let newer = world.link(&ann, AssuranceLevel::Aal1).await;
        let browser = world.browser().await;
        assert!(matches!(look(&world, &older).await, LookAtLink::Used));
        assert!(world.open_link(&browser, &older).await.is_none());
        assert!(matches!(look(&world, &newer).await, LookAtLink::Usable { .. }));
        let token = world.open_link(&browser, &newer).await.unwrap();
        assert_eq!(world.find(&token).await.unwrap().session.level, AssuranceLevel::Aal1);
        assert!(world.open_link(&world.browser().await, &bobs).await.is_some(), "nobody else's link ends");
    })
    .await;
}

#[tokio::test]
async fn a_newer_link_ends_what_an_older_one_opened_and_what_was_begun_with_it() {
    on_both(async |world| {
        let thief = world.enrolled("Ann", AssuranceLevel::Aal3).await;
        let begun = world.opened(&thief, wish(Kind::Passkey)).await;
        world.begin(&begun).await;
        let visit = world.enrol_at(&thief.me.person, AssuranceLevel::Aal3).await;
        assert!(world.find(&thief.token).await.is_none());
        assert!(matches!(world.try_begin(&begun).await, BeginDevice::Over));
        world.add_device(&visit, &mut Device::synced(), wish(Kind::Passkey)).await;
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_no_remedy_ends_nothing_that_is_under_way() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", AssuranceLevel::Aal3).await;
        let begun = world.opened(&visit, wish(Kind::Passkey)).await;
        let (origin, whom) = (Origin::server(), &visit.me.person.id);
        let how = (AssuranceLevel::Aal3, UnderWay::GoesOn);
        let issued = link::issue(&world.service, &Actor::System, &origin, whom, how).await.unwrap();
        assert!(matches!(issued, IssueLink::Issued(_)), "{issued:?}");
        world.begin(&begun).await;
        assert!(world.find(&visit.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_newer_link_leaves_a_session_of_whoever_signed_in() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.link(&ann.person, AssuranceLevel::Aal3).await;
        assert!(world.find(&visit.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_links_that_were_not_used() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        let (anns, bobs) = (world.link(&ann, AssuranceLevel::Aal2).await, world.link(&bob, AssuranceLevel::Aal2).await);
        rescue::reset(&world.service, &Actor::Operator, &Origin::server(), &ann, "lost").await.unwrap();
        assert!(matches!(look(&world, &anns).await, LookAtLink::Used));
        assert!(world.open_link(&world.browser().await, &anns).await.is_none());
        assert!(world.open_link(&world.browser().await, &bobs).await.is_some());
        world.enrol(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn failure_26_reopening_revives_no_link() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let link = world.link(&ann, AssuranceLevel::Aal2).await;
        world.close(&ann).await;
        assert!(world.set_state(&ann, PersonState::Open).await);
        assert!(matches!(look(&world, &link).await, LookAtLink::Used));
        assert!(world.open_link(&world.browser().await, &link).await.is_none());
        world.enrol(&ann).await;
    })
    .await;
}
