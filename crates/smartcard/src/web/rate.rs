//! How much a page may ask: each origin has its own allowance, so that one that floods takes nothing from another.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::clock;

/// Requests at once.
const AT_ONCE: u32 = 60;
/// One more after this long.
const ONE_MORE: Duration = Duration::from_millis(250);
/// How long an origin is not shown again to a person who said no.
const REFUSED_FOR: Duration = Duration::from_secs(30);

/// What is left, by origin. Only configured origins are counted, so it stays small.
#[derive(Debug, Default)]
pub struct Rates {
    left: Mutex<HashMap<String, Left>>,
}

#[derive(Clone, Copy, Debug)]
struct Left {
    requests: u32,
    since: Instant,
    refused: Option<Instant>,
}

impl Rates {
    /// Whether this origin may ask once more; counts it.
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        self.with(origin, |left| left.take(clock::moment()))
    }

    /// Notes that the person did not allow this origin.
    pub fn refuse(&self, origin: &str) {
        self.with(origin, |left| left.refused = Some(clock::moment()));
    }

    /// Whether they did so just now.
    #[must_use]
    pub fn was_refused(&self, origin: &str) -> bool {
        self.with(origin, |left| left.refused.is_some_and(|when| !clock::is_over(when, REFUSED_FOR)))
    }

    fn with<T>(&self, origin: &str, act: impl FnOnce(&mut Left) -> T) -> T {
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let full = || Left { requests: AT_ONCE, since: clock::moment(), refused: None };
        act(all.entry(origin.to_owned()).or_insert_with(full))
    }
}

impl Left {
    fn take(&mut self, now: Instant) -> bool {
        let more = now.saturating_duration_since(self.since).as_millis() / ONE_MORE.as_millis();
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        self.requests = self.requests.saturating_add(more).min(AT_ONCE);
        self.since = if self.requests == AT_ONCE { now } else { self.since + ONE_MORE * more };
        let allowed = self.requests > 0;
        self.requests = self.requests.saturating_sub(1);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_that_asked_too_often_waits_and_may_ask_again() {
        let start = clock::moment();
        let mut left = Left { requests: AT_ONCE, since: start, refused: None };
        let at_once = (0..AT_ONCE * 2).filter(|_| left.take(start)).count();
        assert_eq!(at_once, AT_ONCE as usize);
        assert!(!left.take(start + ONE_MORE / 2));
        assert!(left.take(start + ONE_MORE));
        assert!(!left.take(start + ONE_MORE));
        let later = start + Duration::from_secs(3600);
        assert_eq!((0..AT_ONCE * 2).filter(|_| left.take(later)).count(), AT_ONCE as usize);
    }

    #[test]
    fn one_origin_takes_nothing_from_another() {
        let rates = Rates::default();
        while rates.allow("https://a.example") {}
        assert!(rates.allow("https://b.example"));
    }
}
