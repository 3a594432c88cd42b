//! The two files of a new card: from the agent that prepared it to whoever issues it, and back.

use serde::{Deserialize, Serialize};

use crate::{Certificates, Requests};

/// What `care-identity-agent card prepare` leaves for `care-identity card issue`, as JSON in a file that its owner alone reads.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    /// [`crate::VERSION`].
    pub version: u32,
    /// The card's serial number.
    pub serial: String,
    /// What it is called.
    pub label: String,
    /// Its unblocking key, when the agent chose it: the server keeps it sealed.
    pub unblocking: Option<String>,
    /// Both requests.
    pub requests: Requests,
}

/// What `care-identity card issue` leaves for `care-identity-agent card write`, as JSON. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// [`crate::VERSION`].
    pub version: u32,
    /// The card that the certificates are for.
    pub serial: String,
    /// Both.
    pub certificates: Certificates,
}
