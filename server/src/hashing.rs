//! Password hashing on threads of its own: as many as cores, of lower priority than those that answer pages, behind a
//! bounded queue. Memory is bounded by threads × one hash (19 MiB each by default).

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use async_trait::async_trait;
use identity::{
    hashing::Hashing,
    password::hash::{self, Parameters, PasswordHash},
    service::Unexpected,
};
use secrecy::SecretString;
use tokio::sync::oneshot;

/// Waiting hashes for each thread: at some 30 ms a hash, nobody waits much longer than 4 seconds.
const QUEUE_PER_THREAD: usize = 128;

/// Below the threads that answer pages (nice values go from -20, first, to 19, last).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

type Job = Box<dyn FnOnce() + Send>;

/// The threads and their queue. When the last handle is dropped the threads end.
pub struct HashingThreads {
    queue: SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
    parameters: Parameters,
    dummy: PasswordHash,
}

impl HashingThreads {
    /// Starts a thread for each core.
    ///
    /// # Errors
    /// When the operating system gives no threads.
    pub fn start(parameters: Parameters) -> std::io::Result<Self> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        Self::start_with(threads, threads * QUEUE_PER_THREAD, parameters)
    }

    /// Starts `threads` threads behind a queue of `room` hashes.
    ///
    /// # Errors
    /// When the operating system gives no threads.
    pub fn start_with(threads: usize, room: usize, parameters: Parameters) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel::<Job>(room);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new().name(format!("hashing-{number}")).spawn(move || work(&jobs))?;
        }
        Ok(Self { queue, waiting: Arc::default(), parameters, dummy: hash::dummy(&parameters) })
    }

    /// How many hashes wait or are being made.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unexpected> {
        let (answer, answered) = oneshot::channel();
        let place = Place::take(&self.waiting);
        let job: Job = Box::new(move || {
            // Whoever asked may have gone away while this waited.
            let made = (!answer.is_closed()).then(work);
            drop(place);
            if let Some(made) = made {
                let _ = answer.send(made);
            }
        });
        self.queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Unexpected::Busy("the queue of passwords to be checked is full"),
            TrySendError::Disconnected(_) => Unexpected::Other("the threads that check passwords have ended".into()),
        })?;
        answered.await.map_err(|_| Unexpected::Other("a thread that checks passwords gave no answer".into()))
    }
}

/// A place in the queue, counted while it is held.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(counter: &Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(counter))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    lower_priority();
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic must not cost a thread; its asker is told that there is no answer.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

/// On Linux priority is each thread's own; elsewhere it would be the whole process's, so it stays as it is.
fn lower_priority() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "hashing threads run at ordinary priority");
    }
}

#[async_trait]
impl Hashing for HashingThreads {
    async fn hash(&self, password: SecretString, salt: [u8; 16]) -> Result<PasswordHash, Unexpected> {
        let parameters = self.parameters;
        self.run(move || hash::hash(&password, salt, &parameters))
            .await?
            .map_err(|error| Unexpected::Other(error.to_string()))
    }

    async fn verify(&self, password: SecretString, hash: Option<PasswordHash>) -> Result<bool, Unexpected> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        self.run(move || hash::verify(&password, &hash) && known).await
    }

    fn needs_rehash(&self, hash: &PasswordHash) -> bool {
        hash::needs_rehash(hash, &self.parameters)
    }
}
