//! The words for roles, relations and regions of the national directory. What is not listed is shown by its identifier.

use super::index;
use crate::service::{Service, Unexpected};

/// Roles that files may bring: what people can filter by, most wanted first.
pub const ROLES: [(&str, &str); 18] = [
    ("RO76", "GP practice"),
    ("RO182", "Pharmacy"),
    ("RO94", "Appliance contractor"),
    ("RO197", "NHS trust"),
    ("RO57", "NHS foundation trust"),
    ("RO177", "Prescribing cost centre"),
    ("RO319", "Sub-ICB location"),
    ("RO318", "Integrated care board"),
    ("RO98", "Clinical commissioning group"),
    ("RO99", "Clinical commissioning group site"),
    ("RO101", "Care home site"),
    ("RO209", "NHS England region"),
    ("RO218", "Commissioning hub"),
    ("RO222", "Local authority site"),
    ("RO261", "Strategic partnership"),
    ("RO102", "Clinical network"),
    ("RO171", "Primary care group"),
    ("RO198", "NHS trust site"),
];

/// Regions of NHS England, by their national grouping.
pub const REGIONS: [(&str, &str); 7] = [
    ("Y61", "East of England"),
    ("Y56", "London"),
    ("Y60", "Midlands"),
    ("Y63", "North East and Yorkshire"),
    ("Y62", "North West"),
    ("Y59", "South East"),
    ("Y58", "South West"),
];

/// Of [`ROLES`] those that any organisation has.
///
/// # Errors
/// When the database refuses.
pub async fn in_use(service: &Service) -> Result<Vec<(&'static str, &'static str)>, Unexpected> {
    let terms = ROLES.map(|(id, _)| index::role(id));
    let found = service.read().await?.list_organisation_terms_in_use(&terms).await?;
    Ok(ROLES.into_iter().filter(|(id, _)| found.contains(&index::role(id))).collect())
}

/// A role's name.
#[must_use]
pub fn name_of_role(id: &str) -> &str {
    find(&ROLES, id).unwrap_or(id)
}

/// The role that tells most of what an organisation is: of those that have a name, the one that people look for most.
#[must_use]
pub fn most_telling(ids: &[String]) -> Option<&str> {
    let known = ROLES.iter().map(|(id, _)| *id).find(|id| ids.iter().any(|held| held == id));
    known.or(ids.first().map(String::as_str))
}

/// A region's name; `None` for groupings of earlier years.
#[must_use]
pub fn name_of_region(code: &str) -> Option<&'static str> {
    find(&REGIONS, code)
}

fn find<'a>(list: &[(&'a str, &'a str)], id: &str) -> Option<&'a str> {
    list.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}
