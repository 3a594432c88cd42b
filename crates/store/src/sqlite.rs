//! How SQLite is opened.
//!
//! Readers and the writer have pools of their own. The writer's holds one connection: writers of this process wait for
//! it in the order in which they came, instead of spinning on the lock of the file. Other processes (the command line
//! beside the server) are waited for by the busy time-out.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, Connection as _, Pool,
    any::{AnyConnectOptions, AnyPoolOptions},
    sqlite::SqliteConnectOptions,
};

use crate::database::{ConnectError, Options};

/// Takes the lock of the file at once: a transaction that reads first and writes later could fail half-way.
pub(crate) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Readers go on while somebody writes. Stays with the file.
const USE_WAL: &str = "PRAGMA journal_mode = WAL";

/// FULL: what was answered to a person must outlive a loss of power, and in WAL mode NORMAL does not promise that.
/// A WAL that grew is cut back to 64 MiB.
const SET_UP: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;";
/// A mistake in a use case shows in the tests: `read` never writes.
const READ_ONLY: &str = "PRAGMA query_only = ON;";
/// Migrations and restores wait for each other for as long as one may take.
const WAIT_LONG: &str = "PRAGMA busy_timeout = 600000;";

/// How often to try again while another process turns a fresh file to WAL: that lock has no queue.
const WAL_TRIES: u32 = 100;
const WAL_PAUSE: Duration = Duration::from_millis(50);

/// Makes the file and its folder if they are missing, and the address to open it by.
pub(crate) fn prepare(url: &str) -> Result<AnyConnectOptions, ConnectError> {
    let address = |error: sqlx::Error| ConnectError::Address(error.to_string());
    if url.contains('?') || url.contains(":memory:") {
        return Err(ConnectError::Address("sqlite: takes the path of a file and no parameters".into()));
    }
    let parsed: SqliteConnectOptions = url.parse().map_err(address)?;
    let path = parsed.get_filename();
    if path.as_os_str().is_empty() {
        return Err(ConnectError::Address("sqlite: needs the path of a file".into()));
    }
    make_file(path).map_err(|source| ConnectError::File { path: path.display().to_string(), source })?;
    url.parse().map_err(address)
}

/// An existing file is not touched: closing it would drop the locks that SQLite holds on it in this process
/// (sqlite.org/howtocorrupt.html, 2.2).
fn make_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// The pool of the one connection that writes.
pub(crate) async fn writers(address: &AnyConnectOptions, options: &Options) -> sqlx::Result<Pool<Any>> {
    let pool = pool(options, "").max_connections(1).connect_with(address.clone()).await?;
    let mut connection = pool.acquire().await?;
    let mut tries = 0;
    while let Err(error) = sqlx::raw_sql(USE_WAL).execute(&mut *connection).await {
        tries += 1;
        if tries == WAL_TRIES {
            return Err(error);
        }
        tokio::time::sleep(WAL_PAUSE).await;
    }
    drop(connection);
    Ok(pool)
}

/// The pool of the connections that read.
pub(crate) async fn readers(address: &AnyConnectOptions, options: &Options) -> sqlx::Result<Pool<Any>> {
    pool(options, READ_ONLY).max_connections(options.max_connections).connect_with(address.clone()).await
}

/// A file does not go away: connections are neither tested before use nor closed when they rest.
fn pool(options: &Options, more: &'static str) -> AnyPoolOptions {
    let set_up = format!("PRAGMA busy_timeout = {}; {SET_UP} {more}", options.patience.as_millis());
    AnyPoolOptions::new()
        .acquire_timeout(options.patience)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .before_acquire(|connection, _| Box::pin(is_clean(connection)))
        .after_connect(move |connection, _| {
            let set_up = set_up.clone();
            Box::pin(async move { run(connection, set_up).await })
        })
}

/// Whether no transaction is left open from before, as after a disk that was full at the rollback: such a connection is
/// closed, not used again. The ping lets a rollback that is under way end first.
async fn is_clean(connection: &mut AnyConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Prepares a connection for a migration, a backup or a restore.
pub(crate) async fn set_up_dedicated(connection: &mut AnyConnection) -> sqlx::Result<()> {
    run(connection, format!("{WAIT_LONG} {SET_UP}")).await?;
    connection.ping().await
}

async fn run(connection: &mut AnyConnection, statements: String) -> sqlx::Result<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(connection).await.map(drop)
}
