//! Counters of failed guesses.

use identity::attempts::Counter;
use store::testing::on_both;

use crate::fixtures::{at, race, write};

#[tokio::test]
async fn a_counter_begins_without_failures_and_reads_back_as_written() {
    on_both(async |database| {
        write(&database, async |repository| {
            let fresh = Counter { failures: 0, blocked_until: None, started_at: at(1) };
            assert_eq!(repository.lock_counter("a", at(1)).await.unwrap(), fresh);
            assert_eq!(repository.lock_counter("a", at(2)).await.unwrap(), fresh, "made once");
            let counted = Counter { failures: 7, blocked_until: Some(at(90)), started_at: at(3) };
            repository.set_counter("a", &counted).await.unwrap();
            repository.set_counter("b", &counted).await.unwrap();
            assert_eq!(repository.lock_counter("a", at(4)).await.unwrap(), counted);
            assert_eq!(repository.lock_counter("b", at(4)).await.unwrap(), counted);
            repository.clear_counter("a").await.unwrap();
            repository.clear_counter("a").await.unwrap();
            assert_eq!(repository.lock_counter("a", at(5)).await.unwrap().failures, 0);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_4_twenty_guesses_at_once_are_all_counted() {
    on_both(async |database| {
        let mut seen = race(&database, 20, async |_, repository| {
            let counter = repository.lock_counter("a", at(1)).await.unwrap();
            tokio::task::yield_now().await;
            let counted = Counter { failures: counter.failures + 1, ..counter };
            repository.set_counter("a", &counted).await.unwrap();
            counted.failures
        })
        .await;
        seen.sort_unstable();
        assert_eq!(seen, (1..=20).collect::<Vec<i64>>());
    })
    .await;
}

#[tokio::test]
async fn failure_32_two_instances_count_together() {
    for dialect in [store::Dialect::Sqlite, store::Dialect::Postgres] {
        let first = store::testing::database(dialect).await;
        let second = store::Database::connect(first.url(), store::Options::default()).await.unwrap();
        let (one, other) = (first.database(), &second);
        let count = async |database: &store::Database| {
            race(database, 10, async |_, repository| {
                let counter = repository.lock_counter("a", at(1)).await.unwrap();
                repository.set_counter("a", &Counter { failures: counter.failures + 1, ..counter }).await.unwrap();
            })
            .await
        };
        futures_util::future::join(count(&one), count(other)).await;
        let counted = write(other, async |repository| repository.lock_counter("a", at(1)).await.unwrap()).await;
        assert_eq!(counted.failures, 20, "on {dialect:?}");
        second.close().await;
    }
}
