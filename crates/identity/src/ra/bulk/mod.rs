//! People and positions from a file (CSV): a dry run shows each change and each fault by line, then all of it is applied in one
//! transaction, or nothing. Each line is one person and one position; a file that was applied changes nothing again.

mod parse;
mod plan;

pub use self::{
    parse::{COLUMNS, Line, MOST_BYTES, MOST_LINES, NotRead, ReadLine, Whom, Wrong, parse},
    plan::{Change, Fault, Plan},
};

use crate::{
    actor::{By, Origin},
    audit::{self, Event},
    organisation::OrganisationCode,
    person::{Person, add},
    ra::{Acted, Desk, Reason, Refusal, create, identity_check::IdentityCheck, position},
    service::{Service, Unexpected},
    store::Repository,
};

/// How applying ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Apply {
    /// All of it is done.
    Done {
        /// How many people were created.
        created: usize,
        /// How many positions were given to people who existed.
        positions: usize,
    },
    /// Nothing is done: something stands in the way.
    Faults(Plan),
}

/// The dry run: what a file would change, and what stands in its way.
///
/// # Errors
/// When the database refuses.
pub async fn check(service: &Service, desk: &Desk, file: &[u8]) -> Result<Result<Plan, NotRead>, Unexpected> {
    let lines = match parse(file) {
        Ok(lines) => lines,
        Err(why) => return Ok(Err(why)),
    };
    let mut repository = service.read().await?;
    Ok(Ok(plan::plan(service, desk, &mut *repository, lines).await?))
}

/// Applies a file: what the dry run showed is asked again in the transaction. `check` says how the identity of the new people
/// was checked.
///
/// # Errors
/// When the database refuses; then nothing is done.
pub async fn apply(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    check: &IdentityCheck,
    file: &[u8],
) -> Result<Acted<Result<Apply, NotRead>>, Unexpected> {
    if !desk.is_fresh(service) {
        return Ok(Err(Refusal::SignInAgain));
    }
    let lines = match parse(file) {
        Ok(lines) => lines,
        Err(why) => return Ok(Ok(Err(why))),
    };
    let mut repository = service.write().await?;
    let scope = desk.scope(service);
    if repository.list_seats(&scope.person, scope.day).await?.is_empty() {
        return Ok(Err(Refusal::NotAnRa));
    }
    let plan = plan::plan(service, desk, &mut *repository, lines).await?;
    if !plan.faults.is_empty() {
        return Ok(Ok(Ok(Apply::Faults(plan))));
    }
    let (actor, documents) = (desk.actor(), check.text());
    let why = [("reason", reason.as_str()), ("documents", documents.as_str()), ("from", "file")];
    let by = By { actor: &actor, origin, why: &why };
    let (mut created, mut positions) = (0, 0);
    for (line, change) in &plan.changes {
        match change {
            Change::Create => {
                create_one(service, desk, &mut *repository, by, line).await?;
                created += 1;
            }
            Change::AddPosition(person) => {
                add_position(service, &mut *repository, by, person, line).await?;
                positions += 1;
            }
            Change::Nothing(_) => {}
        }
    }
    let counts = (created.to_string(), positions.to_string());
    let details = [("created", counts.0.as_str()), ("positions", &counts.1), ("reason", reason.as_str())];
    audit::record(&mut *repository, service, origin, &actor, None, Event::PeopleImported, &details).await?;
    repository.commit().await?;
    Ok(Ok(Ok(Apply::Done { created, positions })))
}

async fn create_one(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    by: By<'_>,
    line: &Line,
) -> Result<(), Unexpected> {
    let Whom::New { name, birth_date, email } = &line.whom else {
        return Err(Unexpected::Other("a line about somebody known creates nobody".into()));
    };
    let Some(person) = add::write(service, repository, by, name.clone(), *birth_date, None).await? else {
        return Err(Unexpected::Other("a made-up identifier was taken".into()));
    };
    if let Some(through) = through(service, desk, repository, &line.position.organisation).await? {
        repository.set_created_by(&person.id, &through).await?;
    }
    if let Some(address) = email {
        create::add_email(service, repository, by, &person.id, address).await?;
    }
    position::write(service, repository, by, &person.id, &line.position).await
}

async fn through(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    organisation: &OrganisationCode,
) -> Result<Option<OrganisationCode>, Unexpected> {
    let seats = repository.list_seats_over(&desk.scope(service), organisation).await?;
    Ok(seats.into_iter().next().map(|seat| seat.organisation))
}

async fn add_position(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &Person,
    line: &Line,
) -> Result<(), Unexpected> {
    position::write(service, repository, by, &person.id, &line.position).await?;
    position::tell(service, repository, person, &line.position).await
}
