//! Unblock a card whose passcode was wrong three times: its holder shows who they are with another authenticator of AAL3, or a
//! Registration Authority looks on; then the agent gets the card's unblocking key, sealed for this one use, and the holder chooses
//! a new passcode.
//!
//! The unblocking key is another one after each use. Whether the card took it is known only when it has signed: until then both
//! are kept, and either is tried.

mod allow;
pub mod desk;
mod step;

use std::time::Duration;

use async_trait::async_trait;
use card_protocol::{Fault, Passcode};
use serde::{Deserialize, Serialize};

pub use self::{
    allow::{Way, begin, look},
    step::advance,
};
use super::{card::CardId, certificate::named};
use crate::{
    person::freeze, ra::Reason, random::id, session::BrowserId, store::StoreResult, time::Timestamp,
    webauthn::ceremony::Challenge,
};

id!(
    /// The row of an unblocking.
    UnblockingId
);

/// From the start until the agent gets the unblocking key (15 minutes).
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

named!(
    /// Where an unblocking stands.
    UnblockingState {
        /// It is allowed.
        Begun = "begun",
        /// The agent has the unblocking key.
        HandedOver = "handed-over",
        /// The card has the new passcode and the new unblocking key.
        Completed = "completed",
    }
);

/// An unblocking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unblocking {
    /// The row.
    pub id: UnblockingId,
    /// The card.
    pub card_id: CardId,
    /// The browser in which it is done.
    pub browser_id: BrowserId,
    /// Who may, as [`crate::actor::Actor::audit_text`] writes it: its holder, or a Registration Authority.
    pub allowed_by: String,
    /// Why a Registration Authority does it; `None` where its holder does.
    pub reason: Option<Reason>,
    /// Where it stands.
    pub state: UnblockingState,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Until when the unblocking key is handed over. What the card did with it counts later, too.
    pub finish_by: Timestamp,
}

/// How beginning, or a step, ended.
#[derive(Debug)]
pub enum Unblock {
    /// What to ask the agent next, as JSON, and what its answer belongs to.
    Ask(Challenge),
    /// The card has a new passcode, and its holder was told.
    Unblocked,
    /// The agent says that it could not. Within the 15 minutes the same may be begun again.
    Fault(Fault, Option<Passcode>),
    /// The card's answer is not what was asked for.
    Refused,
    /// There is no card that may be used.
    NoCard,
    /// Its certificates have expired or are revoked: only the Registration Authority can help, with another card.
    Expired,
    /// Nobody here has its unblocking key: only the Registration Authority can help.
    NoKey,
    /// They sign in with another authenticator of AAL3 first, not longer than 5 minutes ago, and stay signed in.
    SignInWithAnother,
    /// Changes stand still.
    Frozen,
    /// Too much was asked for from this network: not before this instant.
    Wait(Timestamp),
    /// The 15 minutes are over, it was answered before, or it is another browser's: begin again.
    Over,
}

freeze::kept!(Unblock, SignInWithAnother);

/// What waits for the answer, sealed.
#[derive(Serialize, Deserialize)]
struct Remembered {
    unblocking: String,
    nonce: String,
    /// The agent's key for this once; `None` until it offered one.
    offered: Option<String>,
    /// The next unblocking key that was handed over, as the store kept it then.
    next: Option<String>,
}

/// The store's part.
#[async_trait]
pub trait Unblockings: Send {
    /// Adds one.
    async fn add_unblocking(&mut self, unblocking: &Unblocking) -> StoreResult<()>;
    /// Looks one up.
    async fn lookup_unblocking(&mut self, id: &UnblockingId) -> StoreResult<Option<Unblocking>>;
    /// Finds the one of a card in a browser that is not completed or over.
    async fn find_unblocking(
        &mut self,
        card: &CardId,
        browser: &BrowserId,
        now: Timestamp,
    ) -> StoreResult<Option<Unblocking>>;
    /// Goes to a state; `false` when it is completed.
    async fn move_unblocking(&mut self, id: &UnblockingId, to: UnblockingState) -> StoreResult<bool>;
}
