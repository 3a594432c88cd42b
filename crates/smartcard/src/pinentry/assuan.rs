//! The language of pinentry: lines of the Assuan protocol ("Developing with Assuan", Client requests and Server responses).

use std::{ffi::OsString, fmt::Write as _, path::Path, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
};
use zeroize::{Zeroize as _, Zeroizing};

use super::{Prompt, text};
use crate::secret::Secret;

/// Assuan's own limit, without the end of the line.
const LONGEST_LINE: usize = 1000;
/// What libgpg-error calls a person's no, without the number of who reports it: GPG_ERR_CANCELED, _NOT_CONFIRMED, _TIMEOUT and
/// _FULLY_CANCELED.
const BY_PERSON: [u32; 4] = [99, 114, 62, 198];

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The person said no, or nothing.
    ByPerson,
    /// The program cannot ask here.
    ByProgram,
}

/// A pinentry that listens.
pub struct Conversation {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    _child: Child,
}

impl Conversation {
    /// Starts the program and tells it where the person is.
    pub async fn start(program: &Path) -> Result<Self, Refused> {
        let mut command = Command::new(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| {
            tracing::error!(%error, "{} does not start", program.display());
            Refused::ByProgram
        })?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else { return Err(Refused::ByProgram) };
        let mut conversation = Self { to, from: BufReader::new(from), _child: child };
        conversation.answer().await?;
        if let Some(terminal) = terminal() {
            // A pinentry that asks in a window does not know these words, and need not.
            let _ = conversation.say("OPTION", &format!("ttyname={terminal}")).await;
            if let Ok(kind) = std::env::var("TERM") {
                let _ = conversation.say("OPTION", &format!("ttytype={kind}")).await;
            }
        }
        conversation.say("SETTITLE", text::TITLE).await?;
        Ok(conversation)
    }

    /// Asks for a secret.
    pub async fn secret(&mut self, prompt: &Prompt) -> Result<Secret, Refused> {
        self.set(prompt).await?;
        let secret = self.say("GETPIN", "").await?;
        if secret.is_empty() { Err(Refused::ByPerson) } else { Ok(Secret::from(String::clone(&secret))) }
    }

    /// Asks yes or no.
    pub async fn confirm(&mut self, prompt: &Prompt) -> Result<(), Refused> {
        self.set(prompt).await?;
        self.say("SETOK", text::ALLOW).await?;
        self.say("SETCANCEL", text::DO_NOT_ALLOW).await?;
        self.say("CONFIRM", "").await.map(|_| ())
    }

    async fn set(&mut self, prompt: &Prompt) -> Result<(), Refused> {
        self.say("SETDESC", &prompt.description).await?;
        self.say("SETPROMPT", prompt.label).await?;
        if let Some(error) = prompt.error {
            self.say("SETERROR", error).await?;
        }
        Ok(())
    }

    /// One command, and the data of its answer.
    async fn say(&mut self, command: &str, argument: &str) -> Result<Zeroizing<String>, Refused> {
        let line = format!("{command} {}", escaped(argument));
        let line = line.trim_end();
        if line.len() > LONGEST_LINE {
            return Err(Refused::ByProgram);
        }
        self.to.write_all(format!("{line}\n").as_bytes()).await.map_err(|_| Refused::ByProgram)?;
        self.answer().await
    }

    /// Reads up to OK or ERR.
    async fn answer(&mut self) -> Result<Zeroizing<String>, Refused> {
        let mut data = Zeroizing::new(String::new());
        loop {
            let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE + 2));
            let read = self.from.read_until(b'\n', &mut line).await;
            if !matches!(read, Ok(1..)) || line.len() > LONGEST_LINE + 2 {
                tracing::error!("pinentry ended in the middle of a question");
                return Err(Refused::ByProgram);
            }
            let text = std::str::from_utf8(&line).map_err(|_| Refused::ByProgram)?.trim_end_matches(['\n', '\r']);
            match text.split_once(' ').unwrap_or((text, "")) {
                ("OK", _) => return Ok(data),
                ("ERR", reason) => return Err(refused(reason)),
                ("D", more) => data.push_str(&unescaped(more)?),
                // Comments, and the status lines that some versions send.
                _ => {}
            }
        }
    }
}

fn refused(reason: &str) -> Refused {
    let code = reason.split(' ').next().and_then(|code| code.parse::<u32>().ok());
    if code.is_some_and(|code| BY_PERSON.contains(&(code & 0xFFFF))) {
        return Refused::ByPerson;
    }
    tracing::error!("pinentry cannot ask: {reason}");
    Refused::ByProgram
}

/// Percent signs, line ends and what else cannot stand in a line.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut line, character| {
        if character == '%' || character.is_control() {
            // Nothing that fails: a `String` takes all that is written.
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                let _ = write!(line, "%{byte:02X}");
            }
        } else {
            line.push(character);
        }
        line
    })
}

fn unescaped(text: &str) -> Result<Zeroizing<String>, Refused> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (code, after) = rest.split_at_checked(2).ok_or(Refused::ByProgram)?;
            let code = std::str::from_utf8(code).ok().and_then(|code| u8::from_str_radix(code, 16).ok());
            bytes.push(code.ok_or(Refused::ByProgram)?);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map(Zeroizing::new).map_err(|error| {
        error.into_bytes().zeroize();
        Refused::ByProgram
    })
}

/// The terminal that this agent was started in, for a pinentry without windows.
fn terminal() -> Option<String> {
    let given = std::env::var_os("GPG_TTY").map(OsString::into_string).and_then(Result::ok);
    let own = || rustix::termios::ttyname(std::io::stdin(), Vec::new()).ok()?.into_string().ok();
    given.filter(|terminal| !terminal.is_empty()).or_else(own)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_stays_in_its_line() {
        assert_eq!(escaped("100 %\nGETPIN\r"), "100 %25%0AGETPIN%0D");
        assert_eq!(escaped("a\u{85}b"), "a%C2%85b");
    }

    #[test]
    fn a_persons_no_is_told_from_a_program_that_cannot_ask() {
        for no in
            ["83886179 Operation cancelled <Pinentry>", "83886194 Not confirmed", "99 canceled", "83886142 Timeout"]
        {
            assert_eq!(refused(no), Refused::ByPerson, "{no}");
        }
        for cannot in ["83918950 Inappropriate ioctl for device <Pinentry>", "536871187 Unknown IPC command", "", "x"] {
            assert_eq!(refused(cannot), Refused::ByProgram, "{cannot}");
        }
    }

    #[test]
    fn what_is_not_escaped_right_is_refused() {
        for wrong in ["%", "%2", "%zz", "%FF"] {
            assert_eq!(unescaped(wrong), Err(Refused::ByProgram), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in "(?s).{0,40}") {
            let line = escaped(&text);
            prop_assert!(!line.contains('\n'));
            let read = unescaped(&line).unwrap();
            prop_assert_eq!(read.as_str(), text);
        }
    }
}
