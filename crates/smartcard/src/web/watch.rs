//! Tells pages when a card comes or goes. Modules are asked again and again, and not for their own news: many never send any. A module
//! that does not answer says nothing of its cards: they count as being where they were.

use std::time::{Duration, Instant};

use card_protocol::{Answer, Card, Fault};
use tokio::sync::{Mutex, Semaphore};

use crate::{
    agent::Agent,
    ask::Refused,
    clock,
    module::{self, job::Failed},
};

/// How long a page waits for news at the most: less than what browsers and proxies of machines allow.
const LONGEST: Duration = Duration::from_secs(25);
/// How often the cards are looked at while somebody waits.
const PAUSE: Duration = Duration::from_millis(700);
/// Pages that may wait at a time.
const MOST_WAITING: usize = 16;

/// Which cards were there at the last look.
#[derive(Debug)]
pub struct Presence {
    last: Mutex<Look>,
    places: Semaphore,
}

#[derive(Debug)]
struct Look {
    change: u64,
    /// The serial numbers of the cards of each module, as it said when it last answered.
    serials: Vec<Vec<String>>,
    when: Option<Instant>,
}

impl Default for Presence {
    fn default() -> Self {
        // An agent that was started again must not repeat the numbers of the one before.
        let change = u64::try_from(clock::now()).unwrap_or_default() * 1000;
        let last = Mutex::new(Look { change, serials: Vec::new(), when: None });
        Self { last, places: Semaphore::new(MOST_WAITING) }
    }
}

impl Presence {
    /// The cards, with the number of the last change.
    ///
    /// # Errors
    /// When a module fails, and no other has a card.
    pub async fn cards(&self, agent: &Agent) -> Result<Answer, Refused> {
        self.see(agent).await.map(|(answer, _)| answer)
    }

    /// The cards, and why those of a module cannot be seen that were there before.
    async fn see(&self, agent: &Agent) -> Result<(Answer, Option<Failed>), Refused> {
        let look = agent.modules.look().await?;
        let serials = |cards: &Vec<Card>| cards.iter().map(|card| card.serial.clone()).collect();
        let mut last = self.last.lock().await;
        let change = last.take(look.iter().map(|cards| cards.as_ref().ok().map(serials)).collect());
        let hidden = look.iter().zip(&last.serials).find(|(cards, serials)| cards.is_err() && !serials.is_empty());
        let hidden = hidden.and_then(|(cards, _)| cards.as_ref().err().cloned());
        drop(last);
        let cards = module::distinct(&look)?.into_iter().map(|found| found.card).collect();
        Ok((Answer::Cards { change, cards }, hidden))
    }

    /// The cards, as soon as the number of the last change is not `seen`.
    ///
    /// # Errors
    /// When too many wait.
    pub async fn watch(&self, agent: &Agent, seen: u64) -> Result<Answer, Fault> {
        let _place = self.places.try_acquire().map_err(|_| Fault::TooMany)?;
        let started = clock::moment();
        while self.look(agent).await == seen && !clock::is_over(started, LONGEST) {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(match self.see(agent).await {
            // A card that cannot be seen was not taken out: a page would end its session.
            Ok((_, Some(failed))) => Refused::from(failed).into(),
            Ok((answer, None)) => answer,
            Err(refused) => refused.into(),
        })
    }

    /// Looks, unless somebody did so a moment ago: many pages cost no more than one.
    async fn look(&self, agent: &Agent) -> u64 {
        let mut last = self.last.lock().await;
        if last.when.is_some_and(|when| !clock::is_over(when, PAUSE / 2)) {
            return last.change;
        }
        let present = agent.modules.present().await;
        last.take(present.into_iter().map(Result::ok).collect())
    }
}

impl Look {
    /// Takes in what each module says; `None` of one that does not answer.
    fn take(&mut self, said: Vec<Option<Vec<String>>>) -> u64 {
        self.serials.resize(said.len(), Vec::new());
        let mut changed = false;
        for (known, said) in self.serials.iter_mut().zip(said) {
            let Some(mut said) = said else { continue };
            said.sort();
            changed |= *known != said;
            *known = said;
        }
        self.change += u64::from(changed);
        self.when = Some(clock::moment());
        self.change
    }
}
