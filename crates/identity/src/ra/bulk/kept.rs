//! A file between its dry run and its application: sealed, for an hour, one of each person at the desk. What is applied is what
//! was kept, and only as the dry run showed it.

use std::time::Duration;

use async_trait::async_trait;

use super::{NotRead, Plan, ReadLine, parse, plan};
use crate::{
    actor::Origin,
    attempts,
    audit::{self, Event},
    keys::{self, Purpose, Sealed},
    person::PersonId,
    ra::{
        Acted, Desk,
        act::{self, allowed},
    },
    random::id,
    service::{Service, Unexpected},
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a file that is kept.
    ImportId
);

/// How long a file is kept.
pub const LIFE: Duration = Duration::from_secs(60 * 60);

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The row.
    pub id: ImportId,
    /// The file, sealed for who checked it and the row.
    pub content: Sealed,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// How keeping ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It is kept, in place of the one before.
    Kept,
    /// It is none that could be read.
    NotRead(NotRead),
    /// Too many files: not before this instant.
    Wait(Timestamp),
}

/// What a file would change as things stand, and what stands in its way.
#[derive(Debug, PartialEq, Eq)]
pub struct DryRun {
    /// The file.
    pub id: ImportId,
    /// Each change and each fault.
    pub plan: Plan,
    /// Names the plan: it is applied as long as this is its name.
    pub mark: String,
    /// Until when the file is kept.
    pub until: Timestamp,
}

/// Keeps a file for its dry run, which says of each line whether somebody exists: a search, and in the log as one.
///
/// # Errors
/// When the database refuses.
pub async fn keep(service: &Service, desk: &Desk, origin: &Origin, file: &[u8]) -> Result<Acted<Keep>, Unexpected> {
    let lines = match parse(file) {
        Ok(lines) => lines.len(),
        Err(why) => return Ok(Ok(Keep::NotRead(why))),
    };
    let me = &desk.me().person.id;
    let mut repository = service.write().await?;
    allowed!(act::seated(service, desk, &mut *repository).await?);
    if let Some(until) = attempts::reserve_import(service, &mut *repository, me, lines).await? {
        return Ok(Ok(Keep::Wait(until)));
    }
    let id = ImportId::random(&*service.random);
    let owner = keys::owner(me, id.as_str());
    let content = service.keys.seal(&*service.random, Purpose::PeopleImport, &owner, file)?;
    let kept = Kept { id, content, expires_at: service.now().plus(LIFE) };
    repository.put_people_import(me, &kept).await?;
    let lines = lines.to_string();
    let details = [("by", "file"), ("lines", lines.as_str())];
    audit::record(&mut *repository, service, origin, &desk.actor(), None, Event::RaSearched, &details).await?;
    repository.commit().await?;
    Ok(Ok(Keep::Kept))
}

/// The dry run of the file that is kept; `None` when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn dry_run(service: &Service, desk: &Desk) -> Result<Option<DryRun>, Unexpected> {
    let mut repository = service.read().await?;
    let found = repository.find_people_import(&desk.me().person.id, service.now()).await?;
    let Some(kept) = found else { return Ok(None) };
    let lines = lines_of(service, desk, &kept)?;
    let (plan, _) = plan::plan(service, desk, &mut *repository, lines).await?;
    let mark = plan.mark();
    Ok(Some(DryRun { id: kept.id, plan, mark, until: kept.expires_at }))
}

/// The lines of a file that is kept.
pub(super) fn lines_of(service: &Service, desk: &Desk, kept: &Kept) -> Result<Vec<ReadLine>, Unexpected> {
    let owner = keys::owner(&desk.me().person.id, kept.id.as_str());
    let file = service.keys.open(Purpose::PeopleImport, &owner, &kept.content)?;
    parse(&file).map_err(|why| Unexpected::Other(format!("a kept file is not read: {why:?}")))
}

/// The store's part.
#[async_trait]
pub trait PeopleImports: Send {
    /// Keeps a file of somebody at the desk, in place of the one before.
    async fn put_people_import(&mut self, person: &PersonId, kept: &Kept) -> StoreResult<()>;
    /// The one that somebody keeps, unless its time is over.
    async fn find_people_import(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<Option<Kept>>;
    /// Takes it away for being applied; `false` when it is not there any more.
    async fn take_people_import(&mut self, id: &ImportId) -> StoreResult<bool>;
}
