//! Which step is running, how long it has been, and how long is left.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::project::Project;

/// A step's name, and how long it takes on two cores with nothing built, until it was seen here.
pub type Step = (&'static str, Duration);

/// The steps of a task. The time left is what each took on this machine last time.
pub struct Progress {
    steps: Vec<Step>,
    seen: BTreeMap<String, u64>,
    file: PathBuf,
    at: usize,
    started: Instant,
    step_started: Instant,
}

impl Progress {
    /// Nothing has begun yet.
    pub fn new(project: &Project, steps: &[Step]) -> Self {
        let file = project.work().join("times");
        let seen = fs::read_to_string(&file).unwrap_or_default();
        let seen = seen.lines().filter_map(|line| line.rsplit_once('\t'));
        let seen = seen.filter_map(|(name, seconds)| Some((name.to_owned(), seconds.parse().ok()?))).collect();
        let now = now();
        Self { steps: steps.to_vec(), seen, file, at: 0, started: now, step_started: now }
    }

    /// Says nothing: for work that is part of somebody else's step.
    pub fn silent(project: &Project) -> Self {
        Self::new(project, &[])
    }

    /// Ends the step before and says that the next one begins.
    pub fn next(&mut self) {
        self.remember();
        let Some((name, _)) = self.steps.get(self.at) else {
            return;
        };
        self.at += 1;
        self.step_started = now();
        let left: u64 = self.steps[self.at - 1..].iter().map(|step| self.expected(step)).sum();
        println!(
            "[{} of {}] {name} ({} so far; up to about {} left)",
            self.at,
            self.steps.len(),
            told(self.started.elapsed()),
            told(Duration::from_secs(left)),
        );
    }

    /// Ends the last step; gives the time that all took.
    pub fn end(&mut self) -> String {
        self.remember();
        told(self.started.elapsed())
    }

    fn expected(&self, (name, first): &Step) -> u64 {
        self.seen.get(*name).copied().unwrap_or(first.as_secs())
    }

    /// Keeps what the running step took; a time that cannot be kept only makes the next estimate worse.
    fn remember(&mut self) {
        let Some((name, _)) = self.at.checked_sub(1).and_then(|step| self.steps.get(step)) else {
            return;
        };
        self.seen.insert((*name).to_owned(), self.step_started.elapsed().as_secs());
        let lines: String = self.seen.iter().map(|(name, seconds)| format!("{name}\t{seconds}\n")).collect();
        if let Some(folder) = self.file.parent() {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.file, lines));
        }
    }
}

/// The wall clock of the person who waits; nothing is decided by it.
#[expect(clippy::disallowed_methods, reason = "progress is told in real time")]
pub fn now() -> Instant {
    Instant::now()
}

/// "3 min 5 s", or "5 s".
pub fn told(duration: Duration) -> String {
    match (duration.as_secs() / 60, duration.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_minutes_and_seconds() {
        assert_eq!(told(Duration::from_secs(59)), "59 s");
        assert_eq!(told(Duration::from_secs(185)), "3 min 5 s");
    }
}
