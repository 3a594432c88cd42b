//! Asks that were given out for the agent: challenges as WebAuthn's are, one row each, answered once.

use card_protocol::{Answer, Ask};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    actor::Origin,
    person::PersonId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
    webauthn::ceremony::{self, Asked, Ceremony, CeremonyId, CeremonyPurpose, Challenge},
};

/// The longest answer of an agent that is read, in bytes: the certificates of eight cards, and some. No request may be longer.
const LONGEST: usize = 64 * 1024;

/// Remembers what is asked, in the caller's transaction; `Err` says from when on this network may ask for more.
pub(super) async fn put(
    service: &Service,
    repository: &mut dyn Repository,
    (origin, browser): (&Origin, &BrowserId),
    (purpose, person): (CeremonyPurpose, Option<&PersonId>),
    (ask, remembered): (&Ask, &impl Serialize),
) -> Result<Result<Challenge, Timestamp>, Unexpected> {
    let unwritten = |error: serde_json::Error| Unexpected::Other(error.to_string());
    let options = serde_json::to_string(ask).map_err(unwritten)?;
    let state = serde_json::to_vec(remembered).map_err(unwritten)?;
    let asked = Asked { browser, purpose, person, registration: None, state: &state, options };
    ceremony::begin(service, repository, origin, asked).await
}

/// Finds what an answer belongs to, if it can be answered now in this browser, for this purpose and by this person.
pub(super) async fn find<T: DeserializeOwned>(
    service: &Service,
    repository: &mut dyn Repository,
    (browser, purpose, person): (&BrowserId, CeremonyPurpose, Option<&PersonId>),
    id: &CeremonyId,
) -> Result<Option<(Ceremony, T)>, Unexpected> {
    let found = ceremony::find(service, repository, (browser, purpose), id).await?;
    let Some((ceremony, state)) = found.filter(|(ceremony, _)| ceremony.person_id.as_ref() == person) else {
        return Ok(None);
    };
    let remembered = serde_json::from_slice(&state)
        .map_err(|_| Unexpected::Other("what an answer of a card is checked with cannot be read".into()))?;
    Ok(Some((ceremony, remembered)))
}

/// Reads an agent's answer; `None` when it is none.
#[must_use]
pub fn read(json: &str) -> Option<Answer> {
    (json.len() <= LONGEST).then(|| serde_json::from_str(json).ok())?
}
