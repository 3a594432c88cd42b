//! E-mail addresses.

use identity::email::{Email, VerifyEmail};
use store::testing::on_both;

use crate::fixtures::{at, email, person_id, race, read, with_people, write};

#[tokio::test]
async fn an_address_reads_back_as_typed_and_a_person_has_it_once() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let (mine, again) = (email("a", 1, "Zoe@nhs.net"), email("b", 1, "zoe@NHS.net"));
        write(&database, async |repository| {
            assert!(repository.add_email(&mine).await.unwrap());
            assert!(!repository.add_email(&again).await.unwrap());
            assert!(repository.add_email(&email("c", 2, "zoe@nhs.net")).await.unwrap(), "pending ones may be shared");
            let found = repository.lookup_email(&mine.id).await.unwrap().unwrap();
            assert_eq!((found.address.as_str(), &found), ("Zoe@nhs.net", &mine));
            assert_eq!(repository.lookup_email(&again.id).await.unwrap(), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn addresses_are_listed_oldest_first_and_removed_once() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let newer = Email { added_at: at(5), ..email("a", 1, "new@nhs.net") };
        let older = email("b", 1, "old@nhs.net");
        write(&database, async |repository| {
            assert!(repository.add_email(&newer).await.unwrap());
            assert!(repository.add_email(&older).await.unwrap());
            repository.set_email_replaces(&newer.id, Some(&older.id)).await.unwrap();
            let listed = repository.list_emails(&person_id(1)).await.unwrap();
            assert_eq!(listed, [older.clone(), Email { replaces: Some(older.id.clone()), ..newer.clone() }]);

            assert!(repository.remove_email(&older.id).await.unwrap());
            assert!(!repository.remove_email(&older.id).await.unwrap());
            assert_eq!(repository.list_emails(&person_id(1)).await.unwrap(), [newer], "it replaces nothing now");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_19_an_address_is_verified_by_one_person_only() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let (mine, theirs) = (email("a", 1, "zoe@nhs.net"), email("b", 2, "ZOE@nhs.net"));
        write(&database, async |repository| {
            assert!(repository.add_email(&mine).await.unwrap());
            assert!(repository.add_email(&theirs).await.unwrap());
            assert_eq!(repository.verify_email(&mine.id, at(1)).await.unwrap(), VerifyEmail::Verified);
            assert_eq!(repository.verify_email(&mine.id, at(2)).await.unwrap(), VerifyEmail::Gone);
            assert_eq!(repository.verify_email(&theirs.id, at(2)).await.unwrap(), VerifyEmail::Taken);
            // The transaction is still good for more.
            assert!(repository.remove_email(&theirs.id).await.unwrap());
            assert_eq!(repository.verify_email(&theirs.id, at(2)).await.unwrap(), VerifyEmail::Gone);
        })
        .await;
        let found = read(&database, async |repository| repository.lookup_email(&mine.id).await.unwrap().unwrap()).await;
        assert_eq!(found.verified_at, Some(at(1)));
    })
    .await;
}

#[tokio::test]
async fn failure_19_of_two_people_who_verify_one_address_at_once_one_has_it_and_one_is_told() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let emails = [email("a", 1, "zoe@nhs.net"), email("b", 2, "zoe@nhs.net")];
        write(&database, async |repository| {
            for email in &emails {
                assert!(repository.add_email(email).await.unwrap());
            }
        })
        .await;
        let mut answers = race(&database, 2, async |number, repository| {
            repository.verify_email(&emails[number].id, at(1)).await.unwrap()
        })
        .await;
        answers.sort_by_key(|answer| *answer != VerifyEmail::Verified);
        assert_eq!(answers, [VerifyEmail::Verified, VerifyEmail::Taken]);
    })
    .await;
}
