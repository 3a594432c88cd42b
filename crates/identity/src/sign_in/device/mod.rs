//! Sign in with a device: Windows Hello, a security key, an iPad, a passkey. It knows its person, so nobody types an address,
//! and it checks who its user is, so that one signature is two factors. The same, asked of who is signed in, steps up.

pub mod finish;
mod open;

use serde::{Deserialize, Serialize};

use crate::{
    actor::Origin,
    assurance::Kind,
    person::PersonId,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, Need, SignedIn},
    store::Repository,
    time::Timestamp,
    webauthn::{
        RelyingParty,
        ceremony::{self, Asked, CeremonyPurpose, Challenge},
        credential::Credential,
    },
};

/// How asking ended.
#[derive(Debug)]
pub enum BeginSignIn {
    /// The browser can ask the device, with a button or beside a field (conditional mediation).
    Ready(Challenge),
    /// The person has no device that serves.
    NoDevice,
    /// Too many were asked for from this network: not before this instant.
    Wait(Timestamp),
    /// Browsers do not allow it at the address of this installation.
    NotHere,
}

/// What waits for the answer, sealed.
#[derive(Serialize, Deserialize)]
struct Remembered {
    asked: String,
    return_to: String,
    shared: bool,
}

/// Asks any device for whomever it knows. A kind decides only what the browser offers first: whoever shows another kind is
/// signed in at its level. What is said of the computer is kept for the session; the path of ours comes back at the end.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    kind: Option<Kind>,
    after: (Computer, &str),
) -> Result<BeginSignIn, Unexpected> {
    let Some(relying_party) = &service.policy.relying_party else {
        return Ok(BeginSignIn::NotHere);
    };
    let repository = service.write().await?;
    let whom = (CeremonyPurpose::SignIn, None);
    ask(service, repository, origin, (relying_party, browser), whom, (kind, &[]), after).await
}

/// Asks a device of who is signed in that can meet the need. Whether it is met is asked again where it is needed, by what
/// the new session has (failure 15).
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
    let Some(relying_party) = &service.policy.relying_party else {
        return Ok(BeginSignIn::NotHere);
    };
    let mut repository = service.write().await?;
    let mut held = repository.list_credentials(&me.person.id).await?;
    held.retain(|held| held.authenticator.is_usable() && held.authenticator.level >= need.level);
    let credentials: Vec<Credential> = held.into_iter().map(|held| held.credential).collect();
    if credentials.is_empty() {
        return Ok(BeginSignIn::NoDevice);
    }
    let whom = (CeremonyPurpose::StepUp, Some(&me.person.id));
    ask(
        service,
        repository,
        origin,
        (relying_party, browser),
        whom,
        (None, &credentials),
        (me.session.computer, return_to),
    )
    .await
}

async fn ask(
    service: &Service,
    mut repository: Box<dyn Repository>,
    origin: &Origin,
    (relying_party, browser): (&RelyingParty, &BrowserId),
    (purpose, person): (CeremonyPurpose, Option<&PersonId>),
    (kind, of): (Option<Kind>, &[Credential]),
    (computer, return_to): (Computer, &str),
) -> Result<BeginSignIn, Unexpected> {
    let question = relying_party.ask_signature(kind, of)?;
    let asked = String::from_utf8(question.state).map_err(|error| Unexpected::Other(error.to_string()))?;
    let remembered = Remembered { asked, return_to: return_to.to_owned(), shared: computer.is_shared() };
    let state = serde_json::to_vec(&remembered).map_err(|error| Unexpected::Other(error.to_string()))?;
    let asked = Asked { browser, purpose, person, registration: None, state: &state, options: question.options };
    Ok(match ceremony::begin(service, &mut *repository, origin, asked).await? {
        Ok(challenge) => {
            repository.commit().await?;
            BeginSignIn::Ready(challenge)
        }
        Err(until) => BeginSignIn::Wait(until),
    })
}
