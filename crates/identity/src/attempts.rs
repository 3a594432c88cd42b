//! Limits on guessing (NIST SP 800-63B-4, 3.2.2).
//!
//! Failures are counted in the database, before the guess is looked at: guesses made at the same time are counted too
//! (failure 4), and no new session, code or process starts from nothing (failures 3 and 32). Each factor of each person
//! has its counter (one factor's failures never lock another). Browsers that the person signed in with have counters
//! of their own, so that strangers cannot hold the owner out (failure 31). A network has one besides, which a success
//! does not reset (failure 6).

mod outcome;
mod recovery;
mod rule;
mod stopped;
mod window;

use async_trait::async_trait;

pub(crate) use self::outcome::enable;
pub use self::outcome::{fail, forget_passwords, forgive, stand, unlock, verify};
pub use self::recovery::{mailbox, reserve_recovery};
use self::rule::{Limit, NETWORK};
pub use self::stopped::{Stopped, stopped};
pub use self::window::{
    is_first_look, reserve_browser, reserve_ceremony, reserve_import, reserve_mail, reserve_notice, reserve_search,
};
pub(crate) use self::window::{lock_imports, lock_new_people};
use crate::{
    actor::Origin,
    authenticator::AuthenticatorId,
    person::PersonId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::{Repository, StoreResult},
    time::Timestamp,
};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// What its owner chose.
    Password,
    /// The code of an authenticator app.
    AuthenticatorCode,
    /// The first code of an authenticator app that is being added: to mistype it locks no other.
    NewAuthenticatorCode,
    /// A code sent by e-mail.
    EmailCode,
    /// The same for a forgotten password: strangers can guess at it, and must not use up the guesses of a registration.
    RecoveryCode,
    /// A signature of a WebAuthn authenticator: each of them has its counter.
    Device,
}

impl Factor {
    /// Those that a person has one of.
    const OF_PERSON: [Self; 5] =
        [Self::Password, Self::AuthenticatorCode, Self::NewAuthenticatorCode, Self::EmailCode, Self::RecoveryCode];

    const fn label(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::AuthenticatorCode => "authenticator-code",
            Self::NewAuthenticatorCode => "new-authenticator-code",
            Self::EmailCode => "email-code",
            Self::RecoveryCode => "recovery-code",
            Self::Device => "device",
        }
    }
}

/// Until when no guess is looked at. Ordered: what lasts longer comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Until this instant.
    Until(Timestamp),
    /// Until something stronger clears it.
    UntilCleared,
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
    /// Nobody, where somebody has a counter of their own beside that of the address: guessing takes as long (failure 22).
    Beside(&'a str),
}

/// The right to one guess, already counted as a failure.
#[derive(Debug)]
#[must_use]
pub struct Permit {
    own: Vec<Counted>,
    strangers: Vec<String>,
    network: Option<Counted>,
    /// Whether a counter refused it of which nobody is told: it is wrong whatever was guessed.
    is_blind: bool,
}

impl Permit {
    /// Whether the guess is wrong whatever it is: see [`reserve_by_address`].
    pub(crate) const fn is_blind(&self) -> bool {
        self.is_blind
    }
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
    take_one(service, repository, (factor, &whose), (known, known.is_some()), origin).await
}

/// Counts one answer of a device or a card in the caller's transaction. A right signature is no guess, and waits for nobody else's
/// in its network.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_answer(
    service: &Service,
    repository: &mut dyn Repository,
    (person, authenticator): (&PersonId, &AuthenticatorId),
    is_right: bool,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let known = known_browser(repository, Some(person), origin).await?;
    let whose = Whose::Authenticator(person, authenticator);
    take_one(service, repository, (Factor::Device, &whose), (known, known.is_some() || is_right), origin).await
}

async fn take_one(
    service: &Service,
    repository: &mut dyn Repository,
    (factor, whose): (Factor, &Whose<'_>),
    (known, spares_network): (Option<&BrowserId>, bool),
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let own = vec![(key(service, factor, whose, known), Limit::Factor)];
    let strangers = known.iter().map(|_| key(service, factor, whose, None)).collect();
    take(service, repository, own, spares_network, strangers, origin).await
}

/// Counts one guess at what somebody has whose `address` was typed, by [`EmailAddress::throttle_key`]. Strangers' guesses are
/// counted by the address first, known or not, so that the limit tells nobody which it is (failure 22); the person's own
/// counter sees to it that no other way of writing the address gives more guesses (failure 5). What that counter alone refuses
/// is answered as a wrong guess, so that guesses at one address of a person tell nothing of another (docs/decisions/0026).
///
/// [`EmailAddress::throttle_key`]: crate::email::address::EmailAddress::throttle_key
///
/// # Errors
/// When the database refuses.
pub async fn reserve_by_address(
    service: &Service,
    repository: &mut dyn Repository,
    factor: Factor,
    (person, address): (Option<&PersonId>, &str),
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let known = known_browser(repository, person, origin).await?;
    let of = |whose: &Whose<'_>, browser| key(service, factor, whose, browser);
    let whose = person.map_or(Whose::Beside(address), Whose::Person);
    let strangers = [Whose::Unknown(address), whose.clone()].map(|whose| of(&whose, None));
    match known {
        Some(browser) => {
            let own = vec![(of(&whose, Some(browser)), Limit::Factor)];
            take(service, repository, own, true, strangers.into(), origin).await
        }
        None => {
            let own = strangers.into_iter().zip([Limit::Factor, Limit::Untold]).collect();
            take(service, repository, own, false, Vec::new(), origin).await
        }
    }
}

/// Whether `person` signed in with this browser. For nobody the same is asked, so that it takes as long (failure 22).
async fn known_browser<'a>(
    repository: &mut dyn Repository,
    person: Option<&PersonId>,
    origin: &'a Origin,
) -> Result<Option<&'a BrowserId>, Unexpected> {
    let Some(browser) = &origin.browser else {
        return Ok(None);
    };
    let nobody = PersonId::from_text("");
    Ok(repository.knows_browser(browser, person.unwrap_or(&nobody)).await?.then_some(browser))
}

async fn take(
    service: &Service,
    repository: &mut dyn Repository,
    own: Vec<(String, Limit)>,
    spares_network: bool,
    strangers: Vec<String>,
    origin: &Origin,
) -> Result<Reserved, Unexpected> {
    let network = (!spares_network).then(|| (window::key(service, ["network", &origin.network]), NETWORK));
    let factors = own.len();
    let names = own.into_iter().chain(network).collect();
    Ok(match count(repository, names, service.now()).await? {
        Ok(mut own) => {
            let network = if spares_network { None } else { own.pop() };
            let is_blind = own.len() < factors;
            Reserved::Go(Permit { own, strangers, network, is_blind })
        }
        Err(refused) => refused,
    })
}

/// Counts one in each counter, under its limit. What one of them refuses counts in none; what one refuses of which nobody is
/// told counts in the others, which are answered.
async fn count(
    repository: &mut dyn Repository,
    names: Vec<(String, Limit)>,
    now: Timestamp,
) -> Result<Result<Vec<Counted>, Reserved>, Unexpected> {
    let keys: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let before = repository.count_failures(&keys, now).await?;
    let admitted = before.iter().zip(&names).map(|(counter, (_, limit))| limit.admit(*counter, now));
    let (after, refused) = match admitted.collect::<Result<Vec<_>, _>>() {
        Ok(after) => (after, None),
        Err(refused) => (before.clone(), Some(refused)),
    };
    for ((name, before), after) in keys.iter().zip(&before).zip(&after) {
        if *after != before.with_one_more() {
            repository.set_counter(name, after).await?;
        }
    }
    let counted = names.into_iter().zip(before.into_iter().zip(after)).filter(|(_, (before, after))| before != after);
    let counted = counted.map(|((name, _), (_, counter))| Counted { name, counter }).collect();
    Ok(refused.map_or(Ok(counted), Err))
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

/// Names of counters are keyed hashes: the table does not list addresses that somebody tried. What stands before the
/// hash tells the sweep how long a counter is of use: see [`UNKNOWN`] and [`WINDOW`].
fn key(service: &Service, factor: Factor, whose: &Whose<'_>, known: Option<&BrowserId>) -> String {
    let (prefix, kind, whose) = match whose {
        Whose::Person(person) => ("", "person", person.as_str()),
        Whose::Authenticator(_, authenticator) => ("", "authenticator", authenticator.as_str()),
        Whose::Unknown(address) => (UNKNOWN, "unknown", *address),
        Whose::Beside(address) => (UNKNOWN, "beside", *address),
    };
    let scope = known.map_or("strangers", BrowserId::as_str);
    format!("{prefix}{}", service.keys.counter_name(&[factor.label(), kind, whose, scope]))
}

/// How many counters the store is asked for at once, at the most.
pub const MOST_AT_ONCE: usize = 3;

/// The store's part.
#[async_trait]
pub trait Attempts: Send {
    /// Reads a counter, made with no failures at `now` when it is new, and keeps others from it until the
    /// transaction ends.
    async fn lock_counter(&mut self, key: &str, now: Timestamp) -> StoreResult<Counter>;
    /// The same for any number of them, which differ: one after the other, in the order in which they are given.
    async fn lock_counters(&mut self, keys: &[String], now: Timestamp) -> StoreResult<()>;
    /// Adds a failure to each counter, made with none at `now` when it is new, and keeps others from them until the
    /// transaction ends. Answers them as they were before. The keys differ, and are [`MOST_AT_ONCE`] at the most.
    async fn count_failures(&mut self, keys: &[&str], now: Timestamp) -> StoreResult<Vec<Counter>>;
    /// Those of these counters that there are.
    async fn list_counters(&mut self, keys: &[String]) -> StoreResult<Vec<(String, Counter)>>;
    /// Writes a counter.
    async fn set_counter(&mut self, key: &str, counter: &Counter) -> StoreResult<()>;
    /// Takes one failure from a counter, and the wait if it still is this one.
    async fn take_failure_back(&mut self, key: &str, wait: Option<Timestamp>) -> StoreResult<()>;
    /// Forgets those of the counters that have so many failures or more. The keys are [`MOST_AT_ONCE`] at the most.
    async fn clear_counters(&mut self, keys: &[&str], from: i64) -> StoreResult<()>;
}
