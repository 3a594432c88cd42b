//! The activity of the last 90 days, page by page.

use std::time::Duration;

use crate::{
    activity::{Activity, Cursor},
    service::{Service, Unexpected},
    session::SignedIn,
};

/// How far back the pages go. The download holds everything.
pub const SHOWN_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Events on a page.
pub const ON_A_PAGE: u32 = 25;

/// A page, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityPage {
    /// What happened.
    pub events: Vec<Activity>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
}

/// The page of whoever asks that begins after `cursor`; [`Cursor::newest`] begins the first.
///
/// # Errors
/// When the database refuses.
pub async fn page(service: &Service, me: &SignedIn, cursor: &Cursor) -> Result<ActivityPage, Unexpected> {
    let since = service.now().minus(SHOWN_FOR);
    // One more than is shown tells whether there is a next page.
    let entries = service.read().await?.list_audit_of_subject(&me.person.id, cursor, since, ON_A_PAGE + 1).await?;
    let shown = &entries[..entries.len().min(ON_A_PAGE as usize)];
    let next = (shown.len() < entries.len()).then(|| shown.last().map(Cursor::after)).flatten();
    let names = &service.policy.network_names;
    let events = shown.iter().filter_map(|entry| Activity::read(entry, &me.person.id, names)).collect();
    Ok(ActivityPage { events, next })
}
