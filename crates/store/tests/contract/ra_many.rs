//! What a file of people asks and writes, many rows a statement.

use std::collections::BTreeSet;

use identity::{
    audit::Entry,
    person::{Person, PersonId, PersonName, UserIdentifier},
    ra::{
        bulk::{NewRow, NewRows},
        store::{HeldPosition, PositionId},
        tie::Made,
    },
};
use store::testing::on_both;

use crate::{
    fixtures::{at, email, mail, organisation_code, person, person_id, write},
    ra_fixtures::{OPEN, hold, position, scope, with_desks},
};

/// More than a statement takes.
const MANY: u64 = 700;

fn new(number: u64) -> Person {
    let family = format!("Many{}", "a".repeat(usize::try_from(number % 40).unwrap()));
    Person { name: PersonName::parse("Nia", &family).unwrap(), ..person(10_000 + number) }
}

fn entry(number: u64) -> Entry {
    Entry {
        id: format!("entry-{number}"),
        at: at(1),
        actor: "person:1".into(),
        subject: Some(new(number).id),
        event: "person.added".into(),
        details: "{}".into(),
        network: "192.0.2.1".into(),
    }
}

fn all() -> NewRows {
    let numbers = || 0..MANY;
    NewRows {
        people: numbers()
            .map(|number| NewRow {
                person: new(number),
                created_by: (number % 2 == 0).then(|| organisation_code("RA1")),
                made: (number % 3 == 0).then(|| Made { by: person_id(1), at: at(1) }),
            })
            .collect(),
        emails: numbers()
            .map(|number| identity::email::Email {
                person_id: new(number).id,
                ..email(&format!("e{number}"), 1, &format!("Nia.{number}@nhs.net"))
            })
            .collect(),
        positions: numbers()
            .map(|number| HeldPosition {
                id: PositionId::from_text(format!("p{number}")),
                person: new(number).id,
                position: position("A", "R0620", OPEN),
            })
            .collect(),
        entries: numbers().map(entry).collect(),
        mails: (0..3).map(|number| mail(&format!("m{number}"), 1)).collect(),
    }
}

#[tokio::test]
async fn many_rows_are_written_as_one_by_one_and_found_again() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        let rows = all();
        let identifiers: Vec<UserIdentifier> = rows.people.iter().map(|row| row.person.identifier.clone()).collect();
        let ids: Vec<PersonId> = rows.people.iter().map(|row| row.person.id.clone()).collect();
        write(&database, async |repository| repository.add_rows(&rows, at(1)).await.unwrap()).await;
        write(&database, async |repository| {
            for number in [0, 1, MANY - 1] {
                let found = repository.find_person_by_identifier(&new(number).identifier).await.unwrap();
                assert_eq!(found, Some(new(number)));
                let made = repository.find_maker(&new(number).id).await.unwrap();
                assert_eq!(made.is_some(), number % 3 == 0, "{number}");
                let emails = repository.list_emails(&new(number).id).await.unwrap();
                assert_eq!(emails, rows.emails[number as usize..=number as usize]);
            }
            assert_eq!(repository.list_held_positions(&ids).await.unwrap().len(), ids.len());
            assert_eq!(repository.list_emails_of(&ids).await.unwrap().len(), ids.len());
            assert_eq!(repository.list_unchained_audit(10_000).await.unwrap().len(), ids.len());
            assert_eq!(repository.count_mail().await.unwrap().pending, 3);

            let seen = repository.list_in_sight(&scope(1), &identifiers).await.unwrap();
            assert_eq!(seen.len(), ids.len(), "all have a position at A");
            assert_eq!(repository.list_in_sight(&scope(2), &identifiers).await.unwrap(), []);
            let taken = repository.list_taken_identifiers(&identifiers).await.unwrap();
            assert_eq!(BTreeSet::from_iter(taken), BTreeSet::from_iter(identifiers.clone()));
            let free = UserIdentifier::parse("599999999999").unwrap();
            assert_eq!(repository.list_taken_identifiers(&[free]).await.unwrap(), []);
            repository.lock_people(&identifiers).await.unwrap();
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn who_is_in_sight_is_the_same_one_by_one_and_for_many() {
    on_both(async |database| {
        with_desks(&database, 8).await;
        let all: Vec<u64> = (1..=8).collect();
        write(&database, async |repository| {
            hold(repository, 3, "open", position("A", "R0620", OPEN)).await;
            hold(repository, 4, "far", position("C", "R0620", OPEN)).await;
            hold(repository, 5, "last", position("A", "R0620", ("2024-01-01", Some("2024-02-01")))).await;
            hold(repository, 6, "proposed", position("B", "R0620", OPEN)).await;
            repository.set_created_by(&person_id(7), &organisation_code("RA1")).await.unwrap();
            let identifiers: Vec<UserIdentifier> = all.iter().map(|number| person(*number).identifier).collect();
            for me in [1, 2, 3] {
                let mut one_by_one = Vec::new();
                for number in &all {
                    let found = repository.find_in_sight(&scope(me), &person_id(*number)).await.unwrap();
                    one_by_one.extend(found.map(|found| found.person));
                }
                assert_eq!(repository.list_in_sight(&scope(me), &identifiers).await.unwrap(), one_by_one, "{me}");
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn names_and_addresses_that_somebody_has_are_found_for_many() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            repository.add_email(&email("e", 2, "Zoe@nhs.net")).await.unwrap();
            let asked = ["zoe@nhs.net".to_owned(), "zoe2@nhs.net".to_owned()];
            assert_eq!(repository.list_taken_addresses(&asked).await.unwrap(), asked[..1]);

            let (name, born) = (person(3).name.key(), person(3).birth_date);
            let mut asked: Vec<_> = (0..MANY).map(|number| (format!(" nobody {number}"), born)).collect();
            asked.push((name.clone(), born.next_day().unwrap()));
            assert_eq!(repository.list_taken_names(&asked).await.unwrap(), []);
            asked.push((name.clone(), born));
            assert_eq!(repository.list_taken_names(&asked).await.unwrap(), [(name, born)]);
        })
        .await;
    })
    .await;
}
