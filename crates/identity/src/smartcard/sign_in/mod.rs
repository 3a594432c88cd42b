//! Sign in with a card. Its certificate says who it is, so nobody types an address; its key was made on it and asks for a
//! passcode, so one signature is two factors and AAL3. The same, asked of who is signed in, steps up.

mod finish;
mod open;
mod readers;

use card_protocol::{Ask, Fault, Passcode, Purpose};
use serde::{Deserialize, Serialize};

use self::readers::Pick;
pub use self::{
    finish::{FinishSignIn, finish, finish_step_up},
    readers::{Named, Readers},
};
use super::{
    ask,
    certificate::{CertificatePurpose, Fingerprint},
    own, statement,
};
use crate::{
    actor::Origin,
    assurance::AssuranceLevel,
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
    /// A card is asked.
    Ready {
        /// What to ask the agent, as JSON, and what its answer belongs to.
        challenge: Challenge,
        /// Which card.
        card: Named,
    },
    /// Several cards are there: the person says which of them is theirs.
    Choose(Vec<Named>),
    /// No card is there, or the agent says that it cannot ask one.
    Fault(Fault, Option<Passcode>),
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

/// Asks a card for whomever it is: the one in the reader, or the one that was chosen of those that the page tells of. What is said of
/// the computer is kept for the session; the path of ours comes back at the end.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    after: (Computer, &str),
    readers: Readers<'_>,
) -> Result<BeginSignIn, Unexpected> {
    let wanted = match readers::pick(&mut *service.read().await?, readers).await? {
        Pick::One(card, certificate) => Wanted { card, certificate },
        Pick::Several(cards) => return Ok(BeginSignIn::Choose(cards)),
        Pick::Fault(fault, passcode) => return Ok(BeginSignIn::Fault(fault, passcode)),
    };
    let repository = service.write().await?;
    let whom = (CeremonyPurpose::CardSignIn, None);
    asked(service, repository, (origin, browser), whom, wanted, after).await
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
    let held = own::find(&mut *repository, &me.person.id).await?;
    let serves = need.level <= AssuranceLevel::Aal3;
    let Some(held) = held.filter(|held| held.authenticator.is_usable() && serves) else {
        return Ok(BeginSignIn::NoCard);
    };
    let whom = (CeremonyPurpose::CardStepUp, Some(&me.person.id));
    let certificate = held.active(CertificatePurpose::Authentication).map(|one| one.fingerprint);
    let wanted = Wanted { card: Named { serial: held.card.serial, label: held.card.label }, certificate };
    asked(service, repository, (origin, browser), whom, wanted, (me.session.computer, return_to)).await
}

/// Which card signs, and with the key of which certificate, where that is known.
struct Wanted {
    card: Named,
    certificate: Option<Fingerprint>,
}

impl Wanted {
    fn ask(&self, nonce: String) -> Ask {
        let card = self.card.serial.as_str().to_owned();
        match self.certificate {
            Some(certificate) => {
                Ask::SignWith { card, certificate: certificate.to_string(), purpose: Purpose::SignIn, nonce }
            }
            None => Ask::Sign { card: Some(card), nonce },
        }
    }
}

async fn asked(
    service: &Service,
    mut repository: Box<dyn Repository>,
    here: (&Origin, &BrowserId),
    whom: (CeremonyPurpose, Option<&PersonId>),
    wanted: Wanted,
    (computer, return_to): (Computer, &str),
) -> Result<BeginSignIn, Unexpected> {
    let nonce = statement::nonce(service);
    let remembered = Remembered { nonce: nonce.clone(), return_to: return_to.to_owned(), shared: computer.is_shared() };
    Ok(match ask::put(service, &mut *repository, here, whom, (&wanted.ask(nonce), &remembered)).await? {
        Ok(challenge) => {
            repository.commit().await?;
            BeginSignIn::Ready { challenge, card: wanted.card }
        }
        Err(until) => BeginSignIn::Wait(until),
    })
}
