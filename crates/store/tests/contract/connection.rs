//! Transactions, and a database that is away.

use std::{os::unix::fs::PermissionsExt as _, time::Duration};

use identity::store::{Store as _, StoreError};
use sqlx::Connection as _;
use store::{
    ConnectError, Database, Dialect, Options,
    testing::{self, on_both},
};

use crate::fixtures::{at, browser_id, password, person, person_id, read, token, with_people, write};

fn hurried() -> Options {
    let patience = Duration::from_millis(200);
    Options { max_connections: 2, patience, lock_patience: patience, ..Options::default() }
}

#[tokio::test]
async fn failure_30_a_transaction_without_commit_leaves_nothing_and_blocks_nobody() {
    on_both(async |database| {
        for _ in 0..20 {
            let mut repository = database.write().await.unwrap();
            assert!(repository.add_person(&person(1), at(0)).await.unwrap());
            drop(repository);
        }
        with_people(&database, 1).await;
    })
    .await;
}

#[tokio::test]
async fn readers_go_on_while_somebody_writes_and_see_only_what_is_committed() {
    on_both(async |database| {
        let mut writer = database.write().await.unwrap();
        assert!(writer.add_person(&person(1), at(0)).await.unwrap());
        let seen = read(&database, async |repository| repository.lookup_person(&person_id(1)).await.unwrap()).await;
        assert_eq!(seen, None);
        writer.commit().await.unwrap();
        let seen = read(&database, async |repository| repository.lookup_person(&person_id(1)).await.unwrap()).await;
        assert_eq!(seen, Some(person(1)));
    })
    .await;
}

#[tokio::test]
async fn a_broken_rule_is_refused_and_not_away() {
    on_both(async |database| {
        let mut repository = database.write().await.unwrap();
        let refused = repository.add_password(&person_id(9), &password(1), at(0)).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_reading_connection_of_sqlite_refuses_to_write() {
    let database = testing::sqlite().await;
    let mut repository = database.read().await.unwrap();
    assert!(repository.add_person(&person(1), at(0)).await.is_err());
    repository.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_waits_too_long_for_a_connection_or_a_lock_is_told_that_the_database_is_away() {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let fresh = testing::database(dialect).await;
        let (mine, other) = (
            Database::connect(fresh.url(), hurried()).await.unwrap(),
            Database::connect(fresh.url(), hurried()).await.unwrap(),
        );
        let mut holder = mine.write().await.unwrap();
        holder.lock_counter("a", at(0)).await.unwrap();

        // Another process: SQLite waits at the beginning, PostgreSQL at the row.
        let refused = match other.write().await {
            Ok(mut repository) => repository.lock_counter("a", at(0)).await.map(drop),
            Err(error) => Err(error),
        };
        assert!(matches!(refused, Err(StoreError::Away(_))), "{refused:?}");

        // The same process: no connection is left.
        let held = mine.write().await;
        let refused = mine.write().await.map(drop);
        assert!(matches!(refused, Err(StoreError::Away(_))), "{refused:?}");
        drop(held);
        drop(holder);
        write(&mine, async |repository| repository.lock_counter("a", at(0)).await.unwrap()).await;
        mine.close().await;
        other.close().await;
    }
}

#[tokio::test]
async fn an_import_waits_for_another_process_for_longer_than_anybody_waits_for_a_page() {
    let wait = async |dialect| {
        let fresh = testing::database(dialect).await;
        let other = Database::connect(fresh.url(), Options::for_import()).await.unwrap();
        let mut holder = fresh.write().await.unwrap();
        holder.lock_organisations().await.unwrap();
        let release = async {
            tokio::time::sleep(Options::default().lock_patience + Duration::from_millis(500)).await;
            holder.set_next_organisation_number(7).await.unwrap();
            holder.commit().await.unwrap();
        };
        let import = async {
            let mut repository = other.write().await.unwrap();
            repository.lock_organisations().await
        };
        let (next, ()) = futures_util::future::join(import, release).await;
        assert_eq!(next.unwrap(), 7);
        other.close().await;
    };
    futures_util::future::join(wait(Dialect::Sqlite), wait(Dialect::Postgres)).await;
}

#[tokio::test]
async fn writers_of_one_process_wait_for_each_other_in_turn() {
    let database = testing::sqlite().await;
    let first = database.write().await.unwrap();
    let order = std::sync::Mutex::new(Vec::new());
    let wait = async |number: u32| {
        let writer = database.write().await.unwrap();
        order.lock().unwrap().push(number);
        tokio::time::sleep(Duration::from_millis(5)).await;
        drop(writer);
    };
    let release = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(first);
    };
    futures_util::future::join(release, futures_util::future::join_all((0..8).map(wait))).await;
    assert_eq!(*order.lock().unwrap(), (0..8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_went_away_is_away_and_then_back() {
    let database = testing::postgres().await;
    with_people(&database, 1).await;
    let other = Database::connect(database.url(), hurried()).await.unwrap();
    // A connection rests in the pool, and the server ends it.
    other.schema_version().await.unwrap();
    let mut killer = sqlx::AnyConnection::connect(database.url()).await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(kill).fetch_all(&mut killer).await.unwrap();
    let mut failures = 0;
    loop {
        let mut repository = other.read().await.unwrap();
        match repository.lookup_person(&person_id(1)).await {
            Ok(found) => break assert_eq!(found, Some(person(1))),
            Err(StoreError::Away(_)) if failures < 2 => failures += 1,
            Err(error) => panic!("{error:?}"),
        }
    }
    other.close().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_away() {
    let refused = Database::connect("postgres://nobody@127.0.0.1:9/none", hurried()).await;
    assert!(matches!(refused, Err(ConnectError::Store(StoreError::Away(_)))), "{refused:?}");
}

#[tokio::test]
async fn a_wrong_address_is_refused_with_an_example() {
    for url in ["", "x", "mysql://a/b", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "postgres://a b/"] {
        let refused = Database::connect(url, hurried()).await.unwrap_err();
        assert!(matches!(refused, ConnectError::Address(_)), "{url}: {refused:?}");
        assert!(refused.to_string().contains("sqlite:data/care-identity.db"), "{refused}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let refused = Database::connect(&format!("sqlite:{}/file/a.db", folder.path().display()), hurried()).await;
    let refused = refused.unwrap_err();
    assert!(matches!(refused, ConnectError::File { .. }) && refused.to_string().contains("/file/a.db"), "{refused}");
}

#[tokio::test]
async fn the_files_of_sqlite_are_their_owners_only() {
    let database = testing::sqlite().await;
    let path = std::path::Path::new(database.url().strip_prefix("sqlite:").unwrap());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(path), 0o600);
    let wal = path.with_extension("db-wal");
    assert_eq!(mode(&wal), 0o600, "in WAL mode: {}", wal.display());
}

#[tokio::test]
async fn a_path_with_a_space_a_percent_and_an_accent_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Zoë's data 5%25.db");
    let url = format!("sqlite:{}", path.display());
    let database = Database::connect(&url, hurried()).await.unwrap();
    database.migrate().await.unwrap();
    let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(made.iter().any(|name| name == "Zoë's data 5%.db"), "percent signs are escapes: {made:?}");
    assert_eq!(made.iter().filter(|name| name.to_string_lossy().ends_with(".db")).count(), 1);
    database.close().await;
}

/// SQLite keeps what nobody waits for until somebody waits for something.
#[tokio::test]
async fn what_is_wrong_with_any_write_refuses_the_commit_and_nothing_of_the_transaction_stands() {
    on_both(async |database| {
        for ends_with_a_question in [true, false] {
            let mut repository = database.write().await.unwrap();
            let mut refused = repository.set_setting("kept", Some("no"), at(0)).await;
            for _ in 0..2 {
                refused = refused.and(repository.add_browser(&browser_id(1), &token(1), at(0)).await);
            }
            if ends_with_a_question {
                refused = refused.and(repository.lookup_setting("kept").await.map(drop));
            }
            let committed = repository.commit().await;
            assert!(refused.is_err() || committed.is_err());
            let seen = read(&database, async |repository| repository.lookup_setting("kept").await.unwrap()).await;
            assert_eq!(seen, None);
        }
        write(&database, async |repository| repository.add_browser(&browser_id(1), &token(1), at(0)).await.unwrap())
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_transaction_sees_what_it_wrote_before_however_much_that_is() {
    on_both(async |database| {
        let mut repository = database.write().await.unwrap();
        for number in 0..100 {
            repository.set_setting("a", Some(&number.to_string()), at(0)).await.unwrap();
            repository.set_setting(&format!("b{number}"), Some("b"), at(0)).await.unwrap();
            if number % 9 == 0 {
                assert_eq!(repository.lookup_setting("a").await.unwrap(), Some(number.to_string()));
            }
        }
        repository.commit().await.unwrap();
        let mut reader = database.read().await.unwrap();
        assert_eq!(reader.lookup_setting("a").await.unwrap().as_deref(), Some("99"));
        assert_eq!(reader.lookup_setting("b99").await.unwrap().as_deref(), Some("b"));
    })
    .await;
}

#[tokio::test]
async fn failure_30_who_gives_up_in_the_middle_of_anything_leaves_nothing_and_blocks_nobody() {
    on_both(async |database| {
        for tenths in 0..40 {
            let work = async {
                let mut repository = database.write().await.unwrap();
                repository.set_setting("a", Some("b"), at(0)).await.unwrap();
                repository.lookup_setting("a").await.unwrap();
                repository.set_setting("c", Some("d"), at(0)).await.unwrap();
                repository.lookup_setting("c").await.unwrap();
                std::future::pending::<()>().await;
            };
            assert!(tokio::time::timeout(Duration::from_micros(100 * tenths), work).await.is_err());
        }
        let both = async |repository: &mut dyn identity::store::Repository| {
            (repository.lookup_setting("a").await.unwrap(), repository.lookup_setting("c").await.unwrap())
        };
        assert_eq!(write(&database, both).await, (None, None));
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_is_away() {
    on_both(async |database| {
        database.close().await;
        assert!(matches!(database.read().await.map(drop), Err(StoreError::Away(_))));
        assert!(matches!(database.write().await.map(drop), Err(StoreError::Away(_))));
    })
    .await;
}
