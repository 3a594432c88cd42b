//! Sign-ins with a smartcard, one after the other: the server as it is shipped, the agent as it is shipped, a token of SoftHSM2 and
//! a program that answers for the person. The floor is the token's signature alone.

mod reader;
pub mod token;

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use self::reader::Reader;
use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::figures::Latencies;
use crate::http::{self, Connection};
use crate::server::{Place, Server};

/// Sign-ins that are timed.
const SIGN_INS: u32 = 40;
/// Between two: an agent lets a page ask 60 times at once, and four times a second from then on.
const PAUSE: Duration = Duration::from_millis(550);
/// Turns of one sign-in that nobody should need.
const TURNS: usize = 8;
const RELAY: &str = "/sign-in/smartcard/relay?page=%2Fsign-in%2Fsmartcard";

/// What came of it.
pub struct Cards {
    /// From the first request to the session.
    pub journeys: Latencies,
    /// The server's part of it.
    pub server: Latencies,
    /// The agent's part of it: the person's program, the login to the token, the signature.
    pub agent: Latencies,
    /// A signature of the token alone.
    pub signature: Duration,
}

/// Issues a card to somebody and signs them in with it; `None` where there is no SoftHSM2.
///
/// # Errors
/// When a step is refused.
pub async fn run(place: &Place, server: &Server, release: &Path) -> Outcome<Option<Cards>> {
    let Some(reader) = Reader::find(place, server, release)? else {
        return Ok(None);
    };
    reader.new_card(place)?;
    let signature = token::in_a_process(reader.module, &reader.settings())?;
    let mut agent = reader.agent().await?;
    let secret = agent.pair().await?;
    let mut connection = Connection::open(server.address).await?;
    let (mut journeys, mut servers, mut agents) = (Vec::new(), Vec::new(), Vec::new());
    // The first of all warms up.
    for number in 0..=SIGN_INS {
        tokio::time::sleep(PAUSE).await;
        let begun = clock::now();
        let in_agent = sign_in(&mut connection, (&mut agent, &secret), number).await?;
        let took = begun.elapsed();
        if number > 0 {
            journeys.push(took);
            agents.push(in_agent);
            servers.push(took.saturating_sub(in_agent));
        }
    }
    let [journeys, server, agent] = [journeys, servers, agents].map(Latencies::new);
    Ok(Some(Cards { journeys, server, agent, signature }))
}

/// One sign-in, in a browser that was never here; how long the agent took of it.
async fn sign_in(
    connection: &mut Connection,
    (agent, secret): (&mut reader::Agent, &str),
    number: u32,
) -> Outcome<Duration> {
    let network = http::from_network(number);
    let (mut to, mut said, mut cookies) = (RELAY.to_owned(), String::new(), String::new());
    let mut in_agent = Duration::ZERO;
    for _ in 0..TURNS {
        let mut more = network.clone();
        if !cookies.is_empty() {
            more += &http::cookies(&cookies);
        }
        let answer = connection.fetch(&http::form(&to, &more, &said)).await?;
        let turn: Value = serde_json::from_slice(&answer.body).context("a turn was refused: see the server's log")?;
        let new: Vec<_> = answer.cookies().collect();
        if let Some(path) = turn["go"].as_str() {
            let signed_in = path == "/" && new.iter().any(|cookie| cookie.starts_with("session="));
            return if signed_in {
                Ok(in_agent)
            } else {
                Err(Failure::new(format!("a right card was sent to {path}")))
            };
        }
        if !new.is_empty() {
            cookies = new.join("; ");
        }
        turn["next"].as_str().context("a turn does not say where the answer goes")?.clone_into(&mut to);
        let asked = clock::now();
        said = agent.ask(secret, &turn["ask"].to_string()).await?;
        in_agent += asked.elapsed();
    }
    Err(Failure::new("a sign-in with a card comes to no end"))
}
