//! Add a person, close and reopen a Care Identity: the operator, and the desk of a Registration Authority.

use time::Date;

use crate::{
    actor::{Actor, By, Origin},
    audit::{self, Event},
    mail::text,
    notice,
    person::{Person, PersonId, PersonName, PersonState, UserIdentifier},
    random,
    service::{Service, Unexpected},
    session::Browsers,
    store::Repository,
};

/// How adding ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Add {
    /// They are there.
    Added(Person),
    /// Somebody has this user identifier already.
    IdentifierTaken,
    /// The date of birth is in the future, or before anybody who lives was born.
    BirthDate,
}

/// Whether somebody who lives can have been born on a day.
pub(crate) fn is_birth_date(day: Date, today: Date) -> bool {
    day <= today && day.year() >= today.year() - 120
}

/// Adds a person. Without `identifier` a free one is made up: 12 digits from 5.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    name: PersonName,
    birth_date: Date,
    identifier: Option<UserIdentifier>,
) -> Result<Add, Unexpected> {
    if !is_birth_date(birth_date, service.now().uk_date()) {
        return Ok(Add::BirthDate);
    }
    let mut repository = service.write().await?;
    let by = By { actor, origin, why: &[] };
    let Some(person) = write(service, &mut *repository, by, name, birth_date, identifier).await? else {
        return Ok(Add::IdentifierTaken);
    };
    repository.commit().await?;
    Ok(Add::Added(person))
}

/// Writes somebody new and their audit entry.
pub(crate) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    name: PersonName,
    birth_date: Date,
    identifier: Option<UserIdentifier>,
) -> Result<Option<Person>, Unexpected> {
    let given = identifier.is_some();
    let mut person = Person {
        id: PersonId::random(&*service.random),
        identifier: identifier.unwrap_or_else(|| made_up(service)),
        name,
        birth_date,
        state: PersonState::Open,
        frozen: None,
    };
    while !repository.add_person(&person, service.now()).await? {
        if given {
            return Ok(None);
        }
        person.identifier = made_up(service);
    }
    let details = [&[("identifier", person.identifier.as_str())], by.why].concat();
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), Event::PersonAdded, &details).await?;
    Ok(Some(person))
}

fn made_up(service: &Service) -> UserIdentifier {
    UserIdentifier(format!("5{}", random::digits(&*service.random, 11).as_str()))
}

/// Opens or closes a Care Identity, and tells its person. All sessions and registrations of a closed one end at once
/// (failure 26). `false` when it was so.
///
/// # Errors
/// When the database refuses.
pub async fn set_state(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &PersonId,
    state: PersonState,
    reason: &str,
) -> Result<bool, Unexpected> {
    let mut repository = service.write().await?;
    let Some(person) = repository.lock_person(person).await? else {
        return Ok(false);
    };
    let by = By { actor, origin, why: &[("reason", reason)] };
    let changed = write_state(service, &mut *repository, by, &person, state).await?;
    if changed {
        repository.commit().await?;
    }
    Ok(changed)
}

/// Writes another state of somebody whose lock is held; `false` when it was so.
pub(crate) async fn write_state(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    Person { id: person, name, .. }: &Person,
    state: PersonState,
) -> Result<bool, Unexpected> {
    let (name, now) = (name.full(), service.now());
    if !repository.set_person_state(person, state, now).await? {
        return Ok(false);
    }
    let (event, words) = match state {
        PersonState::Open => (Event::PersonReopened, text::person_reopened(&service.policy, &name, now)),
        PersonState::Closed => {
            repository.end_sessions_of(person, None, now).await?;
            repository.end_under_way(person, Browsers::All, now).await?;
            repository.end_sign_in_links(person, now).await?;
            (Event::PersonClosed, text::person_closed(&service.policy, &name, now))
        }
    };
    audit::record(repository, service, by.origin, by.actor, Some(person), event, by.why).await?;
    notice::tell(service, repository, person, &words).await?;
    Ok(true)
}
