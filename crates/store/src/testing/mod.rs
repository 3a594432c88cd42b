//! Fresh databases for tests, of this crate and of others (feature `testing`).
//!
//! ```no_run
//! # async fn example() {
//! store::testing::on_both(async |database| {
//!     database.schema_version().await.unwrap();
//! })
//! .await;
//! # }
//! ```
//!
//! PostgreSQL: the server that `TEST_DATABASE_URL` names (`postgres://user@host:port/postgres`, as somebody who may
//! create databases), and without it a private one that this starts and that stops when the test run has ended. On a
//! server of yours a migrated template database, `care_template_…`, stays behind; the tests' own are dropped.
#![expect(clippy::expect_used, clippy::panic, reason = "a fault in a test's support is a failed test")]

mod postgres;
mod server;
pub(crate) mod statements;

use std::ops::Deref;

use identity::organisation::Organisation;
use sqlx::Connection as _;
use tempfile::TempDir;

pub use self::statements::statements_of;
use crate::{Database, Dialect, Options};

/// A database of one test, gone when this is dropped. Drop it inside the runtime that used it.
pub struct TestDatabase {
    database: Database,
    url: String,
    _remains: Remains,
}

#[expect(dead_code, reason = "both are kept for what their drop does")]
enum Remains {
    Folder(TempDir),
    Server(postgres::Dropped),
}

impl TestDatabase {
    /// An SQLite file without tables.
    pub async fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("data/care-identity.db").display());
        Self { database: connect(&url).await, url, _remains: Remains::Folder(folder) }
    }

    /// A PostgreSQL database without tables.
    pub async fn empty_postgres() -> Self {
        Self::on_server("template0").await
    }

    async fn on_server(template: &str) -> Self {
        let made = postgres::create(template).await;
        let url = made.url();
        Self { database: connect(&url).await, url, _remains: Remains::Server(made) }
    }

    /// Its address, for a second connection or another process.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database itself; clones share its connections.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database.clone()
    }
}

impl Deref for TestDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

/// A migrated SQLite file.
pub async fn sqlite() -> TestDatabase {
    let database = TestDatabase::empty_sqlite().await;
    database.migrate().await.expect("the migrations to run");
    database
}

/// A migrated PostgreSQL database, copied from a template that is migrated once.
pub async fn postgres() -> TestDatabase {
    TestDatabase::on_server(postgres::template().await).await
}

/// A migrated database of the kind asked for.
pub async fn database(dialect: Dialect) -> TestDatabase {
    match dialect {
        Dialect::Sqlite => sqlite().await,
        Dialect::Postgres => postgres().await,
    }
}

/// Runs one test on a fresh database of each kind, SQLite first. What fails on one is to be read in the output before
/// the failure.
pub async fn on_both(test: impl AsyncFn(Database)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let fresh = database(dialect).await;
        say(dialect);
        test(fresh.database()).await;
        fresh.close().await;
    }
}

const NAME: &str =
    "INSERT INTO organisations (code, name) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET name = excluded.name";

/// Writes organisations by their names alone, or renames them: as they stand where nothing was imported yet. They are not found
/// by their words.
pub async fn name_organisations(database: &Database, organisations: &[Organisation]) {
    let mut connection = database.dedicated().await.expect("a connection");
    for organisation in organisations {
        let name = sqlx::query(NAME).bind(organisation.code.as_str()).bind(&organisation.name);
        name.execute(&mut connection).await.expect("the name to be written");
    }
    connection.close().await.expect("the connection to close");
}

#[expect(clippy::print_stderr, reason = "the test runner shows it when the test fails")]
fn say(dialect: Dialect) {
    eprintln!("on {dialect:?}:");
}

async fn connect(url: &str) -> Database {
    Database::connect(url, Options::default()).await.expect("the test database to open")
}
