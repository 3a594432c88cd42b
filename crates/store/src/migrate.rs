//! Migrations: numbered, only ever added to, carried in the program, the same for both databases.
//!
//! Instances that start together wait for each other: in SQLite by the lock of one transaction around all of them, in
//! PostgreSQL by an advisory lock.

use std::sync::LazyLock;

use identity::store::StoreError;
use sqlx::{AnyConnection, Connection as _, migrate::Migrator};

use crate::{
    connection::Inner,
    database::{Database, Dialect},
    error::store_error,
    sqlite,
};

static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The version of the schema that this program works with: the number of its newest migration.
pub static SCHEMA_VERSION: LazyLock<i64> =
    LazyLock::new(|| MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0));

/// In SQLite the type of an expression is that of its value; the cast is for PostgreSQL's sake.
const APPLIED_VERSION: &str = "SELECT CAST(MAX(version) AS BIGINT) FROM _sqlx_migrations";
const FIND_SQLITE_TABLE: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
const FIND_POSTGRES_TABLE: &str = "SELECT CAST(to_regclass('_sqlx_migrations') AS TEXT)";

/// Why the schema could not be brought to this program's version.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer program was here.
    #[error(
        "the database has schema version {database}, this program knows versions up to {program}. \
         Start the newer program again, or restore a backup that was made before it was installed"
    )]
    Newer {
        /// The version of the database.
        database: i64,
        /// The newest that this program knows.
        program: i64,
    },
    /// A migration is not what it was when it ran.
    #[error(
        "migration {0} of the database is not the one that this program carries. \
         Start the program that made this database, or restore a backup"
    )]
    Altered(i64),
    /// A migration failed; nothing of it is left.
    #[error(
        "migration {version} failed and was undone: {reason}. The database is as it was before; keep the older program running and report this"
    )]
    Failed {
        /// The migration.
        version: i64,
        /// What the database said.
        reason: String,
    },
    /// The database is away or refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Database {
    /// Brings the schema to this program's version; does nothing when it has it. May run in several instances at once.
    ///
    /// # Errors
    /// When a newer program was here, a migration fails, or the database is away.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        let mut connection = self.dedicated().await?;
        let migrated = match self.dialect() {
            Dialect::Sqlite => migrate_sqlite(&mut connection).await,
            Dialect::Postgres => migrate_postgres(&mut connection).await,
        };
        // The advisory lock belongs to the connection, so this gives it back after an error too.
        let closed = connection.close().await;
        migrated?;
        closed.map_err(|error| store_error(error).into())
    }

    /// The version of the schema in the database; `None` before the first migration. For the command line and the readiness
    /// check, so over the connections that serve people.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn schema_version(&self) -> Result<Option<i64>, StoreError> {
        let version = match self.read_inner().await? {
            Inner::Lent(mut connection) => applied_version(&mut connection, Dialect::Postgres).await,
            Inner::Taken(mut taken) => applied_version(taken.connection().map_err(store_error)?, Dialect::Sqlite).await,
            Inner::Transaction(_) | Inner::Turn(_) => Ok(None),
        };
        version.map_err(store_error)
    }
}

/// sqlx takes no lock in SQLite: two fresh starts would both create the tables.
async fn migrate_sqlite(connection: &mut AnyConnection) -> Result<(), MigrateError> {
    let mut transaction = connection.begin_with(sqlite::BEGIN_WRITE).await.map_err(store_error)?;
    refuse_newer(&mut transaction, Dialect::Sqlite).await?;
    MIGRATOR.run(&mut *transaction).await.map_err(migrate_error)?;
    transaction.commit().await.map_err(|error| store_error(error).into())
}

async fn migrate_postgres(connection: &mut AnyConnection) -> Result<(), MigrateError> {
    refuse_newer(connection, Dialect::Postgres).await?;
    MIGRATOR.run(connection).await.map_err(migrate_error)
}

async fn refuse_newer(connection: &mut AnyConnection, dialect: Dialect) -> Result<(), MigrateError> {
    let program = *SCHEMA_VERSION;
    match applied_version(connection, dialect).await.map_err(store_error)? {
        Some(database) if database > program => Err(MigrateError::Newer { database, program }),
        _ => Ok(()),
    }
}

pub(crate) async fn applied_version(connection: &mut AnyConnection, dialect: Dialect) -> sqlx::Result<Option<i64>> {
    let find_table = match dialect {
        Dialect::Sqlite => FIND_SQLITE_TABLE,
        Dialect::Postgres => FIND_POSTGRES_TABLE,
    };
    let table: Option<Option<String>> = sqlx::query_scalar(find_table).fetch_optional(&mut *connection).await?;
    if table.flatten().is_none() {
        return Ok(None);
    }
    sqlx::query_scalar(APPLIED_VERSION).fetch_one(connection).await
}

fn migrate_error(error: sqlx::migrate::MigrateError) -> MigrateError {
    use sqlx::migrate::MigrateError as Error;
    match error {
        Error::VersionMissing(database) => MigrateError::Newer { database, program: *SCHEMA_VERSION },
        Error::VersionMismatch(version) | Error::Dirty(version) => MigrateError::Altered(version),
        Error::ExecuteMigration(error, version) => MigrateError::Failed { version, reason: error.to_string() },
        Error::Execute(error) => store_error(error).into(),
        other => StoreError::Refused(other.to_string()).into(),
    }
}

/// Names the set of migrations that this program carries.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint() -> String {
    use sha2::{Digest as _, Sha256};
    let hash = MIGRATOR.iter().fold(Sha256::new(), |hash, migration| hash.chain_update(&migration.checksum));
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
