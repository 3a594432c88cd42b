//! Registrations.

use identity::{
    assurance::Kind,
    registration::{Registration, RegistrationState},
};
use store::{Database, testing::on_both};

use crate::fixtures::{
    authenticator, opened, person_id, race, read, registration, sealed, token, with_people, write, yes,
};

async fn stored(database: &Database, registration: &Registration) -> Registration {
    read(database, async |repository| repository.lookup_registration(&registration.id).await.unwrap().unwrap()).await
}

#[tokio::test]
async fn a_registration_reads_back_as_written_by_its_id_and_by_its_link() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let held = authenticator("held", 1);
        let issued = Registration { replaces: Some(held.id.clone()), ..registration("r", 1) };
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&held).await.unwrap());
            repository.add_registration(&issued, &token(1)).await.unwrap();
            let found = repository.find_registration_by_link(&token(1)).await.unwrap().unwrap();
            assert_eq!(format!("{found:?}"), format!("{issued:?}"));
            assert!(repository.find_registration_by_link(&token(2)).await.unwrap().is_none());
        })
        .await;
        assert_eq!(format!("{:?}", stored(&database, &issued).await), format!("{issued:?}"));
    })
    .await;
}

#[tokio::test]
async fn failure_8_a_registration_moves_on_only_from_where_it_stands() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let issued = registration("r", 1);
        let shown =
            Registration { state: RegistrationState::PasswordShown, secret: Some(sealed("secret")), ..opened("r", 1) };
        write(&database, async |repository| {
            repository.add_registration(&issued, &token(1)).await.unwrap();
            assert!(!repository.update_registration(&shown, RegistrationState::EmailProved).await.unwrap());
            assert!(repository.update_registration(&opened("r", 1), RegistrationState::Issued).await.unwrap());
            assert!(!repository.update_registration(&opened("r", 1), RegistrationState::Issued).await.unwrap());
            let changed = Registration { issued_by: "somebody else".into(), ..shown.clone() };
            assert!(repository.update_registration(&changed, RegistrationState::Opened).await.unwrap());
        })
        .await;
        assert_eq!(format!("{:?}", stored(&database, &issued).await), format!("{shown:?}"), "the rest never changes");
    })
    .await;
}

#[tokio::test]
async fn failure_9_a_link_that_is_opened_many_times_at_once_opens_once() {
    on_both(async |database| {
        with_people(&database, 6).await;
        write(&database, async |repository| {
            repository.add_registration(&registration("r", 1), &token(1)).await.unwrap();
        })
        .await;
        let updated = race(&database, 6, async |number, repository| {
            let mine = Registration { browser_id: opened("r", number as u64 + 1).browser_id, ..opened("r", 1) };
            repository.update_registration(&mine, RegistrationState::Issued).await.unwrap()
        })
        .await;
        assert_eq!(yes(&updated), 1);
    })
    .await;
}

#[tokio::test]
async fn failure_28_registrations_under_way_are_abandoned_with_their_secrets_except_one() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let kept = opened("kept", 1);
        let secret =
            Registration { state: RegistrationState::PasswordShown, secret: Some(sealed("s")), ..opened("s", 1) };
        let held = authenticator("held", 1);
        let done = Registration {
            state: RegistrationState::Completed,
            authenticator: Some(held.id.clone()),
            ..opened("done", 1)
        };
        write(&database, async |repository| {
            assert!(repository.add_authenticator(&held).await.unwrap());
            let all = [registration("issued", 1), kept.clone(), secret.clone(), done.clone(), registration("other", 2)];
            for (number, registration) in all.iter().enumerate() {
                repository.add_registration(registration, &token(number as u64)).await.unwrap();
            }
            let kind = Kind::MicrosoftAuthenticator;
            assert_eq!(repository.abandon_registrations(&person_id(1), kind, Some(&kept.id)).await.unwrap(), 2);
            assert_eq!(repository.abandon_registrations(&person_id(1), kind, None).await.unwrap(), 1);
        })
        .await;
        for (registration, state) in [
            (registration("issued", 1), RegistrationState::Abandoned),
            (secret, RegistrationState::Abandoned),
            (kept, RegistrationState::Abandoned),
            (done, RegistrationState::Completed),
            (registration("other", 2), RegistrationState::Issued),
        ] {
            let stored = stored(&database, &registration).await;
            assert_eq!(stored.state, state);
            assert!(stored.secret.is_none());
            assert_eq!(stored.link.is_some(), state == RegistrationState::Issued);
        }
    })
    .await;
}
