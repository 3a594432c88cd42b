//! The unblocking keys of a card that is prepared: which it has, which it gets, and whether it is anybody else's.

use card_protocol::seal::UnblockingKeys;
use zeroize::Zeroizing;

use super::{PreparedCard, step::Case};
use crate::{
    authenticator::AuthenticatorState,
    service::{Service, Unexpected},
    smartcard::{card::CardSerial, own, unblocking_key},
};

/// Digits of an unblocking key, where the card takes as many, and the fewest that are worth having.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=16;

/// What unblocks the card now and what is to: of a blank one nothing does yet. `None` for a card of which nothing is known here.
pub(super) async fn of(
    case: &mut Case<'_>,
    card: Option<&str>,
    digits: u16,
) -> Result<Option<UnblockingKeys>, Unexpected> {
    let digits = usize::from(digits).clamp(*DIGITS.start(), *DIGITS.end());
    let before = opened(case.service, &case.row)?;
    let Some(card) = card else {
        let next = next(case.service, before, digits).filter(|_| !case.row.wish.own);
        return Ok(next.map(|next| UnblockingKeys { now: Zeroizing::default(), next }));
    };
    let Some(serial) = CardSerial::parse(card) else { return Ok(None) };
    if is_of_somebody_else(case, &serial).await? {
        return Ok(None);
    }
    let own = own::find(&mut *case.repository, &case.person.id).await?.map(|held| held.card);
    let own = own.filter(|own| case.row.wish.own && own.serial == serial);
    let Some(own) = own else {
        // One that was initialised in an attempt that broke off: it bears the label.
        return Ok(before);
    };
    let Some(now) = own.unblocking_key.as_ref() else { return Ok(None) };
    let now = unblocking_key::open(case.service, (&case.person.id, &own.id), now)?;
    let next = match &own.next_unblocking_key {
        // An unblocking broke off: either may be right, and no third one is needed.
        Some(next) => Some(unblocking_key::open(case.service, (&case.person.id, &own.id), next)?),
        None => next(case.service, before, digits),
    };
    let Some(next) = next else { return Ok(None) };
    if own.next_unblocking_key.is_none() {
        // Whoever unblocks it before it is done tries both, too.
        let kept = unblocking_key::seal(case.service, (&case.person.id, &own.id), &next)?;
        case.repository.set_next_unblocking_key(&own.id, &kept).await?;
    }
    Ok(Some(UnblockingKeys { now, next }))
}

/// The key that was handed over before, which a card may have already, so that it is never forgotten; else a new one. `None` where
/// it was handed over and is too long for this card: it is another card's.
fn next(service: &Service, before: Option<UnblockingKeys>, digits: usize) -> Option<Zeroizing<String>> {
    match before {
        Some(keys) => Some(keys.next).filter(|next| next.len() <= digits),
        None => Some(unblocking_key::new(service, digits)),
    }
}

/// What is kept of the unblocking keys.
pub(super) fn opened(service: &Service, row: &PreparedCard) -> Result<Option<UnblockingKeys>, Unexpected> {
    let Some(sealed) = &row.keys else { return Ok(None) };
    let both = unblocking_key::open(service, (&row.person_id, &row.id), sealed)?;
    let keys = both.split_once('\n').map(|(now, next)| UnblockingKeys {
        now: Zeroizing::new(now.to_owned()),
        next: Zeroizing::new(next.to_owned()),
    });
    keys.map(Some).ok_or_else(|| Unexpected::Other("the unblocking keys of a card that is prepared are no pair".into()))
}

/// Whether a card is issued to somebody else, and was not taken back.
pub(super) async fn is_of_somebody_else(case: &mut Case<'_>, serial: &CardSerial) -> Result<bool, Unexpected> {
    let Some(card) = case.repository.find_card_by_serial(serial).await?.filter(|card| card.person_id != case.person.id)
    else {
        return Ok(false);
    };
    let held = case.repository.lookup_authenticator(&card.authenticator_id).await?;
    Ok(held.is_some_and(|held| held.state == AuthenticatorState::Active))
}
