//! How a command ends when it does not succeed: words for whoever ran it, and an exit code for scripts.

use std::process::ExitCode;

/// The exit codes. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 1: it was tried and failed.
    Failed = 1,
    /// 2: the command line or a setting is wrong; nothing was tried.
    Usage = 2,
    /// 3: refused because of how things stand; nothing was changed.
    Refused = 3,
    /// 4: an agent of this person runs already.
    Running = 4,
}

/// Why a command did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened and what to do.
    pub words: String,
}

impl Failure {
    /// It was tried and failed.
    pub fn failed(words: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, words: words.into() }
    }

    /// The command line or a setting is wrong.
    pub fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    /// Refused because of how things stand.
    pub fn refused(words: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, words: words.into() }
    }

    /// Another one runs.
    pub fn running(words: impl Into<String>) -> Self {
        Self { exit: Exit::Running, words: words.into() }
    }

    /// For the shell.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.exit as u8)
    }
}
