//! How changes are taken back.

use identity::{authenticator::AuthenticatorState, person::freeze::Freeze, time::Timestamp};
use store::testing::on_both;

use crate::fixtures::{at, authenticator, password, person_id, race, sealed, token, undo, with_people, write, yes};

#[tokio::test]
async fn an_undo_is_used_once_and_its_content_goes() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = undo("u", 1);
        write(&database, async |repository| {
            repository.add_undo(&mine, &token(1)).await.unwrap();
            repository.add_undo(&undo("over", 1), &token(2)).await.unwrap();
            let found = repository.find_undo(&token(1)).await.unwrap();
            assert_eq!(format!("{found:?}"), format!("{:?}", Some(&mine)));
            assert!(repository.find_undo(&token(3)).await.unwrap().is_none());
            assert!(!repository.use_undo(&undo("over", 1).id, at(600)).await.unwrap());
        })
        .await;
        let used = race(&database, 4, async |_, repository| repository.use_undo(&mine.id, at(1)).await.unwrap()).await;
        assert_eq!(yes(&used), 1);
        write(&database, async |repository| {
            let used = repository.find_undo(&token(1)).await.unwrap().unwrap();
            assert_eq!((used.content, used.used_at), (None, Some(at(1))));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn undos_go_with_their_time_and_all_of_a_persons_when_asked() {
    on_both(async |database| {
        with_people(&database, 2).await;
        write(&database, async |repository| {
            for (number, id) in [(1, "a"), (2, "b")] {
                repository.add_undo(&undo(id, number), &token(number)).await.unwrap();
            }
            repository.add_undo(&undo("c", 1), &token(3)).await.unwrap();
            assert_eq!(repository.delete_undos_of(&person_id(1)).await.unwrap(), 2);
            assert!(repository.find_undo(&token(3)).await.unwrap().is_none());
            assert_eq!(repository.delete_expired(at(599), at(-9)).await.unwrap(), 0);
            assert_eq!(repository.delete_expired(at(600), at(-9)).await.unwrap(), 1);
            assert!(repository.find_undo(&token(2)).await.unwrap().is_none());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_freeze_is_read_with_its_person_and_lifted() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let freeze = Freeze { at: at(5), since: at(3) };
        write(&database, async |repository| {
            repository.set_freeze(&person_id(1), Some(freeze)).await.unwrap();
            let found = repository.lock_person(&person_id(1)).await.unwrap().unwrap();
            assert_eq!((found.frozen, found.accepts_changes()), (Some(freeze), false));
            repository.set_freeze(&person_id(1), None).await.unwrap();
            let found = repository.lookup_person(&person_id(1)).await.unwrap().unwrap();
            assert!(found.accepts_changes());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_ended_authenticator_is_active_again_unless_another_of_its_kind_is() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let (old, new) = (authenticator("old", 1), authenticator("new", 1));
        write(&database, async |repository| {
            repository.add_authenticator(&old).await.unwrap();
            assert!(!repository.restore_authenticator(&old.id, Some(&sealed("x"))).await.unwrap(), "it did not end");
            assert!(repository.accept_step(&old.id, 200, at(1)).await.unwrap());
            repository.end_authenticator(&old.id, AuthenticatorState::Replaced, at(2)).await.unwrap();
            repository.add_authenticator(&new).await.unwrap();
            assert!(!repository.restore_authenticator(&old.id, Some(&sealed("x"))).await.unwrap());
            repository.end_authenticator(&new.id, AuthenticatorState::Removed, at(3)).await.unwrap();
            assert!(repository.restore_authenticator(&old.id, Some(&sealed("again"))).await.unwrap());

            let held = repository.list_active_authenticators(&person_id(1)).await.unwrap();
            assert_eq!(held.len(), 1);
            assert_eq!((held[0].id.as_str(), &held[0].secret), ("old", &Some(sealed("again"))));
            assert!(!repository.accept_step(&old.id, 200, at(4)).await.unwrap(), "a used step stays used");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_password_goes_back_only_over_the_one_that_is_meant_and_with_its_time() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let (first, second, stronger) = (password(1), password(2), password(3));
        let set_at = async |repository: &mut dyn identity::store::Repository| -> Option<Timestamp> {
            repository.password_set_at(&person_id(1)).await.unwrap()
        };
        write(&database, async |repository| {
            assert_eq!(set_at(repository).await, None);
            repository.add_password(&person_id(1), &first, at(1)).await.unwrap();
            repository.replace_password(&person_id(1), at(1), &second, at(2)).await.unwrap();
            // To hash it anew makes it no other password.
            assert!(repository.rehash_password(&person_id(1), &second, &stronger).await.unwrap());
            assert!(!repository.rehash_password(&person_id(1), &second, &first).await.unwrap());
            assert_eq!(set_at(repository).await, Some(at(2)));
            assert!(!repository.replace_password(&person_id(1), at(3), &first, at(1)).await.unwrap());
            assert!(repository.replace_password(&person_id(1), at(2), &first, at(1)).await.unwrap());
            assert_eq!(set_at(repository).await, Some(at(1)));
            let found = repository.lookup_password(&person_id(1)).await.unwrap().unwrap();
            assert_eq!(found.as_str(), first.as_str());
        })
        .await;
    })
    .await;
}
