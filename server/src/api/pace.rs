//! How fast one person may ask. Counted in memory: the counters of guesses (`identity::attempts`) outlive a restart and cost a write
//! that lasts, which is more than the answer does. Each instance counts for itself.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use identity::{person::PersonId, time::Timestamp};

/// Requests of a window. Somebody who types without rest asks four times in a second.
pub(super) const MOST: u32 = 240;
const WINDOW: Duration = Duration::from_secs(60);
/// More people than this have their old windows forgotten.
const MANY: usize = 10_000;

/// Who asked how often since when.
#[derive(Default)]
pub(super) struct Pace(Mutex<HashMap<PersonId, (Timestamp, u32)>>);

impl Pace {
    /// Counts a request; answers how long to wait when it is one too many.
    pub(super) fn take(&self, person: &PersonId, now: Timestamp) -> Option<Duration> {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |since: Timestamp| now >= since.plus(WINDOW);
        if windows.len() >= MANY {
            windows.retain(|_, (since, _)| !is_over(*since));
        }
        let window = windows.entry(person.clone()).or_insert((now, 0));
        if is_over(window.0) {
            *window = (now, 0);
        }
        if window.1 >= MOST {
            return Some(now.until(window.0.plus(WINDOW)));
        }
        window.1 += 1;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_too_fast_waits_for_the_next_window_and_nobody_else_does() {
        let (pace, start) = (Pace::default(), Timestamp::from_micros(1_000_000));
        let (one, other) = (PersonId::from_text("one"), PersonId::from_text("other"));
        assert!((0..MOST).all(|_| pace.take(&one, start).is_none()));
        let later = start.plus(Duration::from_secs(20));
        assert_eq!(pace.take(&one, later), Some(Duration::from_secs(40)));
        assert_eq!(pace.take(&other, later), None);
        assert_eq!(pace.take(&one, start.plus(WINDOW)), None);
    }
}
