//! The database as the server opens it: the right schema, and the right keys for it.

use std::{sync::Arc, time::Duration};

use identity::{
    random::Random,
    store::{Store, StoreError},
    time::Clock as _,
};
use secrecy::ExposeSecret as _;
use store::migrate::SCHEMA_VERSION;

use crate::{clock::SystemClock, config::Config, failure::Failure, master_key::MasterKeys};

/// How long the readiness check waits: whoever asks gives up soon as well, and must hear the reason before that.
const PATIENCE: Duration = Duration::from_secs(2);

/// The setting that holds the id of the key that seals, so that a server with another key file stops before it writes.
const KEY_ID: &str = "master-key";

/// The setting that marks the database of a demonstration.
const DEMONSTRATION: &str = "demonstration";

/// The open database. Clones share its connections.
#[derive(Clone)]
pub struct Database(store::Database);

impl Database {
    /// Connects, and changes nothing.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn connect(config: &Config) -> Result<Self, Failure> {
        Self::connect_with(config, store::Options::default()).await
    }

    /// The same, with options for what is to come.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn connect_with(config: &Config, options: store::Options) -> Result<Self, Failure> {
        Ok(Self(store::Database::connect(config.database_url.expose_secret(), options).await?))
    }

    /// Brings the schema to this program's version; answers which that is.
    ///
    /// # Errors
    /// When a newer program was here, or the database refuses.
    pub async fn migrate(&self) -> Result<i64, Failure> {
        self.0.migrate().await?;
        Ok(*SCHEMA_VERSION)
    }

    /// Brings what it holds to the form that this program looks for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_up(&self) -> Result<(), Failure> {
        Ok(identity::upkeep::run(&self.0, SystemClock.now()).await?)
    }

    /// Refuses another schema than this program's: commands do not change it by the way.
    ///
    /// # Errors
    /// When it is another.
    pub async fn require_schema(&self) -> Result<(), Failure> {
        match (self.0.schema_version().await?, *SCHEMA_VERSION) {
            (Some(found), program) if found == program => Ok(()),
            (Some(found), program) if found > program => Err(Failure::refused(format!(
                "the database has schema version {found}, this program knows versions up to {program}. Use the newer program"
            ))),
            _ => Err(Failure::refused(
                "the database does not have this program's schema yet. Run: care-identity migrate",
            )),
        }
    }

    /// Whether it answers, with this program's schema.
    ///
    /// # Errors
    /// When it does not answer in two seconds, or has another schema.
    pub async fn is_ready(&self) -> Result<(), StoreError> {
        let version = tokio::time::timeout(PATIENCE, self.0.schema_version()).await;
        match version.unwrap_or_else(|_| Err(StoreError::Away("no answer in time".into())))? {
            Some(version) if version == *SCHEMA_VERSION => Ok(()),
            other => Err(StoreError::Invalid(format!("schema version {other:?}, expected {}", *SCHEMA_VERSION))),
        }
    }

    /// The store for the domain.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::new(self.0.clone())
    }

    /// The store's own handle, for backups.
    #[must_use]
    pub const fn handle(&self) -> &store::Database {
        &self.0
    }

    /// Opens the keys of this database; makes the key file where neither it nor anything sealed exists yet.
    ///
    /// # Errors
    /// When the file is missing or is another database's: writing with it would leave secrets that nobody can read together.
    pub async fn keys(&self, config: &Config, random: &dyn Random) -> Result<MasterKeys, Failure> {
        let path = &config.master_key_file;
        let recorded = self.0.read().await?.lookup_setting(KEY_ID).await?;
        let Some(recorded) = recorded else {
            let keys = MasterKeys::open_or_create(path, random)?;
            self.record_key(keys.keyring().current_id()).await?;
            return Ok(keys);
        };
        let told = "Put the right file there: from your copy, or from the server that made this database";
        if !path.exists() {
            return Err(Failure::refused(format!(
                "the master key file {} is missing, and the database holds secrets. {told}",
                path.display()
            )));
        }
        let keys = MasterKeys::open(path)?;
        if !keys.ids().contains(&recorded) {
            return Err(Failure::refused(format!(
                "the master key file {} does not hold the key {recorded} that protects this database. {told}",
                path.display()
            )));
        }
        Ok(keys)
    }

    /// Notes which key seals now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record_key(&self, id: &str) -> Result<(), Failure> {
        self.set(KEY_ID, id).await
    }

    /// Keeps fictional people and real ones apart: a demonstration wants an empty database or its own, the service any other.
    ///
    /// # Errors
    /// When it is the other's.
    pub async fn require_purpose(&self, demonstration: bool) -> Result<(), Failure> {
        let mut repository = self.0.read().await?;
        let marked = repository.lookup_setting(DEMONSTRATION).await?.is_some();
        let empty = repository.list_people("", 1).await?.is_empty();
        drop(repository);
        match (demonstration, marked) {
            (true, false) if !empty => Err(Failure::refused(
                "this database holds people already, and a demonstration would add fictional ones. Choose another folder, for example --data-dir demo-data",
            )),
            (true, false) => self.set(DEMONSTRATION, "yes").await,
            (false, true) => Err(Failure::refused(
                "this database holds the fictional people of a demonstration. Choose another folder, for example --data-dir /var/lib/care-identity",
            )),
            _ => Ok(()),
        }
    }

    async fn set(&self, name: &str, value: &str) -> Result<(), Failure> {
        let mut repository = self.0.write().await?;
        repository.set_setting(name, Some(value), SystemClock.now()).await?;
        repository.commit().await?;
        Ok(())
    }
}
