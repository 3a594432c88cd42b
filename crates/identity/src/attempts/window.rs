//! What is counted in windows of time: nobody floods a mailbox or the tables.

use std::{collections::BTreeSet, time::Duration};

use super::{
    Counter, Reserved, WINDOW, count,
    rule::{Limit, NETWORK_WINDOW},
};
use crate::{
    actor::Origin,
    person::PersonId,
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
};

/// Challenges for devices that one network asks for: a page of sign-in asks for one each time that it is shown.
const CEREMONIES: Limit = Limit::Window(3_000, NETWORK_WINDOW);
/// Browsers that one network makes known: each is a row, and costs whoever asks nothing.
const BROWSERS: Limit = Limit::Window(3_000, NETWORK_WINDOW);
/// Mails with codes that one person causes.
const MAILS: Limit = Limit::Window(12, MAIL_WINDOW);
/// Mails with codes that one address is sent, whoever causes them: so many that one other person alone cannot use them up.
const MAILS_TO: Limit = Limit::Window(40, MAIL_WINDOW);
/// Searches of one person at the desk of a Registration Authority: more than a busy morning has, fewer than it takes to copy all
/// people out.
const SEARCHES: Limit = Limit::Window(300, Duration::from_secs(60 * 60));
/// Files of people that somebody at the desk checks: each may look for thousands of people at once.
const IMPORTS: Limit = Limit::Window(30, Duration::from_secs(60 * 60));
/// Lines of such files.
const LINES: Limit = Limit::Window(10_000, Duration::from_secs(60 * 60));
/// Profiles that somebody at the desk opens again within this time are one look at them.
const LOOKS: Limit = Limit::Window(1, Duration::from_secs(60 * 60));
/// The window of mails.
pub(super) const MAIL_WINDOW: Duration = Duration::from_secs(60 * 60);

/// Counts one challenge that a network asks for. Answers from when on it may ask for the next, when not now.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_ceremony(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
) -> Result<Option<Timestamp>, Unexpected> {
    reserve(service, repository, &[(["ceremony", &origin.network], CEREMONIES)]).await
}

/// Counts one browser that a network makes known. Answers from when on it may make the next known, when not now.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_browser(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
) -> Result<Option<Timestamp>, Unexpected> {
    reserve(service, repository, &[(["browser", &origin.network], BROWSERS)]).await
}

/// Counts one search for people. Answers from when on the next may be made, when not now.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_search(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Option<Timestamp>, Unexpected> {
    reserve(service, repository, &[(["search-by", person.as_str()], SEARCHES)]).await
}

/// Counts one file of people and each of its lines, as each may say whether somebody exists. Answers from when on the next may
/// be checked, when not now.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_import(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    lines: usize,
) -> Result<Option<Timestamp>, Unexpected> {
    let (name, now) = (key(service, ["import-lines-by", person.as_str()]), service.now());
    let more = i64::try_from(lines).unwrap_or(i64::MAX).saturating_sub(1).max(0);
    let before = repository.lock_counter(&name, now).await?;
    let counted = match LINES.admit_more(before, more, now) {
        Ok(counted) => counted,
        Err(until) => return Ok(Some(until)),
    };
    repository.set_counter(&name, &counted).await?;
    reserve(service, repository, &[(["import-by", person.as_str()], IMPORTS)]).await
}

/// Notes that somebody at the desk looks at a person's profile; `true` for the first time within an hour.
///
/// # Errors
/// When the database refuses.
pub async fn is_first_look(
    service: &Service,
    repository: &mut dyn Repository,
    (looks, at): (&PersonId, &PersonId),
) -> Result<bool, Unexpected> {
    let both = format!("{looks} {at}");
    Ok(reserve(service, repository, &[(["look", &both], LOOKS)]).await?.is_none())
}

/// Keeps whoever creates somebody by one of these marks from going on until the transaction ends. In one order, whoever asks:
/// nobody waits for each other.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn lock_new_people(
    service: &Service,
    repository: &mut dyn Repository,
    marks: &[String],
) -> Result<(), Unexpected> {
    let names: BTreeSet<String> = marks.iter().map(|mark| key(service, ["new-person", mark])).collect();
    let names: Vec<String> = names.into_iter().collect();
    Ok(repository.lock_counters(&names, service.now()).await?)
}

/// Keeps other files of people from being applied until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn lock_imports(service: &Service, repository: &mut dyn Repository) -> Result<(), Unexpected> {
    let name = key(service, ["import-applied", ""]);
    Ok(repository.lock_counters(&[name], service.now()).await?)
}

/// Counts one e-mail that a person causes, and one that an address is sent: nobody floods a mailbox, their own or
/// another's. Answers from when on the next may be sent, when this one may not.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_mail(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    address_key: &str,
) -> Result<Option<Timestamp>, Unexpected> {
    let windows = [(["mail-by", person.as_str()], MAILS), (["mail-to", address_key], MAILS_TO)];
    reserve(service, repository, &windows).await
}

/// One mail of a kind to one reader in this time, where mails only say that something waits.
const NOTICES: Duration = Duration::from_secs(60 * 60);

/// When a reader of some kind of notice is to get one: now, or a while after the last. `None` when one that waits will do. The
/// counter's time is that of the last notice, which may be ahead.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_notice(
    service: &Service,
    repository: &mut dyn Repository,
    reader: [&str; 2],
) -> Result<Option<Timestamp>, Unexpected> {
    let (name, now) = (key(service, reader), service.now());
    let counter = repository.lock_counter(&name, now).await?;
    let next = if counter.failures == 0 { now } else { counter.started_at.plus(NOTICES).max(now) };
    if counter.failures > 0 && counter.started_at > now {
        return Ok(None);
    }
    let counter = Counter { failures: 1, blocked_until: None, started_at: next };
    repository.set_counter(&name, &counter).await?;
    Ok(Some(next))
}

/// Counts in some windows, or in none. Answers from when on there is room in all, when not now.
pub(super) async fn reserve(
    service: &Service,
    repository: &mut dyn Repository,
    windows: &[([&str; 2], Limit)],
) -> Result<Option<Timestamp>, Unexpected> {
    let names = windows.iter().map(|(name, limit)| (key(service, *name), *limit)).collect();
    Ok(match count(repository, names, service.now()).await? {
        Err(Reserved::Wait(until)) => Some(until),
        _ => None,
    })
}

/// The counter of a window.
pub(super) fn key(service: &Service, name: [&str; 2]) -> String {
    format!("{WINDOW}{}", service.keys.counter_name(&name))
}
