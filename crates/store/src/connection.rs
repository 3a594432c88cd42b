//! One connection, for reads or in a transaction: what the domain calls a repository. Each noun's file implements its
//! part with the few helpers here.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use identity::{
    failpoint::Committed,
    store::{Repository, StoreError, StoreResult},
};
use sqlx::{
    Any, AnyConnection, Either, Executor as _, Transaction,
    any::{AnyArguments, AnyRow},
    pool::PoolConnection,
};
use tokio::sync::Notify;

use crate::{
    error::store_error,
    row::{Row, Stored},
    sqlite::{Taken, Turn},
};

/// A statement with its arguments.
pub(crate) type Query<'q> = sqlx::query::Query<'q, Any, AnyArguments>;

/// A statement, prepared once on each connection and kept.
pub(crate) fn sql<'q>(text: &'static str) -> Query<'q> {
    #[cfg(feature = "testing")]
    crate::testing::statements::note(text);
    sqlx::query(text)
}

/// What came of a statement.
pub(crate) struct Done {
    /// How many rows it changed.
    pub(crate) changed: u64,
    /// The rows that it answers.
    pub(crate) rows: Vec<AnyRow>,
}

/// A connection. Dropped without commit, a transaction leaves nothing behind.
pub struct Connection {
    inner: Inner,
    /// For crash tests: what a commit makes last.
    pub(crate) committed: Committed,
    /// Told of a commit, if mail was written.
    mail_waits: Option<Arc<Notify>>,
    pub(crate) wrote_mail: bool,
    /// A statement failed that nobody expected to: what was written is not whole, and is never committed.
    is_broken: bool,
}

pub(crate) enum Inner {
    /// Of PostgreSQL, to read.
    Lent(PoolConnection<Any>),
    /// Of PostgreSQL, in a transaction.
    Transaction(Transaction<'static, Any>),
    /// Of SQLite, to read.
    Taken(Taken),
    /// Of SQLite, in a transaction.
    Turn(Turn),
}

impl Connection {
    pub(crate) fn reading(inner: Inner) -> Self {
        Self { inner, committed: Committed::default(), mail_waits: None, wrote_mail: false, is_broken: false }
    }

    pub(crate) fn writing(inner: Inner, mail_waits: Arc<Notify>) -> Self {
        Self { mail_waits: Some(mail_waits), ..Self::reading(inner) }
    }

    /// Runs it, for whoever knows what to do about an error: the driver's own. When others were kept by [`Self::put`], it may
    /// be theirs: run something else before.
    pub(crate) async fn attempt(&mut self, query: Query<'_>) -> sqlx::Result<Done> {
        match &mut self.inner {
            Inner::Lent(connection) => done_by(connection, query).await,
            Inner::Transaction(transaction) => done_by(transaction, query).await,
            Inner::Taken(taken) => done_by(taken.connection()?, query).await,
            Inner::Turn(turn) => turn.send(query).await,
        }
    }

    /// Nothing of the transaction will be committed.
    pub(crate) fn fail(&mut self, error: sqlx::Error) -> StoreError {
        self.is_broken = true;
        store_error(error)
    }

    async fn done(&mut self, query: Query<'_>) -> StoreResult<Done> {
        let done = self.attempt(query).await;
        done.map_err(|error| self.fail(error))
    }

    /// Writes, where nobody needs an answer: it may wait for the next statement that somebody does need one of, or the commit,
    /// and what is wrong with it comes to light there. It answers no rows.
    pub(crate) async fn put(&mut self, query: Query<'_>) -> StoreResult<()> {
        if let Inner::Turn(turn) = &mut self.inner {
            let kept = turn.keep(query).await;
            return kept.map_err(|error| self.fail(error));
        }
        self.run(query).await.map(drop)
    }

    /// Runs it; answers how many rows it changed.
    pub(crate) async fn run(&mut self, query: Query<'_>) -> StoreResult<u64> {
        Ok(self.done(query).await?.changed)
    }

    /// Runs it; answers whether it changed a row. Single use rests on this.
    pub(crate) async fn changes(&mut self, query: Query<'_>) -> StoreResult<bool> {
        Ok(self.run(query).await? > 0)
    }

    /// The row that it finds.
    pub(crate) async fn find<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Option<T>> {
        let row = match &mut self.inner {
            // Told that one row is enough, the connection's thread speaks once: for the row, and not again for the end.
            Inner::Taken(taken) => {
                taken.connection().map_err(store_error)?.fetch_optional(query).await.map_err(store_error)?
            }
            _ => self.done(query).await?.rows.into_iter().next(),
        };
        row.map(|row| T::read(&Row(row))).transpose()
    }

    /// The one row that it always has.
    pub(crate) async fn get<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<T> {
        self.find(query).await?.ok_or_else(|| store_error(sqlx::Error::RowNotFound))
    }

    /// Whether it finds a row.
    pub(crate) async fn has(&mut self, query: Query<'_>) -> StoreResult<bool> {
        Ok(!self.done(query).await?.rows.is_empty())
    }

    /// The rows that it finds: statements limit them or belong to one person.
    pub(crate) async fn list<T: Stored>(&mut self, query: Query<'_>) -> StoreResult<Vec<T>> {
        let rows = self.done(query).await?.rows;
        rows.into_iter().map(|row| T::read(&Row(row))).collect()
    }
}

async fn done_by(connection: &mut AnyConnection, query: Query<'_>) -> sqlx::Result<Done> {
    let mut answers = connection.fetch_many(query);
    let (mut changed, mut rows) = (0, Vec::new());
    while let Some(answer) = answers.try_next().await? {
        match answer {
            Either::Left(done) => changed = done.rows_affected(),
            Either::Right(row) => rows.push(row),
        }
    }
    Ok(Done { changed, rows })
}

#[async_trait]
impl Repository for Connection {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.committed.approach();
        match self.inner {
            Inner::Lent(_) | Inner::Taken(_) => return Ok(()),
            _ if self.is_broken => {
                return Err(StoreError::Refused("a statement of the transaction failed before".into()));
            }
            Inner::Transaction(transaction) => transaction.commit().await,
            Inner::Turn(turn) => turn.commit().await,
        }
        .map_err(store_error)?;
        self.committed.reach();
        if let (true, Some(mail_waits)) = (self.wrote_mail, self.mail_waits) {
            mail_waits.notify_one();
        }
        Ok(())
    }
}
