//! Credentials of WebAuthn authenticators, and the names under which these know their people.

use identity::{
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState},
    webauthn::credential::{Credential, CredentialId},
};
use store::testing::on_both;

use crate::fixtures::{at, credential, device, person_id, race, read, with_people, write, yes};

#[tokio::test]
async fn a_credential_is_found_by_its_id_with_its_authenticator() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let (mine, key) = (device("key", 1), credential("c1"));
        let bare = Credential { attachment: None, transports: Vec::new(), attested_by: None, ..credential("c2") };
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(repository.add_credential(&mine.id, &key).await.unwrap());
            assert!(repository.add_authenticator(&device("other", 2)).await.unwrap());
            assert!(repository.add_credential(&AuthenticatorId::from_text("other"), &bare).await.unwrap());
            let found = repository.find_credential(&key.id).await.unwrap().unwrap();
            assert_eq!(found.credential, key);
            assert_eq!(format!("{:?}", found.authenticator), format!("{mine:?}"));
            let bare_found = repository.find_credential(&bare.id).await.unwrap().unwrap();
            assert_eq!(bare_found.credential, bare);
            assert!(repository.find_credential(&CredentialId::from_text("c3")).await.unwrap().is_none());
            let listed = repository.list_credentials(&person_id(1)).await.unwrap();
            assert_eq!(listed.iter().map(|held| &held.credential).collect::<Vec<_>>(), [&key]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_9_the_id_of_a_credential_is_never_used_again_not_even_of_one_that_ended() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let mine = device("key", 1);
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(repository.add_credential(&mine.id, &credential("c1")).await.unwrap());
            assert!(repository.end_authenticator(&mine.id, AuthenticatorState::Removed, at(1)).await.unwrap());
            assert!(repository.list_credentials(&person_id(1)).await.unwrap().is_empty());
            for person in [1, 2] {
                let new = device(&format!("new-{person}"), person);
                assert!(repository.add_authenticator(&new).await.unwrap());
                assert!(!repository.add_credential(&new.id, &credential("c1")).await.unwrap());
            }
            let found = repository.find_credential(&credential("c1").id).await.unwrap().unwrap();
            assert_eq!(found.authenticator.state, AuthenticatorState::Removed);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_counter_only_goes_up_and_one_that_does_not_count_stays_at_0() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = device("key", 1);
        let used = |counter| Credential { counter, backup_eligible: true, backed_up: true, ..credential("c1") };
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            let fresh = Credential { counter: 0, ..credential("c1") };
            assert!(repository.add_credential(&mine.id, &fresh).await.unwrap());
            assert!(repository.use_credential(&mine.id, &used(0)).await.unwrap());
            assert!(repository.use_credential(&mine.id, &used(0)).await.unwrap());
            assert!(repository.use_credential(&mine.id, &used(u32::MAX - 1)).await.unwrap());
            for counter in [0, 5, u32::MAX - 1] {
                assert!(!repository.use_credential(&mine.id, &used(counter)).await.unwrap(), "{counter}");
            }
            let found = repository.find_credential(&fresh.id).await.unwrap().unwrap().credential;
            assert_eq!(found, used(u32::MAX - 1));
        })
        .await;
        let raced = race(&database, 6, async |_, repository| {
            repository.use_credential(&mine.id, &used(u32::MAX)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&raced), 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_has_one_name_for_authenticators_for_ever() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let handle = |number: usize| format!("{number:043}");
        let handles = race(&database, 4, async |number, repository| {
            repository.user_handle(&person_id(1), &handle(number)).await.unwrap()
        })
        .await;
        assert!(handles.iter().all(|one| *one == handles[0]), "{handles:?}");
        let mine = read(&database, async |repository| repository.lookup_user_handle(&person_id(1)).await.unwrap());
        assert_eq!(mine.await.as_ref(), Some(&handles[0]));
        let other = read(&database, async |repository| repository.lookup_user_handle(&person_id(2)).await.unwrap());
        assert_eq!(other.await, None);
    })
    .await;
}

#[tokio::test]
async fn failure_10_one_of_a_kind_is_in_its_place_and_one_waits_for_it() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let old = device("old", 1);
        let waiting = |id: &str| Authenticator { replaces: Some(old.id.clone()), ..device(id, 1) };
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&old).await.unwrap());
        })
        .await;
        let added = race(&database, 6, async |number, repository| {
            repository.add_authenticator(&waiting(&format!("new{number}"))).await.unwrap()
        })
        .await;
        assert_eq!(yes(&added), 1);
        write(&database, async |repository| {
            assert_eq!(repository.list_active_authenticators(&person_id(1)).await.unwrap().len(), 2);
            let in_place = repository.find_active_authenticator(&person_id(1), old.kind).await.unwrap().unwrap();
            assert_eq!(in_place.id, old.id);
            assert!(repository.end_authenticator(&old.id, AuthenticatorState::Replaced, at(1)).await.unwrap());
            let in_place = repository.find_active_authenticator(&person_id(1), old.kind).await.unwrap().unwrap();
            assert!(in_place.id.as_str().starts_with("new") && in_place.replaces.is_none());
        })
        .await;
    })
    .await;
}
