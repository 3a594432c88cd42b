//! Prepare a card for somebody who is at the desk of a Registration Authority: the server gives what is to unblock it, encrypted for
//! a key that is made for this once; the person chooses its passcode.

use card_protocol::{
    Answer, Fault,
    seal::{Task, Use},
};

use super::{Refused, confused};
use crate::{
    agent::Agent,
    clock,
    module::job::{Afresh, Done, Job, Renewal},
    passcode,
    pinentry::text,
};

/// Bytes of a label (PKCS#11, `CK_TOKEN_INFO`).
const LABEL: usize = 32;

/// [`card_protocol::Ask::OfferCard`].
pub async fn offer(
    agent: &Agent,
    origin: &str,
    (label, own): (String, Option<String>),
    nonce: String,
) -> Result<Answer, Refused> {
    if !is_label(&label) {
        return Err(Fault::NotUnderstood.into());
    }
    match agent.modules.first(|| Job::FindBlank { label: label.clone(), own: own.clone() }).await {
        Ok(Done::Blank { card, digits }) => {
            let key = agent.offers.add(Use { task: Task::Prepare, origin, card: &label, nonce: &nonce })?;
            Ok(Answer::OfferedCard { card, digits, key })
        }
        Ok(other) => Err(confused(other)),
        // That a card is there and none of these says more than that there is none.
        Err(failed) if failed.fault == Fault::NoCard && !agent.modules.cards().await?.is_empty() => {
            Err(Fault::NotBlank.into())
        }
        Err(failed) => Err(failed.into()),
    }
}

/// What is to be prepared.
pub struct Wanted {
    /// What it is to be called.
    pub label: String,
    /// Which card, by serial; `None`: the blank one.
    pub card: Option<String>,
    /// What its keys are found by.
    pub preparation: String,
    /// The server's nonce.
    pub nonce: String,
    /// Its unblocking keys.
    pub sealed: String,
}

/// [`card_protocol::Ask::Prepare`]. Until it worked, the offer stands: a person may be asked again.
pub async fn prepare(agent: &Agent, origin: &str, wanted: Wanted) -> Result<Answer, Refused> {
    let Wanted { label, card, preparation, nonce, sealed } = wanted;
    if !is_label(&label) || !super::is_name(&preparation) {
        return Err(Fault::NotUnderstood.into());
    }
    let of = Use { task: Task::Prepare, origin, card: &label, nonce: &nonce };
    let (now, next) = agent.offers.open(&sealed, of)?;
    let prompt = text::prepare_for(origin, &label, card.is_some());
    let passcode = passcode::new(&agent.asker, &prompt, None, clock::moment()).await?;
    let renewal =
        Renewal { card: card.clone().unwrap_or_default(), origin: origin.to_owned(), name: Some(preparation) };
    let job = || Job::PrepareFor {
        card: card.clone(),
        afresh: Afresh { label: label.clone(), now: now.clone(), next: next.clone() },
        passcode: passcode.clone(),
        renewal: renewal.clone(),
    };
    match agent.modules.first(job).await? {
        Done::Prepared(prepared) => {
            agent.offers.end();
            Ok(Answer::Prepared { card: prepared.serial, requests: prepared.requests })
        }
        other => Err(confused(other)),
    }
}

/// One line that fits a card.
fn is_label(label: &str) -> bool {
    (1..=LABEL).contains(&label.len()) && label.trim() == label && !label.chars().any(char::is_control)
}
