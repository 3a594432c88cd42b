//! What a Registration Authority tells those who work at an organisation, on their home page for a time. What is told to
//! everybody is the maintenance banner ([`crate::settings`]).

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    actor::Origin,
    audit::{self, Event},
    organisation::{OrganisationCode, words::one_line},
    ra::{
        Acted, Desk, Reason,
        act::{self, allowed},
        desk::Scope,
    },
    random::id,
    service::{Service, Unexpected},
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of an announcement.
    AnnouncementId
);

/// The longest text, in characters.
pub const LONGEST: usize = 500;
/// The longest time that one is shown, so that nothing stays on home pages because it was forgotten.
pub const LONGEST_TIME: Duration = Duration::from_secs(92 * 24 * 60 * 60);

/// What staff of one organisation read on their home page for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The row.
    pub id: AnnouncementId,
    /// Who works there sees it.
    pub organisation: OrganisationCode,
    /// One paragraph.
    pub text: String,
    /// From when on.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// Who made it, as the audit log writes it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// How announcing ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announce {
    /// It is shown at its time.
    Announced(AnnouncementId),
    /// The text is empty or too long.
    WrongText,
    /// It ends before it begins, or is past, or is too long a time.
    WrongTime,
    /// The organisation is not in reach.
    NotInReach,
}

/// Announces something to those who work at an organisation in reach.
///
/// # Errors
/// When the database refuses.
pub async fn announce(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    (organisation, text): (&OrganisationCode, &str),
    (starts_at, ends_at): (Timestamp, Timestamp),
) -> Result<Acted<Announce>, Unexpected> {
    let now = service.now();
    let Some(text) = one_line(text, LONGEST).filter(|text| !text.is_empty()) else {
        return Ok(Ok(Announce::WrongText));
    };
    if ends_at <= starts_at || ends_at <= now || ends_at > now.plus(LONGEST_TIME) {
        return Ok(Ok(Announce::WrongTime));
    }
    let mut repository = service.write().await?;
    allowed!(act::seated(service, desk, &mut *repository).await?);
    if repository.list_seats_over(&desk.scope(service), organisation).await?.is_empty() {
        return Ok(Ok(Announce::NotInReach));
    }
    let actor = desk.actor();
    let announcement = Announcement {
        id: AnnouncementId::random(&*service.random),
        organisation: organisation.clone(),
        text,
        starts_at,
        ends_at,
        made_by: actor.audit_text(),
        made_at: now,
    };
    repository.add_announcement(&announcement).await?;
    let details = [
        ("announcement", announcement.id.as_str()),
        ("organisation", organisation.as_str()),
        ("text", &announcement.text),
        ("from", &starts_at.rfc3339()),
        ("until", &ends_at.rfc3339()),
        ("reason", reason.as_str()),
    ];
    audit::record(&mut *repository, service, origin, &actor, None, Event::AnnouncementMade, &details).await?;
    repository.commit().await?;
    Ok(Ok(Announce::Announced(announcement.id)))
}

/// Ends an announcement at once; `false` when it is over, or of no organisation in reach.
///
/// # Errors
/// When the database refuses.
pub async fn end(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    id: &AnnouncementId,
) -> Result<Acted<bool>, Unexpected> {
    let mut repository = service.write().await?;
    allowed!(act::seated(service, desk, &mut *repository).await?);
    let scope = desk.scope(service);
    let now = service.now();
    let listed = repository.list_announcements_in_reach(&scope, now).await?;
    if !listed.iter().any(|listed| listed.id == *id) || !repository.end_announcement(id, now).await? {
        return Ok(Ok(false));
    }
    let details = [("announcement", id.as_str()), ("reason", reason.as_str())];
    audit::record(&mut *repository, service, origin, &desk.actor(), None, Event::AnnouncementEnded, &details).await?;
    repository.commit().await?;
    Ok(Ok(true))
}

/// Announcements of organisations in reach that are not over, the next to end first.
///
/// # Errors
/// When the database refuses.
pub async fn in_reach(service: &Service, desk: &Desk) -> Result<Vec<Announcement>, Unexpected> {
    Ok(service.read().await?.list_announcements_in_reach(&desk.scope(service), service.now()).await?)
}

/// The store's part.
#[async_trait]
pub trait Announcements: Send {
    /// Adds one.
    async fn add_announcement(&mut self, announcement: &Announcement) -> StoreResult<()>;
    /// Ends one; `false` when it is over.
    async fn end_announcement(&mut self, id: &AnnouncementId, now: Timestamp) -> StoreResult<bool>;
    /// Those of organisations in reach that are not over, the next to end first; 200 at the most.
    async fn list_announcements_in_reach(&mut self, scope: &Scope, now: Timestamp) -> StoreResult<Vec<Announcement>>;
}
