//! Mail as its readers get it.

use std::time::Duration;

use identity::{
    mail::Mail,
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use super::World;

impl World {
    /// Takes what is in the outbox and delivers it.
    async fn deliver(&self) {
        let now = self.now();
        loop {
            let sent = self
                .write(async |repository| {
                    let mail = repository.lease_mail(now, now.plus(Duration::from_secs(60))).await.unwrap()?;
                    let opened = Mail::open(&self.service.keys, &mail).unwrap();
                    repository.mark_mail_sent(&mail.id, now).await.unwrap();
                    Some(opened)
                })
                .await;
            match sent {
                Some(mail) => self.inbox.lock().unwrap().push(mail),
                None => return,
            }
        }
    }

    /// Everything that was ever sent.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        self.deliver().await;
        self.inbox.lock().unwrap().clone()
    }

    pub(crate) async fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails().await.into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The mails that `work` causes: recipient and subject, sorted.
    pub(crate) async fn mails_of(&self, work: impl AsyncFnOnce()) -> Vec<(String, String)> {
        let before = self.mails().await.len();
        work().await;
        let mut new: Vec<_> =
            self.mails().await[before..].iter().map(|mail| (mail.to.clone(), mail.subject.clone())).collect();
        new.sort();
        new
    }

    /// Every code that was ever sent to an address, oldest first.
    pub(crate) async fn codes_to(&self, address: &str) -> Vec<String> {
        self.mails_to(address).await.iter().filter_map(code_in).collect()
    }

    /// The newest code that was sent to an address.
    pub(crate) async fn code_to(&self, address: &str) -> String {
        self.codes_to(address).await.pop().expect("a code was sent")
    }

    /// The end of every undo link that was ever sent to an address, oldest first.
    pub(crate) async fn undo_links_to(&self, address: &str) -> Vec<String> {
        let link = |line: &str| line.strip_prefix("https://identity.example/undo/").map(str::to_owned);
        self.mails_to(address).await.iter().filter_map(|mail| mail.text.lines().find_map(link)).collect()
    }

    /// The end of the newest one.
    pub(crate) async fn undo_link_to(&self, address: &str) -> String {
        self.undo_links_to(address).await.pop().expect("a link was sent")
    }

    /// Says of the newest change that it was not theirs; answers what it was.
    pub(crate) async fn was_not_me(&self, address: &str) -> What {
        let (link, origin) = (self.undo_link_to(address).await, self.browser().await.origin);
        match carry_out::carry_out(&self.service, &origin, &link).await.unwrap() {
            CarryOut::Done { what, restored: Restored::Yes | Restored::Suspended, .. } => what,
            other => panic!("{other:?}"),
        }
    }
}

fn code_in(mail: &Mail) -> Option<String> {
    let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.lines().map(str::trim).find(is_code).map(str::to_owned)
}

/// Another code of eight digits.
pub(crate) fn other(code: &str) -> String {
    code.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}
