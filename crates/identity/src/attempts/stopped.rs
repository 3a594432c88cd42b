//! The counters of a person, and which of them let no guess through: for whoever helps somebody who cannot sign in.

use std::collections::BTreeMap;

use super::{Factor, Stop, Whose, key, recovery::code_counter};
use crate::{
    email::Email,
    person::PersonId,
    service::{Service, Unexpected},
    store::Repository,
};

/// A factor at which no guess is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// What is guessed.
    pub factor: Factor,
    /// Whether it is in a browser that the person signed in with before; otherwise in all others.
    pub in_known_browser: bool,
    /// Until when.
    pub stop: Stop,
}

/// Where somebody's guesses are not looked at now, each factor once for the browsers that they know and once for others: with
/// the longest wait of several.
///
/// # Errors
/// When the database refuses.
pub async fn stopped(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Vec<Stopped>, Unexpected> {
    let counters = counters_of(service, repository, person).await?;
    let names: Vec<String> = counters.iter().map(|(_, _, name)| name.clone()).collect();
    let found: BTreeMap<_, _> = repository.list_counters(&names).await?.into_iter().collect();
    let now = service.now();
    let mut longest: BTreeMap<(Factor, bool), Stop> = BTreeMap::new();
    for (factor, is_known, name) in counters {
        if let Some(stop) = found.get(&name).and_then(|counter| counter.stop(now)) {
            longest.entry((factor, is_known)).and_modify(|known| *known = stop.max(*known)).or_insert(stop);
        }
    }
    let stopped = |((factor, in_known_browser), stop)| Stopped { factor, in_known_browser, stop };
    Ok(longest.into_iter().map(stopped).collect())
}

/// Every counter of somebody's factors: of what, whether in a browser that they know, and its name.
pub(super) async fn counters_of(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Vec<(Factor, bool, String)>, Unexpected> {
    let browsers = repository.list_browsers_of(person).await?;
    let authenticators = repository.list_active_authenticators(person).await?;
    let devices = authenticators.iter().map(|device| (Factor::Device, Whose::Authenticator(person, &device.id)));
    let mut counters = Vec::new();
    for (factor, whose) in Factor::OF_PERSON.map(|factor| (factor, Whose::Person(person))).into_iter().chain(devices) {
        let browsers = std::iter::once(None).chain(browsers.iter().map(Some));
        counters.extend(browsers.map(|browser| (factor, browser.is_some(), key(service, factor, &whose, browser))));
    }
    let of_addresses = counters_of_addresses(service, repository, person).await?;
    counters.extend(of_addresses.into_iter().map(|(factor, name)| (factor, false, name)));
    Ok(counters)
}

/// Strangers' guesses are counted by the address that they name, too.
async fn counters_of_addresses(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Vec<(Factor, String)>, Unexpected> {
    let emails = repository.list_emails(person).await?;
    let of = |email: &Email| {
        let password = key(service, Factor::Password, &Whose::Unknown(&email.address.throttle_key()), None);
        [(Factor::Password, password), (Factor::RecoveryCode, code_counter(service, &email.address))]
    };
    Ok(emails.iter().flat_map(of).collect())
}
