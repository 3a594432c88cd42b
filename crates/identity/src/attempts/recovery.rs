//! Limits of "Forgot password". All are counted by the address that was typed, whether somebody is known by it or not
//! (failure 22), and apart from strangers for a browser that its owner has signed in with: strangers who ask for codes
//! cannot hold the owner out (failure 31).

use super::{
    Factor, Whose, key, known_browser,
    rule::{Limit, NETWORK},
    window::{MAIL_WINDOW, reserve},
};
use crate::{
    actor::Origin,
    email::address::EmailAddress,
    person::PersonId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
};

/// Mails that strangers cause to one address, and as many again each browser that is known.
const MAILS: Limit = Limit::Window(6, MAIL_WINDOW);

/// A keyed hash of a mailbox, however it is written (failure 5): the table does not list whom somebody tried.
#[must_use]
pub fn mailbox(service: &Service, address: &EmailAddress) -> String {
    service.keys.counter_name(&["mailbox", &address.throttle_key()])
}

/// Counts one mail with a code to `mailbox`, sent or not. Answers from when on the next may be asked for, when this one
/// may not.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_recovery(
    service: &Service,
    repository: &mut dyn Repository,
    person: Option<&PersonId>,
    mailbox: &str,
    origin: &Origin,
) -> Result<Option<Timestamp>, Unexpected> {
    let known = known_browser(repository, person, origin).await?;
    let to = format!("{mailbox} {}", known.map_or("strangers", BrowserId::as_str));
    let mut windows = vec![(["recovery-to", &to], MAILS)];
    if known.is_none() {
        windows.push((["recoveries-from", &origin.network], NETWORK));
    }
    reserve(service, repository, &windows).await
}

/// The counter of strangers' guesses at e-mailed codes for an address.
pub(super) fn code_counter(service: &Service, address: &EmailAddress) -> String {
    key(service, Factor::RecoveryCode, &Whose::Unknown(&mailbox(service, address)), None)
}
