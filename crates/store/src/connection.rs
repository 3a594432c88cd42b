//! One connection, for reads or in a transaction: what the domain calls a repository. Each noun's file implements its
//! part with the few helpers here.

use async_trait::async_trait;
use identity::{
    failpoint::Committed,
    store::{Repository, StoreError, StoreResult},
};
use sqlx::{Any, AnyConnection, Connection as _, Transaction, any::AnyArguments, pool::PoolConnection};

use crate::{
    error::store_error,
    readers::Reader,
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
}

enum Inner {
    Read(PoolConnection<Any>),
    Rest(Reader),
    Write(Transaction<'static, Any>),
}

impl Connection {
    pub(crate) fn reading(connection: PoolConnection<Any>) -> Self {
        Self { inner: Inner::Read(connection), committed: Committed::default() }
    }

    pub(crate) fn resting(reader: Reader) -> Self {
        Self { inner: Inner::Rest(reader), committed: Committed::default() }
    }

    pub(crate) fn writing(transaction: Transaction<'static, Any>) -> Self {
        Self { inner: Inner::Write(transaction), committed: Committed::default() }
    }

    pub(crate) fn raw(&mut self) -> &mut AnyConnection {
        match &mut self.inner {
            Inner::Read(connection) => connection,
            Inner::Rest(reader) => reader,
            Inner::Write(transaction) => transaction,
        }
    }

    /// The answer of a statement.
    fn checked<T>(&mut self, answer: sqlx::Result<T>) -> StoreResult<T> {
        if let (Err(_), Inner::Rest(reader)) = (&answer, &mut self.inner) {
            reader.has_failed();
        }
        answer.map_err(store_error)
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&mut self) -> StoreResult<()> {
        let answer = self.raw().ping().await;
        self.checked(answer)
    }

    /// Runs it; answers how many rows it changed.
    pub(crate) async fn run(&mut self, query: Query<'_>) -> StoreResult<u64> {
        let answer = query.execute(self.raw()).await;
        Ok(self.checked(answer)?.rows_affected())
    }

    /// Runs it; answers whether it changed a row. Single use rests on this.
    pub(crate) async fn changes(&mut self, query: Query<'_>) -> StoreResult<bool> {
        Ok(self.run(query).await? > 0)
    }

    /// The row that it finds.
    pub(crate) async fn find<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Option<T>> {
        let row = query.fetch_optional(self.raw()).await;
        self.checked(row)?.map(|row| T::read(&Row(row))).transpose()
    }

    /// The one row that it always has.
    pub(crate) async fn get<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<T> {
        let row = query.fetch_one(self.raw()).await;
        T::read(&Row(self.checked(row)?))
    }

    /// Whether it finds a row.
    pub(crate) async fn has(&mut self, query: Query<'_>) -> StoreResult<bool> {
        let row = query.fetch_optional(self.raw()).await;
        Ok(self.checked(row)?.is_some())
    }

    /// The rows that it finds: statements limit them or belong to one person.
    pub(crate) async fn list<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Vec<T>> {
        let rows = query.fetch_all(self.raw()).await;
        self.checked(rows)?.into_iter().map(|row| T::read(&Row(row))).collect()
    }
}

#[async_trait]
impl Repository for Connection {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if let Inner::Write(transaction) = self.inner {
            transaction.commit().await.map_err(store_error)?;
            self.committed.reach();
        }
        Ok(())
    }
}
