//! Rows of the database, read as the domain's types. What cannot be read is named by its column, never by its value:
//! errors end up in logs.

use identity::{
    assurance::{AssuranceLevel, Kind},
    keys::Sealed,
    store::{StoreError, StoreResult},
    time::{Timestamp, parse_date},
};
use sqlx::{Row as _, any::AnyRow};
use time::Date;

use crate::error::store_error;

/// A type that a row holds.
pub(crate) trait Stored: Sized {
    /// Reads it from the columns of its name; one that does not fit is an error, never a default.
    fn read(row: &Row) -> StoreResult<Self>;
}

/// A row; columns are asked for by name.
pub(crate) struct Row(pub(crate) AnyRow);

impl Row {
    pub(crate) fn text(&self, column: &str) -> StoreResult<String> {
        self.0.try_get(column).map_err(store_error)
    }

    pub(crate) fn optional_text(&self, column: &str) -> StoreResult<Option<String>> {
        self.0.try_get(column).map_err(store_error)
    }

    pub(crate) fn number(&self, column: &str) -> StoreResult<i64> {
        self.0.try_get(column).map_err(store_error)
    }

    pub(crate) fn optional_number(&self, column: &str) -> StoreResult<Option<i64>> {
        self.0.try_get(column).map_err(store_error)
    }

    pub(crate) fn time(&self, column: &str) -> StoreResult<Timestamp> {
        self.number(column).map(Timestamp::from_micros)
    }

    pub(crate) fn optional_time(&self, column: &str) -> StoreResult<Option<Timestamp>> {
        Ok(self.optional_number(column)?.map(Timestamp::from_micros))
    }

    pub(crate) fn date(&self, column: &str) -> StoreResult<Date> {
        self.parsed(column, |text| parse_date(text).ok())
    }

    pub(crate) fn optional_date(&self, column: &str) -> StoreResult<Option<Date>> {
        let parse = |text: String| parse_date(&text).map_err(|_| invalid(column));
        self.optional_text(column)?.map(parse).transpose()
    }

    pub(crate) fn sealed(&self, column: &str) -> StoreResult<Sealed> {
        self.text(column).map(Sealed::from_text)
    }

    pub(crate) fn optional_sealed(&self, column: &str) -> StoreResult<Option<Sealed>> {
        Ok(self.optional_text(column)?.map(Sealed::from_text))
    }

    pub(crate) fn level(&self, column: &str) -> StoreResult<AssuranceLevel> {
        AssuranceLevel::from_number(self.number(column)?).ok_or_else(|| invalid(column))
    }

    pub(crate) fn kind(&self, column: &str) -> StoreResult<Kind> {
        self.parsed(column, Kind::from_slug)
    }

    /// A text that is read by one of the domain's parsers.
    pub(crate) fn parsed<T>(&self, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> StoreResult<T> {
        let text: &str = self.0.try_get(column).map_err(store_error)?;
        parse(text).ok_or_else(|| invalid(column))
    }
}

/// The value of a column is none that this version writes.
pub(crate) fn invalid(column: &str) -> StoreError {
    StoreError::Invalid(format!("the column {column}"))
}

/// A single number.
impl Stored for i64 {
    fn read(row: &Row) -> StoreResult<Self> {
        row.0.try_get(0).map_err(store_error)
    }
}

/// A single text.
impl Stored for String {
    fn read(row: &Row) -> StoreResult<Self> {
        row.0.try_get(0).map_err(store_error)
    }
}
