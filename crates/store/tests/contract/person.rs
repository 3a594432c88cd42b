//! People, positions, organisations, telephone numbers.

use identity::person::{PersonName, PersonState, Position, UserIdentifier};
use identity::time::parse_date;
use store::testing::{name_organisations, on_both};

use crate::fixtures::{at, email, organisation, person, person_id, race, read, with_people, write, yes};

#[tokio::test]
async fn a_person_reads_back_as_written() {
    on_both(async |database| {
        with_people(&database, 1).await;
        read(&database, async |repository| {
            assert_eq!(repository.lookup_person(&person_id(1)).await.unwrap(), Some(person(1)));
            let found = repository.find_person_by_identifier(&person(1).identifier).await.unwrap();
            assert_eq!(found, Some(person(1)));
            assert_eq!(repository.lookup_person(&person_id(2)).await.unwrap(), None);
            let nobody = UserIdentifier::parse("000000000000").unwrap();
            assert_eq!(repository.find_person_by_identifier(&nobody).await.unwrap(), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_name_gets_its_key_if_it_is_still_the_name() {
    on_both(async |database| {
        with_people(&database, 3).await;
        write(&database, async |repository| {
            let (first, other) = (person(1), PersonName::parse("Zo\u{eb}", "Quirke").unwrap());
            repository.set_name_key(&first.id, &first.name).await.unwrap();
            repository.set_name_key(&first.id, &other).await.unwrap();
            let all = repository.list_name_keys("", 9).await.unwrap();
            assert_eq!(all.len(), 3);
            assert!(all.iter().all(|(_, name, key)| *key == name.key()), "{all:?}");
            let after = repository.list_name_keys(all[0].0.as_str(), 1).await.unwrap();
            assert_eq!(after, all[1..2]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_identifier_is_one_persons() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mut other = person(2);
        other.identifier = person(1).identifier;
        let added = write(&database, async |repository| repository.add_person(&other, at(0)).await.unwrap()).await;
        assert!(!added);
    })
    .await;
}

#[tokio::test]
async fn of_many_who_add_one_identifier_at_once_one_does() {
    on_both(async |database| {
        let added = race(&database, 6, async |number, repository| {
            let mut person = person(1);
            person.id = person_id(number as u64);
            repository.add_person(&person, at(0)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&added), 1);
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_page_by_page_in_the_order_of_their_identifiers() {
    on_both(async |database| {
        with_people(&database, 5).await;
        read(&database, async |repository| {
            let first = repository.list_people("", 3).await.unwrap();
            assert_eq!(first, [person(1), person(2), person(3)]);
            let second = repository.list_people(first[2].identifier.as_str(), 3).await.unwrap();
            assert_eq!(second, [person(4), person(5)]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_verified_address_names_its_person_and_a_pending_one_nobody() {
    on_both(async |database| {
        with_people(&database, 1).await;
        write(&database, async |repository| {
            let zoe = email("e", 1, "Zoe@nhs.net");
            assert!(repository.add_email(&zoe).await.unwrap());
            assert_eq!(repository.find_person_by_verified_email("zoe@nhs.net").await.unwrap(), None);
            repository.verify_email(&zoe.id, at(1)).await.unwrap();
            assert_eq!(repository.find_person_by_verified_email("zoe@nhs.net").await.unwrap(), Some(person(1)));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_care_identity_is_closed_once() {
    on_both(async |database| {
        with_people(&database, 1).await;
        write(&database, async |repository| {
            assert!(repository.set_person_state(&person_id(1), PersonState::Closed, at(1)).await.unwrap());
            assert!(!repository.set_person_state(&person_id(1), PersonState::Closed, at(1)).await.unwrap());
            assert!(!repository.set_person_state(&person_id(9), PersonState::Closed, at(1)).await.unwrap());
            let closed = repository.lookup_person(&person_id(1)).await.unwrap().unwrap();
            assert_eq!(closed.state, PersonState::Closed);
            assert!(repository.set_person_state(&person_id(1), PersonState::Open, at(2)).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn positions_come_latest_start_first_with_the_organisations_present_name() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let position = |starts: &str, ends: Option<&str>| Position {
            organisation_code: "RX1".into(),
            organisation_name: "Newer Name".into(),
            role_code: "R8001".into(),
            role_name: "Nurse".into(),
            starts_on: parse_date(starts).unwrap(),
            ends_on: ends.map(|day| parse_date(day).unwrap()),
        };
        let (old, new) = (position("2020-01-31", Some("2021-02-28")), position("2022-03-01", None));
        name_organisations(&database, &[organisation("RX1", "Name")]).await;
        write(&database, async |repository| {
            repository.add_position(&person_id(1), &old, "a").await.unwrap();
            repository.add_position(&person_id(1), &new, "b").await.unwrap();
        })
        .await;
        name_organisations(&database, &[organisation("RX1", "Newer Name")]).await;
        read(&database, async |repository| {
            assert_eq!(repository.list_positions(&person_id(1)).await.unwrap(), [new, old]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn setting_a_mobile_number_answers_the_one_before() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let me = person_id(1);
        write(&database, async |repository| {
            assert_eq!(repository.lookup_mobile(&me).await.unwrap(), None);
            assert_eq!(repository.set_mobile(&me, None, at(1)).await.unwrap(), None);
            assert_eq!(repository.set_mobile(&me, Some("+447700900001"), at(1)).await.unwrap(), None);
            let before = repository.set_mobile(&me, Some("+447700900002"), at(2)).await.unwrap();
            assert_eq!(before.as_deref(), Some("+447700900001"));
            assert_eq!(repository.lookup_mobile(&me).await.unwrap().as_deref(), Some("+447700900002"));
            assert_eq!(repository.set_mobile(&me, None, at(3)).await.unwrap().as_deref(), Some("+447700900002"));
            assert_eq!(repository.lookup_mobile(&me).await.unwrap(), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn of_numbers_that_are_set_at_once_each_is_answered_once_but_the_last() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let number = |index: usize| format!("+44770090000{index}");
        let mut before = race(&database, 6, async |index, repository| {
            repository.set_mobile(&person_id(1), Some(&number(index)), at(1)).await.unwrap()
        })
        .await;
        before.push(read(&database, async |repository| repository.lookup_mobile(&person_id(1)).await.unwrap()).await);
        before.sort();
        let mut expected: Vec<Option<String>> = (0..6).map(|index| Some(number(index))).collect();
        expected.insert(0, None);
        assert_eq!(before, expected);
    })
    .await;
}
