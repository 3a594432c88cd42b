//! Bring several applications to what a file says, all or none. Doing it again changes nothing.

use super::{Application, ApplicationId, Wanted, record};
use crate::{
    actor::Actor,
    audit::Event,
    service::{Service, Unexpected},
    store::Repository,
};

/// What loading did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// These are new.
    pub added: Vec<ApplicationId>,
    /// These were there and say something else now.
    pub changed: Vec<ApplicationId>,
    /// These were so already.
    pub same: Vec<ApplicationId>,
}

/// Adds what is missing and changes what differs. What is there and not wanted stays: to remove is a command of its own.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub async fn load(service: &Service, actor: &Actor, wanted: &[Wanted]) -> Result<Loaded, Unexpected> {
    // In one order, so that of two who load at once one waits, and neither waits for the other.
    let mut wanted: Vec<&Wanted> = wanted.iter().collect();
    wanted.sort_by(|one, other| one.id.cmp(&other.id));
    let mut repository = service.write().await?;
    let mut loaded = Loaded::default();
    for wanted in wanted {
        let event = put(&mut *repository, service, wanted).await?;
        match event {
            None => loaded.same.push(wanted.id.clone()),
            Some(Event::ApplicationAdded) => loaded.added.push(wanted.id.clone()),
            Some(_) => loaded.changed.push(wanted.id.clone()),
        }
        if let Some(event) = event {
            record(&mut *repository, service, actor, event, &wanted.id, &wanted.details).await?;
        }
    }
    repository.commit().await?;
    Ok(loaded)
}

/// What was done; `None` when it was so already. It goes round again only when somebody removes it at this very moment.
async fn put(repository: &mut dyn Repository, service: &Service, wanted: &Wanted) -> Result<Option<Event>, Unexpected> {
    let Wanted { id, details } = wanted;
    let new = Application { id: id.clone(), details: details.clone(), added_at: service.now() };
    loop {
        if repository.add_application(&new).await? {
            return Ok(Some(Event::ApplicationAdded));
        }
        let before = repository.lookup_application(id).await?;
        if before.is_some_and(|before| before.details == *details) {
            return Ok(None);
        }
        if repository.change_application(id, details).await? {
            return Ok(Some(Event::ApplicationChanged));
        }
    }
}
