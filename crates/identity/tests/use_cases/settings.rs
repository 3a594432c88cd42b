//! The maintenance banner.

use std::{sync::Arc, time::Duration};

use identity::{
    actor::Actor,
    service::Service,
    settings::{self, MaintenanceBanner},
};

use crate::support::{MINUTE, Visit, World, on_both};

fn banner(world: &World, window: &str) -> MaintenanceBanner {
    MaintenanceBanner {
        services: "Care Identity Management".into(),
        window: window.into(),
        reason: "while we perform system upgrades".into(),
        until_micros: world.now().plus(MINUTE * 20).micros(),
    }
}

async fn set(world: &World, window: Option<&str>) {
    let banner = window.map(|window| banner(world, window));
    settings::set_maintenance_banner(&world.service, &Actor::Operator, banner.as_ref()).await.unwrap();
}

#[tokio::test]
async fn a_banner_shows_until_it_is_dismissed_removed_or_over_and_another_window_is_another() {
    on_both(async |world| {
        let (ann, bob) = (world.enrol(&world.person("Ann").await).await, world.enrol(&world.person("Bob").await).await);
        let shown = async |visit: &Visit| {
            settings::maintenance_banner(&world.service, &world.find(&visit.token).await.unwrap())
                .await
                .unwrap()
                .map(|banner| banner.window)
        };
        assert_eq!(shown(&ann).await, None);
        set(&world, Some("9am to 10am")).await;
        assert_eq!(shown(&ann).await.as_deref(), Some("9am to 10am"));
        for _ in 0..2 {
            settings::dismiss_maintenance_banner(&world.service, &ann.me, &ann.browser.origin).await.unwrap();
        }
        assert_eq!(shown(&ann).await, None);
        assert!(shown(&bob).await.is_some(), "each dismisses for themselves");
        set(&world, Some("10am to 11am")).await;
        assert!(shown(&ann).await.is_some());
        world.wait(MINUTE * 20);
        assert_eq!(shown(&bob).await, None);
        set(&world, Some("noon")).await;
        set(&world, None).await;
        assert_eq!(shown(&bob).await, None);
    })
    .await;
}

#[tokio::test]
async fn what_another_instance_announces_shows_within_a_second_and_is_not_read_for_every_home() {
    on_both(async |world| {
        let ann = world.enrol(&world.person("Ann").await).await;
        let other = Service { banner: Arc::default(), ..world.service.clone() };
        let shown = async || {
            let me = world.find(&ann.token).await.unwrap();
            settings::maintenance_banner(&other, &me).await.unwrap().map(|banner| banner.window)
        };
        set(&world, Some("9am to 10am")).await;
        assert_eq!(shown().await.as_deref(), Some("9am to 10am"));
        set(&world, None).await;
        assert_eq!(shown().await.as_deref(), Some("9am to 10am"));
        world.wait(Duration::from_secs(1));
        assert_eq!(shown().await, None);
        set(&world, Some("noon")).await;
        assert_eq!(shown().await, None);
        world.wait(Duration::from_secs(1));
        assert_eq!(shown().await.as_deref(), Some("noon"));
        settings::dismiss_maintenance_banner(&other, &ann.me, &ann.browser.origin).await.unwrap();
        assert_eq!(shown().await, None, "put away at once");
    })
    .await;
}
