//! Authenticators.

use identity::{
    assurance::{AssuranceLevel, Kind},
    authenticator::{Authenticator, AuthenticatorState, name::AuthenticatorName},
};
use store::testing::on_both;

use crate::fixtures::{at, authenticator, person_id, race, read, with_people, write, yes};

const KIND: Kind = Kind::MicrosoftAuthenticator;

#[tokio::test]
async fn failure_10_a_person_has_one_active_authenticator_of_a_kind() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let mine = Authenticator { last_used_at: Some(at(3)), ..authenticator("a", 1) };
        write(&database, async |repository| {
            assert!(repository.find_active_authenticator(&person_id(1), KIND).await.unwrap().is_none());
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(!repository.add_authenticator(&authenticator("b", 1)).await.unwrap());
            assert!(repository.add_authenticator(&authenticator("c", 2)).await.unwrap());
            let found = repository.find_active_authenticator(&person_id(1), KIND).await.unwrap().unwrap();
            assert_eq!(format!("{found:?}"), format!("{mine:?}"));
            let listed = repository.list_active_authenticators(&person_id(1)).await.unwrap();
            assert_eq!(format!("{listed:?}"), format!("{:?}", [mine]));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_10_of_authenticators_of_a_kind_that_are_added_at_once_one_is() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let added = race(&database, 6, async |number, repository| {
            repository.add_authenticator(&authenticator(&format!("a{number}"), 1)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&added), 1);
    })
    .await;
}

#[tokio::test]
async fn an_authenticator_that_ended_is_gone_and_makes_room_for_another() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let old = authenticator("old", 1);
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&old).await.unwrap());
            assert!(repository.end_authenticator(&old.id, AuthenticatorState::Active, at(1)).await.is_err());
            assert_eq!(repository.authenticator_ended_at(&old.id).await.unwrap(), None);
            assert!(repository.end_authenticator(&old.id, AuthenticatorState::Replaced, at(1)).await.unwrap());
            assert!(!repository.end_authenticator(&old.id, AuthenticatorState::Removed, at(2)).await.unwrap());
            assert_eq!(repository.authenticator_ended_at(&old.id).await.unwrap(), Some(at(1)));
            assert!(!repository.accept_step(&old.id, 500, at(2)).await.unwrap());
            assert!(repository.add_authenticator(&authenticator("new", 1)).await.unwrap());
        })
        .await;
        let active =
            read(&database, async |repository| repository.list_active_authenticators(&person_id(1)).await.unwrap())
                .await;
        assert_eq!(active.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["new"]);
    })
    .await;
}

#[tokio::test]
async fn failure_1_a_step_is_accepted_once_and_none_before_it_afterwards() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = authenticator("a", 1);
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(!repository.accept_step(&mine.id, 100, at(1)).await.unwrap(), "the step of its registration");
            assert!(repository.accept_step(&mine.id, 102, at(1)).await.unwrap());
            assert!(!repository.accept_step(&mine.id, 102, at(2)).await.unwrap());
            assert!(!repository.accept_step(&mine.id, 101, at(2)).await.unwrap());
            let found = repository.find_active_authenticator(&person_id(1), KIND).await.unwrap().unwrap();
            assert_eq!((found.last_step, found.last_used_at), (102, Some(at(1))));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_1_one_code_sent_many_times_at_once_is_accepted_once() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = authenticator("a", 1);
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
        })
        .await;
        let accepted =
            race(&database, 8, async |_, repository| repository.accept_step(&mine.id, 101, at(1)).await.unwrap()).await;
        assert_eq!(yes(&accepted), 1);
    })
    .await;
}

#[tokio::test]
async fn an_authenticator_that_is_suspended_is_held_still_and_signs_nobody_in() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = authenticator("a", 1);
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(!repository.reinstate_authenticator(&mine.id).await.unwrap());
            assert!(repository.suspend_authenticator(&mine.id, at(1)).await.unwrap());
            assert!(!repository.suspend_authenticator(&mine.id, at(2)).await.unwrap());
            assert!(!repository.accept_step(&mine.id, 200, at(3)).await.unwrap());
            assert!(!repository.use_authenticator(&mine.id, AssuranceLevel::Aal3, at(3)).await.unwrap());
            let held = repository.find_active_authenticator(&person_id(1), KIND).await.unwrap().unwrap();
            assert_eq!((held.suspended_at, held.is_usable()), (Some(at(1)), false));
            assert!(!repository.add_authenticator(&authenticator("b", 1)).await.unwrap());
            assert!(repository.reinstate_authenticator(&mine.id).await.unwrap());
            assert!(repository.use_authenticator(&mine.id, AssuranceLevel::Aal1, at(4)).await.unwrap());
            let used = repository.lookup_authenticator(&mine.id).await.unwrap().unwrap();
            assert_eq!((used.level, used.last_used_at, used.is_usable()), (AssuranceLevel::Aal1, Some(at(4)), true));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_authenticator_has_another_name_until_it_ends() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = authenticator("a", 1);
        let name = AuthenticatorName::parse("Zoë's <b>phone</b>").unwrap();
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&mine).await.unwrap());
            assert!(repository.rename_authenticator(&mine.id, &name).await.unwrap());
            assert!(repository.end_authenticator(&mine.id, AuthenticatorState::Removed, at(1)).await.unwrap());
            assert!(!repository.rename_authenticator(&mine.id, &mine.name).await.unwrap());
            assert!(!repository.suspend_authenticator(&mine.id, at(2)).await.unwrap());
            let ended = repository.lookup_authenticator(&mine.id).await.unwrap().unwrap();
            assert_eq!((ended.name, ended.secret, ended.state), (name, None, AuthenticatorState::Removed));
        })
        .await;
    })
    .await;
}
