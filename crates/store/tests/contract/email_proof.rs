//! Codes that prove an address.

use identity::{
    email::{EmailProof, ProofOf},
    store::Repository,
};
use store::{Database, testing::on_both};

use crate::fixtures::{
    at, browser_id, email, email_proof, opened, person_id, race, read, token, with_people, write, yes,
};

async fn with_proof(database: &Database) -> EmailProof {
    with_people(database, 1).await;
    let email = email("e", 1, "zoe@nhs.net");
    let proof = email_proof("p", ProofOf::Address(email.id.clone()));
    write(database, async |repository| {
        assert!(repository.add_email(&email).await.unwrap());
        repository.add_email_proof(&proof).await.unwrap();
    })
    .await;
    proof
}

async fn stored(database: &Database, proof: &EmailProof) -> EmailProof {
    read(database, async |repository| repository.lookup_email_proof(&proof.id).await.unwrap().unwrap()).await
}

#[tokio::test]
async fn a_proof_reads_back_as_written_for_an_address_and_for_a_registration() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        assert_eq!(format!("{:?}", stored(&database, &proof).await), format!("{proof:?}"));

        let registration = opened("r", 1);
        let other = EmailProof { code_mac: None, ..email_proof("q", ProofOf::Registration(registration.id.clone())) };
        write(&database, async |repository| {
            repository.add_registration(&registration, &token(1)).await.unwrap();
            repository.add_email_proof(&other).await.unwrap();
        })
        .await;
        assert_eq!(format!("{:?}", stored(&database, &other).await), format!("{other:?}"));
    })
    .await;
}

#[tokio::test]
async fn failure_3_a_proof_has_its_tries_over_all_codes_and_none_when_it_is_over() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        write(&database, async |repository| {
            assert!(!repository.take_email_proof_try(&proof.id, 5, at(600)).await.unwrap(), "over");
            for _ in 0..3 {
                assert!(repository.take_email_proof_try(&proof.id, 5, at(1)).await.unwrap());
            }
            let renewed =
                EmailProof { sends: 2, tries: 0, code_mac: Some("x".into()), expires_at: at(700), ..proof.clone() };
            assert!(repository.renew_email_proof(&renewed).await.unwrap());
            assert!(!repository.renew_email_proof(&renewed).await.unwrap(), "another request renewed it first");
            assert!(repository.take_email_proof_try(&proof.id, 5, at(650)).await.unwrap());
            assert!(repository.take_email_proof_try(&proof.id, 5, at(650)).await.unwrap());
            assert!(!repository.take_email_proof_try(&proof.id, 5, at(650)).await.unwrap());
        })
        .await;
        let stored = stored(&database, &proof).await;
        assert_eq!((stored.tries, stored.sends, stored.code_mac.as_deref()), (5, 2, Some("x")));
    })
    .await;
}

#[tokio::test]
async fn failure_4_tries_taken_at_once_never_pass_the_limit() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        let taken = race(&database, 12, async |_, repository| {
            repository.take_email_proof_try(&proof.id, 5, at(1)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&taken), 5);
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_proof_is_used_once_whoever_is_at_it_at_the_same_time() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        let used =
            race(&database, 6, async |_, repository| repository.use_email_proof(&proof.id, at(1)).await.unwrap()).await;
        assert_eq!(yes(&used), 1);
        write(&database, async |repository| {
            assert!(!repository.take_email_proof_try(&proof.id, 5, at(1)).await.unwrap());
            let renewed = EmailProof { sends: 2, ..proof.clone() };
            assert!(!repository.renew_email_proof(&renewed).await.unwrap());
        })
        .await;
        assert_eq!(stored(&database, &proof).await.used_at, Some(at(1)));
    })
    .await;
}

#[tokio::test]
async fn a_proof_that_is_over_cannot_be_used() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        let used =
            write(&database, async |repository| repository.use_email_proof(&proof.id, at(600)).await.unwrap()).await;
        assert!(!used);
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_proof_goes_with_the_address_that_it_was_for() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        let ProofOf::Address(email) = &proof.of else { panic!("a proof of an address") };
        write(&database, async |repository| {
            assert!(repository.remove_email(email).await.unwrap());
            assert!(repository.lookup_email_proof(&proof.id).await.unwrap().is_none());
            assert!(!repository.use_email_proof(&proof.id, at(1)).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_newest_live_proof_of_an_address_is_found_for_its_person_in_its_browser() {
    on_both(async |database| {
        let proof = with_proof(&database).await;
        let ProofOf::Address(email) = &proof.of else { panic!("a proof of an address") };
        let newer =
            EmailProof { created_at: at(10), expires_at: at(610), ..email_proof("o", ProofOf::Address(email.clone())) };
        let elsewhere = EmailProof {
            browser_id: browser_id(2),
            created_at: at(20),
            ..email_proof("b", ProofOf::Address(email.clone()))
        };
        write(&database, async |repository| {
            let find = async |repository: &mut dyn Repository, person, browser, now| {
                let of = (email, &person_id(person), &browser_id(browser));
                repository.find_live_email_proof(of, at(now)).await.unwrap().map(|proof| proof.id.to_string())
            };
            repository.add_browser(&browser_id(2), &token(2), at(0)).await.unwrap();
            repository.add_email_proof(&newer).await.unwrap();
            repository.add_email_proof(&elsewhere).await.unwrap();
            assert_eq!(find(repository, 1, 1, 30).await.as_deref(), Some("o"));
            assert_eq!(find(repository, 1, 2, 30).await.as_deref(), Some("b"));
            assert_eq!(find(repository, 2, 1, 30).await, None);
            assert_eq!(find(repository, 1, 1, 610).await, None, "over");
            assert!(repository.use_email_proof(&newer.id, at(30)).await.unwrap());
            assert_eq!(find(repository, 1, 1, 30).await.as_deref(), Some("p"), "a used one is no longer live");
        })
        .await;
    })
    .await;
}
