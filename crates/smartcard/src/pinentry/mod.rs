//! Asking the person. A passcode is typed into a window of the person's own system, never into a page: pinentry, the small program
//! that GnuPG asks with. The crate `pinentry` was looked at: it blocks, cannot be given up when the page goes away, and reads
//! no reason of a refusal.

mod assuan;
pub(crate) mod text;

use std::{path::PathBuf, time::Duration};

use card_protocol::Fault;

use crate::secret::Secret;
use assuan::{Conversation, Refused};

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
        let answered = self.in_time(async |conversation| conversation.secret(prompt).await).await;
        answered.map_err(|refused| match refused {
            Refused::ByPerson => Fault::PasscodeCancelled,
            Refused::ByProgram => Fault::NoPinentry,
        })
    }

    /// Whether the person says yes.
    ///
    /// # Errors
    /// [`Fault::NoPinentry`].
    pub async fn confirm(&self, prompt: &Prompt) -> Result<bool, Fault> {
        match self.in_time(async |conversation| conversation.confirm(prompt).await).await {
            Ok(()) => Ok(true),
            Err(Refused::ByPerson) => Ok(false),
            Err(Refused::ByProgram) => Err(Fault::NoPinentry),
        }
    }

    /// Whether it can be asked at all; no window is shown.
    ///
    /// # Errors
    /// [`Fault::NoPinentry`].
    pub async fn try_out(&self) -> Result<(), Fault> {
        self.in_time(async |_| Ok(())).await.map_err(|_| Fault::NoPinentry)
    }

    /// One conversation with a program of its own. Dropped half-way (the page went away), it takes its window with it.
    async fn in_time<T>(&self, ask: impl AsyncFnOnce(&mut Conversation) -> Result<T, Refused>) -> Result<T, Refused> {
        let Some(program) = &self.program else {
            tracing::error!("there is no pinentry: install one, or name one in the settings");
            return Err(Refused::ByProgram);
        };
        let asked = async {
            let mut conversation = Conversation::start(program).await?;
            ask(&mut conversation).await
        };
        // Whoever walked away did not say yes.
        tokio::time::timeout(LONGEST, asked).await.unwrap_or(Err(Refused::ByPerson))
    }
}
