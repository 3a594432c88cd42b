//! Notices: whoever is changed is told, at every address that they had proved before the change
//! (NIST SP 800-63B-4, 4.6).

use std::collections::BTreeMap;

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

/// The verified addresses of each of some people.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn addresses_of(
    repository: &mut dyn Repository,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, Vec<EmailAddress>>, Unexpected> {
    let mut addresses: BTreeMap<PersonId, Vec<EmailAddress>> = BTreeMap::new();
    for email in repository.list_emails_of(people).await? {
        if email.verified_at.is_some() {
            addresses.entry(email.person_id).or_default().push(email.address);
        }
    }
    Ok(addresses)
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
    /// They can take it back: addresses that were verified so long before it that their own verification cannot be taken back
    /// any more, and where there is none, the oldest. Whoever brought an address in a minute ago gets no hold on what follows.
    pub before: Vec<EmailAddress>,
    /// The others: they are told, and no more.
    pub besides: Vec<EmailAddress>,
}

impl Readers {
    /// The readers of a change that is about to be made.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(service: &Service, repository: &mut dyn Repository, person: &PersonId) -> Result<Self, Unexpected> {
        let emails = repository.list_emails(person).await?;
        let mut verified: Vec<_> =
            emails.into_iter().filter_map(|email| Some((email.verified_at?, email.address))).collect();
        verified.sort_by_key(|(at, _)| *at);
        let oldest = verified.first().map(|(at, _)| *at);
        let is_settled = |at: Timestamp| at.plus(undo::LIFE) <= service.now() || Some(at) == oldest;
        let (before, besides): (Vec<_>, Vec<_>) = verified.into_iter().partition(|(at, _)| is_settled(*at));
        let addresses = |list: Vec<(Timestamp, EmailAddress)>| list.into_iter().map(|(_, address)| address).collect();
        Ok(Self { before: addresses(before), besides: addresses(besides) })
    }
}

/// Tells a person of a change that can be taken back, in its transaction, at the instant that its rows have. `words` say what
/// was changed; what to do if it was somebody else is added here.
///
/// # Errors
/// When the database refuses.
pub async fn tell_of_change(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    change: (&Change, Timestamp),
    words: &Words,
) -> Result<(), Unexpected> {
    let readers = Readers::of(service, repository, person).await?;
    tell_each_of_change(service, repository, person, change, |_| words.clone(), &readers).await
}

/// The same, in words of their own for each reader.
///
/// # Errors
/// When the database refuses.
pub async fn tell_each_of_change(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    change: (&Change, Timestamp),
    words: impl Fn(&EmailAddress) -> Words,
    readers: &Readers,
) -> Result<(), Unexpected> {
    for (reader, words) in words_of_change(service, repository, person, change, words, readers).await? {
        mail::post_to_all(service, repository, [&reader], &words).await?;
    }
    Ok(())
}

/// What each reader is told, for whoever sends more with it.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn words_of_change(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    (change, at): (&Change, Timestamp),
    words: impl Fn(&EmailAddress) -> Words,
    readers: &Readers,
) -> Result<Vec<(EmailAddress, Words)>, Unexpected> {
    let mut all = Vec::new();
    if !readers.before.is_empty() {
        let url = undo::offer(service, repository, person, (change, at)).await?;
        for reader in &readers.before {
            let (subject, blocks) = words(reader);
            all.push((reader.clone(), (subject, [blocks.as_slice(), &text::this_was_not_me(&url)].concat())));
        }
    }
    for reader in &readers.besides {
        let (subject, mut blocks) = words(reader);
        blocks.push(text::not_you());
        all.push((reader.clone(), (subject, blocks)));
    }
    Ok(all)
}
