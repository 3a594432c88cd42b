//! Limits on guessing (NIST SP 800-63B-4, 3.2.2).
//!
//! Failures are counted in the database, before the guess is looked at: guesses made at the same time are counted too
//! (failure 4), and no new session, code or process starts from nothing (failures 3 and 32). Each factor of each person
//! has its counter (one factor's failures never lock another). Browsers that the person signed in with have counters
//! of their own, so that strangers cannot hold the owner out (failure 31). A network has one besides, which a success
//! does not reset (failure 6).

use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    authenticator::AuthenticatorId,
    password::hash::PasswordHash,
    person::PersonId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// From this failure in a row on there is a wait.
const FIRST_WAIT_AT: i64 = 5;
/// The first wait; it doubles with each failure.
const SHORTEST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// After so many failures in a row a factor is disabled until something stronger unlocks it.
const DISABLED_AT: i64 = 100;
/// Failures of one network, known browsers apart, in [`NETWORK_WINDOW`].
const NETWORK_LIMIT: i64 = 100;
/// Hospitals share one address, so the window is short and the limit wide.
const NETWORK_WINDOW: Duration = Duration::from_secs(10 * 60);
/// Challenges for devices that one network asks for in [`NETWORK_WINDOW`]: a page of sign-in asks for one each time that
/// it is shown.
const CEREMONY_LIMIT: i64 = 3_000;
/// Mails with codes that one person causes in [`MAIL_WINDOW`].
const MAIL_LIMIT: i64 = 12;
/// Mails with codes that one address is sent in it, whoever causes them: so many that one other person alone cannot use
/// them up.
const MAILBOX_LIMIT: i64 = 40;
/// The window of both.
const MAIL_WINDOW: Duration = Duration::from_secs(60 * 60);

/// Begins the names of counters of nobody we know: no right guess ever clears them, so they go by their age.
pub const UNKNOWN: &str = "unknown:";
/// Begins the names of counters that start anew with each window: they are of no use a day later.
pub const WINDOW: &str = "window:";

/// A counter in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Failures in a row, or in the window.
    pub failures: i64,
    /// Until when nothing is looked at.
    pub blocked_until: Option<Timestamp>,
    /// When the count began.
    pub started_at: Timestamp,
}

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// A password.
    Password,
    /// The code of an authenticator app.
    AuthenticatorCode,
    /// The first code of an authenticator app that is being added: to mistype it locks no other.
    NewAuthenticatorCode,
    /// A code sent by e-mail.
    EmailCode,
    /// A signature of a WebAuthn authenticator: each of them has its counter.
    Device,
}

impl Factor {
    /// Those that a person has one of.
    const OF_PERSON: [Self; 4] = [Self::Password, Self::AuthenticatorCode, Self::NewAuthenticatorCode, Self::EmailCode];

    const fn label(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::AuthenticatorCode => "authenticator-code",
            Self::NewAuthenticatorCode => "new-authenticator-code",
            Self::EmailCode => "email-code",
            Self::Device => "device",
        }
    }
}

/// Whose factor is guessed.
#[derive(Clone, Debug)]
pub enum Whose<'a> {
    /// Somebody we know, by whatever address they were named (failure 5).
    Person(&'a PersonId),
    /// One of somebody's authenticators.
    Authenticator(&'a PersonId, &'a AuthenticatorId),
    /// Nobody we know, by [`crate::email::address::EmailAddress::throttle_key`]: limits are the same (failure 22).
    Unknown(&'a str),
}

/// The right to one guess, already counted as a failure.
#[derive(Debug)]
#[must_use]
pub struct Permit {
    own: Vec<Counted>,
    strangers: Vec<String>,
    network: Option<Counted>,
}

/// A counter with one failure more.
#[derive(Debug)]
struct Counted {
    name: String,
    counter: Counter,
}

/// Whether a guess may be made. One that may not changes nothing.
#[derive(Debug)]
pub enum Reserved {
    /// It may.
    Go(Permit),
    /// Not before this instant.
    Wait(Timestamp),
    /// Not at all, until something stronger unlocks it.
    Disabled,
}

/// Counts one guess in the caller's transaction. The guess is looked at under the counter's lock, or after a commit when
/// looking takes long.
///
/// # Errors
/// When the database refuses.
pub async fn reserve(
    service: &Service,
    repository: &mut dyn Repository,
    factor: Factor,
    whose: Whose<'_>,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let known = match (&whose, &origin.browser) {
        (Whose::Person(person) | Whose::Authenticator(person, _), Some(browser))
            if repository.knows_browser(browser, person).await? =>
        {
            Some(browser)
        }
        _ => None,
    };
    let own = vec![key(service, factor, &whose, known)];
    let strangers = known.iter().map(|_| key(service, factor, &whose, None)).collect();
    take(service, repository, own, known.is_some(), strangers, origin).await
}

/// Counts one guess at the password of whoever signs in with `address`, by [`EmailAddress::throttle_key`]. Strangers'
/// guesses are counted by the address first, known or not, so that the limit tells nobody which it is (failure 22); the
/// person's own counter sees to it that no other way of writing the address gives more guesses (failure 5).
///
/// [`EmailAddress::throttle_key`]: crate::email::address::EmailAddress::throttle_key
///
/// # Errors
/// When the database refuses.
pub async fn reserve_sign_in(
    service: &Service,
    repository: &mut dyn Repository,
    person: Option<&PersonId>,
    address: &str,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    if let (Some(person), Some(browser)) = (person, &origin.browser)
        && repository.knows_browser(browser, person).await?
    {
        let own = vec![key(service, Factor::Password, &Whose::Person(person), Some(browser))];
        let strangers = [Whose::Unknown(address), Whose::Person(person)];
        let strangers = strangers.iter().map(|whose| key(service, Factor::Password, whose, None)).collect();
        return take(service, repository, own, true, strangers, origin).await;
    }
    let mut own = vec![key(service, Factor::Password, &Whose::Unknown(address), None)];
    own.extend(person.map(|person| key(service, Factor::Password, &Whose::Person(person), None)));
    take(service, repository, own, false, Vec::new(), origin).await
}

async fn take(
    service: &Service,
    repository: &mut dyn Repository,
    own: Vec<String>,
    is_known: bool,
    strangers: Vec<String>,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let now = service.now();
    let network = (!is_known).then(|| window_key(service, ["network", &origin.network]));
    let names: Vec<&str> = own.iter().chain(&network).map(String::as_str).collect();
    let before = repository.count_failures(&names, now).await?;
    let limits = own.iter().map(|_| Limit::Factor).chain(network.iter().map(|_| Limit::Network));
    let after: Result<Vec<_>, _> =
        before.iter().zip(limits).map(|(counter, limit)| limit.admit(*counter, now)).collect();
    let after = match after {
        Ok(after) => after,
        // A guess that one limit refuses is not looked at, so it is a failure for none.
        Err(refused) => {
            for (name, before) in names.iter().zip(&before) {
                repository.set_counter(name, before).await?;
            }
            return Ok(refused);
        }
    };
    for ((name, before), after) in names.iter().zip(&before).zip(&after) {
        if *after != before.with_one_more() {
            repository.set_counter(name, after).await?;
        }
    }
    let mut counted = own.into_iter().zip(after.iter().copied()).map(|(name, counter)| Counted { name, counter });
    let own = counted.by_ref().collect();
    let network = network.zip(after.last().copied()).map(|(name, counter)| Counted { name, counter });
    Ok(Reserved::Go(Permit { own, strangers, network }))
}

/// The guess was right: its counter starts anew, the network gets this one back and no more (failure 6), and a factor
/// that strangers had disabled works for them again.
///
/// # Errors
/// When the database refuses.
pub async fn forgive(repository: &mut dyn Repository, permit: Permit) -> Result<(), Unexpected> {
    clear(repository, permit.own.iter().map(|counted| counted.name.as_str()), 0).await?;
    clear(repository, permit.strangers.iter().map(String::as_str), DISABLED_AT).await?;
    if let Some(Counted { name, .. }) = &permit.network {
        repository.take_failure_back(name, None).await?;
    }
    Ok(())
}

/// The guess was wrong, and its failure stands. The log is told when a wait begins with it, and of no guess that the wait
/// then refuses: those change nothing, and must not fill it.
///
/// # Errors
/// When the database refuses.
pub async fn stand(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    subject: Option<&PersonId>,
    permit: Permit,
    details: &[(&str, &str)],
) -> Result<(), Unexpected> {
    let own = permit.own.iter().map(|counted| counted.counter);
    let limit = if own.clone().any(|counter| counter.failures >= DISABLED_AT) {
        ("until", "unlocked".to_owned())
    } else if let Some(until) = own.filter_map(|counter| counter.blocked_until).max() {
        ("until", until.rfc3339())
    } else if permit.network.is_some_and(|counted| counted.counter.failures >= NETWORK_LIMIT) {
        ("limit", "network".to_owned())
    } else {
        return Ok(());
    };
    let details: Vec<_> = details.iter().copied().chain([(limit.0, limit.1.as_str())]).collect();
    audit::record(repository, service, origin, &Actor::System, subject, Event::SignInThrottled, &details).await?;
    Ok(())
}

/// Checks a password that a guess was reserved for. When nobody looks at it, because too many wait, the guess is given back:
/// it was none.
///
/// # Errors
/// When the hashing threads or the database refuse.
pub async fn verify(
    service: &Service,
    permit: Permit,
    password: SecretString,
    hash: Option<PasswordHash>,
) -> Result<(bool, Permit), Unexpected> {
    let error = match service.hashing.verify(password, hash).await {
        Ok(right) => return Ok((right, permit)),
        Err(error) => error,
    };
    let mut repository = service.write().await?;
    give_back(&mut *repository, permit).await?;
    repository.commit().await?;
    Err(error)
}

async fn give_back(repository: &mut dyn Repository, permit: Permit) -> Result<(), Unexpected> {
    for Counted { name, counter } in permit.own.iter().chain(&permit.network) {
        repository.take_failure_back(name, counter.blocked_until).await?;
    }
    Ok(())
}

async fn clear<'a>(
    repository: &mut dyn Repository,
    names: impl Iterator<Item = &'a str>,
    from: i64,
) -> Result<(), Unexpected> {
    let names: Vec<&str> = names.collect();
    for names in names.chunks(MOST_AT_ONCE) {
        repository.clear_counters(names, from).await?;
    }
    Ok(())
}

/// Forgets every wrong guess at a person's factors, by strangers and in the browsers that they know: for whoever has
/// checked who they are.
///
/// # Errors
/// When the database refuses.
pub async fn unlock(service: &Service, repository: &mut dyn Repository, person: &PersonId) -> Result<(), Unexpected> {
    let browsers = repository.list_browsers_of(person).await?;
    let authenticators = repository.list_active_authenticators(person).await?;
    let devices = authenticators.iter().map(|device| (Factor::Device, Whose::Authenticator(person, &device.id)));
    let mut names = Vec::new();
    for (factor, whose) in Factor::OF_PERSON.map(|factor| (factor, Whose::Person(person))).into_iter().chain(devices) {
        let browsers = std::iter::once(None).chain(browsers.iter().map(Some));
        names.extend(browsers.map(|browser| key(service, factor, &whose, browser)));
    }
    for email in repository.list_emails(person).await? {
        let address = email.address.throttle_key();
        names.push(key(service, Factor::Password, &Whose::Unknown(&address), None));
    }
    clear(repository, names.iter().map(String::as_str), 0).await
}

/// Counts one answer of a device that nobody here knows, for its network only.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_unknown_device(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    take(service, repository, Vec::new(), false, Vec::new(), origin).await
}

/// Counts one challenge that a network asks for. Answers from when on it may ask for the next, when not now.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_ceremony(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
) -> Result<Option<Timestamp>, Unexpected> {
    let window = (["ceremony", origin.network.as_str()], CEREMONY_LIMIT, NETWORK_WINDOW);
    Ok(count_in_window(service, repository, window).await?.err())
}

async fn count_in_window(
    service: &Service,
    repository: &mut dyn Repository,
    (name, limit, window): ([&str; 2], i64, Duration),
) -> Result<Result<(), Timestamp>, Unexpected> {
    let key = window_key(service, name);
    let counter = repository.lock_counter(&key, service.now()).await?;
    match admit_in_window(counter, limit, window, service.now()) {
        Ok(counted) => Ok(Ok(repository.set_counter(&key, &counted).await?)),
        Err(until) => Ok(Err(until)),
    }
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
    for (name, limit) in [(["mail-by", person.as_str()], MAIL_LIMIT), (["mail-to", address_key], MAILBOX_LIMIT)] {
        if let Err(until) = count_in_window(service, repository, (name, limit, MAIL_WINDOW)).await? {
            return Ok(Some(until));
        }
    }
    Ok(None)
}

/// Names of counters are keyed hashes: the table does not list addresses that somebody tried. What stands before the
/// hash tells the sweep how long a counter is of use: see [`UNKNOWN`] and [`WINDOW`].
fn key(service: &Service, factor: Factor, whose: &Whose<'_>, known: Option<&BrowserId>) -> String {
    let (prefix, kind, whose) = match whose {
        Whose::Person(person) => ("", "person", person.as_str()),
        Whose::Authenticator(_, authenticator) => ("", "authenticator", authenticator.as_str()),
        Whose::Unknown(address) => (UNKNOWN, "unknown", *address),
    };
    let scope = known.map_or("strangers", BrowserId::as_str);
    format!("{prefix}{}", service.keys.counter_name(&[factor.label(), kind, whose, scope]))
}

fn window_key(service: &Service, name: [&str; 2]) -> String {
    format!("{WINDOW}{}", service.keys.counter_name(&name))
}

impl Counter {
    /// As the store counts.
    const fn with_one_more(self) -> Self {
        Self { failures: self.failures + 1, ..self }
    }
}

/// Which rule a counter follows.
#[derive(Clone, Copy)]
enum Limit {
    Factor,
    Network,
}

impl Limit {
    /// What a guess at `now` makes of a counter, or why there is none.
    fn admit(self, counter: Counter, now: Timestamp) -> Result<Counter, Reserved> {
        match self {
            Self::Factor => admit(counter, now),
            Self::Network => admit_in_window(counter, NETWORK_LIMIT, NETWORK_WINDOW, now).map_err(Reserved::Wait),
        }
    }
}

/// The rule of a factor's counter.
fn admit(counter: Counter, now: Timestamp) -> Result<Counter, Reserved> {
    if counter.failures >= DISABLED_AT {
        return Err(Reserved::Disabled);
    }
    if let Some(until) = counter.blocked_until.filter(|until| now < *until) {
        return Err(Reserved::Wait(until));
    }
    let counted = counter.with_one_more();
    Ok(Counter { blocked_until: wait_after(counted.failures).map(|wait| now.plus(wait)), ..counted })
}

fn wait_after(failures: i64) -> Option<Duration> {
    let doublings = u32::try_from(failures - FIRST_WAIT_AT).ok()?;
    Some(SHORTEST_WAIT.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT))
}

/// The rule of a counter that starts anew with each window; `Err` says when that is.
fn admit_in_window(counter: Counter, limit: i64, window: Duration, now: Timestamp) -> Result<Counter, Timestamp> {
    let over = counter.started_at.plus(window);
    if now >= over {
        return Ok(Counter { failures: 1, blocked_until: None, started_at: now });
    }
    if counter.failures >= limit {
        return Err(over);
    }
    Ok(counter.with_one_more())
}

/// How many counters the store is asked for at once, at the most.
pub const MOST_AT_ONCE: usize = 3;

/// The store's part.
#[async_trait]
pub trait Attempts: Send {
    /// Reads a counter, made with no failures at `now` when it is new, and keeps others from it until the
    /// transaction ends.
    async fn lock_counter(&mut self, key: &str, now: Timestamp) -> StoreResult<Counter>;
    /// Adds a failure to each counter, made with none at `now` when it is new, and keeps others from them until the
    /// transaction ends. Answers them as they were before. The keys differ, and are [`MOST_AT_ONCE`] at the most.
    async fn count_failures(&mut self, keys: &[&str], now: Timestamp) -> StoreResult<Vec<Counter>>;
    /// Writes a counter.
    async fn set_counter(&mut self, key: &str, counter: &Counter) -> StoreResult<()>;
    /// Takes one failure from a counter, and the wait if it still is this one.
    async fn take_failure_back(&mut self, key: &str, wait: Option<Timestamp>) -> StoreResult<()>;
    /// Forgets those of the counters that have so many failures or more. The keys are [`MOST_AT_ONCE`] at the most.
    async fn clear_counters(&mut self, keys: &[&str], from: i64) -> StoreResult<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn fresh() -> Counter {
        Counter { failures: 0, blocked_until: None, started_at: START }
    }

    #[test]
    fn the_fifth_failure_in_a_row_brings_a_wait_that_doubles_up_to_an_hour() {
        let mut counter = fresh();
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..14 {
            counter = admit(counter, now).unwrap();
            if let Some(until) = counter.blocked_until {
                assert!(matches!(admit(counter, now), Err(Reserved::Wait(told)) if told == until));
                waits.push(now.until(until).as_secs());
                now = until;
            }
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn a_hundred_failures_in_a_row_disable_the_factor() {
        let counter = Counter { failures: 100, ..fresh() };
        let refused = admit(counter, START.plus(Duration::from_secs(1_000_000)));
        assert!(matches!(refused, Err(Reserved::Disabled)), "{refused:?}");
    }

    #[test]
    fn a_network_has_a_hundred_guesses_in_ten_minutes() {
        let full = Counter { failures: 100, ..fresh() };
        let admitted = |now| admit_in_window(full, NETWORK_LIMIT, NETWORK_WINDOW, now);
        assert_eq!(admitted(START), Err(START.plus(NETWORK_WINDOW)));
        assert_eq!(admitted(START.plus(NETWORK_WINDOW)).map(|counter| counter.failures), Ok(1));
    }
}
