//! Password hashing on threads of its own: as many as cores, of lower priority than those that answer pages, behind a
//! bounded queue. Each has memory for one hash (19 MiB by default), which it keeps from one to the next: that bounds memory,
//! and saves a tenth of each hash.

use std::{
    collections::VecDeque,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use async_trait::async_trait;
use identity::{
    hashing::Hashing,
    password::{
        hash::{self, HashError, Parameters, PasswordHash},
        memory::Memory,
    },
    service::Unexpected,
};
use secrecy::SecretString;
use tokio::sync::oneshot;

/// Waiting hashes for each thread: at some 30 ms a hash, nobody waits much longer than 4 seconds.
const QUEUE_PER_THREAD: usize = 128;

/// How long a thread keeps its memory when there is nothing to do: in a rush of sign-ins it is had once, and what a hash
/// left in it is wiped soon after.
const KEPT: Duration = Duration::from_millis(100);

/// Below the threads that answer pages (nice values go from -20, first, to 19, last).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads and their queue. When this is dropped the threads end.
pub struct HashingThreads {
    queue: Arc<Queue>,
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
        // Made first: when a thread cannot be had, its drop ends those that were.
        let queue = Arc::new(Queue { room, jobs: Mutex::default(), news: Condvar::new() });
        let dummy = hash::dummy(&parameters);
        let made = Self { queue: Arc::clone(&queue), waiting: Arc::default(), parameters, dummy };
        for number in 0..threads {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name(format!("hashing-{number}")).spawn(move || work(&queue))?;
        }
        Ok(made)
    }

    /// How many hashes wait or are being made.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, Unexpected> {
        let (answer, answered) = oneshot::channel();
        let place = Place::take(&self.waiting);
        let job: Job = Box::new(move |memory| {
            // Whoever asked may have gone away while this waited.
            let made = (!answer.is_closed()).then(|| work(memory));
            drop(place);
            if let Some(made) = made {
                let _ = answer.send(made);
            }
        });
        if !self.queue.add(job) {
            return Err(Unexpected::Busy("the queue of passwords to be checked is full"));
        }
        let made =
            answered.await.map_err(|_| Unexpected::Other("a thread that checks passwords gave no answer".into()));
        made?.map_err(|error| Unexpected::Other(error.to_string()))
    }
}

impl Drop for HashingThreads {
    fn drop(&mut self) {
        self.queue.jobs().closed = true;
        self.queue.news.notify_all();
    }
}

/// What is to be done, in the order in which it came.
struct Queue {
    room: usize,
    jobs: Mutex<Jobs>,
    news: Condvar,
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `false` when it is full.
    fn add(&self, job: Job) -> bool {
        let mut jobs = self.jobs();
        if jobs.waiting.len() >= self.room {
            return false;
        }
        jobs.waiting.push_back(job);
        drop(jobs);
        self.news.notify_one();
        true
    }

    /// The next one, once there is one; the memory goes when that takes long. Nothing when there will be no more.
    fn next(&self, memory: &mut Memory) -> Option<Job> {
        let mut jobs = self.jobs();
        loop {
            if let Some(job) = jobs.waiting.pop_front() {
                return Some(job);
            }
            if jobs.closed {
                return None;
            }
            if memory.kib() == 0 {
                jobs = self.news.wait(jobs).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (woken, waited) = self.news.wait_timeout(jobs, KEPT).unwrap_or_else(PoisonError::into_inner);
            jobs = woken;
            if waited.timed_out() && jobs.waiting.is_empty() {
                drop(jobs);
                memory.release();
                jobs = self.jobs();
            }
        }
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

fn work(queue: &Queue) {
    lower_priority();
    let mut memory = Memory::new();
    while let Some(job) = queue.next(&mut memory) {
        // A panic must not cost a thread; its asker is told that there is no answer.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
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
        self.run(move |memory| hash::hash(&password, salt, &parameters, memory)).await
    }

    async fn verify(&self, password: SecretString, hash: Option<PasswordHash>) -> Result<bool, Unexpected> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        self.run(move |memory| Ok(hash::verify(&password, &hash, memory)? && known)).await
    }

    fn needs_rehash(&self, hash: &PasswordHash) -> bool {
        hash::needs_rehash(hash, &self.parameters)
    }
}
