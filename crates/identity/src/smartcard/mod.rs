//! Smartcards: a card is an authenticator with two pairs of keys, one to sign in and one to sign documents, and a certificate
//! for each. The Registration Authority issues it; its holder renews it, changes its passcode and unblocks it.
//!
//! The server never talks to a card. A page carries an [`Ask`](card_protocol::Ask) to the agent on the person's machine and
//! the answer back; what counts is a statement that the card signed, and every rule about it stands here.

pub mod ask;
pub mod authority;
pub mod card;
pub mod certificate;
pub mod end;
pub mod expiry;
pub mod issue;
pub mod own;
mod pair;
pub mod passcode;
pub mod prepare;
pub mod remind;
pub mod renew;
pub mod renewal;
pub mod request;
pub mod sign_in;
mod statement;
pub mod unblock;
mod unblocking_key;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Base64 as the protocol has it.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads [`encode`]'s text; `None` when it is not that, or longer than anything that a card says.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    (text.len() <= LONGEST).then(|| STANDARD.decode(text).ok())?
}

/// The longest certificate, request or signature that is read, in characters of base64.
const LONGEST: usize = 16 * 1024;
