//! Which reminders of a card's end were sent.

use async_trait::async_trait;
use identity::{
    smartcard::{certificate::CertificateSerial, remind::Reminders},
    store::StoreResult,
    time::Timestamp,
};

use crate::connection::{Connection, sql};

const ADD: &str = "INSERT INTO card_reminders (serial, days, sent_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

#[async_trait]
impl Reminders for Connection {
    async fn add_reminder(&mut self, serial: &CertificateSerial, days: i64, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(ADD).bind(serial.to_string()).bind(days).bind(now.micros())).await
    }
}
