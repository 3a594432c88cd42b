//! Change what people read of an application, or the level that it asks for.

use super::{ApplicationError, ApplicationId, Draft, record};
use crate::{
    actor::Actor,
    audit::Event,
    service::{Service, Unexpected},
};

/// The parts to change; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What people call it.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// 2 or 3.
    pub level: Option<i64>,
    /// What it is for.
    pub description: Option<String>,
}

/// How changing ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is changed.
    Done,
    /// It was so already.
    Same,
    /// There is none with this id.
    Missing,
    /// A part is wrong; nothing was changed.
    Wrong(ApplicationError),
}

/// Changes an application.
///
/// # Errors
/// When the database refuses.
pub async fn change(
    service: &Service,
    actor: &Actor,
    id: &ApplicationId,
    change: &Change,
) -> Result<Changed, Unexpected> {
    let mut repository = service.write().await?;
    let Some(before) = repository.lookup_application(id).await? else {
        return Ok(Changed::Missing);
    };
    let before = before.details;
    let draft = Draft {
        name: change.name.as_deref().unwrap_or(before.name()),
        address: change.address.as_deref().unwrap_or(before.address().as_str()),
        level: change.level.unwrap_or(before.minimum_level().number()),
        description: change.description.as_deref().unwrap_or(before.description()),
    };
    let after = match draft.parse() {
        Ok(after) if after == before => return Ok(Changed::Same),
        Ok(after) => after,
        Err(error) => return Ok(Changed::Wrong(error)),
    };
    if !repository.change_application(id, &after).await? {
        return Ok(Changed::Missing);
    }
    record(&mut *repository, service, actor, Event::ApplicationChanged, id, &after).await?;
    repository.commit().await?;
    Ok(Changed::Done)
}
