//! What the server and the smartcard agent say to each other. A page carries it between them and understands nothing of it:
//! the server [asks](Ask), the agent on the person's own machine [answers](Answer), and what counts is signed by the card
//! in a [`Statement`].

mod answer;
mod ask;
mod bundle;
mod fault;
#[cfg(feature = "seal")]
pub mod seal;
mod statement;

pub use answer::{About, Answer, Card, CardCertificate, Passcode, Signature, Signed};
pub use ask::{Ask, Certificates, Requests};
pub use bundle::{Bundle, Issued};
pub use fault::Fault;
pub use statement::{Malformed, Purpose, Statement};

/// How long an agent may take for an [`Ask`] that changes a card: the windows in which its person answers and the card's work, together.
/// It touches no card that it could not be done with by then, and the server waits as long for the answer.
pub const LONGEST_ASK: std::time::Duration = std::time::Duration::from_secs(15 * 60);

/// The version of this protocol. An agent lists those that it speaks in [`About::speaks`].
pub const VERSION: u32 = 1;

/// Where agents listen on 127.0.0.1: the first free one of these, so that several people can share a terminal server.
pub const PORTS: std::ops::RangeInclusive<u16> = 47_110..=47_117;

/// GET: what the agent is ([`About`]). Needs an allowed origin, no pairing.
pub const ABOUT: &str = "/v1/about";
/// POST, content type JSON and no body: the agent asks its person whether this origin may use it, and answers [`Answer::Paired`].
pub const PAIR: &str = "/v1/pair";
/// POST an [`Ask`] as JSON with `Authorization: Bearer SECRET`; answers an [`Answer`].
pub const ASK: &str = "/v1/ask";
/// GET `?seen=N` with `Authorization`: answers [`Answer::Cards`] as soon as its `change` is not N, after 25 s at the latest.
pub const WATCH: &str = "/v1/watch";
