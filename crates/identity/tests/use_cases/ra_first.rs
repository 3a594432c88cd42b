//! The first manager of a Registration Authority.

use identity::{
    actor::{Actor, Origin},
    assurance::Kind,
    person::{PersonName, UserIdentifier},
    ra::{
        self, Entrance, Rank,
        first::{self, AddManager},
    },
    time::parse_date,
};

use crate::support::{Device, World, desk::code, on_both, wish};

async fn add(world: &World, organisation: &str, identifier: Option<&str>) -> AddManager {
    let name = PersonName::parse("Grace", "Adeyemi").unwrap();
    let identifier = identifier.map(|text| UserIdentifier::parse(text).unwrap());
    let person = (name, parse_date("1971-12-09").unwrap(), identifier);
    let (actor, origin) = (Actor::Operator, Origin::server());
    first::add_manager(&world.service, &actor, &origin, person, &code(organisation)).await.unwrap()
}

#[tokio::test]
async fn the_first_manager_signs_in_with_the_link_adds_a_key_and_sits_down() {
    on_both(async |mut world| {
        world.organisations().await;
        let AddManager::Added(person, link) = add(&world, "RA1", Some("999000000054")).await else { panic!() };
        assert!(matches!(add(&world, "RA1", Some("999000000054")).await, AddManager::IdentifierTaken));
        assert!(matches!(add(&world, "NONE", None).await, AddManager::NoSuchOrganisation));
        world.close_organisation("FAR").await;
        assert!(matches!(add(&world, "FAR", None).await, AddManager::ClosedOrganisation));

        let token = link.url.strip_prefix("https://identity.example/sign-in/link/").unwrap();
        let browser = world.browser().await;
        let token = world.open_link(&browser, token).await.unwrap();
        let visit = world.visit(&browser, token).await;
        assert!(matches!(ra::open(&world.service, &visit.me).await.unwrap(), Entrance::SignInStronger));
        world.verified(&visit, "grace@nhs.net").await;
        let mut key = Device::security_key().attested(world.maker.as_ref().unwrap());
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        let visit = world.signed_in_with(&mut key).await;
        let desk = world.desk(&visit).await;
        assert_eq!((desk.rank(), &desk.me().person), (Rank::Manager, &person));
    })
    .await;
}
