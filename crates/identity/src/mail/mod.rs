//! Mail to people: plain words, as text and as HTML without remote images. Codes are never in the subject.

pub(crate) mod calendar;
pub mod text;

use serde::{Deserialize, Serialize};

use crate::{
    email::address::EmailAddress,
    keys::{Keyring, OpenError, Purpose},
    outbox::{MailId, OutgoingMail},
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
};

/// A mail as it is sealed in the outbox.
#[derive(Clone, Serialize, Deserialize)]
pub struct Mail {
    /// The recipient.
    pub to: String,
    /// The subject: never a code, a link or a name of somebody else.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part, with the same words.
    pub html: String,
    /// A file beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

/// A file beside a mail.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attachment {
    /// As the reader's computer saves it.
    pub name: String,
    /// Its media type.
    pub kind: String,
    /// Always text.
    pub text: String,
}

/// A piece of a mail's body.
#[derive(Clone, Debug)]
pub enum Block {
    /// Words of one paragraph: markup in them stays text.
    Paragraph(String),
    /// A code to type.
    Code(String),
    /// A link to one of our pages.
    Link {
        /// What it leads to.
        label: String,
        /// The whole address, made from the configured base URL (failure 21).
        url: String,
    },
}

/// Words of one paragraph: markup in them stays text.
#[must_use]
pub fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}

impl Mail {
    /// Writes both parts from the same blocks.
    #[must_use]
    pub fn compose(to: &str, subject: impl Into<String>, service_name: &str, blocks: &[Block]) -> Self {
        let subject = subject.into();
        Self {
            to: to.to_owned(),
            text: plain(service_name, blocks),
            html: html(&subject, service_name, blocks),
            subject,
            attachment: None,
        }
    }

    /// The same with a file beside it.
    #[must_use]
    pub fn with(self, attachment: Attachment) -> Self {
        Self { attachment: Some(attachment), ..self }
    }

    /// Puts the mail into the outbox, in the transaction of the change that it tells of.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn post(&self, service: &Service, repository: &mut dyn Repository) -> Result<(), Unexpected> {
        self.post_at(service, repository, service.now()).await
    }

    /// The same, to be sent from an instant on.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn post_at(
        &self,
        service: &Service,
        repository: &mut dyn Repository,
        at: Timestamp,
    ) -> Result<(), Unexpected> {
        repository.add_mail(&self.sealed(service, at)?).await?;
        Ok(())
    }

    /// As the outbox keeps it, to be sent from an instant on.
    pub(crate) fn sealed(&self, service: &Service, at: Timestamp) -> Result<OutgoingMail, Unexpected> {
        let id = MailId::random(&*service.random);
        let json = serde_json::to_vec(self).map_err(|error| Unexpected::Other(error.to_string()))?;
        let content = service.keys.seal(&*service.random, Purpose::Mail, id.as_str(), &json)?;
        Ok(OutgoingMail { id, content, attempts: 0, created_at: at })
    }

    /// Does what [`Self::post`] does for a mail that nobody is to get, and leaves nothing: whether somebody is known by an
    /// address cannot be told from the time that the answer takes (failure 22).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn post_nowhere(&self, service: &Service, repository: &mut dyn Repository) -> Result<(), Unexpected> {
        let id = MailId::random(&*service.random);
        let json = serde_json::to_vec(self).map_err(|error| Unexpected::Other(error.to_string()))?;
        let content = service.keys.seal(&*service.random, Purpose::Mail, id.as_str(), &json)?;
        // As long as a mail and its way to the database, for a row that is not there.
        repository.retry_mail(&id, service.now(), content.as_str()).await?;
        Ok(())
    }

    /// Reads a mail of the outbox.
    ///
    /// # Errors
    /// When its key is missing, or it is damaged.
    pub fn open(keys: &Keyring, mail: &OutgoingMail) -> Result<Self, OpenError> {
        let json = keys.open(Purpose::Mail, mail.id.as_str(), &mail.content)?;
        serde_json::from_slice(&json).map_err(|_| OpenError::Damaged)
    }
}

/// Sends the same words to several addresses, each in a mail of its own.
///
/// # Errors
/// When the database refuses.
pub async fn post_to_all<'a>(
    service: &Service,
    repository: &mut dyn Repository,
    addresses: impl IntoIterator<Item = &'a EmailAddress>,
    words: &(String, Vec<Block>),
) -> Result<(), Unexpected> {
    for mail in sealed_for_all(service, addresses, words)? {
        repository.add_mail(&mail).await?;
    }
    Ok(())
}

/// The same words for several addresses, each in a mail of its own, for whoever puts many into the outbox at once.
pub(crate) fn sealed_for_all<'a>(
    service: &Service,
    addresses: impl IntoIterator<Item = &'a EmailAddress>,
    (subject, blocks): &(String, Vec<Block>),
) -> Result<Vec<OutgoingMail>, Unexpected> {
    let compose = |to: &EmailAddress| Mail::compose(to.as_str(), subject, &service.policy.service_name, blocks);
    addresses.into_iter().map(|address| compose(address).sealed(service, service.now())).collect()
}

fn plain(service_name: &str, blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => text.push_str(words),
            Block::Code(code) => {
                text.push_str("    ");
                text.push_str(code);
            }
            Block::Link { label, url } => {
                text.push_str(label);
                text.push_str(":\n");
                text.push_str(url);
            }
        }
        text.push_str("\n\n");
    }
    text.push_str("--\n");
    text.push_str(service_name);
    text.push('\n');
    text
}

fn html(subject: &str, service_name: &str, blocks: &[Block]) -> String {
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(words) => body.push_str(&format!("<p>{}</p>\n", escape(words))),
            Block::Code(code) => {
                body.push_str(&format!(
                    "<p style=\"font-size:28px;letter-spacing:4px\"><strong>{}</strong></p>\n",
                    escape(code)
                ));
            }
            Block::Link { label, url } => {
                body.push_str(&format!("<p><a href=\"{}\">{}</a></p>\n", escape(url), escape(label)));
            }
        }
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"font-family:Arial,sans-serif;font-size:18px;line-height:1.5;color:#212b32\">\n{body}<p>{}</p>\n</body></html>\n",
        escape(subject),
        escape(service_name)
    )
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_say_the_same_and_markup_in_a_name_stays_text() {
        let mail = Mail::compose(
            "a@nhs.net",
            "Subject",
            "Care Identity",
            &[paragraph("Hello <b>Ann</b>"), Block::Code("12345678".into())],
        );
        assert!(mail.text.contains("Hello <b>Ann</b>") && mail.text.contains("12345678"));
        assert!(mail.html.contains("Hello &lt;b&gt;Ann&lt;/b&gt;") && mail.html.contains("12345678"));
    }
}
