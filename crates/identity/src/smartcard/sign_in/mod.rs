//! Sign in with a card. Its certificate says who it is, so nobody types an address; its key was made on it and asks for a
//! passcode, so one signature is two factors and AAL3. The same, asked of who is signed in, steps up.

mod finish;
mod open;

use card_protocol::{Ask, Purpose};
use serde::{Deserialize, Serialize};

pub use self::finish::{FinishSignIn, finish, finish_step_up};
use super::{ask, statement};
use crate::{
    actor::Origin,
    assurance::{AssuranceLevel, Kind},
    person::PersonId,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, Need, SignedIn},
    store::Repository,
    time::Timestamp,
    webauthn::ceremony::{CeremonyPurpose, Challenge},
};

/// How asking ended.
#[derive(Debug)]
pub enum BeginSignIn {
    /// What to ask the agent, as JSON, and what its answer belongs to.
    Ready(Challenge),
    /// The person has no card that serves.
    NoCard,
    /// Too many were asked for from this network: not before this instant.
    Wait(Timestamp),
}

/// What waits for the answer, sealed.
#[derive(Serialize, Deserialize)]
struct Remembered {
    nonce: String,
    return_to: String,
    shared: bool,
}

/// Asks any card for whomever it is. What is said of the computer is kept for the session; the path of ours comes back at the
/// end.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    after: (Computer, &str),
) -> Result<BeginSignIn, Unexpected> {
    let repository = service.write().await?;
    let whom = (CeremonyPurpose::CardSignIn, None);
    let sign = |nonce| Ask::Sign { card: None, purpose: Purpose::SignIn, nonce };
    asked(service, repository, (origin, browser), whom, sign, after).await
}

/// Asks the card of who is signed in, if it can meet the need. Whether it is met is asked again where it is needed, by what the
/// new session has (failure 15).
///
/// # Errors
/// When the database refuses.
pub async fn begin_step_up(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    need: Need,
    return_to: &str,
) -> Result<BeginSignIn, Unexpected> {
    let mut repository = service.write().await?;
    let held = repository.find_active_authenticator(&me.person.id, Kind::Smartcard).await?;
    let Some(held) = held.filter(|held| held.is_usable() && need.level <= AssuranceLevel::Aal3) else {
        return Ok(BeginSignIn::NoCard);
    };
    let Some(card) = repository.find_card_of(&held.id).await?.filter(|card| card.ended_at.is_none()) else {
        return Ok(BeginSignIn::NoCard);
    };
    let whom = (CeremonyPurpose::CardStepUp, Some(&me.person.id));
    let card = Some(card.serial.as_str().to_owned());
    let sign = |nonce| Ask::Sign { card, purpose: Purpose::SignIn, nonce };
    asked(service, repository, (origin, browser), whom, sign, (me.session.computer, return_to)).await
}

async fn asked(
    service: &Service,
    mut repository: Box<dyn Repository>,
    here: (&Origin, &BrowserId),
    whom: (CeremonyPurpose, Option<&PersonId>),
    sign: impl FnOnce(String) -> Ask,
    (computer, return_to): (Computer, &str),
) -> Result<BeginSignIn, Unexpected> {
    let nonce = statement::nonce(service);
    let remembered = Remembered { nonce: nonce.clone(), return_to: return_to.to_owned(), shared: computer.is_shared() };
    Ok(match ask::put(service, &mut *repository, here, whom, (&sign(nonce), &remembered)).await? {
        Ok(challenge) => {
            repository.commit().await?;
            BeginSignIn::Ready(challenge)
        }
        Err(until) => BeginSignIn::Wait(until),
    })
}
