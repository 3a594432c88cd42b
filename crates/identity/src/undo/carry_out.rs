//! Takes a change back, for whoever reads mail at an address that was verified before it.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    mail::text,
    notice,
    person::{Person, freeze},
    ra::notify,
    random::Token,
    service::{Service, Unexpected},
    session::Browsers,
    store::Repository,
    time::Timestamp,
    undo::{Undo, What, restore},
};

/// Whether what was there before the change is there again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// It is; or there was nothing, and what was added is gone.
    Yes,
    /// What is on a smartcard stays on it: the card is suspended.
    Suspended,
    /// It was changed once more since then: what is newer was left as it is.
    Newer,
    /// It cannot be: somebody else has the address now, or it would leave no address at all.
    NoLonger,
}

impl Restored {
    /// For the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Suspended => "suspended",
            Self::Newer => "changed again since",
            Self::NoLonger => "no longer possible",
        }
    }
}

/// How taking a change back ended. Unless it is over or was used, all sessions are ended and changes are frozen.
#[derive(Debug, PartialEq, Eq)]
pub enum CarryOut {
    /// It is done.
    Done {
        /// What had been changed.
        what: What,
        /// What became of it.
        restored: Restored,
        /// How many later changes went back with it.
        later: usize,
    },
    /// It was done before.
    Used,
    /// Its 7 days are over, or it never was ours.
    Over,
}

/// Takes the change of a link back, once. A Care Identity that is closed stays closed; what is open again later is not what somebody
/// else made of it.
///
/// # Errors
/// When the database refuses, or what is sealed does not open.
pub async fn carry_out(service: &Service, origin: &Origin, token: &str) -> Result<CarryOut, Unexpected> {
    let now = service.now();
    let Some(token) = Token::parse(token) else {
        return Ok(CarryOut::Over);
    };
    let mut repository = service.write().await?;
    let Some(undo) = repository.find_undo(&token.hash()).await? else {
        return Ok(CarryOut::Over);
    };
    // Whatever changes credentials, addresses or authenticators holds this lock, too: what is decided here stands.
    let person = repository.lock_person(&undo.person_id).await?.filter(|_| now < undo.expires_at);
    let Some(person) = person else {
        return Ok(CarryOut::Over);
    };
    if undo.used_at.is_some() {
        return Ok(CarryOut::Used);
    }
    // All of them are told: those that were there, and those that are there again.
    let mut told = notice::addresses(&mut *repository, &person.id).await?;
    let gone_back = go_back(service, &mut *repository, origin, (&person, undo.created_at)).await?;
    let Some((what, restored)) = gone_back.last().cloned() else {
        return Ok(CarryOut::Used);
    };
    for address in notice::addresses(&mut *repository, &person.id).await? {
        if !told.contains(&address) {
            told.push(address);
        }
    }
    stop(service, &mut *repository, origin, &person, &undo, now).await?;
    let later = gone_back.len() - 1;
    let words =
        text::change_undone(&service.policy, &person.name.full(), &what, (restored, later), (undo.created_at, now));
    crate::mail::post_to_all(service, &mut *repository, &told, &words).await?;
    notify::of_report(service, &mut *repository, &person.id).await?;
    repository.commit().await?;
    Ok(CarryOut::Done { what, restored, later })
}

/// Takes back a change and every later one, the newest first, so that each finds what it left; the change itself is last.
async fn go_back(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, from): (&Person, Timestamp),
) -> Result<Vec<(What, Restored)>, Unexpected> {
    let now = service.now();
    let mut gone_back = Vec::new();
    for undo in repository.list_undos_from(&person.id, from, now).await? {
        let Some(change) = undo.open(service)? else { continue };
        if !repository.use_undo(&undo.id, now).await? {
            continue;
        }
        let restored = restore::restore(service, repository, (person, undo.created_at), &change).await?;
        let what = change.what();
        // Whoever reads the mail did it, and that need not be the person.
        let details = [
            ("change", what.as_str()),
            ("restored", restored.as_str()),
            ("undo", undo.id.as_str()),
            ("by", "a link in a notice"),
        ];
        audit::record(repository, service, origin, &Actor::System, Some(&person.id), Event::ChangeUndone, &details)
            .await?;
        gone_back.push((what, restored));
    }
    Ok(gone_back)
}

/// Whoever made the change is out, and makes no other.
async fn stop(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    person: &Person,
    undo: &Undo,
    now: Timestamp,
) -> Result<(), Unexpected> {
    repository.end_sessions_of(&person.id, None, now).await?;
    repository.end_under_way(&person.id, Browsers::All, now).await?;
    freeze::freeze(service, repository, origin, person, undo.created_at).await
}
