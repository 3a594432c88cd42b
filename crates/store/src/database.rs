//! The database: where it is, its pools, and how reads and writes begin.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use identity::store::{Repository, Store, StoreError, StoreResult};
use sqlx::{Any, AnyConnection, Connection as _, Pool, any::AnyConnectOptions};
use tokio::sync::Notify;

use crate::{connection::Connection, error::store_error, postgres, sqlite};

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
    /// How many connections at the most: all of them in PostgreSQL, those for reading in SQLite.
    pub max_connections: u32,
    /// How long a request waits for a connection, a lock, or its turn to write, before the database counts as away.
    pub patience: Duration,
}

impl Default for Options {
    /// 8 connections, 3 seconds.
    fn default() -> Self {
        Self { max_connections: 8, patience: Duration::from_secs(3) }
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

/// An open database. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Database {
    dialect: Dialect,
    address: AnyConnectOptions,
    readers: Pool<Any>,
    writers: Pool<Any>,
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
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => {
                let address = sqlite::prepare(url)?;
                let writers = sqlite::writers(&address, &options).await.map_err(store_error)?;
                let readers = sqlite::readers(&address, &options).await.map_err(store_error)?;
                Ok(Self { dialect: Dialect::Sqlite, address, readers, writers, mail_waits: Arc::default() })
            }
            Some("postgres" | "postgresql") => {
                let address = postgres::address(url)?;
                let pool = postgres::pool(&address, &options).await.map_err(store_error)?;
                Ok(Self {
                    dialect: Dialect::Postgres,
                    address,
                    readers: pool.clone(),
                    writers: pool,
                    mail_waits: Arc::default(),
                })
            }
            Some(other) => Err(ConnectError::Address(format!("`{other}:` is neither sqlite: nor postgres:"))),
            None => Err(ConnectError::Address("it has no scheme".into())),
        }
    }

    /// Which database it is.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Woken when a transaction of this process is committed that wrote mail. Most changes write none, and whoever sends
    /// mail need not look after each.
    #[must_use]
    pub fn mail_waits(&self) -> Arc<Notify> {
        Arc::clone(&self.mail_waits)
    }

    /// Whether it answers: for the readiness check.
    ///
    /// # Errors
    /// [`StoreError::Away`] when it does not.
    pub async fn ping(&self) -> StoreResult<()> {
        let mut connection = self.readers.acquire().await.map_err(store_error)?;
        connection.ping().await.map_err(store_error)
    }

    /// Waits for work under way and closes every connection.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    /// A connection of its own for work that may take long, outside the pools and their time limits.
    pub(crate) async fn dedicated(&self) -> StoreResult<AnyConnection> {
        let mut connection = AnyConnection::connect_with(&self.address).await.map_err(store_error)?;
        match self.dialect {
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
        Ok(Box::new(Connection::reading(self.readers.acquire().await.map_err(store_error)?)))
    }

    async fn write(&self) -> Result<Box<dyn Repository>, StoreError> {
        let begin = match self.dialect {
            Dialect::Sqlite => sqlite::BEGIN_WRITE,
            Dialect::Postgres => postgres::BEGIN_WRITE,
        };
        // After the server went away for a moment, every connection that rested is dead and says so at once.
        for _ in 0..MOST_DEAD {
            match self.writers.begin_with(begin).await {
                Err(sqlx::Error::Io(_)) => {}
                begun => return Ok(Box::new(Connection::writing(begun.map_err(store_error)?, self.mail_waits()))),
            }
        }
        Err(StoreError::Away("every connection was closed by the other side".into()))
    }
}
