//! What a counter admits: the rules, without a database.

use std::time::Duration;

use super::{Counter, Reserved, Stop};
use crate::time::Timestamp;

/// From this failure in a row on there is a wait.
const FIRST_WAIT_AT: i64 = 5;
/// The first wait; it doubles with each failure.
const SHORTEST_WAIT: Duration = Duration::from_secs(30);
/// However many failures there were: an owner is not held out for longer.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// After so many failures in a row a factor is disabled until something stronger unlocks it.
pub(super) const DISABLED_AT: i64 = 100;
/// Failures of one network, known browsers apart, in [`NETWORK_WINDOW`].
pub(super) const NETWORK_LIMIT: i64 = 100;
/// Hospitals share one address, so the window is short and the limit wide.
pub(super) const NETWORK_WINDOW: Duration = Duration::from_secs(10 * 60);
/// The limit of a network's guesses.
pub(super) const NETWORK: Limit = Limit::Window(NETWORK_LIMIT, NETWORK_WINDOW);

impl Counter {
    /// What keeps guesses from being looked at, if something does.
    pub(super) fn stop(self, now: Timestamp) -> Option<Stop> {
        if self.failures >= DISABLED_AT {
            return Some(Stop::UntilCleared);
        }
        self.blocked_until.filter(|until| now < *until).map(Stop::Until)
    }

    /// As the store counts.
    pub(super) const fn with_one_more(self) -> Self {
        Self { failures: self.failures + 1, ..self }
    }
}

/// Which rule a counter follows.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    /// Failures in a row.
    Factor,
    /// The same, but what it refuses is not counted here, and nobody is told.
    Untold,
    /// So many in a window, with which the count starts anew.
    Window(i64, Duration),
}

impl Limit {
    /// What one more at `now` makes of a counter, or why there is none.
    pub(super) fn admit(self, counter: Counter, now: Timestamp) -> Result<Counter, Reserved> {
        match self {
            Self::Factor => admit(counter, now),
            Self::Untold => Ok(admit(counter, now).unwrap_or(counter)),
            Self::Window(limit, window) => admit_in_window(counter, limit, window, now),
        }
    }
}

impl Limit {
    /// The same for one and so many more at once, of a window: all of them, or none.
    pub(super) fn admit_more(self, counter: Counter, more: i64, now: Timestamp) -> Result<Counter, Timestamp> {
        let Self::Window(limit, window) = self else { return Ok(counter.with_one_more()) };
        let over = counter.started_at.plus(window);
        let before = if now >= over { Counter { failures: 0, blocked_until: None, started_at: now } } else { counter };
        let after = Counter { failures: before.failures.saturating_add(more).saturating_add(1), ..before };
        if after.failures > limit { Err(over) } else { Ok(after) }
    }
}

fn admit(counter: Counter, now: Timestamp) -> Result<Counter, Reserved> {
    match counter.stop(now) {
        Some(Stop::UntilCleared) => return Err(Reserved::Disabled),
        Some(Stop::Until(until)) => return Err(Reserved::Wait(until)),
        None => {}
    }
    let counted = counter.with_one_more();
    Ok(Counter { blocked_until: wait_after(counted.failures).map(|wait| now.plus(wait)), ..counted })
}

fn wait_after(failures: i64) -> Option<Duration> {
    let doublings = u32::try_from(failures - FIRST_WAIT_AT).ok()?;
    Some(SHORTEST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT))
}

fn admit_in_window(counter: Counter, limit: i64, window: Duration, now: Timestamp) -> Result<Counter, Reserved> {
    let over = counter.started_at.plus(window);
    if now >= over {
        return Ok(Counter { failures: 1, blocked_until: None, started_at: now });
    }
    if counter.failures >= limit {
        return Err(Reserved::Wait(over));
    }
    Ok(counter.with_one_more())
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn fresh() -> Counter {
        Counter { failures: 0, blocked_until: None, started_at: START }
    }

    #[test]
    fn the_fifth_failure_in_a_row_brings_a_wait_that_doubles_up_to_an_hour() {
        let mut counter = fresh();
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..14 {
            counter = admit(counter, now).unwrap();
            if let Some(until) = counter.blocked_until {
                assert!(matches!(admit(counter, now), Err(Reserved::Wait(told)) if told == until));
                waits.push(now.until(until).as_secs());
                now = until;
            }
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn a_hundred_failures_in_a_row_disable_the_factor() {
        let counter = Counter { failures: 100, ..fresh() };
        let refused = admit(counter, START.plus(Duration::from_secs(1_000_000)));
        assert!(matches!(refused, Err(Reserved::Disabled)), "{refused:?}");
    }

    #[test]
    fn a_network_has_a_hundred_guesses_in_ten_minutes() {
        let full = Counter { failures: 100, ..fresh() };
        let admitted = |now| NETWORK.admit(full, now);
        let over = START.plus(NETWORK_WINDOW);
        assert!(matches!(admitted(START), Err(Reserved::Wait(until)) if until == over));
        assert_eq!(admitted(over).unwrap(), Counter { failures: 1, started_at: over, ..fresh() });
    }
}
