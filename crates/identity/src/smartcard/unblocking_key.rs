//! The keys that unblock cards: digits, which every card takes.

use zeroize::Zeroizing;

use super::card::{Card, CardId};
use crate::{
    keys::{Purpose, Sealed},
    person::PersonId,
    random,
    service::{Service, Unexpected},
};

/// Opens what was sealed for a card.
pub(super) fn open(
    service: &Service,
    (person, card): (&PersonId, &CardId),
    sealed: &Sealed,
) -> Result<Zeroizing<String>, Unexpected> {
    let key = service.keys.open(Purpose::UnblockingKey, &Card::seal_owner(person, card), sealed)?;
    let text = std::str::from_utf8(&key).map_err(|_| Unexpected::Other("an unblocking key is no text".into()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Seals one for a card.
pub(super) fn seal(service: &Service, (person, card): (&PersonId, &CardId), key: &str) -> Result<Sealed, Unexpected> {
    let owner = Card::seal_owner(person, card);
    Ok(service.keys.seal(&*service.random, Purpose::UnblockingKey, &owner, key.as_bytes())?)
}

/// A new one of so many digits.
pub(super) fn new(service: &Service, digits: usize) -> Zeroizing<String> {
    let mut key = Zeroizing::new(String::with_capacity(digits + 8));
    while key.len() < digits {
        key.push_str(&random::digits(&*service.random, 8));
    }
    key.truncate(digits);
    key
}
