//! Take what a file says into the database: in batches of a transaction each, so that an import that is broken off goes on
//! where it stopped. A file that says what is known already changes nothing.

use std::collections::HashMap;

use super::{
    Import, Organisation, OrganisationCode, Source, Status, Tally,
    batch::{Batch, Prepared},
    index::Changes,
    merge::merge,
};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    failpoint,
    service::{Service, Unexpected},
    store::{Repository, StoreError, StoreResult},
    time::Timestamp,
};

/// The setting that names the last import that changed anything, as long as nothing else did since.
const LAST_CHANGE: &str = "organisations-changed-by";

/// Begins the import of a file, or finds how far it came before. `id` names the file's content. The audit log tells of it: what the
/// batches change is there before the import ends.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    actor: &Actor,
    id: &str,
    (file, source): (&str, Source),
) -> Result<Import, Unexpected> {
    let fresh = Import {
        id: id.to_owned(),
        file: file.to_owned(),
        source,
        started_at: service.now(),
        done: 0,
        tally: Tally::default(),
        finished_at: None,
    };
    let mut repository = service.write().await?;
    let mut import = repository.begin_organisation_import(&fresh).await?;
    // Another file may have changed since what this one said: one half of each would be left.
    let goes_on = import.finished_at.is_none() && repository.lookup_setting(LAST_CHANGE).await?.as_deref() == Some(id);
    if !goes_on {
        repository.put_organisation_import(&fresh).await?;
        import = fresh;
    }
    let done = import.done.to_string();
    let details = [("file", file), ("source", source.as_str()), ("done", done.as_str())];
    let (origin, event) = (Origin::server(), Event::OrganisationsImportBegun);
    audit::record(&mut *repository, service, &origin, actor, None, event, &details).await?;
    repository.commit().await?;
    Ok(import)
}

/// Takes in the next records of the file.
///
/// # Errors
/// When the database refuses; then nothing of these records is taken in.
pub async fn batch(service: &Service, import: &mut Import, batch: impl Into<Batch>) -> Result<(), Unexpected> {
    let batch = batch.into();
    let done = import.done + batch.len() as u64;
    let mut repository = service.write().await?;
    let tally = take_in(&mut *repository, service.now(), batch).await?;
    note_change(service, &mut *repository, &tally, Some(&import.id)).await?;
    let after = Import { done, tally: import.tally.and(tally), ..import.clone() };
    repository.put_organisation_import(&after).await?;
    repository.commit().await?;
    failpoint::reach("organisations-batch");
    *import = after;
    Ok(())
}

/// Ends the import of a file, and writes into the audit log what it did.
///
/// # Errors
/// When the database refuses.
pub async fn finish(service: &Service, actor: &Actor, import: &mut Import) -> Result<(), Unexpected> {
    import.finished_at = Some(service.now());
    let numbers = numbers(&import.tally);
    let mut details = vec![("file", import.file.as_str()), ("source", import.source.as_str())];
    details.extend(numbers.iter().map(|(name, number)| (*name, number.as_str())));
    let mut repository = service.write().await?;
    repository.put_organisation_import(import).await?;
    let (origin, event) = (Origin::server(), Event::OrganisationsImported);
    audit::record(&mut *repository, service, &origin, actor, None, event, &details).await?;
    repository.commit().await?;
    Ok(())
}

/// Takes in a few records that are of no file that is imported, at once. An entry in the audit log tells of it, unless all were
/// so already.
///
/// # Errors
/// When the database refuses; then nothing of them is taken in.
pub async fn put(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    records: Vec<Organisation>,
) -> Result<Tally, Unexpected> {
    let mut repository = service.write().await?;
    let tally = take_in(&mut *repository, service.now(), records).await?;
    note_change(service, &mut *repository, &tally, None).await?;
    if tally.is_change() {
        let numbers = numbers(&tally);
        let details: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
        let event = Event::OrganisationsChanged;
        audit::record(&mut *repository, service, origin, actor, None, event, &details).await?;
    }
    repository.commit().await?;
    Ok(tally)
}

/// Notes that an import, or something else, was the last that changed anything.
async fn note_change(
    service: &Service,
    repository: &mut dyn Repository,
    tally: &Tally,
    import: Option<&str>,
) -> StoreResult<()> {
    if tally.is_change() { repository.set_setting(LAST_CHANGE, import, service.now()).await } else { Ok(()) }
}

/// What the audit log says of a tally.
fn numbers(tally: &Tally) -> [(&'static str, String); 4] {
    let Tally { added, changed, closed, unchanged } = *tally;
    [("added", added), ("changed", changed), ("closed", closed), ("unchanged", unchanged)]
        .map(|(name, number)| (name, number.to_string()))
}

/// Writes what is new or different, and what it is found by, in the transaction of the caller.
///
/// # Errors
/// When the database refuses.
pub async fn take_in(repository: &mut dyn Repository, now: Timestamp, batch: impl Into<Batch>) -> StoreResult<Tally> {
    let Batch { records, terms } = batch.into();
    let mut next = repository.lock_organisations().await?;
    let new_from = next;
    let codes: Vec<OrganisationCode> = records.iter().map(|record| record.organisation().code.clone()).collect();
    let marks = repository.list_organisation_marks(&codes).await?;
    let marks: HashMap<&str, _> = marks.iter().map(|mark| (mark.code.as_str(), mark)).collect();
    let mut tally = Tally::default();
    let mut differing = Vec::new();
    let mut written: Vec<(i64, Prepared)> = Vec::new();
    // The numbers of those that are new, by their places in the batch.
    let mut new = Vec::with_capacity(records.len());
    for record in records {
        let mut number = None;
        match marks.get(record.organisation().code.as_str()) {
            None => {
                tally.added += 1;
                number = Some(next);
                written.push((next, record));
                next += 1;
            }
            Some(mark) if mark.number.is_some() && mark.digest.as_deref() == Some(record.digest()) => {
                tally.unchanged += 1;
            }
            Some(mark) => differing.push((mark.number, record.into_organisation())),
        }
        new.push(number);
    }
    let mut changes = Changes::default();
    changes.add(terms, &new);
    let codes: Vec<OrganisationCode> = differing.iter().map(|(_, record)| record.code.clone()).collect();
    let known = repository.list_organisations(&codes).await?;
    let known: HashMap<String, Organisation> = known.into_iter().map(|it| (it.code.as_str().to_owned(), it)).collect();
    let mut rewritten = Vec::new();
    for (number, record) in differing {
        let Some(before) = known.get(record.code.as_str()) else { continue };
        let after = merge(before, record);
        if number.is_some() && after == *before {
            tally.unchanged += 1;
            continue;
        }
        rewritten.push(after.code.clone());
        if before.status != Status::Closed && after.status == Status::Closed {
            tally.closed += 1;
        } else {
            tally.changed += 1;
        }
        let number = match number {
            Some(number) => {
                changes.note(number, Some(before), &after);
                number
            }
            None => {
                changes.note(next, None, &after);
                next += 1;
                next - 1
            }
        };
        written.push((number, after.into()));
    }
    if !written.is_empty() {
        let held = changes.look_up(repository, new_from).await?;
        // While the database is at the organisations, the terms are put together.
        let terms = tokio::task::spawn_blocking(move || changes.apply_to(held));
        repository.set_next_organisation_number(next).await?;
        repository.put_organisations(&written, &rewritten, now).await?;
        let terms = terms.await.map_err(|_| StoreError::Refused("putting terms together broke off".into()))??;
        terms.write(repository).await?;
    }
    Ok(tally)
}
