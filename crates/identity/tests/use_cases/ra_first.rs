//! The first manager of a Registration Authority.

use identity::{
    actor::{Actor, By, Origin},
    assurance::Kind,
    person::{PersonName, UserIdentifier},
    ra::{
        self, Entrance, Rank,
        first::{self, AddManager, MakeManager},
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

#[tokio::test]
async fn the_operator_makes_somebody_who_is_there_a_manager_once_and_they_are_told() {
    on_both(async |mut world| {
        world.organisations().await;
        let agent = world.agent("Daniel", "RA1").await;
        let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", "the last one left")] };
        let make = async |organisation: &str| {
            first::make_manager(&world.service, by, &agent.person.id, &code(organisation)).await.unwrap()
        };
        assert_eq!(make("NONE").await, MakeManager::NoSuchOrganisation);
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world.mails_of(async || assert_eq!(make("RA1").await, MakeManager::Made)).await;
        });
        assert_eq!((events.await, mails.len()), (vec!["position.added".to_owned()], 1));
        assert_eq!(make("RA1").await, MakeManager::HeldAlready);
        world.close_organisation("FAR").await;
        assert_eq!(make("FAR").await, MakeManager::ClosedOrganisation);
        world.close(&agent.person).await;
        assert_eq!(make("RA1").await, MakeManager::Stopped);
    })
    .await;
}
