//! The connections that read.
//!
//! sqlx asks every connection that comes back to its pool whether it is still there: for SQLite, one more trip to the
//! connection's thread and a task for each read. A file does not go away, so connections that read it rest here instead.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::{Any, AnyConnection, Error, Pool, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Connections of a pool that nobody else takes from. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Readers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Pool<Any>,
    /// As many as the pool may open: who has one never waits for the pool.
    places: Arc<Semaphore>,
    patience: Duration,
    /// The one that was used last lies on top: few threads stay warm when little is asked.
    resting: Mutex<Vec<PoolConnection<Any>>>,
}

impl Readers {
    pub(crate) fn new(pool: Pool<Any>) -> Self {
        let (most, patience) = (pool.options().get_max_connections(), pool.options().get_acquire_timeout());
        let places = Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS)));
        Self(Arc::new(Inner { pool, places, patience, resting: Mutex::default() }))
    }

    /// One that rests, or a new one; waits as long as the pool would.
    pub(crate) async fn acquire(&self) -> sqlx::Result<Reader> {
        let place = timeout(self.0.patience, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        let rested = self.0.resting().pop();
        let connection = match rested {
            Some(connection) => connection,
            None => self.0.pool.acquire().await?,
        };
        Ok(Reader { connection: Some(connection), has_failed: false, readers: Arc::clone(&self.0), _place: place })
    }

    /// Waits for reads under way and closes every connection.
    pub(crate) async fn close(&self) {
        let closing = self.0.pool.close();
        self.0.places.close();
        self.0.resting().clear();
        closing.await;
    }
}

impl Inner {
    fn resting(&self) -> MutexGuard<'_, Vec<PoolConnection<Any>>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan. Dropped, it rests again.
pub(crate) struct Reader {
    connection: Option<PoolConnection<Any>>,
    has_failed: bool,
    readers: Arc<Inner>,
    _place: OwnedSemaphorePermit,
}

const TAKEN: &str = "only drop takes the connection";

impl Reader {
    /// After an error it goes back to the pool, which looks whether it is of use yet.
    pub(crate) fn has_failed(&mut self) {
        self.has_failed = true;
    }
}

impl Deref for Reader {
    type Target = AnyConnection;

    #[expect(clippy::expect_used, reason = "only drop takes the connection")]
    fn deref(&self) -> &AnyConnection {
        self.connection.as_ref().expect(TAKEN)
    }
}

impl DerefMut for Reader {
    #[expect(clippy::expect_used, reason = "only drop takes the connection")]
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.connection.as_mut().expect(TAKEN)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut resting = self.readers.resting();
        if !self.has_failed && !self.readers.pool.is_closed() {
            resting.extend(self.connection.take());
        }
    }
}
