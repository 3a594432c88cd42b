//! The ports as the tests own them: time stands still, randomness repeats itself, hashing is done at once.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use identity::{
    Unexpected,
    hashing::Hashing,
    password::{
        hash::{self, Parameters, PasswordHash},
        memory::Memory,
    },
    random::Random,
    store::{Repository, Store, StoreError},
    time::{Clock, Timestamp},
};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use store::Database;

/// Where time begins: the start of a 30-second step.
const START_SECONDS: i64 = 1_774_000_020;

pub(crate) struct StandingClock(AtomicI64, AtomicI64);

impl StandingClock {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(START_SECONDS * 1_000_000), AtomicI64::new(0))
    }

    pub(crate) fn forward(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    /// From here on it goes a microsecond further whenever it is looked at, as a real one does.
    pub(crate) fn run(&self) {
        self.1.store(1, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(self.1.load(Ordering::SeqCst), Ordering::SeqCst))
    }
}

/// The hash of a counter.
#[derive(Default)]
pub(crate) struct Seeded(AtomicU64);

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::digest(self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Hashes at once, counts, and lets something happen during the next check.
pub(crate) struct InlineHashing {
    parameters: Mutex<Parameters>,
    checks: AtomicUsize,
    busy: AtomicBool,
    meanwhile: Mutex<Option<Meanwhile>>,
}

impl InlineHashing {
    pub(crate) fn new() -> Self {
        Self {
            parameters: Mutex::new(Parameters::insecurely_fast_for_tests()),
            checks: AtomicUsize::new(0),
            busy: AtomicBool::new(false),
            meanwhile: Mutex::new(None),
        }
    }

    pub(crate) fn raise_parameters(&self) {
        *self.parameters.lock().unwrap() = Parameters::new(19 * 1024, 2, 1).unwrap();
    }

    /// How many passwords were looked at.
    pub(crate) fn checks(&self) -> usize {
        self.checks.load(Ordering::SeqCst)
    }

    /// Whether nobody looks at passwords.
    pub(crate) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::SeqCst);
    }

    pub(crate) fn during_the_next_check(&self, work: impl Future<Output = ()> + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some(Box::pin(work));
    }

    fn parameters(&self) -> Parameters {
        *self.parameters.lock().unwrap()
    }
}

#[async_trait]
impl Hashing for InlineHashing {
    async fn hash(&self, password: SecretString, salt: [u8; 16]) -> Result<PasswordHash, Unexpected> {
        hash::hash(&password, salt, &self.parameters(), &mut Memory::new())
            .map_err(|error| Unexpected::Other(error.to_string()))
    }

    async fn verify(&self, password: SecretString, known: Option<PasswordHash>) -> Result<bool, Unexpected> {
        if self.busy.load(Ordering::SeqCst) {
            return Err(Unexpected::Busy("the test says so"));
        }
        self.checks.fetch_add(1, Ordering::SeqCst);
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some(meanwhile) = meanwhile {
            meanwhile.await;
        }
        let dummy = hash::dummy(&self.parameters());
        let fits = hash::verify(&password, known.as_ref().unwrap_or(&dummy), &mut Memory::new()).unwrap();
        Ok(known.is_some() && fits)
    }

    fn needs_rehash(&self, known: &PasswordHash) -> bool {
        hash::needs_rehash(known, &self.parameters())
    }
}

/// The database, with its transactions counted.
pub(crate) struct CountingStore {
    database: Database,
    writes: AtomicUsize,
}

impl CountingStore {
    pub(crate) fn new(database: Database) -> Self {
        Self { database, writes: AtomicUsize::new(0) }
    }

    /// How many transactions for writing were begun.
    pub(crate) fn writes(&self) -> usize {
        self.writes.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Store for CountingStore {
    async fn read(&self) -> Result<Box<dyn Repository>, StoreError> {
        self.database.read().await
    }

    async fn write(&self) -> Result<Box<dyn Repository>, StoreError> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.database.write().await
    }
}
