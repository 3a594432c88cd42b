//! `doctor`: looks at everything that a card needs on this machine, says for each thing what is wrong and what to do, and writes it
//! down for a help desk. Nothing in it is a secret.

mod cards;
mod machine;
mod policy;
mod time;

use std::{fmt, fmt::Write as _, path::Path};

use crate::{config::Config, failure::Failure};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    state: State,
    about: &'static str,
    words: String,
    cure: Option<String>,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Good,
    Doubtful,
    Wrong,
}

impl Finding {
    fn good(about: &'static str, words: impl Into<String>) -> Self {
        Self { state: State::Good, about, words: words.into(), cure: None }
    }

    fn doubtful(about: &'static str, words: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { state: State::Doubtful, about, words: words.into(), cure: Some(cure.into()) }
    }

    fn wrong(about: &'static str, words: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { state: State::Wrong, ..Self::doubtful(about, words, cure) }
    }

    /// Whether nothing works before it is put right.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.state == State::Wrong
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Good => "good",
            State::Doubtful => "look",
            State::Wrong => "WRONG",
        };
        // Text of cards and files must not write lines of its own.
        let line = |text: &str| text.replace(char::is_control, " ");
        write!(to, "{state:<6} {:<10} {}", self.about, line(&self.words))?;
        self.cure.iter().try_for_each(|cure| write!(to, "\n       {:<10} {}", "", line(cure)))
    }
}

/// Looks at everything. A configuration that cannot be read is a finding, too.
pub async fn examine(config: Result<&Config, &Failure>, program: &Path) -> Vec<Finding> {
    let mut findings = machine::examine(config.ok()).await;
    match config {
        Ok(config) => {
            findings.extend(policy::examine(&config.origins));
            findings.extend(cards::examine(config, program).await);
        }
        Err(failure) => findings.insert(0, Finding::wrong("settings", failure.words.clone(), "Put that right first.")),
    }
    findings
}

/// What a help desk is given.
#[must_use]
pub fn report(findings: &[Finding]) -> String {
    let mut text = format!("care-identity-agent {}\n{}\n\n", env!("CARGO_PKG_VERSION"), machine::name());
    for finding in findings {
        // Nothing that fails: a `String` takes all that is written.
        let _ = writeln!(text, "{finding}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_said_with_its_cure_and_in_its_own_lines() {
        let finding = Finding::wrong("card", "label x\ngood  forged", "Do this.");
        assert_eq!(finding.to_string(), "WRONG  card       label x good  forged\n                  Do this.");
        assert!(finding.is_wrong() && !Finding::good("card", "there").is_wrong());
    }
}
