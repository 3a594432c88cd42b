//! The software of the cards: PKCS#11 modules. Each runs in a process of its own, because it is strangers' code: where it hangs or
//! falls over, its process ends, and the agent and the other cards go on.

pub mod child;
mod done;
pub mod job;
mod worker;

use std::path::{Path, PathBuf};

use card_protocol::{Card, Fault};

use crate::config::Config;
use job::{Done, Failed, Job};
use worker::Worker;

/// All modules.
#[derive(Debug)]
pub struct Modules {
    workers: Vec<Worker>,
}

/// A card, and the module that has it.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it says of itself.
    pub card: Card,
    module: usize,
}

impl Modules {
    /// Those of the settings. `program` is this agent's own, which is started again for each module, when it is first asked.
    #[must_use]
    pub fn new(config: &Config, program: &Path) -> Self {
        let worker =
            |module: &PathBuf| Worker::start(program.to_owned(), module.clone(), (config.patience, config.keep));
        Self { workers: config.modules.iter().map(worker).collect() }
    }

    /// The cards that are there. A card that two modules can reach counts once.
    ///
    /// # Errors
    /// When there is no module, or none has a card and one of them fails.
    pub async fn cards(&self) -> Result<Vec<Found>, Failed> {
        distinct(&self.look().await?)
    }

    /// What each module says of its cards, in the order of the settings.
    ///
    /// # Errors
    /// When there is no module.
    pub async fn look(&self) -> Result<Vec<Result<Vec<Card>, Failed>>, Failed> {
        if self.workers.is_empty() {
            return Err(Failed::new(Fault::NoModule, "no PKCS#11 module is known"));
        }
        let cards = |done| match done {
            Done::Cards(cards) => Ok(cards),
            Done::Failed(failed) => Err(failed),
            _ => Err(Fault::ModuleFails.into()),
        };
        Ok(self.each(|| Job::Cards).await.into_iter().map(cards).collect())
    }

    /// The readers of each module, in the order of the settings.
    pub async fn readers(&self) -> Vec<Result<Vec<String>, Failed>> {
        let mut all = Vec::new();
        for worker in &self.workers {
            all.push(match worker.run(Job::Readers).await {
                Done::Readers(readers) => Ok(readers),
                Done::Failed(failed) => Err(failed),
                _ => Err(Fault::ModuleFails.into()),
            });
        }
        all
    }

    /// The serial numbers of the cards of each module: cheap enough to be asked again and again.
    pub async fn present(&self) -> Vec<Result<Vec<String>, Failed>> {
        let serials = |done| match done {
            Done::Present(serials) => Ok(serials),
            Done::Failed(failed) => Err(failed),
            _ => Err(Fault::ModuleFails.into()),
        };
        self.each(|| Job::Present).await.into_iter().map(serials).collect()
    }

    /// Does something with a card.
    ///
    /// # Errors
    /// When the card or its module refuses.
    pub async fn run(&self, with: &Found, job: Job) -> Result<Done, Failed> {
        match self.workers[with.module].run(job).await {
            Done::Failed(failed) => {
                tracing::warn!("{}: {}", failed.fault.code(), failed.cause);
                Err(failed)
            }
            done => Ok(done),
        }
    }

    /// Does something with the first module that has a card for it: a blank card has no name to be found by.
    ///
    /// # Errors
    /// When there is none, or it refuses.
    pub async fn first(&self, job: impl Fn() -> Job) -> Result<Done, Failed> {
        let mut failed = Failed::new(Fault::NoModule, "no PKCS#11 module is known");
        for worker in &self.workers {
            match worker.run(job()).await {
                Done::Failed(none) if none.fault == Fault::NoCard => failed = none,
                // One that is there says more of the card than one that is missing.
                Done::Failed(missing) if missing.fault == Fault::NoModule => {
                    if failed.fault == Fault::NoModule {
                        failed = missing;
                    }
                }
                Done::Failed(other) => {
                    tracing::warn!("{}: {}", other.fault.code(), other.cause);
                    return Err(other);
                }
                done => return Ok(done),
            }
        }
        Err(failed)
    }

    /// Asks every module the same, at the same time.
    async fn each(&self, job: impl Fn() -> Job) -> Vec<Done> {
        let asked: Vec<_> = self.workers.iter().map(|worker| worker.ask(job())).collect();
        let mut answers = Vec::new();
        for answer in asked {
            answers.push(answer.await);
        }
        answers
    }
}

/// All cards of a look, each once.
///
/// # Errors
/// When there is none, and a module fails.
pub fn distinct(look: &[Result<Vec<Card>, Failed>]) -> Result<Vec<Found>, Failed> {
    let mut found: Vec<Found> = Vec::new();
    let mut failed: Option<&Failed> = None;
    for (module, cards) in look.iter().enumerate() {
        match cards {
            Ok(cards) => {
                for card in cards {
                    if found.iter().all(|known| known.card.serial != card.serial) {
                        found.push(Found { card: card.clone(), module });
                    }
                }
            }
            // One that is there and fails says more than one that is missing.
            Err(error) if failed.is_none_or(|before| before.fault == Fault::NoModule) => failed = Some(error),
            Err(_) => {}
        }
    }
    // Where another module works, one that is missing is no reason why no card is there.
    let works = look.iter().any(Result::is_ok);
    match failed.filter(|failed| !(works && failed.fault == Fault::NoModule)) {
        Some(failed) if found.is_empty() => Err(failed.clone()),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(look: &[Result<Vec<Card>, Failed>]) -> Option<Fault> {
        distinct(look).err().map(|failed| failed.fault)
    }

    #[test]
    fn a_module_that_fails_is_told_of_wherever_one_that_is_missing_stands() {
        let fails = |fault: Fault| Err(fault.into());
        for fault_of_one in [Fault::ModuleHangs, Fault::ModuleFails] {
            for look in [
                vec![fails(fault_of_one), fails(Fault::NoModule)],
                vec![fails(Fault::NoModule), fails(fault_of_one)],
                vec![Ok(Vec::new()), fails(fault_of_one), fails(Fault::NoModule)],
                vec![fails(Fault::NoModule), fails(fault_of_one), Ok(Vec::new())],
            ] {
                assert_eq!(fault(&look), Some(fault_of_one), "{look:?}");
            }
        }
        assert_eq!(fault(&[fails(Fault::NoModule), fails(Fault::NoModule)]), Some(Fault::NoModule));
        assert_eq!(fault(&[Ok(Vec::new()), fails(Fault::NoModule)]), None);
    }
}
