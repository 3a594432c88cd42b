//! How mail leaves: to a folder, or by SMTP.

use std::{net::IpAddr, path::PathBuf};

use secrecy::SecretString;
use url::Url;

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum MailTarget {
    /// Into a folder, one `.eml` a message: for demonstrations and tests.
    Folder(PathBuf),
    /// To a mail server.
    Smtp(SmtpServer),
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct SmtpServer {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Who we are to it.
    pub credentials: Option<(String, SecretString)>,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte: `smtps:` (RFC 8314).
    Tls,
    /// STARTTLS, and nothing is sent without it: `smtp:`.
    StartTls,
    /// None: only to this machine.
    None,
}

impl MailTarget {
    /// Reads `file:DIR`, `smtp://user:password@host:587` or `smtps://user:password@host:465`. No fault names the value:
    /// it may hold a password.
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(folder) = text.strip_prefix("file:") {
            if folder.is_empty() {
                return Err("no folder follows file:".into());
            }
            return Ok(Self::Folder(PathBuf::from(folder)));
        }
        SmtpServer::parse(text).map(Self::Smtp)
    }
}

impl SmtpServer {
    fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("it is not an address: {error}"))?;
        let (port, encryption) = match (url.scheme(), url.query()) {
            ("smtps", None) => (465, Encryption::Tls),
            ("smtp", None) => (587, Encryption::StartTls),
            ("smtp", Some("tls=none")) => (587, Encryption::None),
            ("smtp" | "smtps", _) => return Err("after ? only smtp: may have tls=none".into()),
            _ => return Err("it must begin with file:, smtp: or smtps:".into()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("it names no mail server")?.to_owned();
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(
                "it must end after the mail server's name or port; in a password write / as %2F and # as %23".into()
            );
        }
        let host = host.trim_matches(['[', ']']).to_owned();
        if encryption == Encryption::None && !is_loopback(&host) {
            return Err("tls=none is for a mail server on this machine only (localhost, 127.0.0.1)".into());
        }
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err("it needs both a user name and a password, or neither".into()),
            (user, Some(password)) => Some((decoded(user)?, SecretString::from(decoded(password)?))),
        };
        Ok(Self { host, port: url.port().unwrap_or(port), encryption, credentials })
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Undoes percent-encoding (RFC 3986, 2.1).
fn decoded(text: &str) -> Result<String, String> {
    let wrong = || "its user name or password has a % without two hexadecimal digits, or is not UTF-8".to_owned();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            // Digits alone: Rust reads a sign, too.
            let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(wrong)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
            rest = &after[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    use super::*;

    fn smtp(text: &str) -> SmtpServer {
        match MailTarget::parse(text).unwrap() {
            MailTarget::Smtp(server) => server,
            MailTarget::Folder(_) => panic!("a folder"),
        }
    }

    #[test]
    fn a_mail_server_is_read_with_its_protection() {
        let server = smtp("smtp://post%40example.org:p%2Fw%23@mail.example.org");
        assert_eq!(
            (server.host.as_str(), server.port, server.encryption),
            ("mail.example.org", 587, Encryption::StartTls)
        );
        let (user, password) = server.credentials.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("post@example.org", "p/w#"));
        assert_eq!(smtp("smtps://mail.example.org").port, 465);
        assert_eq!(smtp("smtp://[::1]:2525?tls=none").host, "::1");
    }

    #[test]
    fn what_would_send_in_the_clear_or_is_half_told_is_refused() {
        for text in [
            "smtp://mail.example.org?tls=none",
            "smtps://localhost?tls=none",
            "smtp://user@mail.example.org",
            "smtp://",
            "http://mail.example.org",
            "file:",
            "smtp://u:p%zz@mail.example.org",
            "smtp://u:p%+1@mail.example.org",
            "smtp://u:p%1@mail.example.org",
        ] {
            assert!(MailTarget::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_in_debug() {
        assert!(!format!("{:?}", smtp("smtp://user:hunter2@mail.example.org")).contains("hunter2"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail(text in "(?s).*|(file|smtps?):.{0,30}|smtps?://[a-z%0-9:@.\\[\\]?=+]{0,30}") {
            let _ = MailTarget::parse(&text);
        }

        #[test]
        fn a_user_and_a_password_read_back(user in "(?s).{1,20}", password in "(?s).{1,20}", port in 1..=u16::MAX) {
            let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
            let server = smtp(&format!("smtps://{}:{}@mail.example.org:{port}", escaped(&user), escaped(&password)));
            prop_assert_eq!(server.port, port);
            let (read_user, read_password) = server.credentials.unwrap();
            prop_assert_eq!((read_user, read_password.expose_secret()), (user, password.as_str()));
        }
    }
}
