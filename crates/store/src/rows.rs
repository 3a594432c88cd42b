//! Statements for many rows at once: each trip to the database costs more than a row does. Of each statement there are a few
//! lengths, so that they are prepared once; the last rows go one by one.

use std::sync::OnceLock;

use futures_util::future::join;
use identity::store::StoreResult;

use crate::{
    connection::{Connection, Query, sql},
    row::Stored,
};

/// Values of a statement: with more, a row costs hardly less.
const VALUES: usize = 1024;
/// Members of a list.
const MOST: usize = 256;
/// A search fetches a hundred; those who ask who is signed in come by twos and sixteens.
const LENGTHS: [usize; 8] = [MOST, 100, 32, 16, FEW, 4, 2, 1];
const FEW: usize = 8;

/// A statement with a list of rows in its middle.
pub(crate) struct ManyRows {
    before: &'static str,
    columns: usize,
    after: &'static str,
    /// For as many rows as there may be, for a few, and for one.
    texts: [OnceLock<String>; 3],
}

impl ManyRows {
    /// `before VALUES ($1, $2), ($3, $4) after`.
    pub(crate) const fn new(before: &'static str, columns: usize, after: &'static str) -> Self {
        Self { before, columns, after, texts: [const { OnceLock::new() }; 3] }
    }

    /// Lists what it finds for any of the rows.
    pub(crate) async fn list<T: Sync, R: Stored>(
        &'static self,
        connection: &mut Connection,
        rows: &[T],
        bind: impl for<'q> Fn(Query<'q>, &'q T) -> Query<'q>,
    ) -> StoreResult<Vec<R>> {
        let (mut found, mut left) = (Vec::new(), rows);
        while let Some((query, rest)) = self.next(left, &bind) {
            found.extend(connection.list::<R>(query).await?);
            left = rest;
        }
        Ok(found)
    }

    /// Runs it for all rows.
    pub(crate) async fn run<T: Sync>(
        &'static self,
        connection: &mut Connection,
        rows: &[T],
        bind: impl for<'q> Fn(Query<'q>, &'q T) -> Query<'q>,
    ) -> StoreResult<()> {
        let mut next = self.next(rows, &bind);
        while let Some((query, rest)) = next {
            // While the database is at these rows, the arguments of the next are put together.
            let (ran, later) = join(connection.run(query), async { self.next(rest, &bind) }).await;
            ran?;
            next = later;
        }
        Ok(())
    }

    /// The statement for the first rows, and those that are left.
    fn next<'q, T>(
        &'static self,
        rows: &'q [T],
        bind: impl Fn(Query<'q>, &'q T) -> Query<'q>,
    ) -> Option<(Query<'q>, &'q [T])> {
        let lengths = [VALUES / self.columns, FEW, 1];
        let place = lengths.iter().position(|length| *length <= rows.len())?;
        let (now, later) = rows.split_at(lengths.get(place).copied()?);
        let text = self.texts.get(place)?.get_or_init(|| self.text(now.len()));
        Some((now.iter().fold(sql(text), bind), later))
    }

    fn text(&self, rows: usize) -> String {
        let row = |row: usize| {
            let values: Vec<String> =
                (1..=self.columns).map(|column| format!("${}", row * self.columns + column)).collect();
            format!("({})", values.join(", "))
        };
        let list: Vec<String> = (0..rows).map(row).collect();
        format!("{} VALUES {} {}", self.before, list.join(", "), self.after)
    }
}

/// A statement that asks for members of a list: `before ($1, $2) after`.
pub(crate) struct AnyOf {
    before: &'static str,
    first: usize,
    after: &'static str,
    texts: [OnceLock<String>; LENGTHS.len()],
}

impl AnyOf {
    /// The list begins with the parameter `first`: those before it are bound by whoever asks.
    pub(crate) const fn new(before: &'static str, first: usize, after: &'static str) -> Self {
        Self { before, first, after, texts: [const { OnceLock::new() }; LENGTHS.len()] }
    }

    /// Lists what it finds for any of the members; `begin` binds the parameters before the list.
    pub(crate) async fn list<'q, T, R: Stored>(
        &'static self,
        connection: &mut Connection,
        members: &'q [T],
        begin: impl Fn(Query<'q>) -> Query<'q>,
        bind: impl Fn(Query<'q>, &'q T) -> Query<'q>,
    ) -> StoreResult<Vec<R>> {
        let (mut found, mut left) = (Vec::new(), members);
        while let Some((query, rest)) = self.next(left, &begin, &bind) {
            found.extend(connection.list::<R>(query).await?);
            left = rest;
        }
        Ok(found)
    }

    /// The statement for some of the members, and what is left. A short list is filled up with its first member: fewer
    /// statements are prepared.
    pub(crate) fn next<'q, T>(
        &'static self,
        members: &'q [T],
        begin: impl FnOnce(Query<'q>) -> Query<'q>,
        bind: impl Fn(Query<'q>, &'q T) -> Query<'q>,
    ) -> Option<(Query<'q>, &'q [T])> {
        let first = members.first()?;
        let (now, later) = members.split_at(members.len().min(MOST));
        let place = LENGTHS.iter().rposition(|length| *length >= now.len()).unwrap_or_default();
        let length = LENGTHS.get(place).copied().unwrap_or(1);
        let text = self.texts.get(place)?.get_or_init(|| {
            let list: Vec<String> = (0..length).map(|value| format!("${}", self.first + value)).collect();
            format!("{} ({}) {}", self.before, list.join(", "), self.after)
        });
        let query = now.iter().fold(begin(sql(text)), &bind);
        Some(((now.len()..length).fold(query, |query, _| bind(query, first)), later))
    }
}
