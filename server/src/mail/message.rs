//! A mail of the outbox as a message (RFC 5322): its Message-ID is the row's, so that it is the same at every try.

use std::time::{Duration, SystemTime};

use identity::{mail::Mail, outbox::OutgoingMail};
use lettre::{
    Message,
    message::{
        Attachment, Mailbox, MultiPart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use crate::config::BaseUrl;

/// Nobody's machine is to answer it (RFC 3834, 5).
#[derive(Clone, Debug)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Writes the message.
///
/// # Errors
/// When the recipient or the words cannot stand in a mail.
pub fn write(row: &OutgoingMail, mail: &Mail, from: &Mailbox, base_url: &BaseUrl) -> Result<Message, String> {
    let to =
        mail.to.parse::<lettre::Address>().map_err(|error| format!("the recipient is no mail address: {error}"))?;
    let written = Duration::from_micros(u64::try_from(row.created_at.micros()).unwrap_or(0));
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .date(SystemTime::UNIX_EPOCH + written)
        .message_id(Some(message_id(row, base_url)))
        .header(AutoSubmitted)
        .multipart(body(mail)?)
        .map_err(|error| error.to_string())
}

/// The words, and the file beside them if there is one.
fn body(mail: &Mail) -> Result<MultiPart, String> {
    let words = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    let Some(file) = &mail.attachment else {
        return Ok(words);
    };
    let kind = ContentType::parse(&file.kind).map_err(|error| error.to_string())?;
    let file = Attachment::new(file.name.clone()).body(file.text.clone(), kind);
    Ok(MultiPart::mixed().multipart(words).singlepart(file))
}

/// `<row@host>`: stable, so that a server or reader that gets it twice can tell.
fn message_id(row: &OutgoingMail, base_url: &BaseUrl) -> String {
    format!("<{}@{}>", row.id, base_url.mail_domain())
}

/// The name of its file: in a listing the oldest comes first.
#[must_use]
pub fn file_name(row: &OutgoingMail) -> String {
    format!("{:017}-{}.eml", row.created_at.micros(), row.id)
}
