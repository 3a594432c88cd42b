//! A few connections to the one file, lent in turn.
//!
//! sqlx's own pool asks each connection that comes back whether it is still there, by its thread. A file does not go away, and
//! each word with a connection's thread costs more than most statements do (docs/decisions/0017): a pool of ours asks nothing.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use identity::store::{StoreError, StoreResult};
use sqlx::{AnyConnection, Connection as _, any::AnyConnectOptions};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::store_error;

/// The connections. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Connections(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    address: AnyConnectOptions,
    set_up: String,
    most: u32,
    patience: Duration,
    /// Whoever waits for a place gets one in the order in which they came.
    places: Arc<Semaphore>,
    idle: Mutex<Vec<AnyConnection>>,
}

impl Connections {
    /// None yet; at most `most`. Each begins with the statements of `set_up`.
    pub(crate) fn new(address: &AnyConnectOptions, set_up: String, most: u32, patience: Duration) -> Self {
        let places = Arc::new(Semaphore::new(most as usize));
        Self(Arc::new(Shared { address: address.clone(), set_up, most, patience, places, idle: Mutex::default() }))
    }

    /// One of them, as soon as one is free.
    pub(crate) async fn take(&self) -> StoreResult<Taken> {
        let place = tokio::time::timeout(self.0.patience, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| StoreError::Away("no connection to the file was free in time".into()))?;
        let place = place.map_err(|_| StoreError::Away("the database was closed".into()))?;
        let idle = self.0.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.0.connect().await.map_err(store_error)?,
        };
        Ok(Taken { connection: Some(connection), is_clean: true, from: Arc::clone(&self.0), _place: place })
    }

    /// Waits until all are back, and closes them.
    pub(crate) async fn close(&self) {
        let all = self.0.places.acquire_many(self.0.most).await;
        self.0.places.close();
        drop(all);
        let idle = std::mem::take(&mut *self.0.idle());
        for connection in idle {
            // What is committed is on the disk: a close that fails loses nothing.
            let _ = connection.close().await;
        }
    }
}

impl Shared {
    fn idle(&self) -> MutexGuard<'_, Vec<AnyConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connect(&self) -> sqlx::Result<AnyConnection> {
        let mut connection = AnyConnection::connect_with(&self.address).await?;
        super::run(&mut connection, self.set_up.clone()).await?;
        Ok(connection)
    }
}

/// A connection that is lent, and goes back when this is dropped.
pub(crate) struct Taken {
    /// Always there, but while this is dropped.
    connection: Option<AnyConnection>,
    is_clean: bool,
    from: Arc<Shared>,
    _place: OwnedSemaphorePermit,
}

impl Taken {
    /// To talk to it.
    pub(crate) fn connection(&mut self) -> sqlx::Result<&mut AnyConnection> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// Whether nothing is left of what it was used for. Otherwise it is closed when it comes back, which undoes what was not
    /// committed, and another is opened when one is needed.
    pub(crate) const fn set_clean(&mut self, is_clean: bool) {
        self.is_clean = is_clean;
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| self.is_clean) {
            self.from.idle().push(connection);
        }
    }
}
