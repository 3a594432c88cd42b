//! Whole sign-ins, as many as go; and what everybody else waits for a page meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use identity::password::hash::{self, Parameters};
use identity::password::memory::Memory;
use secrecy::SecretString;
use tokio::task::JoinSet;

use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::figures::{Latencies, rate};
use crate::http::{self, Answer, Connection};
use crate::machine::{Shares, Used, cores};
use crate::people::{PASSWORD, address, code};
use crate::server::Server;

/// Sign-ins under way at once, for each core: enough that no hashing thread ever waits for work.
const UNDER_WAY: usize = 8;
/// How often somebody else asks for the sign-in page.
const EVERY: Duration = Duration::from_millis(20);
/// Not counted.
const WARM_UP: Duration = Duration::from_secs(1);
/// How many hashes are timed.
const HASHES: u32 = 25;

/// What a hash costs where nothing else runs.
pub struct Hash {
    /// One by itself: its memory is had for it and given back.
    pub alone: Duration,
    /// One after the other in the same memory, as the server's threads make them.
    pub kept: Duration,
    /// So, and as many at once as there are cores: each waits for the others' memory.
    pub together: Duration,
}

/// Times hashes.
///
/// # Errors
/// When a hash cannot be made.
pub fn hash() -> Outcome<Hash> {
    let (alone, kept) = (timed(Memory::release)?, timed(|_| ())?);
    let threads: Vec<_> = (0..cores()).map(|_| std::thread::spawn(|| timed(|_| ()))).collect();
    let mut together = Duration::ZERO;
    for thread in threads {
        together = together.max(thread.join().map_err(|_| Failure::new("a thread that hashes gave up"))??);
    }
    Ok(Hash { alone, kept, together })
}

/// The median, with what is done about the memory after each.
fn timed(after: fn(&mut Memory)) -> Outcome<Duration> {
    let password = SecretString::from(PASSWORD);
    let mut memory = Memory::new();
    let mut took = Vec::new();
    for _ in 0..HASHES {
        let begun = clock::now();
        hash::hash(&password, [7; 16], &Parameters::default(), &mut memory).context("the password cannot be hashed")?;
        after(&mut memory);
        took.push(begun.elapsed());
    }
    Ok(Latencies::new(took).at(500))
}

/// What came of it.
pub struct SignedIn {
    /// Complete sign-ins a second.
    pub rate: f64,
    /// From the password to the session.
    pub journeys: Latencies,
    /// The sign-in page meanwhile, from the instant at which it was due to be asked for.
    pub pages: Latencies,
    /// Who used the cores.
    pub used: Used,
}

/// People in turn: nobody signs in twice within a step.
pub struct People {
    next: AtomicU32,
    all: u32,
}

impl People {
    /// So many.
    pub const fn new(all: u32) -> Self {
        Self { next: AtomicU32::new(0), all }
    }

    fn next(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed) % self.all
    }
}

/// Signs in for so long at the servers, in turns.
///
/// # Errors
/// When a sign-in does not succeed.
pub async fn run(servers: &[&Server], people: &Arc<People>, length: Duration) -> Outcome<SignedIn> {
    let processes: Vec<u32> = servers.iter().map(|server| server.process()).collect();
    let begin = clock::now() + WARM_UP;
    let end = begin + length;
    let mut journeys = JoinSet::new();
    for number in 0..UNDER_WAY * cores() {
        let server = servers[number % servers.len()].address;
        let people = Arc::clone(people);
        journeys.spawn(async move {
            let mut connection = Connection::open(server).await?;
            let mut took = Vec::new();
            loop {
                let begun = clock::now();
                if begun >= end {
                    return Ok::<_, Failure>(took);
                }
                sign_in(&mut connection, people.next()).await?;
                // A journey counts where it ends; one that ends too late counts for nobody.
                let ended = clock::now();
                if ended >= begin && ended < end {
                    took.push(ended - begun);
                }
            }
        });
    }
    let pages = tokio::spawn(ask(Connection::open(servers[0].address).await?, begin, end));
    tokio::time::sleep_until(begin.into()).await;
    let shares = Shares::begin(&processes)?;
    tokio::time::sleep_until(end.into()).await;
    let used = shares.end()?;
    let mut took = Vec::new();
    while let Some(ended) = journeys.join_next().await {
        took.extend(ended.context("a journey gave up")??);
    }
    let pages = pages.await.context("the pages gave up")??;
    Ok(SignedIn { rate: rate(took.len(), length), journeys: Latencies::new(took), pages: Latencies::new(pages), used })
}

/// Password, then code, in a browser that was never here and from a network of its own: new browsers are limited for each.
async fn sign_in(connection: &mut Connection, person: u32) -> Outcome {
    let network = http::from_network(person);
    let email = address(person).replace('@', "%40");
    let fields = format!("email={email}&password={}&to=&page=%2Fsign-in", PASSWORD.replace(' ', "+"));
    let answer = connection.fetch(&http::form("/api/sign-in", &network, &fields)).await?;
    let place = place(&answer)?;
    let id = place.strip_prefix("/sign-in/code/").context("a right password was refused: see the server's log")?;
    let cookies = network + &http::cookies(&answer.cookies().collect::<Vec<_>>().join("; "));
    let fields = format!("id={id}&code={}", code(clock::wall()));
    let answer = connection.fetch(&http::form("/api/sign-in/code", &cookies, &fields)).await?;
    let signed_in = answer.cookies().any(|cookie| cookie.starts_with("session="));
    if self::place(&answer)? == "/" && signed_in {
        Ok(())
    } else {
        Err(Failure::new("a right code was refused: more people are needed, or see the server's log"))
    }
}

fn place(answer: &Answer) -> Outcome<&str> {
    let place = answer.headers("location").next();
    place.context("a sign-in was not answered by a redirect: see the server's log")
}

/// Asks at fixed instants, whatever the answers take: a late answer makes the next one late, and that counts.
async fn ask(mut connection: Connection, begin: Instant, end: Instant) -> Outcome<Vec<Duration>> {
    let request = http::get("/sign-in", "");
    let mut took = Vec::new();
    let mut due = begin;
    while due < end {
        tokio::time::sleep_until(due.into()).await;
        // The timer's own lateness (a millisecond) is not the server's.
        let asked = if took.is_empty() || clock::now() - due < EVERY { clock::now() } else { due };
        let (status, _) = connection.exchange(&request).await?;
        if status != 200 {
            return Err(Failure::new(format!("the sign-in page was answered with {status} under load")));
        }
        took.push(asked.elapsed());
        due += EVERY;
    }
    Ok(took)
}
