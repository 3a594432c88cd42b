//! How far an import is, on the standard error: a line that changes for a person, a line now and then for a log.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::Duration;

use identity::time::{Clock as _, Timestamp};

use crate::clock::SystemClock;

/// Between two lines of a log.
const PAUSE: Duration = Duration::from_secs(10);
const WIDTH: u64 = 30;

/// The progress of one file.
pub(super) struct Progress {
    name: String,
    all: u64,
    /// Records that an earlier import dealt with.
    before: u64,
    began: Timestamp,
    told: Timestamp,
    is_terminal: bool,
}

impl Progress {
    /// Begins.
    pub(super) fn new(name: String, all: u64, before: u64) -> Self {
        let now = SystemClock.now();
        Self { name, all, before, began: now, told: now, is_terminal: stderr().is_terminal() }
    }

    /// So many are done.
    pub(super) fn at(&mut self, done: u64) {
        let now = SystemClock.now();
        if !self.is_terminal && self.told.until(now) < PAUSE {
            return;
        }
        self.told = now;
        let line = line(&self.name, done, self.all, done.saturating_sub(self.before), self.began.until(now));
        let mut err = stderr().lock();
        // A reader that has gone away is no failure.
        let _ = if self.is_terminal { write!(err, "\r{line}\u{1b}[K") } else { writeln!(err, "{line}") };
    }
}

/// Nothing more comes, whether it ended well or not: what is said next begins a line.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_terminal {
            let _ = write!(stderr().lock(), "\r\u{1b}[K");
        }
    }
}

fn line(name: &str, done: u64, all: u64, lately: u64, elapsed: Duration) -> String {
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX).max(1);
    let rate = lately.saturating_mul(1_000_000) / micros;
    let left = all.saturating_sub(done).div_ceil(rate.max(1));
    let filled = usize::try_from(done.saturating_mul(WIDTH) / all.max(1)).unwrap_or_default().min(30);
    let bar = format!("{}{}", "#".repeat(filled), ".".repeat(30 - filled));
    format!("{name} [{bar}] {done} of {all}, {rate} a second, {left} s left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_count_what_was_done_this_time() {
        let shown = line("a.csv", 60, 100, 20, Duration::from_secs(2));
        assert_eq!(shown, "a.csv [##################............] 60 of 100, 10 a second, 4 s left");
        assert!(line("a", 0, 0, 0, Duration::ZERO).ends_with("0 of 0, 0 a second, 0 s left"));
    }
}
