//! How SQLite is opened.
//!
//! Readers and the writer have connections of their own. The writer has one: writers of this process wait for it in the order
//! in which they came, instead of spinning on the lock of the file. Other processes (the command line beside the server) are
//! waited for by the busy time-out.

mod connections;
mod turn;

use std::{
    fs::{DirBuilder, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    time::Duration,
};

use identity::store::StoreResult;
use sqlx::{AnyConnection, Connection as _, any::AnyConnectOptions, sqlite::SqliteConnectOptions};

pub(crate) use self::{
    connections::{Connections, Taken},
    turn::Turn,
};
use crate::{
    database::{ConnectError, Options},
    error::store_error,
};

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

/// Connections that read, at the most: each is a thread with 2 MB of pages, and more than this answer no sooner.
const MOST_READERS: u32 = 4;

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

/// The one connection that writes.
pub(crate) async fn writers(address: &AnyConnectOptions, options: &Options) -> StoreResult<Connections> {
    let more =
        format!("PRAGMA cache_size = -{}; PRAGMA wal_autocheckpoint = {};", options.write_cache, options.checkpoint);
    let writers = connections(address, options, &more, 1);
    let mut taken = writers.take().await?;
    let connection = taken.connection().map_err(store_error)?;
    let mut tries = 0;
    while let Err(error) = sqlx::raw_sql(USE_WAL).execute(&mut *connection).await {
        tries += 1;
        if tries == WAL_TRIES {
            return Err(store_error(error));
        }
        tokio::time::sleep(WAL_PAUSE).await;
    }
    drop(taken);
    Ok(writers)
}

/// The connections that read.
pub(crate) async fn readers(address: &AnyConnectOptions, options: &Options) -> StoreResult<Connections> {
    let readers = connections(address, options, READ_ONLY, options.max_connections.min(MOST_READERS));
    drop(readers.take().await?);
    Ok(readers)
}

fn connections(address: &AnyConnectOptions, options: &Options, more: &str, most: u32) -> Connections {
    let set_up = format!("PRAGMA busy_timeout = {}; {SET_UP} {more}", options.lock_patience.as_millis());
    Connections::new(address, set_up, most, options.patience)
}

/// Prepares a connection for a migration, a backup or a restore.
pub(crate) async fn set_up_dedicated(connection: &mut AnyConnection) -> sqlx::Result<()> {
    run(connection, format!("{WAIT_LONG} {SET_UP}")).await?;
    connection.ping().await
}

async fn run(connection: &mut AnyConnection, statements: String) -> sqlx::Result<()> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(connection).await.map(drop)
}
