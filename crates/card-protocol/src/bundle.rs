//! What a new card is issued with: two files that a Registration Authority carries between the agent's commands `card prepare` and
//! `card write` and the server's command that issues.

use serde::{Deserialize, Serialize};

use crate::{Certificates, Requests};

/// A card that was prepared, as `card prepare` writes it. Where it holds an unblocking key, it is a secret as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The card's serial number.
    pub serial: String,
    /// Its label.
    pub label: String,
    /// What unblocks it; `None` where the card had one before that nobody told us.
    pub unblocking_key: Option<String>,
    /// The requests of both keys.
    pub requests: Requests,
}

/// What was issued, as `card write` reads it. Nothing in it is a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// The card's serial number.
    pub serial: String,
    /// Both certificates.
    pub certificates: Certificates,
}
