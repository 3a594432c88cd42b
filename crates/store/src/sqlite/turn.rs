//! A turn of the one connection that writes: a transaction.
//!
//! Each word with the thread of a connection wakes two threads, which costs more than most statements do
//! (docs/decisions/0017). So statements that nobody waits for an answer of are kept, and go with the next one that somebody
//! does wait for: BEGIN with the first, COMMIT with the last.

use futures_util::TryStreamExt as _;
use sqlx::{Any, AssertSqlSafe, Either, Execute as _, Executor as _, any::AnyArguments};

use super::{BEGIN_WRITE, connections::Taken};
use crate::connection::{Done, Query};

/// How many statements are kept at the most: an import has hundreds of thousands.
const MOST_KEPT: usize = 24;

/// A transaction. Dropped without commit, it is undone.
pub(crate) struct Turn {
    taken: Option<Taken>,
    kept: Batch,
    /// Whether anything of it was sent.
    is_begun: bool,
}

/// Statements that go together, and their arguments one after the other.
#[derive(Default)]
struct Batch {
    text: String,
    statements: usize,
    arguments: AnyArguments,
}

impl Turn {
    /// Begins: the file is locked with the first statement that somebody waits for.
    pub(crate) fn new(taken: Taken) -> Self {
        let kept = Batch { text: BEGIN_WRITE.to_owned(), statements: 1, ..Batch::default() };
        Self { taken: Some(taken), kept, is_begun: false }
    }

    /// Keeps a statement that answers no rows. What is wrong with it comes to light with a later one, or the commit.
    pub(crate) async fn keep(&mut self, query: Query<'_>) -> sqlx::Result<()> {
        self.kept.add(query)?;
        if self.kept.statements >= MOST_KEPT {
            self.flush().await?;
        }
        Ok(())
    }

    /// Sends what was kept and this, and answers what came of this.
    pub(crate) async fn send(&mut self, query: Query<'_>) -> sqlx::Result<Done> {
        self.kept.add(query)?;
        self.flush().await
    }

    /// Makes it last.
    pub(crate) async fn commit(mut self) -> sqlx::Result<()> {
        if self.is_begun || self.kept.statements > 1 {
            self.send(sqlx::query("COMMIT")).await?;
            self.is_begun = false;
        }
        Ok(())
    }

    async fn flush(&mut self) -> sqlx::Result<Done> {
        let Batch { text, statements, arguments } = std::mem::take(&mut self.kept);
        let connection = self.taken.as_mut().ok_or(sqlx::Error::PoolClosed)?.connection()?;
        self.is_begun = true;
        let mut answers = connection.fetch_many(sqlx::query_with::<Any, _>(AssertSqlSafe(text), arguments));
        let (mut ended, mut changed, mut rows) = (0, 0, Vec::new());
        while let Some(answer) = answers.try_next().await? {
            match answer {
                Either::Right(row) => rows.push(row),
                Either::Left(done) => {
                    (ended, changed) = (ended + 1, done.rows_affected());
                    if ended < statements {
                        rows.clear();
                    }
                }
            }
        }
        Ok(Done { changed, rows })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut taken) = self.taken.take().filter(|_| self.is_begun) else { return };
        taken.set_clean(false);
        // Without a runtime the connection is closed, which undoes it as well.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(roll_back(taken));
        }
    }
}

/// A statement whose asker has gone away still runs to its end before this. When this fails, as it does on a full disk and
/// where nothing was begun, the connection is closed.
async fn roll_back(mut taken: Taken) {
    if let Ok(connection) = taken.connection()
        && sqlx::raw_sql("ROLLBACK").execute(connection).await.is_ok()
    {
        taken.set_clean(true);
    }
}

impl Batch {
    fn add(&mut self, mut query: Query<'_>) -> sqlx::Result<()> {
        let mut arguments = query.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default().values.0;
        self.statements += 1;
        if !self.text.is_empty() {
            self.text.push_str("; ");
        }
        let numbers = add_unnumbered(&mut self.text, query.sql().as_str());
        // Rows of many values have each once, in order.
        if numbers.iter().copied().eq(1..=arguments.len()) {
            self.arguments.values.0.append(&mut arguments);
            return Ok(());
        }
        for number in numbers {
            let argument = number.checked_sub(1).and_then(|place| arguments.get(place));
            self.arguments.values.0.push(
                argument.ok_or(sqlx::Error::ColumnIndexOutOfBounds { index: number, len: arguments.len() })?.clone(),
            );
        }
        Ok(())
    }
}

/// Adds a statement with a `?` in the place of each `$1`, and answers the numbers in their order. `$` stands in no statement of
/// ours but before the number of an argument. SQLite looks up a numbered argument among all others of its statement whenever
/// it is bound; one without a number is known by its place, whatever stands before it in a batch.
fn add_unnumbered(text: &mut String, statement: &str) -> Vec<usize> {
    let mut parts = statement.split('$');
    text.push_str(parts.next().unwrap_or_default());
    parts
        .map(|part| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            text.push('?');
            text.push_str(rest);
            number.parse().unwrap_or_default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_told_apart_by_their_places() {
        for (statement, expected, numbers) in [
            ("SELECT $1, $2 WHERE a = $1", "SELECT ?, ? WHERE a = ?", vec![1, 2, 1]),
            ("VALUES ($12)", "VALUES (?)", vec![12]),
            ("COMMIT", "COMMIT", vec![]),
        ] {
            let mut text = String::new();
            assert_eq!(add_unnumbered(&mut text, statement), numbers);
            assert_eq!(text, expected);
        }
    }
}
