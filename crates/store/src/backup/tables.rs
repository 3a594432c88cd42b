//! What goes into a backup. A contract test compares this with the tables of both databases, so that a migration
//! cannot add a column that backups forget.

mod desk;
mod organisation;
mod person;
mod record;
mod sign_in;
mod smartcard;

use serde_json::Value;

use self::Column::Text;

/// A file for each part of the house.
const TABLES: [&[Table]; 6] =
    [organisation::TABLES, person::TABLES, sign_in::TABLES, desk::TABLES, smartcard::TABLES, record::TABLES];

const PERSON: Column = Text("person_id");
const ID: Column = Text("id");

/// The tables that go along, each after those that it refers to.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    TABLES.into_iter().flatten()
}

/// A column and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Text, and whatever is kept as text: ids, dates, JSON, sealed values.
    Text(&'static str),
    /// A whole number of 64 bits.
    Number(&'static str),
}

impl Column {
    /// As the database names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Number(name) => name,
        }
    }

    /// Whether a value of a backup may stand in it; that it is there where it must be is the database's to check.
    pub(super) fn accepts(self, value: &Value) -> bool {
        match self {
            Self::Text(_) => value.is_string() || value.is_null(),
            Self::Number(_) => value.is_i64() || value.is_null(),
        }
    }
}

/// A table of a backup.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// As the database names it.
    pub name: &'static str,
    /// Its columns in a backup.
    pub columns: &'static [Column],
}

impl Table {
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        tables().find(|table| table.name == name)
    }

    pub(super) fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
    }
}

/// Tables and columns that do not go along; the module's documentation says why. A registration's proof of e-mail goes
/// with the proofs: the person asks for another code.
pub const LEFT_OUT: &[&str] = &[
    "sessions",
    "sign_ins",
    "recoveries",
    "email_proofs",
    "flashes",
    "ceremonies",
    "people_imports",
    "unblockings",
    "prepared_cards.browser_id",
    "leases",
    "registrations.email_proof_id",
];
