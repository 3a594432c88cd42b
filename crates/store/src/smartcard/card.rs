//! Cards, and what unblocks them.

use async_trait::async_trait;
use identity::{
    authenticator::AuthenticatorId,
    keys::Sealed,
    person::PersonId,
    smartcard::card::{Card, CardId, CardSerial, Cards},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// The index of open cards decides that a card is issued to one person at a time.
const ADD: &str = "INSERT INTO cards (id, person_id, authenticator_id, serial, label, unblocking_key, next_unblocking_key, \
    issued_at, issued_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
const LOOKUP: &str = "SELECT id, person_id, authenticator_id, serial, label, unblocking_key, next_unblocking_key, issued_at, \
    issued_by, ended_at FROM cards WHERE id = $1";
const FIND_BY_SERIAL: &str = "SELECT id, person_id, authenticator_id, serial, label, unblocking_key, next_unblocking_key, \
    issued_at, issued_by, ended_at FROM cards WHERE serial = $1 AND ended_at IS NULL";
const FIND_OF: &str = "SELECT id, person_id, authenticator_id, serial, label, unblocking_key, next_unblocking_key, issued_at, \
    issued_by, ended_at FROM cards WHERE authenticator_id = $1";
const LIST: &str = "SELECT id, person_id, authenticator_id, serial, label, unblocking_key, next_unblocking_key, issued_at, \
    issued_by, ended_at FROM cards WHERE person_id = $1 ORDER BY issued_at DESC, id";
/// Nothing unblocks it any more, so nothing needs the keys that would.
const END: &str = "UPDATE cards SET ended_at = $2, unblocking_key = NULL, next_unblocking_key = NULL \
    WHERE id = $1 AND ended_at IS NULL";
const SET_NEXT: &str = "UPDATE cards SET next_unblocking_key = $2 WHERE id = $1 AND ended_at IS NULL";
const TAKE_NEXT: &str = "UPDATE cards SET unblocking_key = next_unblocking_key, next_unblocking_key = NULL \
    WHERE id = $1 AND next_unblocking_key IS NOT NULL";

impl Stored for Card {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: CardId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            authenticator_id: AuthenticatorId::from_text(row.text("authenticator_id")?),
            serial: row.parsed("serial", CardSerial::parse)?,
            label: row.text("label")?,
            unblocking_key: row.optional_sealed("unblocking_key")?,
            next_unblocking_key: row.optional_sealed("next_unblocking_key")?,
            issued_at: row.time("issued_at")?,
            issued_by: row.text("issued_by")?,
            ended_at: row.optional_time("ended_at")?,
        })
    }
}

#[async_trait]
impl Cards for Connection {
    async fn add_card(&mut self, card: &Card) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(card.id.as_str())
            .bind(card.person_id.as_str())
            .bind(card.authenticator_id.as_str())
            .bind(card.serial.as_str())
            .bind(&card.label)
            .bind(card.unblocking_key.as_ref().map(Sealed::as_str))
            .bind(card.next_unblocking_key.as_ref().map(Sealed::as_str))
            .bind(card.issued_at.micros())
            .bind(&card.issued_by);
        self.changes(add).await
    }

    async fn lookup_card(&mut self, id: &CardId) -> StoreResult<Option<Card>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn find_card_by_serial(&mut self, serial: &CardSerial) -> StoreResult<Option<Card>> {
        self.find(sql(FIND_BY_SERIAL).bind(serial.as_str())).await
    }

    async fn find_card_of(&mut self, authenticator: &AuthenticatorId) -> StoreResult<Option<Card>> {
        self.find(sql(FIND_OF).bind(authenticator.as_str())).await
    }

    async fn list_cards(&mut self, person: &PersonId) -> StoreResult<Vec<Card>> {
        self.list(sql(LIST).bind(person.as_str())).await
    }

    async fn end_card(&mut self, id: &CardId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(END).bind(id.as_str()).bind(now.micros())).await
    }

    async fn set_next_unblocking_key(&mut self, id: &CardId, next: &Sealed) -> StoreResult<()> {
        self.run(sql(SET_NEXT).bind(id.as_str()).bind(next.as_str())).await.map(drop)
    }

    async fn take_next_unblocking_key(&mut self, id: &CardId) -> StoreResult<bool> {
        self.changes(sql(TAKE_NEXT).bind(id.as_str())).await
    }
}
