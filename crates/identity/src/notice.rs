//! Notices: whoever is changed is told, at every address that they had proved before the change
//! (NIST SP 800-63B-4, 4.6).

use crate::{
    email::address::EmailAddress,
    mail::{
        self,
        text::{self, Words},
    },
    person::PersonId,
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
    undo::{self, Change},
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

/// Whom a notice of a change goes to.
#[derive(Clone, Debug, Default)]
pub struct Readers {
    /// Addresses that were verified before the change: they can take it back.
    pub before: Vec<EmailAddress>,
    /// Addresses that the change itself verified: they are told, and no more.
    pub besides: Vec<EmailAddress>,
}

impl Readers {
    /// The readers of a change that leaves a person's addresses as they are.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(repository: &mut dyn Repository, person: &PersonId) -> Result<Self, Unexpected> {
        Ok(Self { before: addresses(repository, person).await?, besides: Vec::new() })
    }
}

/// Tells a person of a change that can be taken back, in its transaction, at the instant that its rows have. `words` say what was changed; what to do if it
/// was somebody else is added here.
///
/// # Errors
/// When the database refuses.
pub async fn tell_of_change(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    (change, at): (&Change, Timestamp),
    (subject, blocks): &Words,
    readers: &Readers,
) -> Result<(), Unexpected> {
    if !readers.before.is_empty() {
        let url = undo::offer(service, repository, person, (change, at)).await?;
        let words = (subject.clone(), [blocks.as_slice(), &text::this_was_not_me(&url)].concat());
        mail::post_to_all(service, repository, &readers.before, &words).await?;
    }
    let words = (subject.clone(), [blocks.as_slice(), &[text::not_you()]].concat());
    mail::post_to_all(service, repository, &readers.besides, &words).await
}
