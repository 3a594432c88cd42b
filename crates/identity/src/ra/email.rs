//! An e-mail address, verified or replaced after an identity check. What its person could do with a code, somebody at the desk
//! does on their word, so that it takes the account over: all addresses are told, and the old ones can take it back.

use crate::{
    actor::Origin,
    attempts,
    audit::{self, Event},
    email::{self, Email, EmailId, VerifyEmail, add::MOST_EMAILS, address::EmailAddress},
    mail::text,
    notice::{self, Readers},
    person::PersonId,
    ra::{
        Acted, Desk, Reason,
        act::{self, Act, Asks, allowed},
        identity_check::IdentityCheck,
        take_over,
        target::Target,
    },
    service::{Service, Unexpected},
    time::Timestamp,
    undo::Change,
};

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetEmail {
    /// The address is on the profile and verified.
    Set,
    /// It was already.
    AlreadyTheirs,
    /// Its domain is not on the allow list.
    NotAccepted,
    /// It cannot be used: somebody else has verified it.
    Taken,
    /// The one that it should replace is not there.
    NotThere,
    /// The profile has as many addresses as it can.
    TooMany,
    /// Too many searches, of which this is one: not before this instant.
    Wait(Timestamp),
}

/// An address that somebody reads, and the one that it takes the place of, if any.
#[derive(Clone, Copy, Debug)]
pub struct NewEmail<'a> {
    /// The address; one that is pending is verified.
    pub address: &'a EmailAddress,
    /// This one goes.
    pub replaces: Option<&'a EmailId>,
    /// What was seen.
    pub check: &'a IdentityCheck,
}

/// Makes an address a verified one of somebody in sight. That it is taken tells that somebody has it, in sight or not: so each try
/// counts as a search, and one that learns it stands in the log as one.
///
/// # Errors
/// When the database refuses.
pub async fn set(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    new: NewEmail<'_>,
) -> Result<Acted<SetEmail>, Unexpected> {
    if !service.policy.allow_list.accepts(new.address) {
        return Ok(Ok(SetEmail::NotAccepted));
    }
    // By itself: of a try that changes nothing, nothing else is left.
    let mut repository = service.write().await?;
    if let Some(until) = attempts::reserve_search(service, &mut *repository, &desk.me().person.id).await? {
        return Ok(Ok(SetEmail::Wait(until)));
    }
    repository.commit().await?;
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    email::lock(service, &mut *act.repository, person).await?;
    let mine = act.repository.list_emails(person).await?;
    let same = mine.iter().find(|email| email.address == *new.address);
    if same.is_some_and(|email| email.verified_at.is_some()) {
        return Ok(Ok(SetEmail::AlreadyTheirs));
    }
    let old = mine.iter().find(|email| Some(&email.id) == new.replaces);
    if new.replaces.is_some() && old.is_none() {
        return Ok(Ok(SetEmail::NotThere));
    }
    if same.is_none() && old.is_none() && mine.len() >= MOST_EMAILS {
        return Ok(Ok(SetEmail::TooMany));
    }
    let target = Target::Email { address: new.address.clone(), replaces: new.replaces.cloned() };
    allowed!(take_over::allow(&mut act, &target).await?);
    let email = match same {
        Some(email) => email.clone(),
        None => pending(service, person, new),
    };
    let outcome = write(&mut act, email, (same.is_none(), old), new.check).await?;
    match outcome {
        SetEmail::Set => act.commit().await?,
        SetEmail::Taken => {
            drop(act);
            note_taken(service, desk, by.0, new.address).await?;
        }
        _ => {}
    }
    Ok(Ok(outcome))
}

/// In a transaction of its own: that of the try is given up, and with it an approval that it used.
async fn note_taken(service: &Service, desk: &Desk, origin: &Origin, address: &EmailAddress) -> Result<(), Unexpected> {
    let address = address.masked();
    let details = [("by", "email"), ("address", address.as_str())];
    let mut repository = service.write().await?;
    audit::record(&mut *repository, service, origin, &desk.actor(), None, Event::RaSearched, &details).await?;
    repository.commit().await?;
    Ok(())
}

fn pending(service: &Service, person: &PersonId, new: NewEmail<'_>) -> Email {
    Email {
        id: EmailId::random(&*service.random),
        person_id: person.clone(),
        address: new.address.clone(),
        added_at: service.now(),
        verified_at: None,
        replaces: new.replaces.cloned(),
    }
}

async fn write(
    act: &mut Act<'_>,
    email: Email,
    (is_new, old): (bool, Option<&Email>),
    check: &IdentityCheck,
) -> Result<SetEmail, Unexpected> {
    let (service, now, person) = (act.service, act.service.now(), act.person.id.clone());
    let mut readers = Readers::of(service, &mut *act.repository, &person).await?;
    if is_new {
        act.repository.add_email(&email).await?;
    }
    if act.repository.verify_email(&email.id, now).await? != VerifyEmail::Verified {
        return Ok(SetEmail::Taken);
    }
    if let Some(old) = old {
        act.repository.remove_email(&old.id).await?;
    }
    let (masked, documents) = (email.address.masked(), check.text());
    let replaced = old.map(|old| old.address.masked());
    let details = [
        ("address", masked.as_str()),
        ("replaced", replaced.as_deref().unwrap_or("")),
        ("documents", documents.as_str()),
    ];
    act.record(Event::EmailVerified, &details).await?;
    let change = Change::email_verified(&email, old.filter(|old| old.verified_at.is_some()));
    let name = act.person.name.full();
    readers.besides.push(email.address.clone());
    let addresses = (&email.address, old.map(|old| &old.address));
    let words = |reader: &EmailAddress| text::email_verified(&service.policy, &name, addresses, now, reader);
    notice::tell_each_of_change(service, &mut *act.repository, &person, (&change, now), words, &readers).await?;
    Ok(SetEmail::Set)
}
