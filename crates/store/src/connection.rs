//! One connection, for reads or in a transaction: what the domain calls a repository. Each noun's file implements its
//! part with the few helpers here.

use std::sync::Arc;

use async_trait::async_trait;
use identity::{
    failpoint::Committed,
    store::{Repository, StoreError, StoreResult},
};
use sqlx::{Any, AnyConnection, Transaction, any::AnyArguments, pool::PoolConnection};
use tokio::sync::Notify;

use crate::{
    error::store_error,
    row::{Row, Stored},
};

/// A statement with its arguments.
pub(crate) type Query<'q> = sqlx::query::Query<'q, Any, AnyArguments>;

/// A statement, prepared once on each connection and kept.
pub(crate) fn sql<'q>(text: &'static str) -> Query<'q> {
    sqlx::query(text)
}

/// A connection of the pool. Dropped without commit, a transaction leaves nothing behind.
pub struct Connection {
    inner: Inner,
    /// For crash tests: what a commit makes last.
    pub(crate) committed: Committed,
    /// Told of a commit, if mail was written.
    mail_waits: Option<Arc<Notify>>,
    pub(crate) wrote_mail: bool,
}

enum Inner {
    Read(PoolConnection<Any>),
    Write(Transaction<'static, Any>),
}

impl Connection {
    pub(crate) fn reading(connection: PoolConnection<Any>) -> Self {
        Self::new(Inner::Read(connection), None)
    }

    pub(crate) fn writing(transaction: Transaction<'static, Any>, mail_waits: Arc<Notify>) -> Self {
        Self::new(Inner::Write(transaction), Some(mail_waits))
    }

    fn new(inner: Inner, mail_waits: Option<Arc<Notify>>) -> Self {
        Self { inner, committed: Committed::default(), mail_waits, wrote_mail: false }
    }

    pub(crate) fn raw(&mut self) -> &mut AnyConnection {
        match &mut self.inner {
            Inner::Read(connection) => connection,
            Inner::Write(transaction) => transaction,
        }
    }

    /// Runs it; answers how many rows it changed.
    pub(crate) async fn run(&mut self, query: Query<'_>) -> StoreResult<u64> {
        Ok(query.execute(self.raw()).await.map_err(store_error)?.rows_affected())
    }

    /// Runs it; answers whether it changed a row. Single use rests on this.
    pub(crate) async fn changes(&mut self, query: Query<'_>) -> StoreResult<bool> {
        Ok(self.run(query).await? > 0)
    }

    /// The row that it finds.
    pub(crate) async fn find<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Option<T>> {
        let row = query.fetch_optional(self.raw()).await.map_err(store_error)?;
        row.map(|row| T::read(&Row(row))).transpose()
    }

    /// The one row that it always has.
    pub(crate) async fn get<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<T> {
        T::read(&Row(query.fetch_one(self.raw()).await.map_err(store_error)?))
    }

    /// Whether it finds a row.
    pub(crate) async fn has(&mut self, query: Query<'_>) -> StoreResult<bool> {
        Ok(query.fetch_optional(self.raw()).await.map_err(store_error)?.is_some())
    }

    /// The rows that it finds: statements limit them or belong to one person.
    pub(crate) async fn list<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Vec<T>> {
        let rows = query.fetch_all(self.raw()).await.map_err(store_error)?;
        rows.into_iter().map(|row| T::read(&Row(row))).collect()
    }
}

#[async_trait]
impl Repository for Connection {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if let Inner::Write(transaction) = self.inner {
            transaction.commit().await.map_err(store_error)?;
            self.committed.reach();
            if let (true, Some(mail_waits)) = (self.wrote_mail, self.mail_waits) {
                mail_waits.notify_one();
            }
        }
        Ok(())
    }
}
