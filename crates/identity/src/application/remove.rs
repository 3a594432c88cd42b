//! Remove an application from the list.

use super::{Application, ApplicationId, record};
use crate::{
    actor::Actor,
    audit::Event,
    service::{Service, Unexpected},
};

/// Removes an application and answers what it was; `None` when there is none with this id.
///
/// # Errors
/// When the database refuses.
pub async fn remove(service: &Service, actor: &Actor, id: &ApplicationId) -> Result<Option<Application>, Unexpected> {
    let mut repository = service.write().await?;
    let Some(application) = repository.lookup_application(id).await? else {
        return Ok(None);
    };
    if !repository.remove_application(id).await? {
        return Ok(None);
    }
    record(&mut *repository, service, actor, Event::ApplicationRemoved, id, &application.details).await?;
    repository.commit().await?;
    Ok(Some(application))
}
