//! What every migration must keep: both databases have the same tables, and a backup takes all of them.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, Connection as _, Row as _};
use store::{
    Dialect,
    backup::{Column, LEFT_OUT, tables},
    testing,
};

const SQLITE: &str = "SELECT m.name AS t, c.name AS c, c.type AS k FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'";
const POSTGRES: &str = "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c, \
    CAST(upper(data_type) AS TEXT) AS k FROM information_schema.columns \
    WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";

/// Table, column and type.
async fn columns(dialect: Dialect) -> BTreeSet<(String, String, String)> {
    let database = testing::database(dialect).await;
    let mut connection = AnyConnection::connect(database.url()).await.unwrap();
    let list = if dialect == Dialect::Sqlite { SQLITE } else { POSTGRES };
    let rows = sqlx::query(list).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| (row.get("t"), row.get("c"), row.get("k"))).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_types() {
    let columns = [columns(Dialect::Sqlite).await, columns(Dialect::Postgres).await];
    assert_eq!(columns[0], columns[1]);
    assert!(columns[0].iter().all(|(_, _, kind)| kind == "TEXT" || kind == "BIGINT"), "{:?}", columns[0]);
}

#[tokio::test]
async fn a_backup_takes_every_column_that_is_not_left_out_on_purpose() {
    let taken: BTreeSet<_> = tables()
        .flat_map(|table| {
            table.columns.iter().map(|column| {
                let kind = if matches!(column, Column::Text(_)) { "TEXT" } else { "BIGINT" };
                (table.name.to_owned(), column.name().to_owned(), kind.to_owned())
            })
        })
        .collect();
    let left_out =
        |table: &str, column: &str| LEFT_OUT.iter().any(|name| *name == table || *name == format!("{table}.{column}"));
    let wanted: BTreeSet<_> =
        columns(Dialect::Sqlite).await.into_iter().filter(|(table, column, _)| !left_out(table, column)).collect();
    assert_eq!(taken, wanted);
}

#[tokio::test]
async fn every_foreign_key_has_an_index_so_that_deleting_stays_fast() {
    let database = testing::sqlite().await;
    let mut connection = AnyConnection::connect(database.url()).await.unwrap();
    let list = "SELECT m.name AS t, f.\"from\" AS c FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
        WHERE m.type = 'table' AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) l \
        JOIN pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name = f.\"from\")";
    let rows = sqlx::query(list).fetch_all(&mut connection).await.unwrap();
    let without: Vec<(String, String)> = rows.iter().map(|row| (row.get("t"), row.get("c"))).collect();
    // Notices are dismissed by people, never deleted on their own.
    assert_eq!(without, []);
    connection.close().await.unwrap();
}
