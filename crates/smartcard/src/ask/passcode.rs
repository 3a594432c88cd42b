//! Change the passcode: the current one, then the new one twice, all in windows of the agent's. The server learns that it happened.

use card_protocol::{Answer, Fault, Purpose};

use super::{Refused, confused, pick_open};
use crate::{
    agent::Agent,
    clock,
    module::job::{Done, Failed, Job, Key, Say},
    passcode,
    pinentry::text,
};

/// [`card_protocol::Ask::ChangePasscode`].
pub async fn change(
    agent: &Agent,
    origin: &str,
    (card, certificate): (String, Option<String>),
    nonce: String,
) -> Result<Answer, Refused> {
    let began = clock::moment();
    let found = pick_open(agent, Some(&card)).await?;
    let what_for = text::what_for(Purpose::PasscodeChanged);
    let old = agent.asker.secret(&text::passcode(origin, what_for, &found.card)).await?;
    // Before somebody thinks of a new one twice, in vain.
    agent.modules.run(&found, Job::Try { card: card.clone(), passcode: old.clone() }).await?;
    let new = passcode::new(&agent.asker, &text::new_passcode(origin, &found.card), Some(&old), began).await?;
    let say = Say { purpose: Purpose::PasscodeChanged, origin: origin.to_owned(), nonce, time: clock::now() };
    let job = Job::ChangePasscode { card, old, new, key: Key::named(certificate), say };
    match agent.modules.run(&found, job).await.map_err(broken_off)? {
        Done::Signed(signed) => Ok(Answer::Signed(signed)),
        other => Err(confused(other)),
    }
}

/// Where the card's software ends, nobody knows how far it came.
pub(super) fn broken_off(failed: Failed) -> Refused {
    match failed.fault {
        Fault::ModuleHangs | Fault::ModuleFails => Refused { fault: Fault::PasscodeUncertain, passcode: None },
        _ => failed.into(),
    }
}
