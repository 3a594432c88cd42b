//! The load generator: a closed loop. Each connection sends its next request when it has read its last answer to the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::figures::{Latencies, rate, whole};
use crate::http::Connection;
use crate::machine::{Shares, Used, cores};

/// Not counted: connections open, caches fill.
const WARM_UP: Duration = Duration::from_millis(500);

/// What is asked of whom.
pub struct Load {
    /// The servers, taken in turns, and their processes.
    pub servers: Vec<(SocketAddr, u32)>,
    /// What is asked. Made once for each, so that making them costs nothing later.
    pub requests: Vec<Vec<u8>>,
    /// The status that each answer must have.
    pub status: u16,
    /// How many connections.
    pub connections: usize,
    /// How long.
    pub length: Duration,
}

/// What came of it.
pub struct Loaded {
    /// Answers a second.
    pub rate: f64,
    /// From sending to the last byte.
    pub latencies: Latencies,
    /// Bytes of an answer, headers included.
    pub bytes: usize,
    /// Who used the cores.
    pub used: Used,
}

impl Load {
    /// Runs it. Another status ends the run: it would measure something else.
    ///
    /// # Errors
    /// When a connection breaks, or an answer has another status.
    pub async fn run(self) -> Outcome<Loaded> {
        let threads = cores().min(self.connections);
        let processes: Vec<u32> = self.servers.iter().map(|(_, process)| *process).collect();
        let load = Arc::new(self);
        let begin = clock::now() + WARM_UP;
        let end = begin + load.length;
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let load = Arc::clone(&load);
                std::thread::spawn(move || part(&load, thread, threads, begin, end))
            })
            .collect();
        tokio::time::sleep_until(begin.into()).await;
        let shares = Shares::begin(&processes)?;
        tokio::time::sleep_until(end.into()).await;
        let used = shares.end()?;

        let (mut latencies, mut bytes) = (Vec::new(), 0);
        for thread in running {
            let ended = thread.join().map_err(|_| Failure::new("a thread of the load generator gave up"))??;
            latencies.extend(ended.0);
            bytes = bytes.max(ended.1);
        }
        Ok(Loaded { rate: rate(latencies.len(), load.length), latencies: Latencies::new(latencies), bytes, used })
    }
}

type Ended = (Vec<Duration>, usize);

/// One thread's share of the connections, on a runtime without locks.
fn part(load: &Arc<Load>, thread: usize, threads: usize, begin: Instant, end: Instant) -> Outcome<Ended> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("no runtime for the load generator")?.block_on(async {
        let mut running = JoinSet::new();
        for number in (thread..load.connections).step_by(threads) {
            running.spawn(connection(Arc::clone(load), number, begin, end));
        }
        let mut all = Ended::default();
        while let Some(ended) = running.join_next().await {
            let (latencies, bytes) = ended.context("a connection of the load generator gave up")??;
            all.0.extend(latencies);
            all.1 = all.1.max(bytes);
        }
        Ok(all)
    })
}

async fn connection(load: Arc<Load>, number: usize, begin: Instant, end: Instant) -> Outcome<Ended> {
    let (address, _) = load.servers[number % load.servers.len()];
    let mut connection = Connection::open(address).await?;
    // Connections begin at different requests, so that they ask for different people.
    let start = number * load.requests.len() / load.connections;
    let mut requests = load.requests.iter().cycle().skip(start);
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    let mut sent = clock::now();
    while sent < end {
        let request = requests.next().context("a load without requests")?;
        let (status, length) = connection.exchange(request).await?;
        if status != load.status {
            return Err(Failure::new(format!("the server under test answered {status}. Its log says why")));
        }
        let answered = clock::now();
        if sent >= begin && answered <= end {
            latencies.push(answered - sent);
        }
        bytes = length;
        sent = answered;
    }
    Ok((latencies, bytes))
}

impl Loaded {
    /// `17,020/s; p50 1.2 ms, p99 3.4 ms, max 5.6 ms`.
    pub fn told(&self) -> String {
        format!("{}/s; {}", whole(self.rate), self.latencies.told())
    }

    /// Core time of server and database for one answer: what other programs take from the cores changes it little.
    pub fn whole_cost(&self) -> Duration {
        Duration::from_secs_f64((self.used.server + self.used.database) / self.rate.max(1e-9))
    }

    /// Core time of the server for one answer.
    pub fn cost(&self) -> Duration {
        Duration::from_secs_f64(self.used.server / self.rate.max(1e-9))
    }
}
