//! How far an import is, on the standard error: a line that changes for a person, a line now and then for a log.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::Duration;

use identity::time::{Clock as _, Timestamp};

use crate::clock::SystemClock;

/// Between two lines of a log.
const PAUSE: Duration = Duration::from_secs(10);
/// Between two changes of a line that somebody looks at.
const BLINK: Duration = Duration::from_millis(100);
const WIDTH: usize = 30;

/// The progress of one file.
pub(super) struct Progress {
    name: String,
    doing: Doing,
    all: u64,
    /// What an earlier import dealt with.
    before: u64,
    began: Timestamp,
    told: Timestamp,
    is_terminal: bool,
}

/// What is done with a file.
#[derive(Clone, Copy)]
enum Doing {
    /// Its bytes are read.
    Checking,
    /// Its records are written.
    Importing,
}

impl Progress {
    /// Begins to check a file of so many bytes.
    pub(super) fn checking(name: String, bytes: u64) -> Self {
        Self::begin(name, Doing::Checking, bytes, 0)
    }

    /// Begins to import so many records, some of which are in already.
    pub(super) fn importing(name: String, all: u64, before: u64) -> Self {
        let mut progress = Self::begin(name, Doing::Importing, all, before);
        progress.at(before);
        progress
    }

    fn begin(name: String, doing: Doing, all: u64, before: u64) -> Self {
        let (now, is_terminal) = (SystemClock.now(), stderr().is_terminal());
        Self { name, doing, all, before, began: now, told: now, is_terminal }
    }

    /// So many are done.
    pub(super) fn at(&mut self, done: u64) {
        let now = SystemClock.now();
        let is_first = self.is_terminal && done == self.before;
        let pause = if self.is_terminal { BLINK } else { PAUSE };
        if self.told.until(now) < pause && !is_first {
            return;
        }
        self.told = now;
        let line = self.line(done, self.began.until(now));
        let mut err = stderr().lock();
        // A reader that has gone away is no failure.
        let _ = if self.is_terminal { write!(err, "\r{line}\u{1b}[K") } else { writeln!(err, "{line}") };
    }

    fn line(&self, done: u64, elapsed: Duration) -> String {
        let Self { name, doing, all, before, .. } = self;
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX).max(1);
        let rate = done.saturating_sub(*before).saturating_mul(1_000_000) / micros;
        let left = all.saturating_sub(done).div_ceil(rate.max(1));
        let of_all = |parts: u64| done.saturating_mul(parts) / (*all).max(1);
        let filled = usize::try_from(of_all(WIDTH as u64)).unwrap_or_default().min(WIDTH);
        let bar = format!("[{}{}]", "#".repeat(filled), ".".repeat(WIDTH - filled));
        match doing {
            Doing::Checking => format!("{name}, checked {bar} {} %, {left} s left", of_all(100)),
            Doing::Importing if rate == 0 => format!("{name} {bar} {done} of {all}"),
            Doing::Importing => format!("{name} {bar} {done} of {all}, {rate} a second, {left} s left"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_count_what_was_done_this_time() {
        let of = |all, before| Progress::begin("a.csv".into(), Doing::Importing, all, before);
        let shown = of(100, 40).line(60, Duration::from_secs(2));
        assert_eq!(shown, "a.csv [##################............] 60 of 100, 10 a second, 4 s left");
        assert!(of(100, 40).line(40, Duration::ZERO).ends_with("] 40 of 100"), "no rate is known yet");
        assert!(of(0, 0).line(0, Duration::ZERO).ends_with("0 of 0"));
    }

    #[test]
    fn while_a_file_is_checked_its_bytes_count() {
        let shown = Progress::checking("a.csv".into(), 1_000_000).line(500_000, Duration::from_secs(2));
        assert_eq!(shown, "a.csv, checked [###############...............] 50 %, 2 s left");
    }
}
