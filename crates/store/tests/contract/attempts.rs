//! Counters of failed guesses.

use identity::{attempts::Counter, store::Store as _};
use store::testing::on_both;

use crate::fixtures::{at, race, write};

#[tokio::test]
async fn counters_are_listed_by_their_names_as_far_as_there_are_any() {
    on_both(async |database| {
        write(&database, async |repository| {
            let names: Vec<String> = (0..20).map(|number| format!("counter-{number:02}")).collect();
            assert_eq!(repository.list_counters(&names).await.unwrap(), []);
            assert_eq!(repository.list_counters(&[]).await.unwrap(), []);
            let counter = Counter { failures: 7, blocked_until: Some(at(9)), started_at: at(1) };
            for name in [&names[0], &names[19]] {
                repository.set_counter(name, &counter).await.unwrap();
            }
            let mut listed = repository.list_counters(&names).await.unwrap();
            listed.sort_by(|(one, _), (other, _)| one.cmp(other));
            assert_eq!(listed, [(names[0].clone(), counter), (names[19].clone(), counter)]);
        })
        .await;
    })
    .await;
}

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
            repository.clear_counters(&["a", "none"], 8).await.unwrap();
            assert_eq!(repository.lock_counter("a", at(5)).await.unwrap(), counted);
            repository.clear_counters(&["a"], 7).await.unwrap();
            repository.clear_counters(&["a"], 0).await.unwrap();
            assert_eq!(repository.lock_counter("a", at(5)).await.unwrap().failures, 0);
            assert_eq!(repository.lock_counter("b", at(5)).await.unwrap(), counted);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn some_are_counted_at_once_and_answered_as_they_were_in_the_order_asked_for() {
    on_both(async |database| {
        write(&database, async |repository| {
            let waiting = Counter { failures: 7, blocked_until: Some(at(90)), started_at: at(3) };
            repository.set_counter("b", &waiting).await.unwrap();
            let fresh = Counter { failures: 0, blocked_until: None, started_at: at(4) };
            assert_eq!(repository.count_failures(&["c", "b", "a"], at(4)).await.unwrap(), [fresh, waiting, fresh]);
            let once = Counter { failures: 1, ..fresh };
            assert_eq!(repository.count_failures(&["a", "c"], at(5)).await.unwrap(), [once, once]);
            assert_eq!(repository.count_failures(&["b"], at(5)).await.unwrap()[0].failures, 8);
        })
        .await;
        let mut repository = database.write().await.unwrap();
        for odd in [&[][..], &["a", "b", "c", "d"]] {
            assert!(repository.count_failures(odd, at(5)).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_taken_back_with_its_own_wait_and_no_other_and_never_below_none() {
    on_both(async |database| {
        write(&database, async |repository| {
            let waiting = Counter { failures: 2, blocked_until: Some(at(90)), started_at: at(3) };
            repository.set_counter("a", &waiting).await.unwrap();
            for (wait, left) in [
                (Some(at(80)), Counter { failures: 1, ..waiting }),
                (Some(at(90)), Counter { failures: 0, blocked_until: None, ..waiting }),
                (None, Counter { failures: 0, blocked_until: None, ..waiting }),
            ] {
                repository.take_failure_back("a", wait).await.unwrap();
                assert_eq!(repository.lock_counter("a", at(4)).await.unwrap(), left);
            }
            repository.take_failure_back("none", None).await.unwrap();
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_4_twenty_guesses_at_once_are_all_counted() {
    on_both(async |database| {
        let mut seen = race(&database, 20, async |number, repository| {
            if number % 2 == 0 {
                return repository.count_failures(&["b", "a"], at(1)).await.unwrap()[1].failures + 1;
            }
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
