//! What becomes of a guess that was reserved.

use secrecy::SecretString;

use super::{
    Counted, Factor, MOST_AT_ONCE, Permit, Whose, key,
    rule::{DISABLED_AT, NETWORK_LIMIT},
    stopped::counters_of,
};
use crate::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    password::hash::PasswordHash,
    person::PersonId,
    service::{Service, Unexpected},
    store::Repository,
};

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

/// The guess of whoever signs in was wrong: the log is told, and its failure stands ([`stand`]).
///
/// # Errors
/// When the database refuses.
pub async fn fail(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    subject: Option<&PersonId>,
    permit: Permit,
    details: &[(&str, &str)],
) -> Result<(), Unexpected> {
    audit::record(repository, service, origin, &Actor::System, subject, Event::SignInFailed, details).await?;
    stand(service, repository, origin, subject, permit, details).await
}

/// Checks a password that a guess was reserved for, or as long a dummy where a counter refused it untold. When nobody looks at
/// it, because too many wait, the guess is given back:
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
    let hash = hash.filter(|_| !permit.is_blind);
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

/// A device that checked who its user is signed somebody in at this level: whatever that outranks, and a hundred wrong guesses
/// disabled, works again, for strangers and in every browser that the person knows. Fewer stay counted.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn enable(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    level: AssuranceLevel,
) -> Result<(), Unexpected> {
    let counters = counters_of(service, repository, person).await?.into_iter();
    let names: Vec<String> =
        counters.filter(|(factor, ..)| is_outranked(*factor, level)).map(|(_, _, name)| name).collect();
    let disabled = repository.list_counters(&names).await?.into_iter();
    let disabled: Vec<String> =
        disabled.filter(|(_, counter)| counter.failures >= DISABLED_AT).map(|(name, _)| name).collect();
    clear(repository, disabled.iter().map(String::as_str), DISABLED_AT).await
}

/// A password and each code is one factor, a device two: only very high confidence is more than any device (NIST SP 800-63B-4,
/// 3.2.2).
fn is_outranked(factor: Factor, by: AssuranceLevel) -> bool {
    match factor {
        Factor::Device => by == AssuranceLevel::Aal3,
        Factor::Password
        | Factor::AuthenticatorCode
        | Factor::NewAuthenticatorCode
        | Factor::EmailCode
        | Factor::RecoveryCode => by >= AssuranceLevel::Aal2,
    }
}

/// Forgets every wrong guess at a person's factors, by strangers and in the browsers that they know: for whoever has
/// checked who they are.
///
/// # Errors
/// When the database refuses.
pub async fn unlock(service: &Service, repository: &mut dyn Repository, person: &PersonId) -> Result<(), Unexpected> {
    let counters = counters_of(service, repository, person).await?;
    clear(repository, counters.iter().map(|(_, _, name)| name.as_str()), 0).await
}

/// Forgets every wrong guess at a person's password, which was changed by something stronger than it.
///
/// # Errors
/// When the database refuses.
pub async fn forget_passwords(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<(), Unexpected> {
    let browsers = repository.list_browsers_of(person).await?;
    let browsers = std::iter::once(None).chain(browsers.iter().map(Some));
    let mut names: Vec<_> =
        browsers.map(|browser| key(service, Factor::Password, &Whose::Person(person), browser)).collect();
    for email in repository.list_emails(person).await? {
        let address = email.address.throttle_key();
        names.push(key(service, Factor::Password, &Whose::Unknown(&address), None));
    }
    clear(repository, names.iter().map(String::as_str), 0).await
}
