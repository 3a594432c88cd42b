//! Migrations.

use std::process::Command;

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use store::{
    Database, Options,
    migrate::{MigrateError, SCHEMA_VERSION},
    testing::{self, TestDatabase},
};

use crate::fixtures::with_people;

const URL: &str = "STORE_TEST_MIGRATE_URL";

async fn both_empty() -> [TestDatabase; 2] {
    [TestDatabase::empty_sqlite().await, TestDatabase::empty_postgres().await]
}

async fn run(database: &TestDatabase, statement: &str) {
    let mut connection = AnyConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_fresh_database_gets_the_schema_and_a_second_run_changes_nothing() {
    for database in both_empty().await {
        assert_eq!(database.schema_version().await.unwrap(), None);
        database.migrate().await.unwrap();
        assert_eq!(database.schema_version().await.unwrap(), Some(*SCHEMA_VERSION));
        with_people(&database, 1).await;
        database.migrate().await.unwrap();
        database.close().await;
    }
}

#[tokio::test]
async fn authenticators_from_before_webauthn_keep_their_level_and_get_a_name() {
    const BEFORE: [&str; 4] = [
        include_str!("../../../../migrations/0001_people.sql"),
        include_str!("../../../../migrations/0002_sign_in.sql"),
        include_str!("../../../../migrations/0003_authenticators.sql"),
        include_str!("../../../../migrations/0004_operation.sql"),
    ];
    const HELD: &str = "INSERT INTO people VALUES ('p', '999000000001', 'Zoë', 'O', '1984-05-30', 'open', 0); \
        INSERT INTO authenticators VALUES ('a', 'p', 'microsoft-authenticator', 2, 'sealed', 9, 'active', 1, 'operator', NULL, NULL);";
    const FOUND: &str = "SELECT name || ' ' || CAST(level AS TEXT) || ' ' || CAST(granted_level AS TEXT) FROM authenticators \
        WHERE suspended_at IS NULL AND replaces_id IS NULL AND state = 'active'";
    for database in both_empty().await {
        for statements in BEFORE.into_iter().chain([HELD, include_str!("../../../../migrations/0005_webauthn.sql")]) {
            run(&database, statements).await;
        }
        let mut connection = AnyConnection::connect(database.url()).await.unwrap();
        let found: String = sqlx::query_scalar(FOUND).fetch_one(&mut connection).await.unwrap();
        assert_eq!(found, "Microsoft Authenticator 2 2");
        connection.close().await.unwrap();
        database.close().await;
    }
}

#[tokio::test]
async fn instances_in_one_process_that_start_together_all_come_up() {
    for database in both_empty().await {
        let start = async |_| {
            let instance = Database::connect(database.url(), Options::default()).await.unwrap();
            instance.migrate().await.unwrap();
            instance.close().await;
        };
        futures_util::future::join_all((0..6).map(start)).await;
        assert_eq!(database.schema_version().await.unwrap(), Some(*SCHEMA_VERSION));
        database.close().await;
    }
}

#[tokio::test]
async fn processes_that_start_together_on_a_fresh_database_all_come_up() {
    let fresh = tempfile::tempdir().unwrap();
    let server = TestDatabase::empty_postgres().await;
    for url in [format!("sqlite:{}", fresh.path().join("data/new.db").display()), server.url().to_owned()] {
        let start = || {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "migrate::one_process_that_starts", "--ignored", "--nocapture"])
                .env(URL, &url)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        };
        let processes: Vec<_> = (0..5).map(|_| start()).collect();
        for process in processes {
            let output = process.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.contains("1 passed"), "{url}: {said}");
        }
        let database = Database::connect(&url, Options::default()).await.unwrap();
        assert_eq!(database.schema_version().await.unwrap(), Some(*SCHEMA_VERSION));
        database.close().await;
    }
}

#[tokio::test]
#[ignore = "the test before starts it in processes of their own"]
async fn one_process_that_starts() {
    let Ok(url) = std::env::var(URL) else { return };
    let database = Database::connect(&url, Options::default()).await.unwrap();
    database.migrate().await.unwrap();
    with_people(&database, 0).await;
    database.close().await;
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_database_and_says_what_to_do() {
    for database in [testing::sqlite().await, testing::postgres().await] {
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            SELECT 9000, 'of tomorrow', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        run(&database, newer).await;
        let refused = database.migrate().await.unwrap_err();
        assert!(
            matches!(refused, MigrateError::Newer { database: 9000, program } if program == *SCHEMA_VERSION),
            "{refused:?}"
        );
        let said = refused.to_string();
        assert!(
            said.contains("9000") && said.contains(&SCHEMA_VERSION.to_string()) && said.contains("newer program"),
            "{said}"
        );
        // Nothing stays locked.
        run(&database, "DELETE FROM _sqlx_migrations WHERE version = 9000").await;
        database.migrate().await.unwrap();
        database.close().await;
    }
}

#[tokio::test]
async fn a_migration_that_is_not_what_ran_is_refused() {
    for database in [testing::sqlite().await, testing::postgres().await] {
        let other = "UPDATE _sqlx_migrations SET checksum = (SELECT checksum FROM _sqlx_migrations WHERE version = 2) \
            WHERE version = 1";
        run(&database, other).await;
        let refused = database.migrate().await;
        assert!(matches!(refused, Err(MigrateError::Altered(1))), "{refused:?}");
        database.close().await;
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_database_as_it_was_and_is_named() {
    for database in both_empty().await {
        run(&database, "CREATE TABLE passwords (in_the_way TEXT)").await;
        let refused = database.migrate().await;
        assert!(matches!(&refused, Err(MigrateError::Failed { version: 1, .. })), "{refused:?}");
        run(&database, "DROP TABLE passwords").await;
        database.migrate().await.unwrap();
        database.close().await;
    }
}
