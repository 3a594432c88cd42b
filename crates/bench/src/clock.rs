//! The machine's clock, asked here and nowhere else: to measure time is what this program is for.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use identity::time::Timestamp;

/// For lengths of time.
#[expect(clippy::disallowed_methods, reason = "benchmarks measure real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// For what the server compares with its own clock.
#[expect(clippy::disallowed_methods, reason = "the server under test runs on the real clock, too")]
pub fn wall() -> Timestamp {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Timestamp::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
}

/// Today in UTC: `2026-03-22`.
pub fn today() -> String {
    wall().rfc3339().chars().take(10).collect()
}
