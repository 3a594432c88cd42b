//! People and positions from a file (CSV): a dry run shows each change and each fault by line, then all of it is applied in one
//! transaction, or nothing. Each line is one person and one position; a file that was applied changes nothing again.

mod kept;
mod known;
mod parse;
mod plan;
mod rows;
mod write;

pub use self::{
    kept::{DryRun, ImportId, Keep, Kept, LIFE, PeopleImports, dry_run, keep},
    parse::{COLUMNS, Line, MOST_BYTES, MOST_LINES, NotRead, ReadLine, Whom, Wrong, parse},
    plan::{Change, Fault, Plan},
    rows::{ManyPeople, NewRow, NewRows},
};

use std::collections::BTreeSet;

use crate::{
    actor::{By, Origin},
    attempts,
    audit::{self, Event},
    ra::{
        Acted, Desk, Reason, Refusal,
        act::{self, allowed},
        create,
        identity_check::IdentityCheck,
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
    let lines = kept::lines_of(service, desk, &kept)?;
    lock(service, &mut *repository, &lines).await?;
    let (plan, known) = plan::plan(service, desk, &mut *repository, lines).await?;
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
    write::write(service, &mut *repository, by, &plan, &known).await?;
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
            Whom::Known(identifier) => drop(known.insert(identifier.clone())),
        }
    }
    // One file after the other: nothing says in which order many people are locked, and no two files may wait for each other.
    attempts::lock_imports(service, repository).await?;
    attempts::lock_new_people(service, repository, &marks).await?;
    Ok(repository.lock_people(&Vec::from_iter(known)).await?)
}
