//! Renewals of cards.

use async_trait::async_trait;
use identity::{
    smartcard::{
        card::CardId,
        certificate::RenewalId,
        renewal::{Renewal, RenewalState, Renewals},
    },
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// The index of those under way decides that a card has one.
const ADD: &str = "INSERT INTO renewals (id, card_id, state, begun_at, changed_at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT DO NOTHING";
const LOOKUP: &str = "SELECT id, card_id, state, begun_at, changed_at FROM renewals WHERE id = $1";
const FIND: &str = "SELECT id, card_id, state, begun_at, changed_at FROM renewals \
    WHERE card_id = $1 AND state NOT IN ('completed', 'abandoned')";
const MOVE: &str = "UPDATE renewals SET state = $3, changed_at = $4 WHERE id = $1 AND state = $2";

impl Stored for Renewal {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: RenewalId::from_text(row.text("id")?),
            card_id: CardId::from_text(row.text("card_id")?),
            state: row.parsed("state", RenewalState::from_text)?,
            begun_at: row.time("begun_at")?,
            changed_at: row.time("changed_at")?,
        })
    }
}

#[async_trait]
impl Renewals for Connection {
    async fn add_renewal(&mut self, renewal: &Renewal) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(renewal.id.as_str())
            .bind(renewal.card_id.as_str())
            .bind(renewal.state.as_str())
            .bind(renewal.begun_at.micros())
            .bind(renewal.changed_at.micros());
        self.changes(add).await
    }

    async fn lookup_renewal(&mut self, id: &RenewalId) -> StoreResult<Option<Renewal>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn find_renewal(&mut self, card: &CardId) -> StoreResult<Option<Renewal>> {
        self.find(sql(FIND).bind(card.as_str())).await
    }

    async fn move_renewal(
        &mut self,
        id: &RenewalId,
        from: RenewalState,
        to: RenewalState,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let step = sql(MOVE).bind(id.as_str()).bind(from.as_str()).bind(to.as_str()).bind(now.micros());
        let moved = self.changes(step).await?;
        if moved {
            self.committed.note(&format!("renewal.{}", to.as_str()));
        }
        Ok(moved)
    }
}
