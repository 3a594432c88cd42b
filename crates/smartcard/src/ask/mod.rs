//! What a paired page may ask, and how it is answered. The page is a stranger all the same: it chooses among these, and the person is
//! told what for.

mod passcode;
mod prepare;
mod renew;
mod sign;
pub mod unblock;

use card_protocol::{Answer, Ask, Fault, Passcode, Purpose};

use crate::{
    agent::Agent,
    module::{
        Found,
        job::{Done, Failed},
    },
};

/// Why a page gets no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// For the page.
    pub fault: Fault,
    /// What the card says of its passcode, where that counts.
    pub passcode: Option<Passcode>,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { fault, passcode: None }
    }
}

impl From<Failed> for Refused {
    fn from(failed: Failed) -> Self {
        Self { fault: failed.fault, passcode: failed.passcode }
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        Self::Fault { fault: refused.fault, passcode: refused.passcode }
    }
}

/// What a page asks, or nothing that this agent knows.
#[must_use]
pub fn parse(body: &[u8]) -> Option<Ask> {
    serde_json::from_slice(body).ok()
}

/// Answers one `ask` of a page of `origin`.
pub async fn answer(agent: &Agent, origin: &str, ask: Ask) -> Answer {
    carry_out(agent, origin, ask).await.unwrap_or_else(Answer::from)
}

async fn carry_out(agent: &Agent, origin: &str, ask: Ask) -> Result<Answer, Refused> {
    if ask == Ask::Cards {
        return agent.presence.cards(agent).await;
    }
    // A second window above the first would be answered by mistake.
    let _at_work = agent.at_work.try_lock().map_err(|_| Fault::Busy)?;
    if !nonce_of(&ask).is_none_or(is_nonce) {
        return Err(Fault::NotUnderstood.into());
    }
    match ask {
        Ask::Sign { card, nonce } => {
            let wanted = sign::Wanted { card, certificate: None, purpose: Purpose::SignIn, nonce };
            sign::sign(agent, origin, wanted).await
        }
        Ask::SignWith { card, certificate, purpose, nonce } => {
            let wanted = sign::Wanted { card: Some(card), certificate: Some(certificate), purpose, nonce };
            sign::sign(agent, origin, wanted).await
        }
        Ask::Generate { card, renewal, nonce, certificate, over } => {
            renew::generate(agent, origin, (card, renewal), nonce, (certificate, over)).await
        }
        Ask::Install { card, renewal, nonce, certificates } => {
            renew::install(agent, origin, (card, renewal), nonce, certificates).await
        }
        Ask::Discard { card, renewal, fingerprints } => {
            renew::discard(agent, origin, (card, renewal), fingerprints).await
        }
        Ask::ChangePasscode { card, nonce, certificate } => {
            passcode::change(agent, origin, (card, certificate), nonce).await
        }
        Ask::OfferUnblock { card, nonce } => unblock::offer(agent, origin, card, nonce).await,
        Ask::Unblock { card, nonce, sealed, certificate } => {
            unblock::unblock(agent, origin, (card, certificate), nonce, &sealed).await
        }
        Ask::OfferCard { label, own, nonce } => prepare::offer(agent, origin, (label, own), nonce).await,
        Ask::Prepare { label, card, preparation, nonce, sealed } => {
            prepare::prepare(agent, origin, prepare::Wanted { label, card, preparation, nonce, sealed }).await
        }
        // Answered above, while others are at work.
        Ask::Cards => Err(Fault::Busy.into()),
    }
}

/// The nonce that would be signed.
const fn nonce_of(ask: &Ask) -> Option<&str> {
    match ask {
        Ask::Cards | Ask::Discard { .. } => None,
        Ask::Sign { nonce, .. }
        | Ask::SignWith { nonce, .. }
        | Ask::Generate { nonce, .. }
        | Ask::Install { nonce, .. }
        | Ask::ChangePasscode { nonce, .. }
        | Ask::OfferUnblock { nonce, .. }
        | Ask::Unblock { nonce, .. }
        | Ask::OfferCard { nonce, .. }
        | Ask::Prepare { nonce, .. } => Some(nonce.as_str()),
    }
}

/// Visible characters of ASCII and not many: what is signed must read the same to everybody.
fn is_nonce(nonce: &str) -> bool {
    (1..=200).contains(&nonce.len()) && nonce.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What may become part of the labels of keys.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
}

/// The card that is meant.
async fn pick(agent: &Agent, named: Option<&str>) -> Result<Found, Refused> {
    let mut cards = agent.modules.cards().await?;
    let Some(named) = named else {
        return match cards.len() {
            0 => Err(Fault::NoCard.into()),
            1 => Ok(cards.remove(0)),
            _ => Err(Fault::SeveralCards.into()),
        };
    };
    if cards.is_empty() {
        return Err(Fault::NoCard.into());
    }
    cards.into_iter().find(|it| it.card.serial == named).ok_or_else(|| Fault::OtherCard.into())
}

/// A card that is not blocked: a passcode typed for one that is would be typed in vain.
async fn pick_open(agent: &Agent, named: Option<&str>) -> Result<Found, Refused> {
    let found = pick(agent, named).await?;
    if found.card.passcode == Passcode::Locked {
        return Err(Refused { fault: Fault::PasscodeLocked, passcode: Some(Passcode::Locked) });
    }
    Ok(found)
}

/// What a module's process never answers to what it was asked.
fn confused(_: Done) -> Refused {
    Fault::ModuleFails.into()
}
