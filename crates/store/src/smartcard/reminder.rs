//! Which cards end soon, and which reminders of it were sent.

use async_trait::async_trait;
use identity::{
    person::Person,
    smartcard::{
        card::CardId,
        certificate::CertificateSerial,
        remind::{EndingCard, Reminders},
    },
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO card_reminders (serial, days, sent_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const LIST: &str = "SELECT c.serial, c.card_id, c.not_after, (SELECT MIN(days) FROM card_reminders r WHERE r.serial = c.serial) AS reminded, \
    people.id, identifier, given_name, family_name, birth_date, people.state, frozen_at, frozen_since FROM certificates c \
    JOIN cards ON cards.id = c.card_id JOIN authenticators a ON a.id = cards.authenticator_id \
    JOIN people ON people.id = cards.person_id \
    WHERE c.state = 'active' AND c.purpose = 'authentication' AND c.not_after <= $1 \
    AND (c.not_after > $2 OR (c.not_after = $2 AND c.serial > $3)) AND cards.ended_at IS NULL AND a.state = 'active' \
    AND a.suspended_at IS NULL AND people.state = 'open' \
    AND EXISTS (SELECT 1 FROM email_addresses e WHERE e.person_id = people.id AND e.verified_at IS NOT NULL) ORDER BY c.not_after, c.serial LIMIT $4";

impl Stored for EndingCard {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            person: Person::read(row)?,
            card: CardId::from_text(row.text("card_id")?),
            serial: row.parsed("serial", CertificateSerial::from_text)?,
            until: row.time("not_after")?,
            reminded: row.optional_number("reminded")?,
        })
    }
}

#[async_trait]
impl Reminders for Connection {
    async fn add_reminder(&mut self, serial: &CertificateSerial, days: i64, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(ADD).bind(serial.to_string()).bind(days).bind(now.micros())).await
    }

    async fn list_ending_cards(
        &mut self,
        until: Timestamp,
        (from, serial): (Timestamp, &str),
        limit: u32,
    ) -> StoreResult<Vec<EndingCard>> {
        let list = sql(LIST).bind(until.micros()).bind(from.micros()).bind(serial).bind(i64::from(limit));
        self.list(list).await
    }
}
