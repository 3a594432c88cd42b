//! The mail that a demonstration "sent", for the page that lists it. It cannot exist otherwise: mail holds codes.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::pages::help::sent_mail::{SentMail, SentMailbox};
use identity::time::Timestamp;
use mail_parser::MessageParser;

use crate::config::{Config, MailTarget};

/// How many mails are read, the newest ones.
const MOST: usize = 200;

struct Folder(PathBuf);

/// The mailbox of a demonstration whose mail goes to a folder.
#[must_use]
pub fn of(config: &Config) -> Option<Arc<dyn SentMailbox>> {
    match &config.mail {
        MailTarget::Folder(path) if config.demonstration => Some(Arc::new(Folder(path.clone()))),
        _ => None,
    }
}

impl SentMailbox for Folder {
    fn list(&self) -> Vec<SentMail> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().filter_map(Result::ok);
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        // Names begin with the time in microseconds; those being written begin with a dot.
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".eml") && !name.starts_with('.')).collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        names.truncate(MOST);
        names.into_iter().filter_map(|name| read(&self.0, name)).collect()
    }
}

fn read(folder: &Path, file: String) -> Option<SentMail> {
    let sent_at = Timestamp::from_micros(file.split_once('-')?.0.parse().ok()?);
    let bytes = fs::read(folder.join(&file)).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    Some(SentMail {
        to: message.to()?.first()?.address()?.to_owned(),
        subject: message.subject()?.to_owned(),
        text: message.body_text(0)?.into_owned(),
        file,
        sent_at,
    })
}

#[cfg(test)]
mod tests {
    use identity::{
        keys::Sealed,
        mail::Mail,
        outbox::{MailId, OutgoingMail},
    };

    use super::*;
    use crate::{
        config::BaseUrl,
        mail::{folder::Folder as Sending, message},
    };

    #[test]
    fn what_we_write_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let row = OutgoingMail {
            id: MailId::from_text("abc"),
            content: Sealed::from_text(""),
            attempts: 1,
            created_at: Timestamp::from_micros(1_700_000_000_000_000),
        };
        let mail = Mail {
            attachment: None,
            to: "amara.okafor@nhs.net".into(),
            subject: "Tom\u{e1}s\u{2019}s address was changed".into(),
            text: "Your code is 12345678.\n\nTom\u{e1}s = \u{2019}you\u{2019}".into(),
            html: "<p>x</p>".into(),
        };
        let from = "Care Identity <no-reply@example.org>".parse().unwrap();
        let message = message::write(&row, &mail, &from, &BaseUrl::local()).unwrap();
        Sending::create(folder.path()).unwrap().send(&message::file_name(&row), &message).unwrap();

        let mails = Folder(folder.path().to_owned()).list();
        assert_eq!(mails.len(), 1);
        assert_eq!((&mails[0].to, &mails[0].subject), (&mail.to, &mail.subject));
        assert_eq!(mails[0].text.replace("\r\n", "\n").trim_end(), mail.text);
        assert_eq!(mails[0].sent_at, row.created_at);
    }
}
