//! Reminders of the end of a card's certificates.

use async_trait::async_trait;

use super::certificate::CertificateSerial;
use crate::{store::StoreResult, time::Timestamp};

/// The store's part.
#[async_trait]
pub trait Reminders: Send {
    /// Notes that the reminder of so many days before the end is sent; `false` when it was before.
    async fn add_reminder(&mut self, serial: &CertificateSerial, days: i64, now: Timestamp) -> StoreResult<bool>;
}
