//! How much a search shows, and what the profile says of wrong attempts.

use identity::{
    attempts::{Factor, Stop, Stopped},
    ra::{
        self,
        find::{Find, Question},
        view,
    },
};

use crate::{
    ra_desk::{find, found, question},
    support::{
        MINUTE,
        desk::{code, nurse_at, why},
        on_both,
    },
};

#[tokio::test]
async fn a_search_says_that_there_are_more_than_a_page_shows_and_where_it_ends() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        for number in 0..u32::from(b'k' - b'a') {
            let given = format!("Zoe {}", char::from(b'a' + u8::try_from(number).unwrap()));
            world.nurse(&given, "HOSP").await;
        }
        let page = async |page: u32| match find(&world, &ra, &Question { page, ..question("zoe") }).await {
            Find::People { people, more } => (people.len(), more),
            other => panic!("expected people: {other:?}"),
        };
        assert_eq!(page(1).await, (10, false), "as many as a page shows");
        world.nurse("Zoe k", "HOSP").await;
        assert_eq!((page(1).await, page(2).await), ((10, true), (1, false)));
        world.nurse("Zoe l", "CLINIC").await;
        let narrower = Question { organisation: Some(code("CLINIC")), ..question("zoe") };
        assert_eq!(found(&world, &ra, &narrower).await, ["Zoe l"]);
    })
    .await;
}

#[tokio::test]
async fn the_profile_says_where_wrong_attempts_stop_somebody_until_they_are_cleared() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = world.account("Bob").await;
        world.hold(&bob.person, &nurse_at("HOSP")).await;
        let stopped = async || view::view(&world.service, &ra.desk, &bob.person.id).await.unwrap().unwrap().stopped;
        assert_eq!(stopped().await, []);
        let (strange, known) = (world.browser().await, world.signed_in(&bob).await.browser);
        for browser in [&strange, &known] {
            for _ in 0..5 {
                world.password(browser, &bob.address, "a wrong password").await;
            }
        }
        let until = Stop::Until(world.now().plus(MINUTE / 2));
        let password = |in_known_browser| Stopped { factor: Factor::Password, in_known_browser, stop: until };
        assert_eq!(stopped().await, [password(false), password(true)]);
        let by = (ra.origin(), &why());
        assert_eq!(ra::person::clear_counters(&world.service, &ra.desk, by, &bob.person.id).await.unwrap(), Ok(()));
        assert_eq!(stopped().await, []);

        for _ in 0..5 {
            world.password(&strange, &bob.address, "a wrong password").await;
        }
        assert_eq!(stopped().await, [password(false)]);
        world.wait(MINUTE / 2);
        assert_eq!(stopped().await, [], "the wait is over");
    })
    .await;
}
