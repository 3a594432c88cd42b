//! Smartcards: their authority, who holds which, and their certificates.

mod authority;
mod card;
mod certificate;
mod prepared;
mod reminder;
mod renewal;
mod unblocking;

use identity::{random::decode, store::StoreResult};

use crate::row::{Row, invalid};

impl Row {
    /// Bytes that are stored as URL-safe base64.
    fn bytes(&self, column: &str) -> StoreResult<Vec<u8>> {
        decode(&self.text(column)?).ok_or_else(|| invalid(column))
    }
}
