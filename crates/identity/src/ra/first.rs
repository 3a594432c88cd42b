//! The first manager of a Registration Authority: added by the operator, as nobody sits at its desk yet.

use time::Date;

use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    organisation::OrganisationCode,
    person::{Person, PersonName, UserIdentifier, add},
    ra::{
        position::{self, NewPosition},
        role::CareRole,
    },
    random::Token,
    service::{Service, Unexpected},
    sign_in::link::{self, IssuedLink, UnderWay},
};

/// How adding ended.
#[derive(Debug)]
pub enum AddManager {
    /// They are there, and their sign-in link.
    Added(Person, IssuedLink),
    /// Somebody has this user identifier already.
    IdentifierTaken,
    /// The date of birth is in the future, or before anybody who lives was born.
    BirthDate,
    /// There is no such organisation.
    NoSuchOrganisation,
    /// The organisation is closed.
    ClosedOrganisation,
}

/// Adds somebody new as the manager of an organisation's Registration Authority, from today on, with a sign-in link at AAL3.
///
/// # Errors
/// When the database refuses.
pub async fn add_manager(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    (name, birth_date, identifier): (PersonName, Date, Option<UserIdentifier>),
    organisation: &OrganisationCode,
) -> Result<AddManager, Unexpected> {
    if !add::is_birth_date(birth_date, service.now().uk_date()) {
        return Ok(AddManager::BirthDate);
    }
    let mut repository = service.write().await?;
    if repository.lookup_organisation(organisation).await?.is_none() {
        return Ok(AddManager::NoSuchOrganisation);
    }
    if !position::closed(&mut *repository, std::slice::from_ref(organisation)).await?.is_empty() {
        return Ok(AddManager::ClosedOrganisation);
    }
    let Some(role) = CareRole::find(CareRole::RA_MANAGER) else {
        return Err(Unexpected::Other("the list of roles lacks the manager's".into()));
    };
    let by = By { actor, origin, why: &[] };
    let Some(person) = add::write(service, &mut *repository, by, name, birth_date, identifier).await? else {
        return Ok(AddManager::IdentifierTaken);
    };
    repository.set_created_by(&person.id, organisation).await?;
    let starts_on = service.now().uk_date();
    let new = NewPosition { organisation: organisation.clone(), role, starts_on, ends_on: None };
    position::write(service, &mut *repository, by, &person.id, &new).await?;
    let (how, token) = ((AssuranceLevel::Aal3, UnderWay::Ends), Token::random(&*service.random));
    let issued = link::write(service, &mut *repository, by, &person.id, how, &token).await?;
    repository.commit().await?;
    Ok(AddManager::Added(person, issued))
}
