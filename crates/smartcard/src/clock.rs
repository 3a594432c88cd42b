//! The person's clock: what a statement says of its time, and for how long something is remembered.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds since 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time of day")]
pub fn now() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

/// A moment that only ever moves on, whatever somebody does to the time of day.
#[expect(clippy::disallowed_methods, reason = "the one place that measures how long something takes")]
pub fn moment() -> Instant {
    Instant::now()
}

/// Whether `span` has gone by since `then`.
pub fn is_over(then: Instant, span: Duration) -> bool {
    moment().saturating_duration_since(then) >= span
}

/// "2026-03-22 14:05" of seconds since 1970, UTC.
pub fn utc(seconds: i64) -> String {
    let time = time::UtcDateTime::from_unix_timestamp(seconds).unwrap_or(time::UtcDateTime::UNIX_EPOCH);
    format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
}
