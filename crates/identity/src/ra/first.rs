//! The first manager of a Registration Authority, or the next when the last one left: given by the operator, as nobody sits at its
//! desk who could.

use time::Date;

use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonName, UserIdentifier, add},
    ra::{
        position::{self, NewPosition},
        role::CareRole,
    },
    random::Token,
    service::{Service, Unexpected},
    sign_in::link::{self, IssuedLink, UnderWay},
    store::Repository,
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
    let new = match manager_at(service, &mut *repository, organisation).await? {
        Ok(new) => new,
        Err(NoManager::NoSuchOrganisation) => return Ok(AddManager::NoSuchOrganisation),
        Err(NoManager::ClosedOrganisation) => return Ok(AddManager::ClosedOrganisation),
    };
    let by = By { actor, origin, why: &[] };
    let Some(person) = add::write(service, &mut *repository, by, name, birth_date, identifier).await? else {
        return Ok(AddManager::IdentifierTaken);
    };
    repository.set_created_by(&person.id, organisation).await?;
    position::write(service, &mut *repository, by, &person.id, &new).await?;
    let (how, token) = ((AssuranceLevel::Aal3, UnderWay::Ends), Token::random(&*service.random));
    let issued = link::write(service, &mut *repository, by, &person.id, how, &token).await?;
    repository.commit().await?;
    Ok(AddManager::Added(person, issued))
}

/// How making somebody a manager ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MakeManager {
    /// They are, from today on, and were told.
    Made,
    /// They are already.
    HeldAlready,
    /// Their Care Identity is closed, or changes stand still.
    Stopped,
    /// There is no such organisation.
    NoSuchOrganisation,
    /// The organisation is closed.
    ClosedOrganisation,
}

/// Makes somebody who is there the manager of an organisation's Registration Authority, from today on.
///
/// # Errors
/// When the database refuses.
pub async fn make_manager(
    service: &Service,
    by: By<'_>,
    person: &PersonId,
    organisation: &OrganisationCode,
) -> Result<MakeManager, Unexpected> {
    let mut repository = service.write().await?;
    let new = match manager_at(service, &mut *repository, organisation).await? {
        Ok(new) => new,
        Err(NoManager::NoSuchOrganisation) => return Ok(MakeManager::NoSuchOrganisation),
        Err(NoManager::ClosedOrganisation) => return Ok(MakeManager::ClosedOrganisation),
    };
    let Some(person) = repository.lock_person(person).await?.filter(Person::accepts_changes) else {
        return Ok(MakeManager::Stopped);
    };
    let held = repository.list_held_positions(std::slice::from_ref(&person.id)).await?;
    if held.iter().any(|held| position::overlaps(&held.position, &new)) {
        return Ok(MakeManager::HeldAlready);
    }
    position::write(service, &mut *repository, by, &person.id, &new).await?;
    position::tell(service, &mut *repository, &person, &new).await?;
    repository.commit().await?;
    Ok(MakeManager::Made)
}

/// Why an organisation gets no manager.
enum NoManager {
    NoSuchOrganisation,
    ClosedOrganisation,
}

/// The position of a manager of an organisation, from today on.
async fn manager_at(
    service: &Service,
    repository: &mut dyn Repository,
    organisation: &OrganisationCode,
) -> Result<Result<NewPosition, NoManager>, Unexpected> {
    if repository.lookup_organisation(organisation).await?.is_none() {
        return Ok(Err(NoManager::NoSuchOrganisation));
    }
    if !position::closed(repository, std::slice::from_ref(organisation)).await?.is_empty() {
        return Ok(Err(NoManager::ClosedOrganisation));
    }
    let Some(role) = CareRole::find(CareRole::RA_MANAGER) else {
        return Err(Unexpected::Other("the list of roles lacks the manager's".into()));
    };
    let starts_on = service.now().uk_date();
    Ok(Ok(NewPosition { organisation: organisation.clone(), role, starts_on, ends_on: None }))
}
