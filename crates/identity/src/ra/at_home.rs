//! The desk's part of everybody's home page, in one reading, as every home asks for it: whether the way to the desk is shown,
//! and what the Registration Authorities of one's organisations announce.

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

/// The desk's part of a home page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtHome {
    /// They have an open position that opens the desk, whatever the session's level is.
    pub has_seat: bool,
    /// What is announced now where they have an open position, the next to end first.
    pub announcements: Vec<Announcement>,
}

/// What home shows to whoever asks.
///
/// # Errors
/// When the database refuses.
pub async fn at_home(service: &Service, me: &SignedIn) -> Result<AtHome, Unexpected> {
    let now = service.now();
    let mut found = service.read().await?.lookup_at_home(&me.person.id, now.uk_date(), now).await?;
    found.announcements.sort_by(|one, other| (one.ends_at, &one.id).cmp(&(other.ends_at, &other.id)));
    found.announcements.truncate(MOST);
    Ok(found)
}

/// How long it is taken as known whether anything is announced.
const REMEMBERED: Duration = Duration::from_secs(60);

/// Whether anything at all is announced, asked once a minute: where nothing is, no home asks the database for it.
#[derive(Debug, Default)]
pub struct Board(Mutex<Option<(Timestamp, bool)>>);

impl Board {
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

/// What is announced to whoever asks. A new announcement is there within a minute.
///
/// # Errors
/// When the database refuses.
pub async fn announced(service: &Service, board: &Board, me: &SignedIn) -> Result<Vec<Announcement>, Unexpected> {
    if !board.has_any(service).await? {
        return Ok(Vec::new());
    }
    Ok(at_home(service, me).await?.announcements)
}

/// The store's part.
#[async_trait]
pub trait AtHomes: Send {
    /// Whether anything is announced anywhere between two instants.
    async fn has_announcements(&mut self, from: Timestamp, to: Timestamp) -> StoreResult<bool>;
    /// Looks it up in one reading; announcements in no order, 50 rows at the most.
    async fn lookup_at_home(&mut self, person: &PersonId, day: Date, now: Timestamp) -> StoreResult<AtHome>;
}
