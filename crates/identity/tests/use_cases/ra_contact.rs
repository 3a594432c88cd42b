//! How staff reach the Registration Authority that serves their organisation.

use identity::{
    actor::{Actor, Origin},
    organisation::{Organisation, Relation, RelationKind, Source, import},
    ra::{
        Refusal,
        contact::{self, Contact, Serving},
    },
    time::Date,
};

use crate::support::{
    MINUTE,
    desk::{Ra, code, why},
    on_both,
};

#[tokio::test]
async fn the_contact_of_an_organisation_is_that_of_whoever_looks_after_it() {
    on_both(async |mut world| {
        world.organisations().await;
        let (manager, agent) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA1").await);
        let contact = Contact::parse(code("RA1"), ["RA office", "", "01632 960123", ""]).unwrap();
        let set = async |ra: &Ra, contact: &Contact| {
            contact::set(&world.service, &ra.desk, (ra.origin(), &why()), contact).await.unwrap()
        };
        assert_eq!(set(&agent, &contact).await, Err(Refusal::ManagerOnly));
        let theirs = Contact { organisation: code("RA2"), ..contact.clone() };
        assert_eq!(set(&manager, &theirs).await, Err(Refusal::NotAnRa));
        let own = async |ra: &Ra| {
            let own = contact::own(&world.service, &ra.desk).await.unwrap();
            own.into_iter().map(|(seat, contact)| (seat.organisation.to_string(), contact)).collect::<Vec<_>>()
        };
        assert_eq!(own(&agent).await, [("RA1".to_owned(), None)]);
        let served = async |by: &str| contact::serving(&world.service, &code(by)).await.unwrap();
        let Some(Serving::Silent(ra)) = served("HOSP").await else { panic!("nobody serves it") };
        assert_eq!((ra.code, ra.name.as_str()), (code("RA1"), "The RA1"), "it has not said how it is reached");
        assert_eq!((served("FAR").await, served("HOME").await), (None, None), "nobody sits at the desk of RA2");
        let events = world.events_of(async || assert_eq!(set(&manager, &contact).await, Ok(()))).await;
        assert_eq!(events, ["ra-contact.changed"]);
        assert_eq!(own(&agent).await, [("RA1".to_owned(), Some(contact.clone()))]);
        assert_eq!(served("HOSP").await, Some(Serving::Office(contact.clone())));
        assert_eq!(contact::of(&world.service, &code("HOSP")).await.unwrap(), Some(contact));
        assert_eq!(contact::of(&world.service, &code("FAR")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_looked_for_up_the_hierarchy_of_imported_organisations_and_not_in_circles() {
    on_both(async |mut world| {
        world.organisations().await;
        let tomorrow = world.now().uk_date().next_day().unwrap();
        let run_by = |above: &str, ends_on| Relation {
            kind: RelationKind::parse(RelationKind::OPERATED_BY).unwrap(),
            to: code(above),
            starts_on: None,
            ends_on,
        };
        let with = |named: &str, relations| Organisation {
            relations,
            source: Source::Ord,
            ..Organisation::named(code(named), named).unwrap()
        };
        let below = |named: &str, above: &str| with(named, vec![run_by(above, None)]);
        let moves = with("MOVES", vec![run_by("SITE", Some(tomorrow))]);
        let left = with("LEFT", vec![run_by("SITE", tomorrow.previous_day().and_then(Date::previous_day))]);
        let all =
            vec![below("SITE", "WARD"), below("WARD", "HOSP"), below("ONE", "TWO"), below("TWO", "ONE"), moves, left];
        import::put(&world.service, &Actor::Operator, &Origin::server(), all).await.unwrap();
        let _manager = world.manager("Grace", "RA1").await;
        let silent = contact::serving(&world.service, &code("SITE")).await.unwrap();
        assert!(matches!(silent, Some(Serving::Silent(ra)) if ra.code == code("RA1")), "up the hierarchy, too");
        assert_eq!(contact::serving(&world.service, &code("ONE")).await.unwrap(), None, "not in circles");
        let contact = Contact::parse(code("RA1"), ["RA office", "ra@nhs.net", "", ""]).unwrap();
        let (actor, origin) = (Actor::Operator, Origin::server());
        assert!(contact::set_as_operator(&world.service, &actor, &origin, &contact).await.unwrap());
        assert_eq!(contact::of(&world.service, &code("SITE")).await.unwrap(), Some(contact.clone()));
        assert_eq!(contact::of(&world.service, &code("MOVES")).await.unwrap(), Some(contact), "until tomorrow");
        assert_eq!(contact::of(&world.service, &code("LEFT")).await.unwrap(), None, "until yesterday");
        world.wait(MINUTE * 60 * 48);
        assert_eq!(contact::of(&world.service, &code("MOVES")).await.unwrap(), None);
        assert_eq!(contact::of(&world.service, &code("ONE")).await.unwrap(), None);
        assert_eq!(contact::of(&world.service, &code("NONE")).await.unwrap(), None);
        let nowhere = Contact::parse(code("NONE"), ["RA office", "ra@nhs.net", "", ""]).unwrap();
        assert!(!contact::set_as_operator(&world.service, &actor, &origin, &nowhere).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_looked_for_by_every_way_up_and_in_the_area_last() {
    on_both(async |mut world| {
        world.organisations().await;
        let _manager = world.manager("Grace", "RA1").await;
        let relation = |(kind, to): &(&str, &str)| Relation {
            kind: RelationKind::parse(kind).unwrap(),
            to: code(to),
            starts_on: None,
            ends_on: None,
        };
        let with = |named: &str, relations: &[(&str, &str)], area: Option<&str>| Organisation {
            relations: relations.iter().map(relation).collect(),
            geography: area.map(code),
            source: Source::Edispensary,
            ..Organisation::named(code(named), named).unwrap()
        };
        // As the directory has them: a pharmacy is run by a company that is in none of its files.
        let all = vec![
            with("BOTH", &[("RE6", "P001"), ("RE4", "HOSP")], None),
            with("ABOVE", &[("RE6", "BOTH")], None),
            with("AREA", &[("RE6", "P001")], Some("HOSP")),
            with("ALONE", &[("RE6", "P001")], Some("QZZ")),
        ];
        import::put(&world.service, &Actor::Operator, &Origin::server(), all).await.unwrap();
        for named in ["BOTH", "ABOVE", "AREA"] {
            let serving = contact::serving(&world.service, &code(named)).await.unwrap();
            assert!(matches!(serving, Some(Serving::Silent(ra)) if ra.code == code("RA1")), "{named}");
        }
        let (actor, origin) = (Actor::Operator, Origin::server());
        let office = Contact::parse(code("RA1"), ["RA office", "ra@nhs.net", "", ""]).unwrap();
        assert!(contact::set_as_operator(&world.service, &actor, &origin, &office).await.unwrap());
        for named in ["BOTH", "ABOVE", "AREA"] {
            assert_eq!(contact::of(&world.service, &code(named)).await.unwrap().as_ref(), Some(&office), "{named}");
        }
        assert_eq!(contact::serving(&world.service, &code("ALONE")).await.unwrap(), None);
    })
    .await;
}
