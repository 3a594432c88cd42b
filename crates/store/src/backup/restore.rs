//! Reading a backup into an empty database: all of it or nothing.

use std::{
    collections::BTreeMap,
    io::{BufRead, Read as _},
};

use identity::{store::StoreError, time::Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::{Column, End, FORMAT, FORMAT_VERSION, Header, LEFT_OUT, RestoreError, Summary, Table, hex, tables};
use crate::{
    database::{Database, Dialect},
    error::store_error,
    migrate::{SCHEMA_VERSION, applied_version},
    postgres, sqlite,
};

/// No row that we write comes near; a damaged file must not fill the memory.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;
/// Rows of one INSERT.
const BATCH: usize = 50;

/// Whether it was used after the backup nobody knows: no link works once more.
const END_LINKS: &str = "UPDATE sign_in_links SET used_at = $1 WHERE used_at IS NULL";
/// Nor an approval: it may have been used since.
const END_APPROVALS: &str = "UPDATE approvals SET used_at = $1 WHERE used_at IS NULL";
/// Nor does one of a registration, and what was shown for it counts for nothing.
const END_REGISTRATIONS: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE state IN ('issued', 'opened', 'email-proved', 'password-shown')";

impl Database {
    /// Restores a backup into a migrated and empty database, in one transaction. Nothing else may use the database
    /// meanwhile. The reader blocks this task.
    ///
    /// # Errors
    /// When the database is not empty or of another version, or the backup is of another version, cut or damaged: the
    /// database is then as it was.
    pub async fn restore(&self, reader: &mut (dyn BufRead + Send)) -> Result<Summary, RestoreError> {
        let begin = match self.dialect() {
            Dialect::Sqlite => sqlite::BEGIN_WRITE,
            Dialect::Postgres => postgres::BEGIN_WRITE,
        };
        let mut lines = Lines { reader, hash: Sha256::new(), number: 0 };
        let header = read_header(&mut lines)?;
        let mut connection = self.dedicated().await?;
        let mut transaction = connection.begin_with(begin).await.map_err(store_error)?;
        let schema = applied_version(&mut transaction, self.dialect()).await.map_err(store_error)?.unwrap_or(0);
        if schema != *SCHEMA_VERSION {
            return Err(RestoreError::DatabaseVersion { database: schema, program: *SCHEMA_VERSION });
        }
        refuse_rows(&mut transaction).await?;
        let rows = restore_rows(&mut transaction, &mut lines).await?;
        end_under_way(&mut transaction, header.created_at).await?;
        transaction.commit().await.map_err(|error| refused(error, lines.number))?;
        connection.close().await.map_err(store_error)?;
        Ok(Summary { created_at: Timestamp::from_micros(header.created_at), rows })
    }
}

fn read_header(lines: &mut Lines<'_>) -> Result<Header, RestoreError> {
    let line = lines.next().map_err(|error| match error {
        RestoreError::Read(error) => RestoreError::Read(error),
        _ => RestoreError::NotABackup,
    })?;
    let header: Header = serde_json::from_slice(&line).map_err(|_| RestoreError::NotABackup)?;
    if header.format != FORMAT || header.format_version != FORMAT_VERSION {
        return Err(RestoreError::NotABackup);
    }
    lines.hash.update(&line);
    if header.schema_version != *SCHEMA_VERSION {
        return Err(RestoreError::BackupVersion { backup: header.schema_version, program: *SCHEMA_VERSION });
    }
    Ok(header)
}

/// Leases are no content: a server that was started once has them.
async fn refuse_rows(connection: &mut AnyConnection) -> Result<(), RestoreError> {
    let left_out = LEFT_OUT.iter().copied().filter(|name| *name != "leases" && !name.contains('.'));
    for name in tables().map(|table| table.name).chain(left_out) {
        let any = sqlx::query(AssertSqlSafe(format!("SELECT 1 FROM {name} LIMIT 1"))).persistent(false);
        if any.fetch_optional(&mut *connection).await.map_err(store_error)?.is_some() {
            return Err(RestoreError::NotEmpty(name.to_owned()));
        }
    }
    Ok(())
}

/// Ends what was under way at the instant of the backup.
async fn end_under_way(connection: &mut AnyConnection, backup: i64) -> Result<(), RestoreError> {
    sqlx::query(END_LINKS).bind(backup).execute(&mut *connection).await.map_err(store_error)?;
    sqlx::query(END_APPROVALS).bind(backup).execute(&mut *connection).await.map_err(store_error)?;
    sqlx::query(END_REGISTRATIONS).execute(connection).await.map_err(store_error)?;
    Ok(())
}

async fn restore_rows(
    connection: &mut AnyConnection,
    lines: &mut Lines<'_>,
) -> Result<BTreeMap<String, u64>, RestoreError> {
    let mut counts: BTreeMap<String, u64> = tables().map(|table| (table.name.to_owned(), 0)).collect();
    let mut batch: Option<Batch> = None;
    loop {
        let line = lines.next()?;
        let value: Value = serde_json::from_slice(&line).map_err(|_| lines.damaged("not JSON"))?;
        if value.get("end").is_some() {
            if let Some(batch) = batch.take() {
                batch.insert(connection, lines.number).await?;
            }
            let end: End = serde_json::from_value(value).map_err(|_| lines.damaged("not an end line"))?;
            if end.end != counts {
                return Err(lines.damaged("the numbers of rows are not those that were written"));
            }
            if end.sha256 != hex(&lines.hash.clone().finalize()) {
                return Err(lines.damaged("the checksum is not the one that was written"));
            }
            lines.expect_nothing_more()?;
            return Ok(counts);
        }
        lines.hash.update(&line);
        let (table, row) =
            read_row(value).ok_or_else(|| lines.damaged("not a row of a table that this version knows"))?;
        *counts.entry(table.name.to_owned()).or_default() += 1;
        let fits = batch.as_ref().is_some_and(|batch| batch.table.name == table.name && batch.rows.len() < BATCH);
        if !fits && let Some(full) = batch.take() {
            full.insert(connection, lines.number).await?;
        }
        batch.get_or_insert_with(|| Batch { table, rows: Vec::with_capacity(BATCH) }).rows.push(row);
    }
}

/// The values of a row in the order of the table's columns; every column must be there and no other.
fn read_row(mut line: Value) -> Option<(&'static Table, Vec<Value>)> {
    let table = Table::find(line.get("t")?.as_str()?)?;
    let Value::Object(row) = line.get_mut("r")? else {
        return None;
    };
    if row.len() != table.columns.len() {
        return None;
    }
    let value = |column: &Column| row.remove(column.name()).filter(|value| column.accepts(value));
    let values: Option<Vec<Value>> = table.columns.iter().map(value).collect();
    Some((table, values?))
}

struct Batch {
    table: &'static Table,
    rows: Vec<Vec<Value>>,
}

impl Batch {
    async fn insert(self, connection: &mut AnyConnection, line: u64) -> Result<(), RestoreError> {
        let width = self.table.columns.len();
        let rows: Vec<String> = (0..self.rows.len())
            .map(|row| (1..=width).map(|column| format!("${}", row * width + column)).collect::<Vec<_>>().join(", "))
            .collect();
        let (name, columns) = (self.table.name, self.table.column_list());
        let statement = format!("INSERT INTO {name} ({columns}) VALUES ({})", rows.join("), ("));
        // Only the statement of a full batch is worth keeping.
        let mut insert = sqlx::query(AssertSqlSafe(statement)).persistent(self.rows.len() == BATCH);
        for row in &self.rows {
            for (column, value) in self.table.columns.iter().zip(row) {
                insert = match column {
                    Column::Text(_) => insert.bind(value.as_str()),
                    Column::Number(_) => insert.bind(value.as_i64()),
                };
            }
        }
        insert.execute(connection).await.map(drop).map_err(|error| refused(error, line))
    }
}

/// What a rule of the database refuses was not written by a backup.
fn refused(error: sqlx::Error, line: u64) -> RestoreError {
    match store_error(error) {
        StoreError::Refused(reason) => RestoreError::Damaged { line, reason },
        other => other.into(),
    }
}

struct Lines<'a> {
    reader: &'a mut (dyn BufRead + Send),
    /// Of every line but the last.
    hash: Sha256,
    number: u64,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Vec<u8>, RestoreError> {
        let mut line = Vec::new();
        (&mut *self.reader).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            let cut = (line.len() as u64) < LONGEST_LINE;
            return Err(if cut {
                RestoreError::Cut { line: self.number }
            } else {
                self.damaged("a line that is too long")
            });
        }
        self.number += 1;
        Ok(line)
    }

    fn expect_nothing_more(&mut self) -> Result<(), RestoreError> {
        if self.reader.fill_buf()?.is_empty() { Ok(()) } else { Err(self.damaged("more follows after the end")) }
    }

    fn damaged(&self, reason: &str) -> RestoreError {
        RestoreError::Damaged { line: self.number, reason: reason.to_owned() }
    }
}
