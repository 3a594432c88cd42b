//! Sign a statement: the person is told who asks and what for, and gives the passcode.

use card_protocol::{Answer, Purpose};

use super::{Refused, confused, pick_open, renew::log_in};
use crate::{
    agent::Agent,
    clock,
    module::job::{Done, Job, Key, Login, Renewal, Say},
    pinentry::text,
};

/// What is to be signed.
pub struct Wanted {
    /// Which card; `None`: the one that is there.
    pub card: Option<String>,
    /// Which of its certificates; `None`: the oldest that has not expired.
    pub certificate: Option<String>,
    /// What for.
    pub purpose: Purpose,
    /// The server's nonce.
    pub nonce: String,
}

/// Signs it.
pub async fn sign(agent: &Agent, origin: &str, wanted: Wanted) -> Result<Answer, Refused> {
    let Wanted { card, certificate, purpose, nonce } = wanted;
    let found = pick_open(agent, card.as_deref()).await?;
    let card = found.card.serial.clone();
    let login = match purpose {
        // The end of a renewal, in which the passcode was given.
        Purpose::FirstUse => {
            let renewal = Renewal { card: card.clone(), origin: origin.to_owned(), name: None };
            log_in(agent, &found, renewal, text::what_for(purpose)).await?
        }
        _ => Login::Passcode(agent.asker.secret(&text::passcode(origin, text::what_for(purpose), &found.card)).await?),
    };
    let say = Say { purpose, origin: origin.to_owned(), nonce, time: clock::now() };
    let job = Job::Sign { card, key: Key::named(certificate), login, say };
    match agent.modules.run(&found, job).await? {
        Done::Signed(signed) => Ok(Answer::Signed(signed)),
        other => Err(confused(other)),
    }
}
