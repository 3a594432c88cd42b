//! Writing a backup.

use std::{collections::BTreeMap, io::Write};

use futures_util::TryStreamExt as _;
use identity::time::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _, any::AnyRow};

use super::{BackupError, Column, End, FORMAT, FORMAT_VERSION, Header, Summary, Table, hex, tables};
use crate::{
    database::{Database, Dialect},
    error::store_error,
    migrate::{SCHEMA_VERSION, applied_version},
};

/// Both begin a snapshot: everything in the backup is of one instant, while others go on writing.
const BEGIN_SNAPSHOT_SQLITE: &str = "BEGIN";
const BEGIN_SNAPSHOT_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl Database {
    /// Writes a backup of one instant, row by row: memory stays flat. `now` goes into the header. The writer blocks
    /// this task: give it a buffer, and not the thread that answers pages.
    ///
    /// # Errors
    /// When the schema is not this program's, the writer fails, or the database is away. What was written by then has
    /// no end line, and no restore takes it.
    pub async fn backup(&self, now: Timestamp, writer: &mut (dyn Write + Send)) -> Result<Summary, BackupError> {
        let begin = match self.dialect() {
            Dialect::Sqlite => BEGIN_SNAPSHOT_SQLITE,
            Dialect::Postgres => BEGIN_SNAPSHOT_POSTGRES,
        };
        let mut connection = self.dedicated().await?;
        let mut snapshot = connection.begin_with(begin).await.map_err(store_error)?;
        let schema = applied_version(&mut snapshot, self.dialect()).await.map_err(store_error)?.unwrap_or(0);
        if schema != *SCHEMA_VERSION {
            return Err(BackupError::SchemaVersion { database: schema, program: *SCHEMA_VERSION });
        }
        let mut lines = Lines { writer, hash: Sha256::new() };
        let header = Header {
            format: FORMAT.into(),
            format_version: FORMAT_VERSION,
            schema_version: schema,
            created_at: now.micros(),
        };
        lines.write(&header)?;
        let mut rows = BTreeMap::new();
        for table in tables() {
            rows.insert(table.name.to_owned(), write_table(&mut snapshot, table, &mut lines).await?);
        }
        let sha256 = hex(&lines.hash.clone().finalize());
        lines.write(&End { end: rows.clone(), sha256 })?;
        lines.writer.flush()?;
        snapshot.rollback().await.map_err(store_error)?;
        connection.close().await.map_err(store_error)?;
        Ok(Summary { created_at: now, rows })
    }
}

struct Lines<'a> {
    writer: &'a mut (dyn Write + Send),
    hash: Sha256,
}

impl Lines<'_> {
    fn write(&mut self, line: &impl serde::Serialize) -> std::io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        self.writer.write_all(&text)
    }
}

async fn write_table(connection: &mut AnyConnection, table: &Table, lines: &mut Lines<'_>) -> Result<u64, BackupError> {
    let select = AssertSqlSafe(format!("SELECT {} FROM {}", table.column_list(), table.name));
    let mut rows = sqlx::query(select).persistent(false).fetch(connection);
    let mut count = 0;
    while let Some(row) = rows.try_next().await.map_err(store_error)? {
        let values = values(table, &row).map_err(store_error)?;
        lines.write(&json!({ "t": table.name, "r": values }))?;
        count += 1;
    }
    Ok(count)
}

fn values(table: &Table, row: &AnyRow) -> sqlx::Result<Map<String, Value>> {
    let value = |(index, column): (usize, &Column)| {
        let value = match column {
            Column::Text(_) => row.try_get::<Option<String>, _>(index)?.map(Value::from),
            Column::Number(_) => row.try_get::<Option<i64>, _>(index)?.map(Value::from),
        };
        Ok((column.name().to_owned(), value.unwrap_or(Value::Null)))
    };
    table.columns.iter().enumerate().map(value).collect()
}
