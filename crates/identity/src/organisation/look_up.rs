//! Look an organisation up, with how it stands to others.

use super::{Held, OrganisationCode, store::Link};
use crate::service::{Service, Unexpected};

/// An organisation and its relations, from either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The organisation, with its status of today.
    pub held: Held,
    /// Its relations to others.
    pub from: Vec<Link>,
    /// Others' relations to it.
    pub to: Vec<Link>,
    /// Names of its region and integrated care board, by their codes, as far as they are known.
    pub names: Vec<(OrganisationCode, String)>,
}

/// Looks one up; `None` when nobody knows of it.
///
/// # Errors
/// When the database refuses.
pub async fn look_up(service: &Service, code: &OrganisationCode) -> Result<Option<Looked>, Unexpected> {
    let mut repository = service.read().await?;
    let Some(mut held) = repository.lookup_organisation(code).await? else { return Ok(None) };
    held.organisation.status = held.organisation.status_on(service.now().uk_date());
    let (from, to) = repository.list_organisation_links(code).await?;
    let codes: Vec<OrganisationCode> =
        [&held.organisation.region, &held.organisation.geography].into_iter().flatten().cloned().collect();
    let named = repository.list_organisations(&codes).await?;
    let names = named.into_iter().map(|organisation| (organisation.code, organisation.name)).collect();
    Ok(Some(Looked { held, from, to, names }))
}
