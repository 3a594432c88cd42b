//! How staff reach the Registration Authority that serves an organisation.

use async_trait::async_trait;
use time::Date;

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    email::address::EmailAddress,
    organisation::{OrganisationCode, words::one_line},
    ra::{
        Acted, Desk, Reason, Seat,
        act::{self, allowed},
        store::Reached,
    },
    service::{Service, Unexpected},
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// Organisations that are looked at on the way up the hierarchy: no real way comes by as many.
const MOST_STEPS: usize = 20;

/// How a Registration Authority is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Whose Registration Authority it is: each has one contact.
    pub organisation: OrganisationCode,
    /// What the office is called: 1 to 100 characters.
    pub name: String,
    /// Its address.
    pub email: Option<EmailAddress>,
    /// Its telephone number, as people write it.
    pub telephone: Option<String>,
    /// When it is open, in words; may be empty.
    pub opening: String,
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongContact {
    /// The name is empty or too long.
    Name,
    /// That is no e-mail address.
    Email,
    /// That is no telephone number.
    Telephone,
    /// The opening times are too long.
    Opening,
    /// Neither an address nor a number: nobody could be reached.
    NoWay,
}

impl Contact {
    /// Reads what was typed; empty texts are none.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(
        organisation: OrganisationCode,
        [name, email, telephone, opening]: [&str; 4],
    ) -> Result<Self, WrongContact> {
        let name = one_line(name, 100).filter(|name| !name.is_empty()).ok_or(WrongContact::Name)?;
        let email = match email.trim() {
            "" => None,
            text => Some(EmailAddress::parse(text).map_err(|_| WrongContact::Email)?),
        };
        let telephone = match one_line(telephone, 40).ok_or(WrongContact::Telephone)? {
            text if text.is_empty() => None,
            text if is_telephone(&text) => Some(text),
            _ => return Err(WrongContact::Telephone),
        };
        let opening = one_line(opening, 300).ok_or(WrongContact::Opening)?;
        if email.is_none() && telephone.is_none() {
            return Err(WrongContact::NoWay);
        }
        Ok(Self { organisation, name, email, telephone, opening })
    }
}

/// Digits, with what people put between them.
fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 && text.chars().all(|one| one.is_ascii_digit() || " +()-".contains(one) || one.is_ascii_alphabetic())
}

/// The contact of the Registration Authority that serves an organisation: its own, else that of one in whose confirmed reach
/// it is, else the same of those that it belongs to today, the nearest first.
///
/// # Errors
/// When the database refuses.
pub async fn of(service: &Service, organisation: &OrganisationCode) -> Result<Option<Contact>, Unexpected> {
    find(&mut *service.read().await?, organisation, service.now().uk_date()).await
}

/// The same in a transaction of others.
pub(super) async fn find(
    repository: &mut dyn Repository,
    organisation: &OrganisationCode,
    day: Date,
) -> Result<Option<Contact>, Unexpected> {
    let mut way = WayUp::from(organisation);
    while let Some(at) = way.next(repository, day).await? {
        if let Some(contact) = repository.find_ra_contact(&at).await? {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}

/// From an organisation to all that it belongs to: those that are as many steps away come one after the other, and none twice.
struct WayUp {
    /// In the order in which they are looked at.
    all: Vec<OrganisationCode>,
    looked_at: usize,
    /// Those of whom it is known what they belong to: asked only when all before have nothing.
    known: usize,
}

impl WayUp {
    fn from(organisation: &OrganisationCode) -> Self {
        Self { all: vec![organisation.clone()], looked_at: 0, known: 0 }
    }

    /// The next to look at: itself first.
    async fn next(&mut self, repository: &mut dyn Repository, day: Date) -> StoreResult<Option<OrganisationCode>> {
        if self.looked_at == MOST_STEPS {
            return Ok(None);
        }
        while self.looked_at == self.all.len() {
            let Some(below) = self.all.get(self.known).cloned() else { return Ok(None) };
            self.known += 1;
            for above in repository.list_parent_organisations(&below, day).await? {
                if !self.all.contains(&above) {
                    self.all.push(above);
                }
            }
        }
        self.looked_at += 1;
        Ok(self.all.get(self.looked_at - 1).cloned())
    }
}

/// The Registration Authority that serves an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Serving {
    /// With how it is reached.
    Office(Contact),
    /// It has not said how: whoever needs it looks at its own page.
    Silent(Reached),
}

/// The one that serves an organisation: as [`of`] finds it, and where none has said how it is reached, the nearest that has
/// somebody at its desk.
///
/// # Errors
/// When the database refuses.
pub async fn serving(service: &Service, organisation: &OrganisationCode) -> Result<Option<Serving>, Unexpected> {
    let (mut repository, day) = (service.read().await?, service.now().uk_date());
    if let Some(contact) = find(&mut *repository, organisation, day).await? {
        return Ok(Some(Serving::Office(contact)));
    }
    let mut way = WayUp::from(organisation);
    while let Some(at) = way.next(&mut *repository, day).await? {
        if let Some(ra) = repository.find_ra_over(&at, day).await? {
            return Ok(Some(Serving::Silent(ra)));
        }
    }
    Ok(None)
}

/// The Registration Authorities at whose desk somebody sits, each with the contact of its own, where it has one.
///
/// # Errors
/// When the database refuses.
pub async fn own(service: &Service, desk: &Desk) -> Result<Vec<(Seat, Option<Contact>)>, Unexpected> {
    let mut repository = service.read().await?;
    let mut own: Vec<(Seat, Option<Contact>)> = Vec::new();
    for seat in desk.seats() {
        match own.iter_mut().find(|(known, _)| known.organisation == seat.organisation) {
            Some((known, _)) => known.rank = known.rank.max(seat.rank),
            None => {
                let found = repository.find_ra_contact(&seat.organisation).await?;
                own.push((seat.clone(), found.filter(|contact| contact.organisation == seat.organisation)));
            }
        }
    }
    Ok(own)
}

/// A manager of the organisation's Registration Authority sets how it is reached.
///
/// # Errors
/// When the database refuses.
pub async fn set(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    contact: &Contact,
) -> Result<Acted<()>, Unexpected> {
    let mut repository = service.write().await?;
    allowed!(act::manages(service, desk, &mut *repository, &contact.organisation).await?);
    let by = (&desk.actor(), origin);
    write(service, &mut *repository, by, contact, &[("reason", reason.as_str())]).await?;
    repository.commit().await?;
    Ok(Ok(()))
}

/// The operator sets how the Registration Authority of an organisation is reached; `false` when there is no such organisation.
///
/// # Errors
/// When the database refuses.
pub async fn set_as_operator(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    contact: &Contact,
) -> Result<bool, Unexpected> {
    let mut repository = service.write().await?;
    if repository.lookup_organisation(&contact.organisation).await?.is_none() {
        return Ok(false);
    }
    write(service, &mut *repository, (actor, origin), contact, &[]).await?;
    repository.commit().await?;
    Ok(true)
}

async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    (actor, origin): (&Actor, &Origin),
    contact: &Contact,
    why: &[(&str, &str)],
) -> Result<(), Unexpected> {
    repository.put_ra_contact(contact, service.now()).await?;
    let details = [&[("organisation", contact.organisation.as_str())], why].concat();
    audit::record(repository, service, origin, actor, None, Event::RaContactChanged, &details).await?;
    Ok(())
}

/// The store's part.
#[async_trait]
pub trait RaContacts: Send {
    /// Writes a contact over the one that there is.
    async fn put_ra_contact(&mut self, contact: &Contact, now: Timestamp) -> StoreResult<()>;
    /// An organisation's own, else that of one in whose confirmed reach it is.
    async fn find_ra_contact(&mut self, organisation: &OrganisationCode) -> StoreResult<Option<Contact>>;
    /// An organisation itself, else the first of those in whose confirmed reach it is, where somebody sits at its desk on a day.
    async fn find_ra_over(&mut self, organisation: &OrganisationCode, day: Date) -> StoreResult<Option<Reached>>;
    /// The organisations that one belongs to on a day, as its source says: by the relations that are open then, the nearest kind
    /// first, and in whose area it is (the high level health geography).
    async fn list_parent_organisations(
        &mut self,
        organisation: &OrganisationCode,
        day: Date,
    ) -> StoreResult<Vec<OrganisationCode>>;
}
