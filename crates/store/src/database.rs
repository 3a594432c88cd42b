//! The database: where it is, its pools, and how reads and writes begin.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use identity::store::{Repository, Store, StoreError, StoreResult};
use sqlx::{Any, AnyConnection, Connection as _, Pool, Transaction, any::AnyConnectOptions};
use tokio::sync::Notify;

use crate::{
    connection::{Connection, Inner},
    error::store_error,
    postgres, sqlite,
};

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one machine.
    Sqlite,
    /// A server, for several instances.
    Postgres,
}

/// What an installation decides about its connections.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many connections at the most: all of them in PostgreSQL, those for reading in SQLite, which never has more than 4.
    pub max_connections: u32,
    /// How long a request waits for a connection, or its turn to write, before the database counts as away.
    pub patience: Duration,
    /// The same for a lock that another process holds.
    pub lock_patience: Duration,
    /// How much of the file the connection that writes keeps in memory, in KiB; SQLite only.
    pub write_cache: u32,
    /// How many pages the log of the file holds before they are written to their places; SQLite only.
    pub checkpoint: u32,
}

impl Options {
    /// For an import: a transaction of it touches some 40 MB, which would be written and read again in its middle. The next ones
    /// touch many of the same pages. Another import keeps it waiting for as long as its transactions take, which is longer than
    /// anybody waits for a page.
    #[must_use]
    pub fn for_import() -> Self {
        Self { lock_patience: Duration::from_secs(60), write_cache: 65_536, checkpoint: 16_000, ..Self::default() }
    }
}

impl Default for Options {
    /// 8 connections, 3 seconds, and SQLite's own 2 MB and 1,000 pages.
    fn default() -> Self {
        let patience = Duration::from_secs(3);
        Self { max_connections: 8, patience, lock_patience: patience, write_cache: 2_000, checkpoint: 1_000 }
    }
}

/// Why no connection could be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not one.
    #[error(
        "the database address is not valid: {0}. Examples: sqlite:data/care-identity.db, postgres://user@host/care_identity"
    )]
    Address(String),
    /// The folder or file of an SQLite database cannot be made.
    #[error("cannot make the database file {path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It does not answer, or refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Clone, Debug)]
enum Connections {
    Sqlite { readers: sqlite::Connections, writers: sqlite::Connections },
    Postgres(Pool<Any>),
}

/// An open database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Database {
    address: AnyConnectOptions,
    connections: Connections,
    mail_waits: Arc<Notify>,
}

impl Database {
    /// Opens `sqlite:PATH` or `postgres://…`. A new SQLite file and its folder are made for this user only (0600 and
    /// 0700). Run [`Self::migrate`] before anything else.
    ///
    /// # Errors
    /// When the address is not one, the file cannot be made, or the server does not answer in [`Options::patience`].
    pub async fn connect(url: &str, options: Options) -> Result<Self, ConnectError> {
        sqlx::any::install_default_drivers();
        let (address, connections) = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => {
                let address = sqlite::prepare(url)?;
                let writers = sqlite::writers(&address, &options).await?;
                let readers = sqlite::readers(&address, &options).await?;
                (address, Connections::Sqlite { readers, writers })
            }
            Some("postgres" | "postgresql") => {
                let address = postgres::address(url)?;
                let pool = postgres::pool(&address, &options).await.map_err(store_error)?;
                (address, Connections::Postgres(pool))
            }
            Some(other) => return Err(ConnectError::Address(format!("`{other}:` is neither sqlite: nor postgres:"))),
            None => return Err(ConnectError::Address("it has no scheme".into())),
        };
        Ok(Self { address, connections, mail_waits: Arc::default() })
    }

    /// Which database it is.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        match self.connections {
            Connections::Sqlite { .. } => Dialect::Sqlite,
            Connections::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Woken when a transaction of this process is committed that wrote mail. Most changes write none, and whoever sends
    /// mail need not look after each.
    #[must_use]
    pub fn mail_waits(&self) -> Arc<Notify> {
        Arc::clone(&self.mail_waits)
    }

    /// Waits for work under way and closes every connection.
    pub async fn close(&self) {
        match &self.connections {
            Connections::Sqlite { readers, writers } => {
                readers.close().await;
                writers.close().await;
            }
            Connections::Postgres(pool) => pool.close().await,
        }
    }

    /// One of the connections that read.
    pub(crate) async fn read_inner(&self) -> StoreResult<Inner> {
        Ok(match &self.connections {
            Connections::Sqlite { readers, .. } => Inner::Taken(readers.take().await?),
            Connections::Postgres(pool) => Inner::Lent(pool.acquire().await.map_err(store_error)?),
        })
    }

    /// A connection of its own for work that may take long, outside the pools and their time limits.
    pub(crate) async fn dedicated(&self) -> StoreResult<AnyConnection> {
        let mut connection = AnyConnection::connect_with(&self.address).await.map_err(store_error)?;
        match self.dialect() {
            Dialect::Sqlite => sqlite::set_up_dedicated(&mut connection).await,
            Dialect::Postgres => Ok(()),
        }
        .map_err(store_error)?;
        Ok(connection)
    }
}

/// Dead connections that one transaction passes over before it gives up: more than a pool holds.
const MOST_DEAD: u32 = 20;

#[async_trait]
impl Store for Database {
    async fn read(&self) -> Result<Box<dyn Repository>, StoreError> {
        Ok(Box::new(Connection::reading(self.read_inner().await?)))
    }

    async fn write(&self) -> Result<Box<dyn Repository>, StoreError> {
        let inner = match &self.connections {
            Connections::Sqlite { writers, .. } => Inner::Turn(sqlite::Turn::new(writers.take().await?)),
            Connections::Postgres(pool) => Inner::Transaction(begin(pool).await?),
        };
        Ok(Box::new(Connection::writing(inner, self.mail_waits())))
    }
}

/// After the server went away for a moment, every connection that rested is dead and says so at once.
async fn begin(pool: &Pool<Any>) -> StoreResult<Transaction<'static, Any>> {
    for _ in 0..MOST_DEAD {
        match pool.begin_with(postgres::BEGIN_WRITE).await {
            Err(sqlx::Error::Io(_)) => {}
            begun => return begun.map_err(store_error),
        }
    }
    Err(StoreError::Away("every connection was closed by the other side".into()))
}
