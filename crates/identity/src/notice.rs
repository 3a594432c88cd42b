//! Notices: whoever is changed is told, at every address that they had proved before the change
//! (NIST SP 800-63B-4, 4.6).

use crate::{
    email::address::EmailAddress,
    mail::{self, text::Words},
    person::PersonId,
    service::{Service, Unexpected},
    store::Repository,
};

/// A person's verified addresses.
///
/// # Errors
/// When the database refuses.
pub async fn addresses(repository: &mut dyn Repository, person: &PersonId) -> Result<Vec<EmailAddress>, Unexpected> {
    let emails = repository.list_emails(person).await?;
    Ok(emails.into_iter().filter(|email| email.verified_at.is_some()).map(|email| email.address).collect())
}

/// Tells a person at all their verified addresses, in the transaction of the change.
///
/// # Errors
/// When the database refuses.
pub async fn tell(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    words: &Words,
) -> Result<(), Unexpected> {
    let addresses = addresses(repository, person).await?;
    mail::post_to_all(service, repository, &addresses, words).await
}
