//! What every request is given.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use identity::{
    service::{Policy, Service},
    webauthn::RelyingParty,
};

use crate::{
    clock::SystemClock, config::Config, database::Database, hashing::HashingThreads, master_key::MasterKeys,
    random::SystemRandom, web::assets::Assets,
};

/// The composed application. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The domain: ports and policy.
    pub service: Service,
    /// The settings.
    pub config: Arc<Config>,
    /// Styles and scripts.
    pub assets: Arc<Assets>,
    /// The database, for what is not the domain's: readiness.
    pub database: Database,
    /// The threads that check passwords, for the figures; the domain has them as a port.
    pub hashing: Arc<HashingThreads>,
    draining: Arc<AtomicBool>,
}

impl AppState {
    /// Puts the parts together, with the real clock and randomness.
    #[must_use]
    pub fn new(config: Config, assets: Assets, database: Database, hashing: HashingThreads, keys: &MasterKeys) -> Self {
        let hashing = Arc::new(hashing);
        let service = Service {
            store: database.store(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            hashing: Arc::clone(&hashing) as _,
            authority: Arc::new(ca::Embedded),
            keys: Arc::new(keys.keyring()),
            policy: Arc::new(policy(&config)),
            banner: Arc::default(),
            askers: Arc::default(),
        };
        Self {
            service,
            config: Arc::new(config),
            assets: Arc::new(assets),
            database,
            hashing,
            draining: Arc::default(),
        }
    }

    /// Whether a shutdown is under way: whoever spreads the load sends nobody any more.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Begins a shutdown.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}

/// What the settings mean to the domain.
#[must_use]
pub fn policy(config: &Config) -> Policy {
    Policy {
        service_name: config.service_name.clone(),
        base_url: config.base_url.as_str().to_owned(),
        allow_list: config.allow_list.clone(),
        network_names: config.network_names.clone(),
        support_text: config.support_text.clone(),
        demonstration: config.demonstration,
        relying_party: RelyingParty::new(config.base_url.as_str(), &config.service_name),
        attestation_roots: config.attestation_roots.clone(),
    }
}
