//! Mail by SMTP: TLS from the start or by STARTTLS, connections kept for the next message.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    transport::smtp::{Error, PoolConfig, authentication::Credentials, extension::ClientId},
};
use secrecy::ExposeSecret as _;

use super::SendError;
use crate::config::{BaseUrl, Encryption, SmtpServer};

/// How long connecting may take, and finding out after a refusal whether the server would take anything from us.
const LONGEST_CONNECTING: Duration = Duration::from_secs(15);

/// How long one message may take in all: less than its lease in the outbox, so that no two workers send it at once.
pub const LONGEST_SENDING: Duration = Duration::from_secs(45);

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

impl Smtp {
    /// Prepares; connects at the first message.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(server: &SmtpServer, base_url: &BaseUrl) -> Result<Self, String> {
        let builder = match server.encryption {
            Encryption::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host),
            Encryption::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host),
            Encryption::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)),
        };
        let mut builder = builder
            .map_err(|error| format!("MAIL: TLS cannot be set up: {error}"))?
            .port(server.port)
            .timeout(Some(LONGEST_CONNECTING))
            .hello_name(ClientId::Domain(base_url.mail_domain()))
            .pool_config(PoolConfig::new().max_size(4).idle_timeout(Duration::from_secs(30)));
        if let Some((user, password)) = &server.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), patience: LONGEST_SENDING })
    }

    /// Another patience than [`LONGEST_SENDING`], for tests that do not want to wait.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// When the server does not confirm it.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        match tokio::time::timeout(self.patience, self.transport.send(message.clone())).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.judge(&error).await),
            Err(_) => Err(SendError::Passing(format!(
                "the mail server did not confirm within {} seconds",
                self.patience.as_secs()
            ))),
        }
    }

    /// A permanent refusal may be of this message, or of us: a changed password answers 535 to every message, and none may be
    /// lost for that. Whoever still gets a connection was refused for the message.
    async fn judge(&self, error: &Error) -> SendError {
        let words = words(error);
        if !error.is_permanent() {
            return SendError::Passing(words);
        }
        match tokio::time::timeout(LONGEST_CONNECTING, self.transport.test_connection()).await {
            Ok(Ok(true)) => SendError::Permanent(words),
            _ => SendError::Passing(words),
        }
    }
}

/// The error and what is behind it, in one line for the operator. A mail server may quote whom the mail is to.
fn words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words.push_str(": ");
            words.push_str(&cause_words);
        }
        source = cause.source();
    }
    let words: String = words.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    without_addresses(&words).chars().take(300).collect()
}

/// Puts an ellipsis in the place of everything that may be an e-mail address: the list of mails that were given up is for
/// operators, and tells nobody's address.
fn without_addresses(words: &str) -> String {
    let (mut told, mut rest) = (String::new(), words);
    while let Some((before, after)) = rest.split_once('@') {
        let quoted = before.strip_suffix('"').and_then(|before| before.rfind('"'));
        let before = quoted.map_or_else(|| before.trim_end_matches(is_of_address), |begin| &before[..begin]);
        told.push_str(before);
        told.push_str("…@…");
        rest = after.trim_start_matches(|character| character == '@' || is_of_address(character));
    }
    told + rest
}

/// What an address may be written with, quotes apart (RFC 5321, 4.1.2), and what more there is outside of ASCII (RFC 6531).
fn is_of_address(character: char) -> bool {
    character.is_alphanumeric() || !character.is_ascii() || "!#$%&'*+-/=?^_`{|}~.".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_names_no_address() {
        for (said, told) in [
            ("550 5.1.1 <amara.okafor@nhs.net>: no such user", "550 5.1.1 <…@…>: no such user"),
            ("550 amara.o'kafor+x@trust.nhs.uk is full", "550 …@… is full"),
            ("(zoë@exämple.org),bob@nhs.net rejected", "(…@…),…@… rejected"),
            ("450 try again later", "450 try again later"),
            ("said \"no\" to RCPT TO:<\"amara okafor\"@nhs.net>", "said \"no\" to RCPT TO:<…@…>"),
            ("a@@b@c", "…@…"),
        ] {
            assert_eq!(without_addresses(said), told);
        }
    }
}
