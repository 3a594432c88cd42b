//! The threads that check passwords.

use std::{sync::Arc, time::Duration};

use identity::{
    hashing::Hashing as _,
    password::hash::{Parameters, dummy},
};
use secrecy::SecretString;
use server::hashing::HashingThreads;

fn password(text: &str) -> SecretString {
    SecretString::from(text)
}

#[tokio::test]
async fn a_password_fits_its_own_hash_only_and_nobody_fits_none() {
    let threads = HashingThreads::start(Parameters::insecurely_fast_for_tests()).unwrap();
    let hash = threads.hash(password("correct horse"), [7; 16]).await.unwrap();
    assert!(threads.verify(password("correct horse"), Some(hash.clone())).await.unwrap());
    assert!(!threads.verify(password("incorrect horse"), Some(hash)).await.unwrap());
    assert!(!threads.verify(password("correct horse"), None).await.unwrap());
    assert_eq!(threads.waiting(), 0);
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
async fn nobody_takes_as_long_as_somebody() {
    let threads = HashingThreads::start_with(1, 64, Parameters::default()).unwrap();
    let hash = threads.hash(password("correct horse"), [7; 16]).await.unwrap();
    let mut took = [Duration::ZERO; 2];
    for _ in 0..8 {
        for (index, hash) in [Some(hash.clone()), None].into_iter().enumerate() {
            let started = tokio::time::Instant::now();
            threads.verify(password("x"), hash).await.unwrap();
            took[index] += started.elapsed();
        }
    }
    let ratio = took[0].as_secs_f64() / took[1].as_secs_f64();
    assert!((0.5..2.0).contains(&ratio), "{took:?}");
}

#[tokio::test]
async fn threads_that_rested_and_gave_their_memory_back_go_on() {
    let threads = HashingThreads::start_with(2, 4, Parameters::insecurely_fast_for_tests()).unwrap();
    let hash = threads.hash(password("correct horse"), [7; 16]).await.unwrap();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        assert!(threads.verify(password("correct horse"), Some(hash.clone())).await.unwrap());
    }
}

#[tokio::test]
async fn a_full_queue_is_told_at_once_and_memory_stays_bounded() {
    let threads = Arc::new(HashingThreads::start_with(1, 2, Parameters::default()).unwrap());
    let hash = dummy(&Parameters::default());
    let asked: Vec<_> = (0..12)
        .map(|_| {
            let (threads, hash) = (Arc::clone(&threads), hash.clone());
            tokio::spawn(async move { threads.verify(password("x"), Some(hash)).await })
        })
        .collect();
    let mut refused = 0;
    for asked in asked {
        if let Err(error) = asked.await.unwrap() {
            assert!(matches!(error, identity::Unexpected::Busy(_)), "{error}");
            refused += 1;
        }
    }
    assert!(refused >= 1, "{refused}");
    assert_eq!(threads.waiting(), 0);
}

#[tokio::test]
async fn weaker_parameters_of_old_are_seen() {
    let threads = HashingThreads::start_with(1, 1, Parameters::default()).unwrap();
    assert!(threads.needs_rehash(&dummy(&Parameters::insecurely_fast_for_tests())));
    assert!(!threads.needs_rehash(&dummy(&Parameters::default())));
}
