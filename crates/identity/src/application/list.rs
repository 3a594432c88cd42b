//! List the applications.

use super::Application;
use crate::{
    authenticator::Authenticator,
    service::{Service, Unexpected},
    session::SignedIn,
};

/// Every application, by name as people sort names.
///
/// # Errors
/// When the database refuses.
pub async fn all(service: &Service) -> Result<Vec<Application>, Unexpected> {
    Ok(by_name(service.read().await?.list_applications().await?))
}

/// Every application, and what whoever asks could open them with.
///
/// # Errors
/// When the database refuses.
pub async fn with_mine(service: &Service, me: &SignedIn) -> Result<(Vec<Application>, Vec<Authenticator>), Unexpected> {
    let mut repository = service.read().await?;
    let applications = by_name(repository.list_applications().await?);
    Ok((applications, repository.list_active_authenticators(&me.person.id).await?))
}

/// By name, as people sort: the two databases do not agree on the order of capital and small letters.
pub(crate) fn by_name(mut applications: Vec<Application>) -> Vec<Application> {
    applications.sort_by_cached_key(|application| (application.details.name().to_lowercase(), application.id.clone()));
    applications
}
