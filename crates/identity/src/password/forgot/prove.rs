//! The two proofs of a recovery: first the e-mailed code, then one that a reader of the mail does not have.

use crate::{
    actor::{Actor, Origin},
    attempts::{self, Factor, Permit, Reserved, Whose},
    audit::{self, Event},
    email::proof::TRIES,
    keys::MacPurpose,
    password::forgot::{Recovery, RecoveryId, RecoveryState, current, start},
    service::{Service, Unexpected},
    session::BrowserId,
    sign_in::code::matching_step,
    store::Repository,
    time::Timestamp,
    totp, typed,
};

/// How the check of the e-mailed code ended.
#[derive(Debug, PartialEq, Eq)]
pub enum ProveEmail {
    /// It was right: the other proof is next.
    Right,
    /// It was wrong; so many tries are left.
    Wrong {
        /// Tries left in this recovery.
        tries_left: i64,
    },
    /// It cannot be a code, which counts as no guess.
    NotACode,
    /// The code ran out, or its five tries are spent: ask for another, or begin again.
    CodeOver,
    /// Too many wrong codes: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong codes: not until somebody unlocks it.
    Disabled,
    /// This step is not due.
    Over,
}

/// Where the log says that a guess was made.
const WHERE: &str = "forgotten password";

/// Checks the e-mailed code. A try counts before the code is looked at (failure 4).
///
/// # Errors
/// When the database refuses.
pub async fn prove_email(
    service: &Service,
    origin: &Origin,
    (browser, id): (&BrowserId, &RecoveryId),
    code: &str,
) -> Result<ProveEmail, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, RecoveryState::Started).await?;
    let Some((recovery, _)) = due else {
        return Ok(ProveEmail::Over);
    };
    // What cannot be right whatever is typed is no guess.
    if recovery.tries >= TRIES || now >= recovery.code_expires_at {
        return Ok(ProveEmail::CodeOver);
    }
    let Some(code) = typed::mailed_code(code) else {
        return Ok(ProveEmail::NotACode);
    };
    let person = recovery.known.as_ref().map(|known| &known.person);
    let whose = (person, recovery.mailbox.as_str());
    let reserved = attempts::reserve_by_address(service, &mut *repository, Factor::RecoveryCode, whose, origin).await?;
    let permit = match reserved {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(ProveEmail::Wait(until)),
        Reserved::Disabled => return Ok(ProveEmail::Disabled),
    };
    if !repository.take_recovery_try(id, TRIES, now).await? {
        return Ok(ProveEmail::CodeOver);
    }
    let outcome = check(service, &mut *repository, origin, &recovery, permit, &code).await?;
    repository.commit().await?;
    Ok(outcome)
}

async fn check(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    recovery: &Recovery,
    permit: Permit,
    code: &str,
) -> Result<ProveEmail, Unexpected> {
    let fits = recovery
        .code_mac
        .as_deref()
        .is_some_and(|mac| service.keys.mac_matches(MacPurpose::EmailCode, &start::code_parts(recovery, code), mac));
    let right = fits && !permit.is_blind();
    if right && repository.move_recovery(&recovery.id, RecoveryState::Started, RecoveryState::EmailProved).await? {
        attempts::forgive(repository, permit).await?;
        start::note(service, repository, origin, recovery, Event::RecoveryEmailProved).await?;
        return Ok(ProveEmail::Right);
    }
    start::note(service, repository, origin, recovery, Event::EmailCodeWrong).await?;
    let subject = recovery.known.as_ref().map(|known| &known.person);
    let details = [("recovery", recovery.id.as_str()), ("factor", "email-code"), ("where", WHERE)];
    attempts::stand(service, repository, origin, subject, permit, &details).await?;
    Ok(ProveEmail::Wrong { tries_left: (TRIES - recovery.tries - 1).max(0) })
}

/// How the second proof ended.
#[derive(Debug, PartialEq, Eq)]
pub enum ProveAnother {
    /// It was right: the new password is next.
    Right,
    /// It was wrong, or was used already.
    Wrong,
    /// It cannot be a code, which counts as no guess.
    NotACode,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not until something stronger unlocks it.
    Disabled,
    /// This step is not due.
    Over,
}

/// Checks the code of the authenticator app, whose counter is the one of sign-in: a recovery gives no more guesses
/// (failure 3), and its step is used up (failure 1).
///
/// # Errors
/// When the database refuses.
pub async fn prove_code(
    service: &Service,
    origin: &Origin,
    (browser, id): (&BrowserId, &RecoveryId),
    code: &str,
) -> Result<ProveAnother, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, RecoveryState::EmailProved).await?;
    let Some((recovery, Some(person))) = due else {
        return Ok(ProveAnother::Over);
    };
    let Some(app) = current::app(&mut *repository, &recovery, &person.id).await? else {
        return Ok(ProveAnother::Over);
    };
    let Ok(code) = totp::Code::parse(code) else {
        return Ok(ProveAnother::NotACode);
    };
    let whose = Whose::Person(&person.id);
    let reserved = attempts::reserve(service, &mut *repository, Factor::AuthenticatorCode, whose, origin).await?;
    let permit = match reserved {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(ProveAnother::Wait(until)),
        Reserved::Disabled => return Ok(ProveAnother::Disabled),
    };
    let right = match matching_step(service, &app, &code)? {
        Some(step) => {
            repository.accept_step(&app.id, step, now).await?
                && repository.move_recovery(id, RecoveryState::EmailProved, RecoveryState::Proved).await?
        }
        None => false,
    };
    let details = [("recovery", recovery.id.as_str()), ("factor", "code"), ("where", WHERE)];
    let (actor, event, subject) = match right {
        true => (Actor::Person(person.id.clone()), Event::RecoveryProved, Some(&person.id)),
        false => (Actor::System, Event::SignInFailed, Some(&person.id)),
    };
    audit::record(&mut *repository, service, origin, &actor, subject, event, &details).await?;
    let outcome = if right {
        attempts::forgive(&mut *repository, permit).await?;
        ProveAnother::Right
    } else {
        attempts::stand(service, &mut *repository, origin, subject, permit, &details).await?;
        ProveAnother::Wrong
    };
    repository.commit().await?;
    Ok(outcome)
}
