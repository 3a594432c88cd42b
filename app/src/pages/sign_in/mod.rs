//! Signing in and out.

pub mod code;
pub mod link;
pub mod password;
pub mod sign_out;
pub mod text;

use std::time::Duration;

use identity::time::{Timestamp, length_for_people};

/// "Wait 30 seconds": how long from now until then.
#[must_use]
pub fn wait(now: Timestamp, until: Timestamp) -> String {
    let length: Duration = now.until(until);
    length_for_people(length)
}
