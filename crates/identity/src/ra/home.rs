//! What the desk shows when it opens: what waits for somebody, among the people in sight.

use std::time::Duration;

use async_trait::async_trait;
use time::Date;

use crate::{
    person::Person,
    ra::{
        Desk,
        approval::{Asked, Waiting},
        desk::Scope,
        store::HeldPosition,
    },
    service::{Service, Unexpected},
    smartcard::{certificate::CertificateSerial, expiry},
    store::StoreResult,
    time::Timestamp,
};

/// Positions that end within this time are shown.
pub const AHEAD: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Rows of a list on the page; an export has all.
pub const SHOWN: u32 = 10;

/// A position that ends soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Whose.
    pub person: Person,
    /// Its last day is not over yet.
    pub held: HeldPosition,
}

/// Somebody whose next lost phone or key locks them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few {
    /// Their Care Identity is open.
    pub person: Person,
    /// How many authenticators sign them in: none, or one.
    pub authenticators: i64,
}

/// Somebody whose smartcard ends soon, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEnding {
    /// Who.
    pub person: Person,
    /// The certificate that ends, for [`super::lists::cards`].
    pub certificate: CertificateSerial,
    /// When: from then on only a Registration Authority can help.
    pub until: Timestamp,
}

/// What waits.
#[derive(Debug, PartialEq, Eq)]
pub struct Home {
    /// What others ask to be approved, oldest first.
    pub approvals: Vec<Asked>,
    /// People who said that a change was not theirs, and whose changes stand still since: [`Person::frozen`] has the time.
    pub reports: Vec<Person>,
    /// Positions in reach that end soon, the next first.
    pub ending: Vec<Ending>,
    /// People with less than two authenticators.
    pub few: Vec<Few>,
    /// People whose smartcard ends within 90 days or has ended, the next first.
    pub cards: Vec<CardEnding>,
}

/// The first rows of each list: one more than [`SHOWN`] where there are more.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, desk: &Desk) -> Result<Home, Unexpected> {
    let (scope, limit) = (desk.scope(service), SHOWN + 1);
    let mut repository = service.read().await?;
    Ok(Home {
        approvals: repository.list_waiting_approvals(&scope, service.now(), Waiting::default(), limit).await?,
        reports: repository.list_frozen_in_sight(&scope, "", limit).await?,
        ending: repository.list_ending_in_reach(&scope, last_day(service), ("", ""), limit).await?,
        few: repository.list_with_few_authenticators(&scope, "", limit).await?,
        cards: repository.list_cards_ending_in_sight(&scope, last_instant(service), BEFORE_ALL, limit).await?,
    })
}

/// The last day that is "soon".
pub(super) fn last_day(service: &Service) -> Date {
    service.now().plus(AHEAD).uk_date()
}

/// The last instant that is "soon" for a card.
pub(super) fn last_instant(service: &Service) -> Timestamp {
    service.now().plus(expiry::WINDOW)
}

/// The key before all cards.
pub(super) const BEFORE_ALL: (Timestamp, &str) = (Timestamp::from_micros(0), "");

/// The store's part. Each list begins after the key of a row.
#[async_trait]
pub trait DeskHomes: Send {
    /// People in sight whose changes stand still, by identifier.
    async fn list_frozen_in_sight(&mut self, scope: &Scope, after: &str, limit: u32) -> StoreResult<Vec<Person>>;
    /// Open positions in reach that end on a day or before, of people whose Care Identity is open, by last day and row.
    async fn list_ending_in_reach(
        &mut self,
        scope: &Scope,
        until: Date,
        after: (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<Ending>>;
    /// People in sight whose Care Identity is open and who have less than two authenticators that sign in, by identifier.
    async fn list_with_few_authenticators(&mut self, scope: &Scope, after: &str, limit: u32) -> StoreResult<Vec<Few>>;
    /// People in sight whose Care Identity is open and whose card ends at an instant or before, by end and serial number of the
    /// certificate.
    async fn list_cards_ending_in_sight(
        &mut self,
        scope: &Scope,
        until: Timestamp,
        after: (Timestamp, &str),
        limit: u32,
    ) -> StoreResult<Vec<CardEnding>>;
}
