//! What the desk shows when it opens, and its lists as files.

use identity::{
    person::freeze::Freeze,
    ra::{
        export::{Export, List},
        home, lists,
        position::NewPosition,
    },
};

use crate::support::{
    MINUTE, World,
    desk::{Ra, nurse_at},
    on_both,
};

async fn exported(world: &World, ra: &Ra, list: List) -> String {
    let export = Export::begin(&world.service, &ra.desk, ra.origin(), list).await.unwrap();
    let (mut export, mut text) = (export, String::new());
    while let Some(piece) = export.next(&world.service).await.unwrap() {
        text.push_str(&piece);
    }
    text
}

#[tokio::test]
async fn the_desk_shows_what_waits_of_those_in_sight_only() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        for organisation in ["HOSP", "HOME"] {
            let frozen = world.nurse(&format!("=Frozen {organisation}"), organisation).await;
            let freeze = Freeze { at: world.now(), since: world.now() };
            world.write(async |repository| repository.set_freeze(&frozen.id, Some(freeze)).await.unwrap()).await;
            let leaving = world.person(&format!("Leaving {organisation}")).await;
            let ends_on = Some(world.now().plus(MINUTE * 60 * 24 * 89).uk_date());
            world.hold(&leaving, &NewPosition { ends_on, ..nurse_at(organisation) }).await;
            let later = Some(world.now().plus(MINUTE * 60 * 24 * 92).uk_date());
            world.hold(&leaving, &NewPosition { ends_on: later, ..nurse_at(organisation) }).await;
        }
        let shown = home::view(&world.service, &ra.desk).await.unwrap();
        let names = |people: Vec<&identity::person::Person>| -> Vec<String> {
            let mut names: Vec<_> = people.into_iter().map(|person| person.name.given().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(shown.reports.iter().collect()), ["=Frozen HOSP"]);
        assert_eq!(names(shown.ending.iter().map(|ending| &ending.person).collect()), ["Leaving HOSP"]);
        let few = names(shown.few.iter().map(|few| &few.person).collect());
        assert_eq!(few, ["=Frozen HOSP", "Daniel", "Leaving HOSP"]);
        assert!(shown.approvals.is_empty());

        let reports = exported(&world, &ra, List::Reports).await;
        assert_eq!(reports.lines().count(), 2);
        assert!(reports.contains(",\"'=Frozen HOSP Okafor-Lindqvist\","), "{reports}");
        assert_eq!(exported(&world, &ra, List::Ending).await.lines().count(), 2);
        assert_eq!(exported(&world, &ra, List::FewAuthenticators).await.lines().count(), 4);
        let events =
            world.events_of(async || assert_eq!(exported(&world, &ra, List::Approvals).await.lines().count(), 1)).await;
        assert_eq!(events, ["ra.downloaded"]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_shows_whose_smartcard_ends_soon_or_has_ended_of_those_in_sight_only() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let day = MINUTE * 60 * 24;
        for (given, organisation, days) in
            [("Ended", "HOSP", 1), ("Soon", "HOSP", 60), ("Later", "HOSP", 100), ("Elsewhere", "HOME", 60)]
        {
            let nurse = world.nurse(given, organisation).await;
            world.issue_card_for(&nurse, &format!("00{given}"), day * days).await;
        }
        world.wait(day * 2);
        let names = |cards: &[home::CardEnding]| -> Vec<String> {
            cards.iter().map(|card| card.person.name.given().to_owned()).collect()
        };
        let shown = home::view(&world.service, &ra.desk).await.unwrap().cards;
        assert_eq!(names(&shown), ["Ended", "Soon"]);
        let after = (shown[0].until, shown[0].certificate.to_string());
        let rest = lists::cards(&world.service, &ra.desk, (after.0, &after.1)).await.unwrap();
        assert_eq!(names(&rest), ["Soon"]);
        let file = exported(&world, &ra, List::Cards).await;
        assert_eq!((file.lines().count(), file.lines().next()), (3, Some("user identifier,name,smartcard ends at")));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_exported_whole() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        for number in 0..501 {
            world.nurse(&format!("Nurse {number}"), "HOSP").await;
        }
        assert_eq!(exported(&world, &ra, List::FewAuthenticators).await.lines().count(), 503);
        let shown = home::view(&world.service, &ra.desk).await.unwrap();
        assert_eq!(shown.few.len(), home::SHOWN as usize + 1);
    })
    .await;
}
