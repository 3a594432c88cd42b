//! Change the passcode: the current one, then the new one twice, all in windows of the agent's. The server learns that it happened.

use card_protocol::{Answer, Purpose};

use super::{Refused, confused, pick_open};
use crate::{
    agent::Agent,
    clock,
    module::job::{Done, Job, Say},
    passcode,
    pinentry::text,
};

/// [`card_protocol::Ask::ChangePasscode`].
pub async fn change(agent: &Agent, origin: &str, card: String, nonce: String) -> Result<Answer, Refused> {
    let found = pick_open(agent, Some(&card)).await?;
    let what_for = text::what_for(Purpose::PasscodeChanged);
    let old = agent.asker.secret(&text::passcode(origin, what_for, &found.card)).await?;
    // Before somebody thinks of a new one twice, in vain.
    agent.modules.run(&found, Job::Try { card: card.clone(), passcode: old.clone() }).await?;
    let new = passcode::new(&agent.asker, &text::new_passcode(origin, &found.card), Some(&old)).await?;
    let say = Say { purpose: Purpose::PasscodeChanged, origin: origin.to_owned(), nonce, time: clock::now() };
    match agent.modules.run(&found, Job::ChangePasscode { card, old, new, say }).await? {
        Done::Signed(signed) => Ok(Answer::Signed(signed)),
        other => Err(confused(other)),
    }
}
