//! Sending: a mail of the outbox becomes a message, and a transport takes it away.

pub mod folder;
pub mod message;
pub mod smtp;

use lettre::Message;

use crate::config::{Config, MailTarget};

/// Where messages go.
pub enum Transport {
    /// Into a folder.
    Folder(folder::Folder),
    /// To a mail server.
    Smtp(smtp::Smtp),
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Another try may fare better: the server is away, busy, or does not take us for who we are.
    #[error("{0}")]
    Passing(String),
    /// This message is refused for good.
    #[error("{0}")]
    Permanent(String),
}

impl Transport {
    /// As the settings say.
    ///
    /// # Errors
    /// When the folder cannot be made, or TLS cannot be set up, with what to do.
    pub fn new(config: &Config) -> Result<Self, String> {
        match &config.mail {
            MailTarget::Folder(path) => folder::Folder::create(path).map(Self::Folder),
            MailTarget::Smtp(server) => smtp::Smtp::new(server, &config.base_url).map(Self::Smtp),
        }
    }

    /// Hands a message over. When this answers `Ok`, somebody else is responsible for it.
    ///
    /// # Errors
    /// When it was not taken, or nobody said so in time.
    pub async fn send(&self, name: &str, message: &Message) -> Result<(), SendError> {
        match self {
            Self::Folder(folder) => folder.send(name, message),
            Self::Smtp(smtp) => smtp.send(message).await,
        }
    }

    /// Where mail goes, for people; no password.
    #[must_use]
    pub fn describe(config: &Config) -> String {
        match &config.mail {
            MailTarget::Folder(path) => format!("the folder {}", path.display()),
            MailTarget::Smtp(server) => format!("the mail server {} on port {}", server.host, server.port),
        }
    }
}
