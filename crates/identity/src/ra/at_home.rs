//! The desk's part of everybody's home page: what the Registration Authorities of one's organisations announce.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use time::Date;

use crate::{
    person::PersonId,
    ra::announcement::Announcement,
    service::{Service, Unexpected},
    session::SignedIn,
    store::StoreResult,
    time::Timestamp,
};

/// Announcements that a home shows at the most.
pub const MOST: usize = 5;

/// How long it is taken as known whether anything is announced.
const REMEMBERED: Duration = Duration::from_secs(60);

/// Whether anything at all is announced, asked once a minute: where nothing is, no home asks the database for it.
#[derive(Debug, Default)]
pub struct Board(Mutex<Option<(Timestamp, bool)>>);

impl Board {
    /// Something is announced: the next home asks anew. Other instances know within a minute.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn has_any(&self, service: &Service) -> Result<bool, Unexpected> {
        let now = service.now();
        let known = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, any)) = known
            && at <= now
            && now < at.plus(REMEMBERED)
        {
            return Ok(any);
        }
        let any = service.read().await?.has_announcements(now, now.plus(REMEMBERED)).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, any));
        Ok(any)
    }
}

/// What is announced now where whoever asks has an open position, the next to end first. A new announcement is there within a
/// minute.
///
/// # Errors
/// When the database refuses.
pub async fn announced(service: &Service, board: &Board, me: &SignedIn) -> Result<Vec<Announcement>, Unexpected> {
    if !board.has_any(service).await? {
        return Ok(Vec::new());
    }
    let now = service.now();
    let mut found = service.read().await?.list_announced_to(&me.person.id, now.uk_date(), now).await?;
    found.sort_by(|one, other| (one.ends_at, &one.id).cmp(&(other.ends_at, &other.id)));
    found.truncate(MOST);
    Ok(found)
}

/// The store's part.
#[async_trait]
pub trait AtHomes: Send {
    /// Whether anything is announced anywhere between two instants.
    async fn has_announcements(&mut self, from: Timestamp, to: Timestamp) -> StoreResult<bool>;
    /// What is announced at an instant where somebody has a position on the day; in no order, 50 rows at the most.
    async fn list_announced_to(
        &mut self,
        person: &PersonId,
        day: Date,
        now: Timestamp,
    ) -> StoreResult<Vec<Announcement>>;
}
