//! Those who ask at the same time who is signed in are answered together. Every page asks, and a trip to the database costs more than
//! what it does there: whoever comes while enough are under way shares the next one, and nobody waits for others to come
//! (docs/decisions/0025). An answer is always read after it was asked for: a session that has ended opens nothing more.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::SignedIn;
use crate::{
    random::TokenHash,
    service::{Service, Unexpected},
    store::{Store, StoreError, StoreResult},
};

/// Trips at the same time: with one alone, whoever just missed it waits for two.
const TRIPS: usize = 2;
/// Whom one trip takes along.
const SEATS: usize = 32;

type Answer = oneshot::Sender<StoreResult<Option<SignedIn>>>;

/// Who waits to be taken along, and how many trips are under way.
#[derive(Default)]
pub struct Askers(Mutex<Asking>);

#[derive(Default)]
struct Asking {
    waiting: Vec<(TokenHash, Answer)>,
    trips: usize,
}

/// The session of a token that was not ended. A trip that fails on what one of them asked for is told to nobody: each asks alone then,
/// and hears what is wrong with their own.
pub(super) async fn find(service: &Service, token: &TokenHash) -> Result<Option<SignedIn>, Unexpected> {
    let (answer, answered) = oneshot::channel();
    if let Some(trip) = Askers::add(&service.askers, token.clone(), answer) {
        tokio::spawn(trip.run(Arc::clone(&service.store)));
    }
    match answered.await {
        Ok(answer) => Ok(answer?),
        Err(_) => Ok(service.read().await?.find_session(token).await?),
    }
}

impl Askers {
    fn asking(&self) -> MutexGuard<'_, Asking> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A trip that is to begin, unless there are enough.
    fn add(askers: &Arc<Self>, token: TokenHash, answer: Answer) -> Option<Trip> {
        let mut asking = askers.asking();
        asking.waiting.push((token, answer));
        if asking.trips == TRIPS {
            return None;
        }
        asking.trips += 1;
        Some(Trip { askers: Arc::clone(askers), is_over: false })
    }
}

/// Goes to the database for whoever waits, as long as somebody does.
struct Trip {
    askers: Arc<Askers>,
    is_over: bool,
}

impl Trip {
    async fn run(mut self, store: Arc<dyn Store>) {
        while let Some((tokens, answers)) = self.next() {
            let found = read(&*store, &tokens).await;
            if matches!(&found, Err(StoreError::Invalid(_) | StoreError::Refused(_))) {
                continue;
            }
            for (token, answer) in tokens.iter().zip(answers) {
                let found = found.as_ref().map(|found| found.get(token.as_str()).cloned());
                // Whoever asked may have gone away.
                let _ = answer.send(found.map_err(StoreError::clone));
            }
        }
    }

    /// Those who come along. When nobody does it is over, before the next one can come and count on it.
    fn next(&mut self) -> Option<(Vec<TokenHash>, Vec<Answer>)> {
        let mut asking = self.askers.asking();
        if asking.waiting.is_empty() {
            asking.trips -= 1;
            self.is_over = true;
            return None;
        }
        let seats = asking.waiting.len().min(SEATS);
        Some(asking.waiting.drain(..seats).unzip())
    }
}

/// Nobody waits for a trip that broke off.
impl Drop for Trip {
    fn drop(&mut self) {
        if !self.is_over {
            let mut asking = self.askers.asking();
            asking.trips -= 1;
            asking.waiting.clear();
        }
    }
}

async fn read(store: &dyn Store, tokens: &[TokenHash]) -> StoreResult<HashMap<String, SignedIn>> {
    let found = store.read().await?.find_sessions(tokens).await?;
    Ok(found.into_iter().map(|(token, signed_in)| (token.as_str().to_owned(), signed_in)).collect())
}
