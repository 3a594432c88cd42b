//! Tells pages when a card comes or goes. Modules are asked again and again, and not for their own news: many never send any.

use std::time::{Duration, Instant};

use card_protocol::{Answer, Fault};
use tokio::sync::{Mutex, Semaphore};

use crate::{agent::Agent, ask::Refused, clock};

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
    serials: Vec<String>,
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
    /// When a module fails.
    pub async fn cards(&self, agent: &Agent) -> Result<Answer, Refused> {
        let cards: Vec<_> = agent.modules.cards().await?.into_iter().map(|found| found.card).collect();
        let mut serials: Vec<_> = cards.iter().map(|card| card.serial.clone()).collect();
        serials.sort();
        let change = self.last.lock().await.take(serials);
        Ok(Answer::Cards { change, cards })
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
        Ok(self.cards(agent).await.unwrap_or_else(Answer::from))
    }

    /// Looks, unless somebody did so a moment ago: many pages cost no more than one.
    async fn look(&self, agent: &Agent) -> u64 {
        let mut last = self.last.lock().await;
        if last.when.is_some_and(|when| !clock::is_over(when, PAUSE / 2)) {
            return last.change;
        }
        let serials = agent.modules.present().await;
        last.take(serials)
    }
}

impl Look {
    fn take(&mut self, serials: Vec<String>) -> u64 {
        if self.serials != serials {
            self.change += 1;
            self.serials = serials;
        }
        self.when = Some(clock::moment());
        self.change
    }
}
