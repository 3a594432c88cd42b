//! Challenges for WebAuthn.

use identity::webauthn::ceremony::{Ceremony, CeremonyPurpose};
use store::testing::on_both;

use crate::fixtures::{at, browser_id, ceremony, opened, person_id, race, read, token, with_people, write, yes};

#[tokio::test]
async fn a_challenge_is_found_as_it_was_given_out() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let registration = opened("r", 1);
        let of_registration = Ceremony {
            purpose: CeremonyPurpose::Register,
            person_id: Some(person_id(1)),
            registration_id: Some(registration.id.clone()),
            ..ceremony("a", 1)
        };
        write(&database, async |repository| {
            repository.add_registration(&registration, &token(1)).await.unwrap();
            for one in [&of_registration, &ceremony("b", 1)] {
                repository.add_ceremony(one).await.unwrap();
                let found = repository.lookup_ceremony(&one.id).await.unwrap().unwrap();
                assert_eq!(format!("{found:?}"), format!("{one:?}"));
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_not_when_it_is_over() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let (one, late) = (ceremony("a", 1), ceremony("late", 1));
        write(&database, async |repository| {
            repository.add_ceremony(&one).await.unwrap();
            repository.add_ceremony(&late).await.unwrap();
            assert!(!repository.take_ceremony(&late.id, at(300)).await.unwrap());
        })
        .await;
        let taken =
            race(&database, 6, async |_, repository| repository.take_ceremony(&one.id, at(299)).await.unwrap()).await;
        assert_eq!(yes(&taken), 1);
        let found = read(&database, async |repository| repository.lookup_ceremony(&one.id).await.unwrap()).await;
        assert!(found.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_9_whoever_signs_in_ends_the_challenges_of_others_in_the_browser() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let of = |id: &str, person| Ceremony { person_id: person, ..ceremony(id, 1) };
        let all = [of("mine", Some(person_id(1))), of("theirs", Some(person_id(2))), of("nobodys", None)];
        let left = write(&database, async |repository| {
            for one in &all {
                repository.add_ceremony(one).await.unwrap();
            }
            repository.clear_browser(&browser_id(1), Some(&person_id(1)), at(1)).await.unwrap();
            let mut left = Vec::new();
            for one in &all {
                left.push(repository.lookup_ceremony(&one.id).await.unwrap().is_some());
            }
            left
        })
        .await;
        assert_eq!(left, [true, false, true]);
    })
    .await;
}
