//! Backups: the same text whichever database they come from or go to.
//!
//! A backup is lines of JSON: a header, one line for each row in an order that satisfies foreign keys, and an end with
//! the number of rows of each table and the SHA-256 of every byte before it, so that a cut or changed file is found
//! before anything of it counts. Secrets stand in it as in the database: tokens and passwords hashed, authenticator
//! secrets and mail sealed with the master key. It restores nothing without the master key file, and still names every
//! person: keep both safe, and apart.
//!
//! Left out, because it would be wrong or worthless on the day of a restore:
//! - **sessions** and **sign-ins under way**: a session that was ended since would live again. Everybody signs in anew.
//! - **e-mail codes** (10 minutes), **challenges for devices** (5 minutes), **flashes** (what a form's next page shows) and **files of
//!   people** that wait to be applied (an hour): over by then.
//! - **leases** of jobs: their holders are gone.
//!
//! Ended by the restore, because what was used after the backup would work once more: **sign-in links** and
//! **registrations under way**. Operators issue new ones.
//!
//! Kept, because leaving it out would weaken the service: accepted steps of authenticator codes (no code works twice),
//! counters of failed guesses (what is disabled stays so), browsers and who used them (strangers' guesses do not lock
//! their owners out), the chained audit log, mail that is not sent yet.

mod restore;
mod tables;
mod write;

use std::collections::BTreeMap;

use identity::{store::StoreError, time::Timestamp};
use serde::{Deserialize, Serialize};

pub use tables::{Column, LEFT_OUT, Table, tables};

const FORMAT: &str = "care-identity-backup";
const FORMAT_VERSION: i64 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    format_version: i64,
    schema_version: i64,
    /// Microseconds since 1970 UTC.
    created_at: i64,
}

/// The last line.
#[derive(Serialize, Deserialize)]
struct End {
    end: BTreeMap<String, u64>,
    sha256: String,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// When it was made.
    pub created_at: Timestamp,
    /// How many rows of each table.
    pub rows: BTreeMap<String, u64>,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The schema is not this program's.
    #[error(
        "the database has schema version {database}, this program needs {program}: run `care-identity migrate` of the same version first"
    )]
    SchemaVersion {
        /// The version of the database; 0 when it has none.
        database: i64,
        /// This program's.
        program: i64,
    },
    /// The file cannot be written.
    #[error("the backup cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The database is away or refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was restored: the database is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The database holds something.
    #[error("the database is not empty: the table {0} has rows. Restore into a new database")]
    NotEmpty(String),
    /// The schema of the database is not this program's.
    #[error(
        "the database has schema version {database}, this program needs {program}: run `care-identity migrate` first"
    )]
    DatabaseVersion {
        /// The version of the database; 0 when it has none.
        database: i64,
        /// This program's.
        program: i64,
    },
    /// The backup is of another schema version.
    #[error(
        "the backup is of schema version {backup}, this program knows {program}: restore it with the program that made \
         it, then start this one, which brings the database up to date"
    )]
    BackupVersion {
        /// The version of the backup.
        backup: i64,
        /// This program's.
        program: i64,
    },
    /// It does not begin as backups do.
    #[error("this is not a backup of Care Identity Management")]
    NotABackup,
    /// Its end is missing.
    #[error("the backup is cut off after line {line}: copy it again, or take another")]
    Cut {
        /// The last whole line.
        line: u64,
    },
    /// It is not what was written.
    #[error("the backup is damaged at line {line}: {reason}. Copy it again, or take another")]
    Damaged {
        /// Where it shows.
        line: u64,
        /// How it shows.
        reason: String,
    },
    /// The file cannot be read.
    #[error("the backup cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The database is away or refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
