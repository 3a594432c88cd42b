//! Asking the person. A passcode is typed into a window of the person's own system, never into a page: pinentry, the small program
//! that GnuPG asks with. The crate `pinentry` was looked at: it blocks, cannot be given up when the page goes away, and reads
//! no reason of a refusal.

mod assuan;
mod terminal;
pub(crate) mod text;

use std::{path::PathBuf, time::Duration};

use card_protocol::Fault;

use crate::secret::Secret;
use assuan::{Conversation, Refused};
use terminal::Terminal;

/// How long a person has for one window.
const LONGEST: Duration = Duration::from_secs(180);

/// One window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is about.
    pub description: String,
    /// Before the field.
    pub label: &'static str,
    /// What was wrong with the last answer.
    pub error: Option<&'static str>,
}

/// Who asks the person.
#[derive(Clone, Debug)]
pub struct Asker {
    program: Option<PathBuf>,
}

impl Asker {
    /// Asks by this pinentry.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program }
    }

    /// The passcode or key that the person types.
    ///
    /// # Errors
    /// [`Fault::PasscodeCancelled`] or [`Fault::NoPinentry`].
    pub async fn secret(&self, prompt: &Prompt) -> Result<Secret, Fault> {
        let answered = in_time(async {
            match self.open().await? {
                Way::Window(mut window) => window.secret(prompt).await,
                Way::Terminal(mut terminal) => terminal.secret(prompt).await,
            }
        });
        answered.await.map_err(|refused| match refused {
            Refused::ByPerson => Fault::PasscodeCancelled,
            Refused::ByProgram => Fault::NoPinentry,
        })
    }

    /// Whether the person says yes.
    ///
    /// # Errors
    /// [`Fault::NoPinentry`].
    pub async fn confirm(&self, prompt: &Prompt) -> Result<bool, Fault> {
        let answered = in_time(async {
            match self.open().await? {
                Way::Window(mut window) => window.confirm(prompt).await,
                Way::Terminal(mut terminal) => terminal.confirm(prompt).await,
            }
        });
        match answered.await {
            Ok(()) => Ok(true),
            Err(Refused::ByPerson) => Ok(false),
            Err(Refused::ByProgram) => Err(Fault::NoPinentry),
        }
    }

    /// Whether the program can be asked at all; no window is shown.
    ///
    /// # Errors
    /// [`Fault::NoPinentry`].
    pub async fn try_out(&self) -> Result<(), Fault> {
        let program = self.program.as_ref().ok_or(Fault::NoPinentry)?;
        in_time(Conversation::start(program)).await.map(|_| ()).map_err(|_| Fault::NoPinentry)
    }

    /// A program of its own for each question. Dropped half-way (the page went away), it takes its window with it.
    async fn open(&self) -> Result<Way, Refused> {
        if let Some(program) = &self.program
            && let Ok(conversation) = Conversation::start(program).await
        {
            return Ok(Way::Window(Box::new(conversation)));
        }
        Terminal::open().map(Way::Terminal).ok_or_else(|| {
            tracing::error!("nobody can be asked: install pinentry, or name one in the settings");
            Refused::ByProgram
        })
    }
}

/// How the person is asked.
enum Way {
    Window(Box<Conversation>),
    Terminal(Terminal),
}

async fn in_time<T>(asked: impl Future<Output = Result<T, Refused>>) -> Result<T, Refused> {
    // Whoever walked away did not say yes.
    tokio::time::timeout(LONGEST, asked).await.unwrap_or(Err(Refused::ByPerson))
}
