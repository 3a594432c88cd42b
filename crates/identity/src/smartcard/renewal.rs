//! Where a renewal stands: one row, written with each of its steps.

use async_trait::async_trait;

use super::{
    card::CardId,
    certificate::{RenewalId, named},
};
use crate::{store::StoreResult, time::Timestamp};

named!(
    /// The steps of a renewal.
    RenewalState {
        /// It was asked for; keys may have been made on the card.
        Begun = "begun",
        /// Both certificates are issued, and wait.
        Issued = "issued",
        /// Both are on the card, and both new keys have signed.
        Installed = "installed",
        /// The new key has signed its holder in: the new certificates are in use, the old ones revoked.
        Used = "used",
        /// The old ones are off the card.
        Completed = "completed",
        /// It was given up: the card ended, or its time ran out.
        Abandoned = "abandoned",
    }
);

/// New keys and certificates for a card, under way or done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The row.
    pub id: RenewalId,
    /// Of which there is one renewal at a time.
    pub card_id: CardId,
    /// Where it stands.
    pub state: RenewalState,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// When its last step was done.
    pub changed_at: Timestamp,
}

/// The store's part.
#[async_trait]
pub trait Renewals: Send {
    /// Adds a renewal; `false` when one of its card is under way.
    async fn add_renewal(&mut self, renewal: &Renewal) -> StoreResult<bool>;
    /// Looks one up.
    async fn lookup_renewal(&mut self, id: &RenewalId) -> StoreResult<Option<Renewal>>;
    /// Finds the one of a card that is under way.
    async fn find_renewal(&mut self, card: &CardId) -> StoreResult<Option<Renewal>>;
    /// Goes from one state to another; `false` when it is not in the first one (any more).
    async fn move_renewal(
        &mut self,
        id: &RenewalId,
        from: RenewalState,
        to: RenewalState,
        now: Timestamp,
    ) -> StoreResult<bool>;
}
