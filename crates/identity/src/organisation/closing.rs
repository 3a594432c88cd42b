//! Closes organisations whose last day has come since their source told of it: what is written of them at an import stays as it is,
//! and no source is asked again.

use std::collections::HashMap;

use super::{
    Organisation, Status,
    index::{Changes, OPEN},
};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    service::{Service, Unexpected},
    store::Repository,
    time::date_text,
};

/// The setting that names the day until which it was done.
const CLOSED_UNTIL: &str = "organisations-closed-until";

/// Does so, once a day; answers how many were closed.
///
/// # Errors
/// When the database refuses.
pub async fn close(service: &Service) -> Result<usize, Unexpected> {
    let today = service.now().uk_date();
    let until = date_text(today);
    let mut repository = service.read().await?;
    if repository.lookup_setting(CLOSED_UNTIL).await?.as_deref() == Some(&until)
        // A database without organisations stays as it is: a backup is restored into an empty one.
        || repository.list_organisation_terms_in_use(&[OPEN.to_owned()]).await?.is_empty()
    {
        return Ok(0);
    }
    drop(repository);
    let mut closed = 0;
    loop {
        let codes = service.read().await?.list_organisations_to_close(today).await?;
        let mut repository = service.write().await?;
        let next = repository.lock_organisations().await?;
        // Since they were listed, an import may have said something else.
        let due = repository.list_organisations(&codes).await?.into_iter();
        let due: Vec<Organisation> =
            due.filter(|it| it.status != Status::Closed && it.status_on(today) == Status::Closed).collect();
        if due.is_empty() {
            repository.set_setting(CLOSED_UNTIL, Some(&until), service.now()).await?;
            repository.commit().await?;
            return Ok(closed);
        }
        write(&mut *repository, next, &due).await?;
        let number = due.len().to_string();
        let (origin, details) = (Origin::server(), [("closed", number.as_str()), ("reason", "the last day has come")]);
        let event = Event::OrganisationsChanged;
        audit::record(&mut *repository, service, &origin, &Actor::System, None, event, &details).await?;
        repository.commit().await?;
        closed += due.len();
    }
}

/// The digest stays that of what the source said: the same file again changes nothing.
async fn write(repository: &mut dyn Repository, next: i64, due: &[Organisation]) -> Result<(), Unexpected> {
    let codes: Vec<_> = due.iter().map(|it| it.code.clone()).collect();
    let marks = repository.list_organisation_marks(&codes).await?;
    let numbers: HashMap<&str, i64> =
        marks.iter().filter_map(|mark| Some((mark.code.as_str(), mark.number?))).collect();
    let mut changes = Changes::default();
    for before in due {
        let Some(number) = numbers.get(before.code.as_str()) else { continue };
        let after = Organisation { status: Status::Closed, ..before.clone() };
        changes.note(*number, Some(before), &after);
        repository.close_organisation(&before.code).await?;
    }
    let held = changes.look_up(repository, next).await?;
    changes.apply_to(held)?.write(repository).await?;
    Ok(())
}
