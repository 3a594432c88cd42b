//! The agent's side of a module's process: starts it when it is asked, asks one thing at a time, and ends it when it does not answer
//! in time.

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use card_protocol::Fault;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{mpsc, oneshot},
};
use zeroize::Zeroizing;

use super::job::{Done, Failed, Job};
use crate::clock;

/// What a module answers at the most: a few certificates.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;
/// Jobs that may wait for one module.
const MOST_WAITING: usize = 32;

/// The process measures for itself, and must find the time over.
const MOMENT: Duration = Duration::from_millis(100);

type Asked = (Job, oneshot::Sender<Done>);

/// A module, whether its process runs or not.
#[derive(Debug)]
pub struct Worker {
    jobs: mpsc::Sender<Asked>,
}

impl Worker {
    /// Ready to be asked; nothing runs yet.
    pub fn start(program: PathBuf, module: PathBuf, (patience, keep): (Duration, Duration)) -> Self {
        let (jobs, asked) = mpsc::channel(MOST_WAITING);
        tokio::spawn(Process { program, module, patience, keep, kept: None, running: None }.work(asked));
        Self { jobs }
    }

    /// Asks. A job that was asked is done, whether somebody waits for its answer or not: a card must not be left half-way.
    pub fn ask(&self, job: Job) -> impl Future<Output = Done> + use<> {
        let (answer, answered) = oneshot::channel();
        let sent = self.jobs.try_send((job, answer));
        async move {
            if sent.is_err() {
                return Done::Failed(Failed::new(Fault::Busy, "too many wait for this module"));
            }
            answered.await.unwrap_or_else(|_| Done::Failed(Failed::new(Fault::ModuleFails, "the worker ended")))
        }
    }

    /// Asks and waits.
    pub async fn run(&self, job: Job) -> Done {
        self.ask(job).await
    }
}

struct Process {
    program: PathBuf,
    module: PathBuf,
    patience: Duration,
    /// For how long a renewal's login is kept.
    keep: Duration,
    /// Since when one may be kept.
    kept: Option<Instant>,
    running: Option<Running>,
}

struct Running {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    _child: Child,
}

impl Process {
    async fn work(mut self, mut asked: mpsc::Receiver<Asked>) {
        while let Some((job, answer)) = self.next(&mut asked).await {
            let longest = job.patience(self.patience);
            let done = match tokio::time::timeout(longest, self.ask(&job)).await {
                Ok(Ok(done)) => done,
                Ok(Err(cause)) => self.end(Fault::ModuleFails, cause),
                Err(_) => self.end(Fault::ModuleHangs, format!("no answer in {longest:?}")),
            };
            let _ = answer.send(done);
        }
    }

    /// What is asked next; a login that nobody uses any more is ended in between.
    async fn next(&mut self, asked: &mut mpsc::Receiver<Asked>) -> Option<Asked> {
        if let Some(since) = self.kept {
            let left = (self.keep + MOMENT).saturating_sub(clock::moment().saturating_duration_since(since));
            if let Ok(next) = tokio::time::timeout(left, asked.recv()).await {
                return next;
            }
            self.kept = None;
            // Any job ends what is over.
            let (answer, _) = oneshot::channel();
            return Some((Job::Present, answer));
        }
        asked.recv().await
    }

    async fn ask(&mut self, job: &Job) -> Result<Done, String> {
        if job.may_keep() {
            self.kept = Some(clock::moment());
        }
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(start(&self.program, &self.module, self.keep)?),
        };
        let mut line = Zeroizing::new(serde_json::to_vec(job).map_err(|error| error.to_string())?);
        line.push(b'\n');
        running.to.write_all(&line).await.map_err(|error| format!("its process ended: {error}"))?;
        // The unblocking key of a card that was initialised is in it.
        let mut answer = Zeroizing::new(Vec::new());
        let read = (&mut running.from).take(LONGEST_ANSWER).read_until(b'\n', &mut answer).await;
        match read {
            Ok(0) => Err("its process ended".to_owned()),
            Ok(_) => serde_json::from_slice(&answer).map_err(|error| format!("its process answered nonsense: {error}")),
            Err(error) => Err(format!("its process ended: {error}")),
        }
    }

    /// Ends the process: the next job starts another one.
    fn end(&mut self, fault: Fault, cause: String) -> Done {
        tracing::error!("{}: {}: {cause}", self.module.display(), fault.code());
        self.running = None;
        Done::Failed(Failed { fault, cause, passcode: None })
    }
}

fn start(program: &PathBuf, module: &PathBuf, keep: Duration) -> Result<Running, String> {
    let mut command = Command::new(program);
    command
        .arg("module")
        .arg(module)
        .arg(keep.as_secs().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| format!("its process does not start: {error}"))?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(to), Some(from)) => Ok(Running { to, from: BufReader::new(from), _child: child }),
        _ => Err("its process has no pipes".to_owned()),
    }
}
