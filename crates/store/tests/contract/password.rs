//! Passwords.

use store::testing::on_both;

use crate::fixtures::{at, password, person_id, race, read, with_people, write, yes};

#[tokio::test]
async fn failure_17_a_password_is_set_first_once_and_replaced_only_from_the_one_that_was_checked() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let (me, first, second, third) = (person_id(1), password(1), password(2), password(3));
        write(&database, async |repository| {
            assert!(repository.lookup_password(&me).await.unwrap().is_none());
            assert!(!repository.replace_password(&me, at(1), &second, at(1)).await.unwrap());
            assert!(repository.add_password(&me, &first, at(1)).await.unwrap());
            assert!(!repository.add_password(&me, &second, at(2)).await.unwrap());
            assert!(repository.replace_password(&me, at(1), &second, at(3)).await.unwrap());
            assert!(!repository.replace_password(&me, at(1), &third, at(4)).await.unwrap());
        })
        .await;
        let stored = read(&database, async |repository| repository.lookup_password(&me).await.unwrap().unwrap()).await;
        assert_eq!(stored.as_str(), second.as_str());
    })
    .await;
}

#[tokio::test]
async fn of_passwords_that_are_created_or_changed_at_once_one_is() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let me = person_id(1);
        let hashes: Vec<_> = (0..6).map(password).collect();
        let added = race(&database, 6, async |number, repository| {
            repository.add_password(&me, &hashes[number], at(1)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&added), 1);
        let new = password(9);
        let replaced = race(&database, 6, async |_, repository| {
            repository.replace_password(&me, at(1), &new, at(2)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&replaced), 1);
    })
    .await;
}
