//! Whole sign-ins with a passkey: the challenge, then the answer. The floor is the check of the signature alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::figures::{Latencies, rate};
use crate::http::{self, Answer, Connection};
use crate::machine::{Shares, Used, cores};
use crate::passkeys::Passkey;
use crate::server::Server;

/// Sign-ins under way at once, for each core.
const UNDER_WAY: usize = 8;
/// Not counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// What came of it.
pub struct SignedIn {
    /// Complete sign-ins a second.
    pub rate: f64,
    /// From the challenge to the session.
    pub journeys: Latencies,
    /// Who used the cores.
    pub used: Used,
}

/// Signs the owners of a passkey in, in turn, for so long.
///
/// # Errors
/// When a sign-in does not succeed.
pub async fn run(server: &Server, (passkey, owners): (&Passkey, u32), length: Duration) -> Outcome<SignedIn> {
    let begin = clock::now() + WARM_UP;
    let end = begin + length;
    let next = Arc::new(AtomicU32::new(0));
    let mut journeys = JoinSet::new();
    for _ in 0..UNDER_WAY * cores() {
        let (address, passkey, next) = (server.address, passkey.clone(), Arc::clone(&next));
        journeys.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let origin = format!("http://localhost:{}", address.port());
            let mut took = Vec::new();
            loop {
                let begun = clock::now();
                if begun >= end {
                    return Ok::<_, Failure>(took);
                }
                let number = next.fetch_add(1, Ordering::Relaxed);
                sign_in(&mut connection, (&passkey, owners), number, &origin).await?;
                let ended = clock::now();
                if ended >= begin && ended < end {
                    took.push(ended - begun);
                }
            }
        });
    }
    tokio::time::sleep_until(begin.into()).await;
    let shares = Shares::begin(&[server.process()])?;
    tokio::time::sleep_until(end.into()).await;
    let used = shares.end()?;
    let mut took = Vec::new();
    while let Some(ended) = journeys.join_next().await {
        took.extend(ended.context("a journey gave up")??);
    }
    Ok(SignedIn { rate: rate(took.len(), length), journeys: Latencies::new(took), used })
}

/// In a browser that was never here, from a network of its own: challenges are limited for each.
async fn sign_in(
    connection: &mut Connection,
    (passkey, owners): (&Passkey, u32),
    number: u32,
    origin: &str,
) -> Outcome {
    let network = http::from_network(number);
    let answer = connection.fetch(&http::form("/sign-in/passkey/challenge", &network, "")).await?;
    let challenge: Value =
        serde_json::from_slice(&answer.body).context("a challenge was refused: see the server's log")?;
    let ceremony = challenge["ceremony"].as_str().context("a challenge has no name")?;
    let credential = passkey.answer(number % owners, &challenge["options"], origin)?;
    let fields = format!("ceremony={ceremony}&credential={}&to=&page=%2Fsign-in%2Fpasskey", http::escape(&credential));
    let answer = connection.fetch(&http::form("/api/sign-in/device", &(network + &cookies(&answer)), &fields)).await?;
    let signed_in = answer.cookies().any(|cookie| cookie.starts_with("session="));
    if answer.headers("location").next() == Some("/") && signed_in {
        Ok(())
    } else {
        Err(Failure::new("a right passkey was refused: see the server's log"))
    }
}

fn cookies(answer: &Answer) -> String {
    http::cookies(&answer.cookies().collect::<Vec<_>>().join("; "))
}
