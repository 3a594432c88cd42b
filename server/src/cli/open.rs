//! What commands that work on the database need: the domain over it, without pages, jobs or hashing threads.

use std::{path::Path, sync::Arc};

use identity::service::Service;
use secrecy::ExposeSecret as _;

use super::output;
use crate::{
    clock::SystemClock, config::Config, database::Database, failure::Failure, hashing::HashingThreads, logging,
    master_key::MasterKeys, random::SystemRandom, state::policy,
};

/// The database and what is over it.
pub struct Opened {
    /// The database.
    pub database: Database,
    /// Its keys.
    pub keys: MasterKeys,
    /// The domain.
    pub service: Service,
}

/// Opens the database as it is: another schema is refused, not changed.
///
/// # Errors
/// What is missing or refuses, with what to do.
pub async fn open(config: &Config) -> Result<Opened, Failure> {
    open_with(config, store::Options::default()).await
}

/// The same, with options for what is to come.
///
/// # Errors
/// What is missing or refuses, with what to do.
pub async fn open_with(config: &Config, options: store::Options) -> Result<Opened, Failure> {
    logging::start(config);
    require_file(config)?;
    let database = Database::connect_with(config, options).await?;
    database.require_schema().await?;
    let keys = database.keys(config, &SystemRandom).await?;
    let service = service(config, &database, &keys)?;
    Ok(Opened { database, keys, service })
}

/// A mistyped folder, or a forgotten `--config`, must not become an empty installation.
fn require_file(config: &Config) -> Result<(), Failure> {
    let url = config.database_url.expose_secret();
    match url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
        Some(path) if !Path::new(path).exists() => Err(Failure::refused(format!(
            "there is no database at {path}. If there is one elsewhere, name its settings with --config, or its folder with \
             --data-dir. A new one is made by the server's first start, or by: care-identity migrate"
        ))),
        _ => Ok(()),
    }
}

/// The domain over a database with these keys.
///
/// # Errors
/// When the operating system gives no threads.
pub fn service(config: &Config, database: &Database, keys: &MasterKeys) -> Result<Service, Failure> {
    // No command checks a password; one thread that waits costs nothing.
    let hashing = HashingThreads::start_with(1, 1, identity::password::hash::Parameters::default());
    Ok(Service {
        store: database.store(),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        hashing: Arc::new(hashing.map_err(|error| Failure::failed(error.to_string()))?),
        authority: Arc::new(ca::Embedded),
        keys: Arc::new(keys.keyring()),
        policy: Arc::new(policy(config)),
        banner: Arc::default(),
        askers: Arc::default(),
    })
}

/// `care-identity migrate`.
///
/// # Errors
/// When a newer program was here, or the database refuses.
pub async fn migrate(config: &Config) -> Result<(), Failure> {
    logging::start(config);
    let database = Database::connect(config).await?;
    let version = database.migrate().await?;
    database.keep_up().await?;
    output::line(format!("The database has schema version {version}, which is this program's."));
    Ok(())
}
