//! Issue a card at the desk of a Registration Authority. The person is there; a blank card, or the one that they have, is in the
//! desk's reader. The agent makes its keys, this authority certifies them, the agent writes the certificates and tries both keys;
//! only then is the card theirs, and an older one ends.
//!
//! The key that unblocks the card is made here and kept before the agent gets it, sealed, so that it is never lost; pages carry it
//! unread. A card that was initialised in an attempt that broke off bears the attempt's label: it is known again by that.

mod allow;
mod complete;
mod keys;
mod step;

use std::time::Duration;

use async_trait::async_trait;
use card_protocol::{Fault, Passcode};
use serde::{Deserialize, Serialize};

pub use self::{
    allow::{AllowCard, allow},
    step::{advance, begin},
};
use super::{
    card::{CardId, CardSerial},
    certificate::{Certificate, named},
    request::BadRequests,
};
use crate::{
    keys::Sealed, person::PersonId, ra::Reason, session::BrowserId, store::StoreResult, time::Timestamp,
    webauthn::ceremony::Challenge,
};

/// From the start to the card that works (15 minutes).
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

named!(
    /// Where the preparation of a card stands.
    PreparationState {
        /// It is allowed.
        Allowed = "allowed",
        /// The agent has the unblocking key, and may have initialised the card.
        HandedOver = "handed-over",
        /// Certificates were issued for its keys.
        Issued = "issued",
    }
);

/// What is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The card that they have is initialised afresh, in place of a blank one.
    pub own: bool,
    /// It takes the place of the card that they have.
    pub replace: bool,
}

/// A card that is prepared for somebody: one at a time. When it counts, the row goes, and a row of cards with its id comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedCard {
    /// The row, and that of the card that comes of it.
    pub id: CardId,
    /// For whom.
    pub person_id: PersonId,
    /// What a blank card is called: no other one is called the same.
    pub label: String,
    /// Its serial number, once its keys are certified.
    pub serial: Option<CardSerial>,
    /// What unblocked it before and what does from now on, sealed for [`super::card::Card::seal_owner`].
    pub keys: Option<Sealed>,
    /// What is wanted.
    pub wish: Wish,
    /// The browser in which it is done; `None` after a restore.
    pub browser_id: Option<BrowserId>,
    /// Who may, as [`crate::actor::Actor::audit_text`] writes it.
    pub allowed_by: String,
    /// Why.
    pub reason: Reason,
    /// Where it stands.
    pub state: PreparationState,
    /// When it was allowed.
    pub begun_at: Timestamp,
    /// Until when it may go on.
    pub finish_by: Timestamp,
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not what was asked for.
    NotAsked,
    /// The requests are refused.
    BadRequests(BadRequests),
    /// One of the keys has a certificate already: the card is a copy.
    KeyKnown,
}

/// How beginning, or a step, ended.
#[derive(Debug)]
pub enum Prepare {
    /// What to ask the agent next, as JSON, and what its answer belongs to; with the name of the step.
    Ask(&'static str, Challenge),
    /// The card is theirs, and they were told.
    Issued {
        /// Until when it works.
        until: Timestamp,
    },
    /// The agent says that it could not. Within the 15 minutes the same may be begun again.
    Fault(Fault, Option<Passcode>),
    /// The answer is not taken.
    Refused(Refused),
    /// They have a card, and nobody asked to replace it.
    AlreadyHeld,
    /// The card is somebody else's, or was not prepared here.
    OtherCard,
    /// Too much was asked for from this network: not before this instant.
    Wait(Timestamp),
    /// The 15 minutes are over, it was answered before, or it is another browser's: begin again.
    Over,
}

/// What waits for the answer, sealed.
#[derive(Serialize, Deserialize)]
struct Remembered {
    card: String,
    step: String,
    nonce: String,
}

/// The store's part. The caller holds the person's lock.
#[async_trait]
pub trait PreparedCards: Send {
    /// Writes the one of a person, in the place of what stood there.
    async fn put_prepared_card(&mut self, card: &PreparedCard) -> StoreResult<()>;
    /// The one of a person.
    async fn find_prepared_card(&mut self, person: &PersonId) -> StoreResult<Option<PreparedCard>>;
    /// Takes it away, with the certificates that wait for it; `false` when it is gone.
    async fn take_prepared_card(&mut self, id: &CardId, now: Timestamp) -> StoreResult<bool>;
    /// Notes a certificate that was issued for it; `false` when its serial number or its key is taken. From `ends_at` on it is
    /// on the list of revoked ones.
    async fn add_prepared_certificate(&mut self, certificate: &Certificate, ends_at: Timestamp) -> StoreResult<bool>;
    /// Those that wait for it to count.
    async fn list_prepared_certificates(&mut self, id: &CardId, now: Timestamp) -> StoreResult<Vec<Certificate>>;
    /// Gives those up.
    async fn end_prepared_certificates(&mut self, id: &CardId, now: Timestamp) -> StoreResult<()>;
}
