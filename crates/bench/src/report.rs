//! The table: on the terminal as it grows, and in a dated file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Outcome};

/// A figure, what it should reach, and whether it does.
struct Row {
    what: String,
    measured: String,
    goal: String,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Reached,
    FallsShort,
    ForReading,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Self::Reached => "pass",
            Self::FallsShort => "falls short",
            Self::ForReading => "",
        }
    }
}

/// What is told of a run.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
    measured: usize,
    disturbed: usize,
}

impl Report {
    /// A figure with a goal.
    pub fn goal(&mut self, what: impl Into<String>, measured: impl Into<String>, goal: &str, reached: bool) {
        let verdict = if reached { Verdict::Reached } else { Verdict::FallsShort };
        self.add(Row { what: what.into(), measured: measured.into(), goal: goal.into(), verdict });
    }

    /// A figure to read others by.
    pub fn figure(&mut self, what: impl Into<String>, measured: impl Into<String>) {
        let (goal, verdict) = (String::new(), Verdict::ForReading);
        self.add(Row { what: what.into(), measured: measured.into(), goal, verdict });
    }

    fn add(&mut self, row: Row) {
        println!("  {:<58} {:<44} {:<22} {}", row.what, row.measured, row.goal, row.verdict.word());
        self.rows.push(row);
    }

    /// What a reader must know beside the figures.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        println!("    {note}");
        self.notes.push(note);
    }

    /// A figure is about to be measured, on a machine at rest or beside other programs.
    pub fn begins(&mut self, at_rest: bool) {
        self.measured += 1;
        if !at_rest {
            self.disturbed += 1;
            println!("    (other programs run beside the next figure)");
        }
    }

    /// How much the figures are worth.
    pub fn disturbance(&self) -> String {
        match self.disturbed {
            0 => "No other program ran when a measurement began.".into(),
            some => format!(
                "**Other programs ran when {some} of {} measurements began**: figures are lower than they could be.",
                self.measured
            ),
        }
    }

    /// A heading on the terminal, so that a person sees how far it is.
    pub fn section(&self, name: &str) {
        println!("\n{name}");
    }

    /// How many goals are reached, of how many.
    pub fn score(&self) -> (usize, usize) {
        let count = |wanted| self.rows.iter().filter(|row| row.verdict == wanted).count();
        let reached = count(Verdict::Reached);
        (reached, reached + count(Verdict::FallsShort))
    }

    /// Writes the dated file; answers its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, folder: &Path, date: &str, method: &str) -> Outcome<PathBuf> {
        let (reached, goals) = self.score();
        let mut text = format!(
            "# Benchmarks, {date}\n\n{method}\n{reached} of {goals} goals are reached. {}\n\n",
            self.disturbance()
        );
        text.push_str("| What | Measured | Goal | |\n|---|---|---|---|\n");
        for row in &self.rows {
            let Row { what, measured, goal, verdict } = row;
            let _ = writeln!(text, "| {what} | {measured} | {goal} | {} |", verdict.word());
        }
        text.push_str("\n## Beside the figures\n\n");
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        let file = folder.join(format!("{date}.md"));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, text));
        written.context("the file of figures cannot be written")?;
        Ok(file)
    }
}

/// `1/4.2 of the floor`.
pub fn of_floor(rate: f64, floor: f64) -> String {
    format!("1/{:.1} of the floor", floor / rate.max(1e-9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_counts_goals_only() {
        let mut report = Report::default();
        report.goal("a", "1", ">= 1", true);
        report.goal("b", "1", ">= 2", false);
        report.figure("c", "1");
        assert_eq!(report.score(), (1, 2));
        assert_eq!(of_floor(10.0, 42.0), "1/4.2 of the floor");
    }
}
