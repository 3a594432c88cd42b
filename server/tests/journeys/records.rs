//! What stands in the database, beside what the pages say.

use std::time::Duration;

use identity::{
    authenticator::Authenticator,
    organisation::Organisation,
    person::{Person, UserIdentifier},
    service::Unexpected,
    store::{Repository, Store as _},
    time::Timestamp,
};
use store::{Database, Options};
use tokio::runtime::{Builder, Runtime};

use crate::mailbox::Message;

/// An open database, for a look.
pub struct Records {
    runtime: Runtime,
    database: Database,
}

/// What is known about one person.
pub struct Known {
    pub has_password: bool,
    pub verified: Vec<String>,
    pub authenticators: Vec<Authenticator>,
    /// The events of the audit log, chained or not, of everybody.
    pub events: Vec<String>,
    pub unchained: usize,
    pub pending_mail: i64,
    pub mobile: Option<String>,
}

impl Records {
    pub fn open(url: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let database = runtime.block_on(Database::connect(url, Options::default())).unwrap();
        Self { runtime, database }
    }

    pub fn of(&self, identifier: &str) -> Known {
        self.runtime
            .block_on(async { Ok::<_, Unexpected>(look(&mut *self.database.read().await?, identifier).await) })
            .unwrap()
    }

    /// Writes what no page or command does, for what comes before a journey.
    pub fn write<T>(&self, work: impl AsyncFnOnce(&mut dyn Repository) -> T) -> T {
        self.runtime.block_on(async {
            let mut repository = self.database.write().await.unwrap();
            let answer = work(&mut *repository).await;
            repository.commit().await.unwrap();
            answer
        })
    }

    /// Organisations by their names alone.
    pub fn name_organisations(&self, organisations: &[Organisation]) {
        self.runtime.block_on(store::testing::name_organisations(&self.database, organisations));
    }

    /// The names of all audit entries.
    pub fn events(&self) -> Vec<String> {
        let names = async { Ok::<_, Unexpected>(events(&mut *self.database.read().await?).await) };
        self.runtime.block_on(names).unwrap()
    }

    /// What a process that died held for itself, the mail that it was sending and the audit log, is anybody's at once.
    pub fn end_leases(&self, now: Timestamp) {
        let hour = Duration::from_secs(3600);
        let ended = async {
            let mut repository = self.database.write().await?;
            repository.take_lease("audit-sealer", "nobody", now.plus(hour), now).await?;
            let mut mails = Vec::new();
            while let Some(mail) = repository.lease_mail(now.plus(hour), now.plus(2 * hour)).await? {
                mails.push(mail.id);
            }
            for mail in mails {
                repository.retry_mail(&mail, now, "").await?;
            }
            repository.commit().await?;
            Ok::<_, Unexpected>(())
        };
        self.runtime.block_on(ended).unwrap();
    }
}

impl Drop for Records {
    /// To the end, so that the files on the disk are whole.
    fn drop(&mut self) {
        self.runtime.block_on(self.database.close());
    }
}

async fn look(repository: &mut dyn Repository, identifier: &str) -> Known {
    let identifier = UserIdentifier::parse(identifier).unwrap();
    let Person { id, .. } = repository.find_person_by_identifier(&identifier).await.unwrap().unwrap();
    let emails = repository.list_emails(&id).await.unwrap();
    let unchained = repository.list_unchained_audit(1000).await.unwrap();
    Known {
        has_password: repository.lookup_password(&id).await.unwrap().is_some(),
        verified: emails
            .iter()
            .filter(|email| email.verified_at.is_some())
            .map(|email| email.address.to_string())
            .collect(),
        authenticators: repository.list_active_authenticators(&id).await.unwrap(),
        unchained: unchained.len(),
        pending_mail: repository.count_mail().await.unwrap().pending,
        mobile: repository.lookup_mobile(&id).await.unwrap(),
        events: events(repository).await,
    }
}

async fn events(repository: &mut dyn Repository) -> Vec<String> {
    let chained = repository.list_chained_audit(0, 1000).await.unwrap();
    let unchained = repository.list_unchained_audit(1000).await.unwrap();
    chained.into_iter().map(|chained| chained.entry).chain(unchained).map(|entry| entry.event).collect()
}

/// What was changed, by the audit log and the mail. A guess, refused or begun, is not a change.
pub fn changes(events: &[String], mails: &[Message]) -> Vec<String> {
    const NONE: [&str; 7] = [
        "sign-in.failed",
        "sign-in.throttled",
        "email.code-wrong",
        "recovery.started",
        "ra.searched",
        "ra.viewed",
        "ra.downloaded",
    ];
    let events = events.iter().filter(|event| !NONE.contains(&event.as_str())).cloned();
    let mut changes: Vec<String> =
        events.chain(mails.iter().map(|mail| format!("mail to {}: {}", mail.to, mail.subject))).collect();
    changes.sort();
    changes
}

impl Known {
    pub fn count(&self, event: &str) -> usize {
        self.events.iter().filter(|name| *name == event).count()
    }

    /// Every change stands with its audit entry, and nothing stands without what it rests on.
    pub fn is_whole(&self) -> bool {
        let rests_on = |is_there: bool, on: bool| !is_there || on;
        rests_on(!self.authenticators.is_empty(), self.has_password)
            && rests_on(self.has_password, !self.verified.is_empty())
            && self.count("password.set") == usize::from(self.has_password)
            && self.count("email.verified") == self.verified.len()
            && self.count("authenticator.added") == self.authenticators.len()
    }
}
