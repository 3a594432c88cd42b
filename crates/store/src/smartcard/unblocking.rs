//! Unblockings of cards.

use async_trait::async_trait;
use identity::{
    ra::Reason,
    session::BrowserId,
    smartcard::{
        card::CardId,
        unblock::{Unblocking, UnblockingId, UnblockingState, Unblockings},
    },
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO unblockings (id, card_id, browser_id, allowed_by, state, begun_at, finish_by, reason) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LOOKUP: &str =
    "SELECT id, card_id, browser_id, allowed_by, reason, state, begun_at, finish_by FROM unblockings WHERE id = $1";
const FIND: &str = "SELECT id, card_id, browser_id, allowed_by, reason, state, begun_at, finish_by FROM unblockings \
    WHERE card_id = $1 AND browser_id = $2 AND finish_by > $3 AND state <> 'completed' ORDER BY begun_at DESC, id LIMIT 1";
const MOVE: &str = "UPDATE unblockings SET state = $2 WHERE id = $1 AND state <> 'completed'";

impl Stored for Unblocking {
    fn read(row: &Row) -> StoreResult<Self> {
        let reason = row.optional_text("reason")?;
        let reason = reason.map(|text| Reason::parse(&text).ok_or_else(|| invalid("reason")));
        Ok(Self {
            id: UnblockingId::from_text(row.text("id")?),
            card_id: CardId::from_text(row.text("card_id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            allowed_by: row.text("allowed_by")?,
            reason: reason.transpose()?,
            state: row.parsed("state", UnblockingState::from_text)?,
            begun_at: row.time("begun_at")?,
            finish_by: row.time("finish_by")?,
        })
    }
}

#[async_trait]
impl Unblockings for Connection {
    async fn add_unblocking(&mut self, unblocking: &Unblocking) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(unblocking.id.as_str())
            .bind(unblocking.card_id.as_str())
            .bind(unblocking.browser_id.as_str())
            .bind(&unblocking.allowed_by)
            .bind(unblocking.state.as_str())
            .bind(unblocking.begun_at.micros())
            .bind(unblocking.finish_by.micros())
            .bind(unblocking.reason.as_ref().map(Reason::as_str));
        self.run(add).await.map(drop)
    }

    async fn lookup_unblocking(&mut self, id: &UnblockingId) -> StoreResult<Option<Unblocking>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn find_unblocking(
        &mut self,
        card: &CardId,
        browser: &BrowserId,
        now: Timestamp,
    ) -> StoreResult<Option<Unblocking>> {
        self.find(sql(FIND).bind(card.as_str()).bind(browser.as_str()).bind(now.micros())).await
    }

    async fn move_unblocking(&mut self, id: &UnblockingId, to: UnblockingState) -> StoreResult<bool> {
        self.changes(sql(MOVE).bind(id.as_str()).bind(to.as_str())).await
    }
}
