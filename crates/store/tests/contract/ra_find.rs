//! The desk of Registration Authorities: who is found, one by one and for a whole file.

use identity::ra::store::Wanted;
use store::testing::on_both;

use crate::{
    fixtures::{email, organisation_code, person, person_id, write},
    ra_fixtures::{OPEN, hold, position, scope, with_desks},
};

#[tokio::test]
async fn a_search_finds_beginnings_of_words_in_any_order_among_those_in_sight() {
    on_both(async |database| {
        with_desks(&database, 6).await;
        let wanted = |words: &[&str], organisation: Option<&str>| Wanted {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            organisation: organisation.map(organisation_code),
        };
        write(&database, async |repository| {
            for number in 3..=5 {
                hold(repository, number, &format!("p{number}"), position("A", "R0620", OPEN)).await;
            }
            hold(repository, 6, "p6", position("C", "R0620", OPEN)).await;
            let renamed = identity::person::PersonName::parse("Tomás", "van der Whitlock-Jones").unwrap();
            repository.set_person_name(&person_id(4), &renamed).await.unwrap();
            let mut found = async |wanted: Wanted, skip, limit| -> Vec<u64> {
                let found = repository.search_in_sight(&scope(1), &wanted, skip, limit).await.unwrap();
                found.iter().map(|one| (1..=6).find(|number| one.id == person_id(*number)).unwrap()).collect()
            };
            assert_eq!(found(wanted(&[], None), 0, 9).await, [1, 3, 5, 4]);
            assert_eq!(found(wanted(&[], None), 1, 2).await, [3, 5]);
            assert_eq!(found(wanted(&["jon", "tomas"], None), 0, 9).await, [4]);
            assert_eq!(found(wanted(&["obrien", "zoe", "b", "3"], None), 0, 9).await, [3]);
            assert!(found(wanted(&["brien"], None), 0, 9).await.is_empty());
            assert_eq!(found(wanted(&[], Some("A")), 0, 9).await, [3, 5, 4]);
            assert!(found(wanted(&[], Some("C")), 0, 9).await.is_empty());
            let held = repository.list_held_positions(&[person_id(3), person_id(6)]).await.unwrap();
            assert_eq!(held.iter().map(|held| held.id.as_str()).collect::<Vec<_>>(), ["p3", "p6"]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn namesakes_and_readers_of_an_address_are_found_wherever_they_are() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            let (name, born) = (person(3).name, person(3).birth_date);
            let turned = identity::person::PersonName::parse(name.family(), name.given()).unwrap();
            assert_eq!(repository.list_namesakes(&name.keys(), born).await.unwrap(), [person_id(3)]);
            assert_eq!(repository.list_namesakes(&turned.keys(), born).await.unwrap(), [person_id(3)]);
            assert_eq!(repository.list_namesakes(&name.keys(), born.next_day().unwrap()).await.unwrap(), []);
            repository.add_email(&email("e", 2, "Zoe@nhs.net")).await.unwrap();
            assert_eq!(repository.list_people_with_email("zoe@nhs.net").await.unwrap(), [person_id(2)]);
        })
        .await;
    })
    .await;
}
