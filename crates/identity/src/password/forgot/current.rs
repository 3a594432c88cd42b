//! Where a recovery stands, for its pages: a step is shown only when it is the one that is due (failure 8).

use crate::{
    assurance::Kind,
    authenticator::Authenticator,
    email::proof::{self, TRIES},
    password::forgot::{Recovery, RecoveryId, RecoveryState},
    person::{Person, PersonId, PersonState},
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
};

/// The step that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// "Check your inbox"
    EnterCode {
        /// When the newest code ends.
        expires_at: Timestamp,
        /// From when another may be asked for; `None` when no more are sent.
        next_send_at: Option<Timestamp>,
        /// Whether a code can still be entered at this moment.
        is_open: bool,
    },
    /// The code of the authenticator app.
    ProveAnother,
    /// There is no other proof: the Registration Authority helps.
    AskRegistrationAuthority,
    /// Changes stand still: the Registration Authority helps.
    Frozen,
    /// The new password, twice.
    ChoosePassword,
    /// "Your password is changed"
    Done,
    /// The time ran out, or something newer took its place.
    Over,
}

/// What a page of a recovery needs to know.
#[derive(Clone, Debug)]
pub struct RecoveryView {
    /// The recovery.
    pub id: RecoveryId,
    /// The step that is due.
    pub step: Step,
    /// Until when it must be done.
    pub finish_by: Timestamp,
}

/// Finds a recovery for the browser that began it; in any other it does not exist.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, browser: &BrowserId, id: &RecoveryId) -> Result<Option<RecoveryView>, Unexpected> {
    let now = service.now();
    let mut repository = service.read().await?;
    let recovery = repository.lookup_recovery(id).await?.filter(|recovery| recovery.browser_id == *browser);
    let Some(recovery) = recovery else {
        return Ok(None);
    };
    let alive = now < recovery.finish_by;
    let step = match recovery.state {
        RecoveryState::Completed => Step::Done,
        RecoveryState::Ended => Step::Over,
        _ if !alive => Step::Over,
        RecoveryState::Started => Step::EnterCode {
            expires_at: recovery.code_expires_at,
            next_send_at: proof::next_send((recovery.sends, recovery.tries), recovery.next_send_at),
            is_open: recovery.tries < TRIES && now < recovery.code_expires_at,
        },
        RecoveryState::EmailProved | RecoveryState::Proved => after_the_code(&mut *repository, &recovery).await?,
    };
    Ok(Some(RecoveryView { id: recovery.id, step, finish_by: recovery.finish_by }))
}

/// Whoever comes here reads the person's mail, so that there is more to say.
async fn after_the_code(repository: &mut dyn Repository, recovery: &Recovery) -> Result<Step, Unexpected> {
    let person = person(repository, recovery).await?.filter(|person| person.state == PersonState::Open);
    let Some(person) = person else {
        return Ok(Step::Over);
    };
    if !person.accepts_changes() {
        return Ok(Step::Frozen);
    }
    let app = app(repository, recovery, &person.id).await?;
    // Without a password there is nothing to recover: the first one comes with the first authenticator app.
    let has_password = repository.lookup_password(&person.id).await?.is_some();
    Ok(match app {
        Some(_) if has_password && recovery.state == RecoveryState::Proved => Step::ChoosePassword,
        Some(_) if has_password => Step::ProveAnother,
        _ => Step::AskRegistrationAuthority,
    })
}

async fn person(repository: &mut dyn Repository, recovery: &Recovery) -> Result<Option<Person>, Unexpected> {
    // For nobody the same is asked, so that it takes as long (failure 22).
    let nobody = PersonId::from_text("");
    Ok(repository.lookup_person(recovery.known.as_ref().map_or(&nobody, |known| &known.person)).await?)
}

/// The authenticator app that may be the second proof: not one that was reported lost, nor one
/// that came while this was under way (failure 7).
pub(super) async fn app(
    repository: &mut dyn Repository,
    recovery: &Recovery,
    person: &PersonId,
) -> Result<Option<Authenticator>, Unexpected> {
    let app = repository.find_active_authenticator(person, Kind::MicrosoftAuthenticator).await?;
    Ok(app.filter(|app| app.is_usable() && app.added_at <= recovery.created_at))
}

/// The recovery and its person, when it stands at `state` in this browser and may go on: after the e-mailed code only
/// for somebody, and not while changes stand still.
pub(super) async fn due(
    service: &Service,
    repository: &mut dyn Repository,
    browser: &BrowserId,
    id: &RecoveryId,
    state: RecoveryState,
) -> Result<Option<(Recovery, Option<Person>)>, Unexpected> {
    let recovery = repository.lookup_recovery(id).await?;
    let recovery = recovery.filter(|recovery| {
        recovery.browser_id == *browser && recovery.state == state && service.now() < recovery.finish_by
    });
    let Some(recovery) = recovery else {
        return Ok(None);
    };
    let person = person(repository, &recovery).await?;
    let may = match &person {
        None => recovery.known.is_none() && state == RecoveryState::Started,
        Some(person) if state == RecoveryState::Started => person.state == PersonState::Open,
        Some(person) if !person.accepts_changes() => false,
        // The app that proved it may have been reported lost since then (failure 7).
        Some(person) if state == RecoveryState::Proved => app(repository, &recovery, &person.id).await?.is_some(),
        Some(_) => true,
    };
    Ok(may.then_some((recovery, person)))
}

/// The same for whoever writes: nobody else closes, freezes or resets the person until the transaction ends (failure 7).
pub(super) async fn take(
    service: &Service,
    repository: &mut dyn Repository,
    browser: &BrowserId,
    id: &RecoveryId,
    state: RecoveryState,
) -> Result<Option<(Recovery, Option<Person>)>, Unexpected> {
    let Some((recovery, _)) = due(service, repository, browser, id, state).await? else {
        return Ok(None);
    };
    let nobody = PersonId::from_text("");
    repository.lock_person(recovery.known.as_ref().map_or(&nobody, |known| &known.person)).await?;
    due(service, repository, browser, id, state).await
}
