//! "Create a new user": somebody whose identity was checked, with a first position in reach.

use time::Date;

use crate::{
    actor::{By, Origin},
    attempts,
    audit::{self, Entry, Event},
    email::{Email, EmailId, address::EmailAddress},
    person::{Person, PersonId, PersonName, add},
    ra::{
        Acted, Desk, Reason,
        act::{self, allowed},
        find::{self, Found},
        identity_check::IdentityCheck,
        position::{self, NewPosition, WrongPosition},
        tie,
    },
    service::{Service, Unexpected},
    store::Repository,
    time::{Timestamp, date_text},
};

/// Who is created.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// As the document has it.
    pub name: PersonName,
    /// With the name it finds who may be the same person.
    pub birth_date: Date,
    /// An address, which they prove themselves once they are signed in.
    pub email: Option<EmailAddress>,
    /// The first position.
    pub position: NewPosition,
    /// What was seen.
    pub check: IdentityCheck,
    /// Whether whoever creates them was told of those who may be the same, and goes on.
    pub anyway: bool,
}

/// How creating ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Create {
    /// They are there. A sign-in link comes next.
    Created(Person),
    /// They may exist: not created without [`NewPerson::anyway`].
    MayExist(Lookalikes),
    /// Everything that is wrong with what was typed.
    Wrong(Vec<WrongPerson>),
    /// Too many searches, of which this asks for one: not before this instant.
    Wait(Timestamp),
}

/// What is wrong with somebody new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPerson {
    /// The date of birth is in the future, or before anybody who lives was born.
    BirthDate,
    /// The address is not on the allow list.
    EmailNotAccepted,
    /// The position cannot be had.
    Position(WrongPosition),
}

/// Who may be the same person.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lookalikes {
    /// Those in sight.
    pub in_sight: Vec<Found>,
    /// Whether there are others: who they are and where is not told.
    pub elsewhere: bool,
}

impl Lookalikes {
    const fn is_empty(&self) -> bool {
        self.in_sight.is_empty() && !self.elsewhere
    }
}

/// Creates somebody.
///
/// # Errors
/// When the database refuses.
pub async fn create(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    new: &NewPerson,
) -> Result<Acted<Create>, Unexpected> {
    let mut wrong = Vec::new();
    if !add::is_birth_date(new.birth_date, service.now().uk_date()) {
        wrong.push(WrongPerson::BirthDate);
    }
    if new.email.as_ref().is_some_and(|address| !service.policy.allow_list.accepts(address)) {
        wrong.push(WrongPerson::EmailNotAccepted);
    }
    let mut repository = service.write().await?;
    allowed!(act::seated(service, desk, &mut *repository).await?);
    let seat = match allowed!(position::grantable(service, &mut *repository, desk, &new.position).await?) {
        Ok(seat) if wrong.is_empty() => seat,
        place => {
            wrong.extend(place.err().map(WrongPerson::Position));
            return Ok(Ok(Create::Wrong(wrong)));
        }
    };
    if let Some(until) = attempts::reserve_search(service, &mut *repository, &desk.me().person.id).await? {
        return Ok(Ok(Create::Wait(until)));
    }
    let marks = marks(&new.name, new.birth_date, new.email.as_ref());
    attempts::lock_new_people(service, &mut *repository, &marks).await?;
    let lookalikes = lookalikes(service, desk, &mut *repository, new).await?;
    if !new.anyway && !lookalikes.is_empty() {
        note_check(service, desk, &mut *repository, origin, new).await?;
        repository.commit().await?;
        return Ok(Ok(Create::MayExist(lookalikes)));
    }
    let (actor, documents) = (desk.actor(), new.check.text());
    let elsewhere = lookalikes.elsewhere || !lookalikes.in_sight.is_empty();
    let why = [
        ("reason", reason.as_str()),
        ("organisation", seat.organisation.as_str()),
        ("documents", documents.as_str()),
        ("lookalikes", if elsewhere { "told" } else { "none" }),
    ];
    let by = By { actor: &actor, origin, why: &why };
    let person = add::write(service, &mut *repository, by, new.name.clone(), new.birth_date, None).await?;
    let Some(person) = person else {
        return Err(Unexpected::Other("a made-up identifier was taken".into()));
    };
    repository.set_created_by(&person.id, &seat.organisation).await?;
    tie::note(service, &mut *repository, &actor, person.id.as_str()).await?;
    if let Some(address) = &new.email {
        add_email(service, &mut *repository, by, &person.id, address).await?;
    }
    position::write(service, &mut *repository, by, &person.id, &new.position).await?;
    repository.commit().await?;
    Ok(Ok(Create::Created(person)))
}

/// By what somebody new is told from others: of two who create the same person at once, the second finds the first one's.
pub(super) fn marks(name: &PersonName, birth_date: Date, email: Option<&EmailAddress>) -> Vec<String> {
    let mut keys = name.keys();
    keys.sort();
    let [key, _] = keys;
    let person = format!("{key} {}", date_text(birth_date));
    let address = email.map(|address| address.comparison_key().to_string());
    std::iter::once(person).chain(address).collect()
}

/// What the answer says of who exists is a search, and stands in the log as one.
async fn note_check(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    origin: &Origin,
    new: &NewPerson,
) -> Result<(), Unexpected> {
    let (name, address) = (new.name.full(), new.email.as_ref().map(EmailAddress::masked).unwrap_or_default());
    let details = [("by", "duplicate check"), ("text", name.as_str()), ("address", address.as_str())];
    audit::record(repository, service, origin, &desk.actor(), None, Event::RaSearched, &details).await?;
    Ok(())
}

/// Pending: it is theirs once they prove that they read it.
async fn add_email(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &PersonId,
    address: &EmailAddress,
) -> Result<(), Unexpected> {
    let (email, entry) = new_email(service, by, person, address);
    repository.add_email(&email).await?;
    repository.append_audit(&entry).await?;
    Ok(())
}

/// The same, and its audit entry, not written yet.
pub(super) fn new_email(service: &Service, by: By<'_>, person: &PersonId, address: &EmailAddress) -> (Email, Entry) {
    let email = Email {
        id: EmailId::random(&*service.random),
        person_id: person.clone(),
        address: address.clone(),
        added_at: service.now(),
        verified_at: None,
        replaces: None,
    };
    let masked = address.masked();
    let details = [&[("address", masked.as_str())], by.why].concat();
    (email, audit::entry(service, by.origin, by.actor, Some(person), Event::EmailAdded, &details))
}

async fn lookalikes(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    new: &NewPerson,
) -> Result<Lookalikes, Unexpected> {
    let mut ids = repository.list_namesakes(&new.name.keys(), new.birth_date).await?;
    if let Some(address) = &new.email {
        ids.extend(repository.list_people_with_email(&address.comparison_key()).await?);
    }
    ids.sort();
    ids.dedup();
    let all = ids.len();
    let in_sight = find::in_sight(service, desk, repository, ids).await?;
    let elsewhere = in_sight.len() < all;
    Ok(Lookalikes { in_sight: find::with_positions(repository, in_sight).await?, elsewhere })
}
