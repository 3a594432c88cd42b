//! What the driver's errors mean to the domain.

use identity::store::StoreError;

/// Away when trying again later can help, Invalid when a row cannot be read, Refused for the rest.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    let away = match &error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::Decode(_) => return StoreError::Invalid(error.to_string()),
        sqlx::Error::Database(database) => database.code().is_some_and(|code| is_away(&code)),
        _ => false,
    };
    if away { StoreError::Away(error.to_string()) } else { StoreError::Refused(error.to_string()) }
}

/// PostgreSQL's codes have five characters (appendix A of its manual), SQLite's are numbers whose low byte counts
/// (sqlite.org/rescode.html).
fn is_away(code: &str) -> bool {
    if code.len() == 5 {
        // Connection, out of resources, shutting down; time-outs of statement, lock and idle transaction; deadlock.
        return ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
            || ["57014", "55P03", "25P03", "40001", "40P01"].contains(&code);
    }
    // Busy, locked, input/output, disk full, cannot open.
    code.parse::<u32>().is_ok_and(|code| [5, 6, 10, 13, 14].contains(&(code & 0xff)))
}

/// Whether a unique index refused a row.
pub(crate) fn is_unique_violation(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.is_unique_violation())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_away_and_a_broken_rule_is_not() {
        for code in ["08006", "57P01", "53300", "40P01", "55P03", "5", "261", "517", "10", "13", "14"] {
            assert!(is_away(code), "{code}");
        }
        for code in ["23505", "23514", "42P01", "1", "19", "2067", "787", ""] {
            assert!(!is_away(code), "{code}");
        }
    }
}
