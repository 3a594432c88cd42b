//! Organisations, by ODS code. Positions name them.

use async_trait::async_trait;

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    service::{Service, Unexpected},
    store::StoreResult,
};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The ODS code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// Adds organisations, or renames those that are there. What is as it was is not told.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    organisations: &[Organisation],
) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    let mut changed = 0_u64;
    for organisation in organisations {
        if repository.lookup_organisation(&organisation.code).await?.as_ref() != Some(organisation) {
            repository.put_organisation(organisation).await?;
            changed += 1;
        }
    }
    if changed > 0 {
        let (event, count) = (Event::OrganisationsChanged, changed.to_string());
        audit::record(&mut *repository, service, origin, actor, None, event, &[("count", &count)]).await?;
    }
    repository.commit().await?;
    Ok(())
}

/// The store's part.
#[async_trait]
pub trait Organisations: Send {
    /// Adds an organisation, or renames the one with this code.
    async fn put_organisation(&mut self, organisation: &Organisation) -> StoreResult<()>;
    /// Looks one up by its code.
    async fn lookup_organisation(&mut self, code: &str) -> StoreResult<Option<Organisation>>;
}
