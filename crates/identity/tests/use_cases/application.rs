//! Applications: added, changed, loaded, removed and listed.

use identity::{
    actor::Actor,
    application::{
        ApplicationError, ApplicationId, Draft, Wanted,
        add::{self, Add},
        change::{self, Change, Changed},
        list, load,
        opens::Held,
        remove,
    },
};

use crate::support::{World, on_both, race};

const ACTOR: Actor = Actor::Operator;

fn wanted(id: &str, name: &str, level: i64) -> Wanted {
    Draft { name, address: "https://app.example", level, description: "For tests." }.parse_as(id).unwrap()
}

fn id(text: &str) -> ApplicationId {
    ApplicationId::parse(text).unwrap()
}

async fn names(world: &World) -> Vec<String> {
    let all = list::all(&world.service).await.unwrap();
    all.iter().map(|application| application.details.name().to_owned()).collect()
}

#[tokio::test]
async fn an_application_is_added_once_and_listed_by_name_whatever_the_capitals() {
    on_both(async |world| {
        for (id, name) in [("z9", "appointments"), ("b-2", "Zebra"), ("a1", "Blood tests")] {
            assert_eq!(add::add(&world.service, &ACTOR, &wanted(id, name, 2)).await.unwrap(), Add::Added);
        }
        let again = wanted("a1", "Another name", 3);
        let events = world
            .events_of(async || {
                assert_eq!(add::add(&world.service, &ACTOR, &again).await.unwrap(), Add::Taken);
            })
            .await;
        assert!(events.is_empty());
        assert_eq!(names(&world).await, ["appointments", "Blood tests", "Zebra"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_audited_with_what_holds_now_and_no_change_is_not() {
    on_both(async |world| {
        add::add(&world.service, &ACTOR, &wanted("records", "Records", 2)).await.unwrap();
        let change =
            async |change: Change| change::change(&world.service, &ACTOR, &id("records"), &change).await.unwrap();
        let level = Change { level: Some(3), ..Change::default() };
        assert_eq!(change(level.clone()).await, Changed::Done);
        assert_eq!(change(level).await, Changed::Same);
        let wrong = change(Change { name: Some(String::new()), ..Change::default() }).await;
        assert_eq!(wrong, Changed::Wrong(ApplicationError::Name));
        let missing = change::change(&world.service, &ACTOR, &id("other"), &Change::default()).await.unwrap();
        assert_eq!(missing, Changed::Missing);

        let removed = remove::remove(&world.service, &ACTOR, &id("records")).await.unwrap().unwrap();
        assert_eq!(removed.details, wanted("records", "Records", 3).details);
        assert_eq!(remove::remove(&world.service, &ACTOR, &id("records")).await.unwrap(), None);

        let entries = world.audit().await;
        let told: Vec<_> = entries.iter().filter(|entry| entry.event.starts_with("application.")).collect();
        let events: Vec<&str> = told.iter().map(|entry| entry.event.as_str()).collect();
        assert_eq!(events.len(), 3, "{events:?}");
        for entry in told {
            assert_eq!((entry.actor.as_str(), &entry.subject), ("operator", &None));
            assert!(entry.details.contains("\"application\":\"records\""), "{}", entry.details);
            let level = if entry.event == "application.added" { "AAL2" } else { "AAL3" };
            assert!(entry.details.contains(level), "{} {}", entry.event, entry.details);
        }
    })
    .await;
}

#[tokio::test]
async fn loading_adds_and_changes_what_differs_leaves_the_rest_and_does_nothing_the_second_time() {
    on_both(async |world| {
        for (id, name) in [("kept", "Kept"), ("old", "Old name"), ("same", "Same")] {
            add::add(&world.service, &ACTOR, &wanted(id, name, 2)).await.unwrap();
        }
        let file = [wanted("new", "New", 3), wanted("old", "New name", 2), wanted("same", "Same", 2)];
        let loaded = load::load(&world.service, &ACTOR, &file).await.unwrap();
        assert_eq!((loaded.added, loaded.changed, loaded.same), (vec![id("new")], vec![id("old")], vec![id("same")]));
        assert_eq!(names(&world).await, ["Kept", "New", "New name", "Same"]);
        let events = world
            .events_of(async || {
                let again = load::load(&world.service, &ACTOR, &file).await.unwrap();
                assert_eq!((again.same.len(), again.added.len() + again.changed.len()), (3, 0));
            })
            .await;
        assert!(events.is_empty());
    })
    .await;
}

#[tokio::test]
async fn two_operators_who_load_the_same_file_at_once_add_everything_once() {
    on_both(async |world| {
        let loads = race(4, |_| {
            let service = world.service.clone();
            async move {
                let file = [wanted("a1", "A", 2), wanted("b1", "B", 3)];
                load::load(&service, &ACTOR, &file).await.unwrap().added.len()
            }
        })
        .await;
        assert_eq!(loads.iter().sum::<usize>(), 2);
        assert_eq!(world.audit().await.iter().filter(|entry| entry.event == "application.added").count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_person_sees_every_application_and_what_they_hold() {
    on_both(async |world| {
        add::add(&world.service, &ACTOR, &wanted("records", "Records", 2)).await.unwrap();
        let account = world.account("Ann").await;
        let visit = world.signed_in(&account).await;
        let (applications, mine) = list::with_mine(&world.service, &visit.me).await.unwrap();
        assert_eq!((applications.len(), mine.len()), (1, 1));
        assert!(Held::from(&mine[0]).opens(applications[0].details.minimum_level()));
    })
    .await;
}
