//! Renew a card: new pairs, their certificates, the old ones away. The passcode is asked once; the login lasts for the rest.

use card_protocol::{Answer, Certificates, Fault, Purpose};

use super::{Refused, confused, is_name, pick_open};
use crate::{
    agent::Agent,
    clock,
    module::{
        Found,
        job::{Done, Job, Key, Login, Renewal, Say},
    },
    pinentry::text,
};

/// The login that a renewal has left, or the passcode.
pub async fn log_in(agent: &Agent, found: &Found, renewal: Renewal, what_for: &str) -> Result<Login, Refused> {
    if let Ok(Done::Kept(true)) = agent.modules.run(found, Job::IsKept(renewal.clone())).await {
        return Ok(Login::Kept(renewal));
    }
    let prompt = text::passcode(&renewal.origin, what_for, &found.card);
    Ok(Login::Passcode(agent.asker.secret(&prompt).await?))
}

/// [`card_protocol::Ask::Generate`].
pub async fn generate(
    agent: &Agent,
    origin: &str,
    of: (String, String),
    nonce: String,
    (certificate, over): (Option<String>, Vec<String>),
) -> Result<Answer, Refused> {
    let (found, renewal) = begin(agent, origin, of).await?;
    if !found.card.renewable {
        return Err(Fault::NotRenewable.into());
    }
    let login = log_in(agent, &found, renewal.clone(), text::what_for(Purpose::Renew)).await?;
    let key = Key::named(certificate);
    let say = Say { purpose: Purpose::Renew, origin: origin.to_owned(), nonce, time: clock::now() };
    match agent.modules.run(&found, Job::Generate { renewal, login, say, key, over }).await? {
        Done::Requested { requests, vouched } => Ok(Answer::Requested { requests, vouched }),
        other => Err(confused(other)),
    }
}

/// [`card_protocol::Ask::Install`].
pub async fn install(
    agent: &Agent,
    origin: &str,
    of: (String, String),
    nonce: String,
    certificates: Certificates,
) -> Result<Answer, Refused> {
    let (found, renewal) = begin(agent, origin, of).await?;
    let login = log_in(agent, &found, renewal.clone(), text::what_for(Purpose::Installed)).await?;
    let say = Say { purpose: Purpose::Installed, origin: origin.to_owned(), nonce, time: clock::now() };
    match agent.modules.run(&found, Job::Install { renewal, login, say, certificates }).await? {
        Done::Installed { authentication, signing } => Ok(Answer::Installed { authentication, signing }),
        other => Err(confused(other)),
    }
}

/// [`card_protocol::Ask::Discard`].
pub async fn discard(
    agent: &Agent,
    origin: &str,
    of: (String, String),
    fingerprints: Vec<String>,
) -> Result<Answer, Refused> {
    let (found, renewal) = begin(agent, origin, of).await?;
    let login = log_in(agent, &found, renewal.clone(), text::DISCARD).await?;
    match agent.modules.run(&found, Job::Discard { renewal, login, fingerprints }).await? {
        Done::Discarded => Ok(Answer::Discarded),
        other => Err(confused(other)),
    }
}

/// The card, and what its login is kept for.
async fn begin(agent: &Agent, origin: &str, (card, name): (String, String)) -> Result<(Found, Renewal), Refused> {
    if !is_name(&name) {
        return Err(Fault::NotUnderstood.into());
    }
    let found = pick_open(agent, Some(&card)).await?;
    Ok((found, Renewal { card, origin: origin.to_owned(), name: Some(name) }))
}
