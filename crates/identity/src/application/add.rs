//! Add an application.

use super::{Application, Wanted, record};
use crate::{
    actor::Actor,
    audit::Event,
    service::{Service, Unexpected},
};

/// How adding ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Add {
    /// It is there.
    Added,
    /// There is one with this id already; nothing was changed.
    Taken,
}

/// Adds an application.
///
/// # Errors
/// When the database refuses.
pub async fn add(service: &Service, actor: &Actor, wanted: &Wanted) -> Result<Add, Unexpected> {
    let application = Application { id: wanted.id.clone(), details: wanted.details.clone(), added_at: service.now() };
    let mut repository = service.write().await?;
    if !repository.add_application(&application).await? {
        return Ok(Add::Taken);
    }
    record(&mut *repository, service, actor, Event::ApplicationAdded, &wanted.id, &wanted.details).await?;
    repository.commit().await?;
    Ok(Add::Added)
}
