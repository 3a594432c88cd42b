//! Unblock a card: the server gives the unblocking key and the next one, encrypted for a key that is made for this once; the
//! person chooses a new passcode.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use card_protocol::{
    Answer, Fault, Purpose,
    seal::{Opener, Task, Use},
};

use super::{Refused, confused, pick};
use crate::{
    agent::Agent,
    clock,
    module::job::{Done, Job, Key, Say},
    passcode,
    pinentry::text,
    secret::Secret,
};

/// From the offer to the unblocking.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The one key that is offered at a time.
#[derive(Default)]
pub struct Offers {
    last: Mutex<Option<Offer>>,
}

impl std::fmt::Debug for Offers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Offers")
    }
}

struct Offer {
    opener: Opener,
    task: Task,
    origin: String,
    card: String,
    nonce: String,
    since: Instant,
}

impl Offer {
    fn is_for(&self, of: Use<'_>, now: Instant) -> bool {
        self.task == of.task
            && (self.origin.as_str(), self.card.as_str(), self.nonce.as_str()) == (of.origin, of.card, of.nonce)
            && now.saturating_duration_since(self.since) < LONGEST
    }
}

/// [`card_protocol::Ask::OfferUnblock`].
pub async fn offer(agent: &Agent, origin: &str, card: String, nonce: String) -> Result<Answer, Refused> {
    let found = pick(agent, Some(&card)).await?;
    agent.modules.run(&found, Job::IsUnblockable { card: card.clone() }).await?;
    let key = agent.offers.add(Use { task: Task::Unblock, origin, card: &card, nonce: &nonce })?;
    Ok(Answer::Offered { key })
}

/// [`card_protocol::Ask::Unblock`]. Until it worked, the offer stands: a person may be asked again.
pub async fn unblock(
    agent: &Agent,
    origin: &str,
    (card, certificate): (String, Option<String>),
    nonce: String,
    sealed: &str,
) -> Result<Answer, Refused> {
    let began = clock::moment();
    let found = pick(agent, Some(&card)).await?;
    let of = Use { task: Task::Unblock, origin, card: &card, nonce: &nonce };
    let (now, next) = agent.offers.open(sealed, of)?;
    let passcode = passcode::new(&agent.asker, &text::unblock(origin, &found.card), None, began).await?;
    let say = Say { purpose: Purpose::Unblocked, origin: origin.to_owned(), nonce, time: clock::now() };
    let job = Job::Unblock { card, now, next, passcode, key: Key::named(certificate), say };
    match agent.modules.run(&found, job).await.map_err(super::passcode::broken_off)? {
        Done::Signed(signed) => {
            agent.offers.end();
            Ok(Answer::Signed(signed))
        }
        other => Err(confused(other)),
    }
}

impl Offers {
    /// Makes a key for one use; the one before it is over.
    pub(super) fn add(&self, of: Use<'_>) -> Result<String, Fault> {
        let (opener, key) = Opener::new().map_err(|_| Fault::OfferOver)?;
        let own = |text: &str| text.to_owned();
        let (origin, card, nonce) = (own(of.origin), own(of.card), own(of.nonce));
        let offer = Offer { opener, task: of.task, origin, card, nonce, since: clock::moment() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(offer);
        Ok(key)
    }

    /// What was sealed for the key that is offered. Nothing of the card was tried where it does not open.
    pub(super) fn open(&self, sealed: &str, of: Use<'_>) -> Result<(Secret, Secret), Fault> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let offer = last.as_ref().filter(|offer| offer.is_for(of, clock::moment())).ok_or(Fault::OfferOver)?;
        let keys = offer.opener.open(sealed, of).map_err(|_| Fault::OfferOver)?;
        Ok((Secret::from(String::clone(&keys.now)), Secret::from(String::clone(&keys.next))))
    }

    pub(super) fn end(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: Use<'_> = Use { task: Task::Unblock, origin: "https://id.example", card: "00A1", nonce: "x" };

    fn offered() -> Offer {
        let offers = Offers::default();
        offers.add(OF).unwrap();
        offers.last.into_inner().unwrap().unwrap()
    }

    #[test]
    fn an_offer_stands_for_a_quarter_of_an_hour_and_not_a_moment_longer() {
        let offer = offered();
        let after = |span| offer.is_for(OF, offer.since + span);
        assert!(after(Duration::ZERO) && after(LONGEST - Duration::from_millis(1)));
        assert!(!after(LONGEST) && !after(LONGEST + Duration::from_secs(1)));
        assert_eq!(LONGEST, Duration::from_secs(900), "the website waits as long");
    }

    #[test]
    fn an_offer_is_for_nothing_else() {
        let offer = offered();
        for other in [
            Use { task: Task::Prepare, ..OF },
            Use { origin: "https://other.example", ..OF },
            Use { card: "00A2", ..OF },
            Use { nonce: "y", ..OF },
        ] {
            assert!(!offer.is_for(other, offer.since));
        }
    }
}
