//! The agent as a whole: what its parts share.

use std::path::Path;

use tokio::sync::Mutex;

use crate::{
    ask::unblock::Offers,
    config::Config,
    failure::Failure,
    module::Modules,
    pairing::Pairings,
    pinentry::Asker,
    system,
    web::{rate::Rates, watch::Presence},
};

/// One person's agent.
#[derive(Debug)]
pub struct Agent {
    /// Who may ask.
    pub origins: Vec<String>,
    /// Whose agent it is, by the system's number.
    pub user: u32,
    /// The browsers that the person allowed.
    pub pairings: Pairings,
    /// Asks the person.
    pub asker: Asker,
    /// The cards' software.
    pub modules: Modules,
    /// Which cards were there when somebody looked last.
    pub presence: Presence,
    /// How much was asked of late.
    pub rates: Rates,
    /// The key that is offered to unblock a card.
    pub offers: Offers,
    /// Held while the person is asked, or their card works: one window and one card at a time.
    pub at_work: Mutex<()>,
}

impl Agent {
    /// From the settings. `program` is the agent's own, which modules are run with.
    ///
    /// # Errors
    /// When the person's folders cannot be used.
    pub fn new(config: &Config, program: &Path) -> Result<Self, Failure> {
        Ok(Self::of(system::user(), config, program, &system::state_folder()?))
    }

    /// The agent of one user of this machine, with what it remembers in `state`.
    #[must_use]
    pub fn of(user: u32, config: &Config, program: &Path, state: &Path) -> Self {
        Self {
            origins: config.origins.clone(),
            user,
            pairings: Pairings::new(state.join("pairings.json")),
            asker: Asker::new(config.pinentry.clone()),
            modules: Modules::new(config, program),
            presence: Presence::default(),
            rates: Rates::default(),
            offers: Offers::default(),
            at_work: Mutex::new(()),
        }
    }
}
