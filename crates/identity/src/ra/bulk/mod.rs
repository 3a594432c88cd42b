//! People and positions from a file (CSV): a dry run shows each change and each fault by line, then all of it is applied in one
//! transaction, or nothing. Each line is one person and one position; a file that was applied changes nothing again.

mod kept;
mod parse;
mod plan;

pub use self::{
    kept::{DryRun, ImportId, Keep, Kept, LIFE, PeopleImports, dry_run, keep},
    parse::{COLUMNS, Line, MOST_BYTES, MOST_LINES, NotRead, ReadLine, Whom, Wrong, parse},
    plan::{Change, Fault, Plan},
};

use std::collections::BTreeSet;

use crate::{
    actor::{By, Origin},
    attempts,
    audit::{self, Event},
    organisation::OrganisationCode,
    person::{Person, add},
    ra::{
        Acted, Desk, Reason, Refusal,
        act::{self, allowed},
        create,
        identity_check::IdentityCheck,
        position, tie,
    },
    service::{Service, Unexpected},
    store::Repository,
};

/// How applying ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apply {
    /// All of it is done.
    Done {
        /// How many people were created.
        created: usize,
        /// How many positions were given to people who existed.
        positions: usize,
    },
    /// Nothing is done: something changed since the dry run, or stands in the way. Another dry run shows what.
    Changed,
    /// Nothing is done: it creates people, and nobody said how their identity was checked.
    NeedsCheck,
    /// Nothing is done: the file is applied already, is not kept any more, or gave way to another.
    NotThere,
}

/// Applies the file that is kept, if it is the one that the dry run showed and would do what that showed: it is asked again in
/// the transaction. `check` says how the identity of the new people was checked, where there are some.
///
/// # Errors
/// When the database refuses; then nothing is done.
pub async fn apply(
    service: &Service,
    desk: &Desk,
    (origin, reason): (&Origin, &Reason),
    check: Option<&IdentityCheck>,
    (id, mark): (&ImportId, &str),
) -> Result<Acted<Apply>, Unexpected> {
    if !desk.is_fresh(service) {
        return Ok(Err(Refusal::SignInAgain));
    }
    let mut repository = service.write().await?;
    allowed!(act::seated(service, desk, &mut *repository).await?);
    let kept = repository.find_people_import(&desk.me().person.id, service.now()).await?;
    let Some(kept) = kept.filter(|kept| kept.id == *id) else {
        return Ok(Ok(Apply::NotThere));
    };
    // Of two attempts at once, one finds it.
    if !repository.take_people_import(id).await? {
        return Ok(Ok(Apply::NotThere));
    }
    lock(service, &mut *repository, &kept::lines_of(service, desk, &kept)?).await?;
    let plan = kept::plan_of(service, desk, &mut *repository, &kept).await?;
    if !plan.faults.is_empty() || plan.mark() != mark {
        return Ok(Ok(Apply::Changed));
    }
    if check.is_none() && plan.creates() > 0 {
        return Ok(Ok(Apply::NeedsCheck));
    }
    let (actor, documents) = (desk.actor(), check.map(IdentityCheck::text).unwrap_or_default());
    let why = [("reason", reason.as_str()), ("documents", documents.as_str()), ("from", "file")];
    let by = By { actor: &actor, origin, why: &why };
    let (created, positions) = (plan.creates(), plan.positions());
    for (line, change) in &plan.changes {
        match change {
            Change::Create => create_one(service, desk, &mut *repository, by, line).await?,
            Change::AddPosition(person) => add_position(service, &mut *repository, by, person, line).await?,
            Change::Nothing(_) => {}
        }
    }
    let counts = (created.to_string(), positions.to_string());
    let counts = [("created", counts.0.as_str()), ("positions", counts.1.as_str())];
    let details = [&counts[..], &[("file", id.as_str()), ("reason", reason.as_str())]].concat();
    audit::record(&mut *repository, service, origin, &actor, None, Event::PeopleImported, &details).await?;
    repository.commit().await?;
    Ok(Ok(Apply::Done { created, positions }))
}

/// Keeps everybody else from what the lines are about until the transaction ends: those who exist, and those who are created.
async fn lock(service: &Service, repository: &mut dyn Repository, lines: &[ReadLine]) -> Result<(), Unexpected> {
    let (mut marks, mut known) = (Vec::new(), BTreeSet::new());
    for line in lines.iter().flatten() {
        match &line.whom {
            Whom::New { name, birth_date, email } => marks.extend(create::marks(name, *birth_date, email.as_ref())),
            Whom::Known(identifier) => {
                known.extend(repository.find_person_by_identifier(identifier).await?.map(|person| person.id));
            }
        }
    }
    attempts::lock_new_people(service, repository, &marks).await?;
    // In one order, so that two files do not wait for each other.
    for person in &known {
        repository.lock_person(person).await?;
    }
    Ok(())
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
    tie::note(service, repository, by.actor, person.id.as_str()).await?;
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
