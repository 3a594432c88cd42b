//! Why a measurement could not be made: a sentence for the person at the terminal.

use std::fmt;

/// What went wrong and what to do about it.
#[derive(Debug)]
pub struct Failure(String);

/// The answer of a step.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure told in `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds to a foreign error what was being done when it happened.
pub trait Context<T> {
    /// Turns an error into a failure that starts with `what`.
    fn context(self, what: &str) -> Outcome<T>;
}

impl<T, E: fmt::Display> Context<T> for Result<T, E> {
    fn context(self, what: &str) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{what}: {error}")))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, what: &str) -> Outcome<T> {
        self.ok_or_else(|| Failure(what.to_owned()))
    }
}
