//! Passwords.

use identity::{
    authenticator::{AuthenticatorId, AuthenticatorState},
    email::{Email, EmailId},
};
use store::testing::on_both;

use crate::fixtures::{at, authenticator, email, password, person_id, race, read, with_people, write, yes};

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

#[tokio::test]
async fn one_look_tells_who_has_an_address_with_their_password_and_whether_they_hold_an_app() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let key = email("e1", 1, "ann@nhs.net").address.comparison_key();
        let standing = async |key: &str| {
            let standing = read(&database, async |repository| repository.find_standing(key).await.unwrap()).await?;
            let same =
                read(&database, async |repository| repository.lookup_standing(&standing.person.id).await.unwrap());
            assert_eq!(format!("{:?}", same.await), format!("{:?}", Some(&standing)));
            let hash = standing.password.map(|hash| hash.as_str().to_owned());
            Some((standing.person.id, hash, standing.has_app))
        };
        write(&database, async |repository| {
            let pending = Email { verified_at: None, ..email("e1", 1, "ann@nhs.net") };
            assert!(repository.add_email(&pending).await.unwrap());
            assert!(repository.add_email(&email("e2", 2, "bob@nhs.net")).await.unwrap());
        })
        .await;
        assert_eq!(standing(&key).await, None, "it is not proved");
        write(&database, async |repository| {
            repository.verify_email(&EmailId::from_text("e1"), at(1)).await.unwrap();
        })
        .await;
        assert_eq!(standing(&key).await, Some((person_id(1), None, false)));
        let hash = password(1);
        write(&database, async |repository| {
            assert!(repository.add_password(&person_id(1), &hash, at(1)).await.unwrap());
            assert!(repository.add_authenticator(&authenticator("app", 1)).await.unwrap());
        })
        .await;
        let (with_app, without_app) =
            [true, false].map(|app| Some((person_id(1), Some(hash.as_str().to_owned()), app))).into();
        assert_eq!(standing(&key).await, with_app);
        write(&database, async |repository| {
            assert!(repository.suspend_authenticator(&AuthenticatorId::from_text("app"), at(2)).await.unwrap());
        })
        .await;
        assert_eq!(standing(&key).await, without_app, "it is reported lost");
        write(&database, async |repository| {
            assert!(repository.reinstate_authenticator(&AuthenticatorId::from_text("app")).await.unwrap());
        })
        .await;
        assert_eq!(standing(&key).await, with_app);
        write(&database, async |repository| {
            let (id, state) = (AuthenticatorId::from_text("app"), AuthenticatorState::Removed);
            assert!(repository.end_authenticator(&id, state, at(2)).await.unwrap());
        })
        .await;
        assert_eq!(standing(&key).await, without_app);
        assert_eq!(standing("nobody@nhs.net").await, None);
    })
    .await;
}
