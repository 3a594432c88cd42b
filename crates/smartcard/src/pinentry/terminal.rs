//! Asking in the terminal that the agent was started in, where there is no pinentry.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    time::Duration,
};

use rustix::{
    fs::OFlags,
    termios::{LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr},
};
use zeroize::Zeroizing;

use super::{Prompt, assuan::Refused, text};
use crate::secret::Secret;

/// No passcode is longer.
const LONGEST_LINE: usize = 256;
/// Between two looks at what was typed: a thread that waits for it could not be given up when the page goes away.
const PAUSE: Duration = Duration::from_millis(50);

/// The person's terminal. Dropped half-way, it shows again what is typed.
pub struct Terminal {
    terminal: File,
    before: Termios,
}

impl Terminal {
    /// The terminal of this process, if it has one.
    pub fn open() -> Option<Self> {
        let flags = i32::try_from((OFlags::NONBLOCK | OFlags::CLOEXEC).bits()).ok()?;
        let terminal = OpenOptions::new().read(true).write(true).custom_flags(flags).open("/dev/tty").ok()?;
        let before = tcgetattr(&terminal).ok()?;
        Some(Self { terminal, before })
    }

    /// Asks for a secret; nothing of it is shown. What was typed before the question is no answer to it.
    pub async fn secret(&mut self, prompt: &Prompt) -> Result<Secret, Refused> {
        let mut silent = self.before.clone();
        silent.local_modes -= LocalModes::ECHO;
        tcsetattr(&self.terminal, OptionalActions::Flush, &silent).map_err(|_| Refused::ByProgram)?;
        self.say(prompt, prompt.label)?;
        let line = self.line().await?;
        let _ = self.terminal.write_all(b"\n");
        if line.is_empty() { Err(Refused::ByPerson) } else { Ok(Secret::from(String::clone(&line))) }
    }

    /// Asks yes or no, of whoever reads the question first.
    pub async fn confirm(&mut self, prompt: &Prompt) -> Result<(), Refused> {
        tcflush(&self.terminal, QueueSelector::IFlush).map_err(|_| Refused::ByProgram)?;
        self.say(prompt, text::YES_OR_NO)?;
        if self.line().await?.trim() == text::YES { Ok(()) } else { Err(Refused::ByPerson) }
    }

    fn say(&mut self, prompt: &Prompt, question: &str) -> Result<(), Refused> {
        let error = prompt.error.map(|error| format!("{error}\n")).unwrap_or_default();
        let words = format!("\n{}\n\n{error}{question} ", prompt.description);
        self.terminal.write_all(words.as_bytes()).map_err(|_| Refused::ByProgram)
    }

    /// What is typed up to the end of the line.
    async fn line(&mut self) -> Result<Zeroizing<String>, Refused> {
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
        while !line.ends_with(b"\n") && line.len() < LONGEST_LINE {
            let mut byte = Zeroizing::new([0]);
            match self.terminal.read(&mut *byte) {
                Ok(1..) => line.push(byte[0]),
                // The end of what is typed: the terminal was closed, or somebody pressed Ctrl+D.
                Ok(0) => return Err(Refused::ByPerson),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => tokio::time::sleep(PAUSE).await,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Refused::ByProgram),
            }
        }
        let text = std::str::from_utf8(&line).map_err(|_| Refused::ByPerson)?;
        Ok(Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
    }
}
