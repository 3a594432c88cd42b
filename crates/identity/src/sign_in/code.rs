//! Sign in, second step: the 6-digit code of the authenticator app.

use crate::{
    actor::Origin,
    assurance::{AssuranceLevel, Kind},
    attempts::{self, Factor, Reserved, Whose},
    audit::Event,
    authenticator::Authenticator,
    keys::Purpose,
    person::PersonState,
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, SessionId, SessionKind, SignedIn, current},
    sign_in::{SignIn, SignInId},
    store::Repository,
    time::Timestamp,
    totp,
};

/// How the second step ended.
#[derive(Debug)]
pub enum SubmitCode {
    /// Signed in: the session's new token, and the page first asked for.
    SignedIn {
        /// For the cookie only.
        token: Token,
        /// A path of ours.
        return_to: String,
    },
    /// The code is wrong, or was used already.
    Wrong,
    /// It cannot be a code, which counts as no guess.
    NotACode,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not from an unknown browser, until something stronger unlocks it.
    Disabled,
    /// The ten minutes are over, the code was entered before, or this sign-in is not this browser's: [`due`] tells which.
    Over,
}

/// What a sign-in of this browser waits for.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    /// The code.
    Code,
    /// Nothing: the code was entered, as a form that was sent twice finds, or something ended this sign-in.
    Nothing {
        /// The page first asked for: a path of ours.
        return_to: String,
        /// What was said of the computer.
        computer: Computer,
    },
    /// Address and password once more: the time for the code is over.
    Password {
        /// The page first asked for: a path of ours.
        return_to: String,
        /// What was said of the computer.
        computer: Computer,
    },
}

/// What a sign-in waits for in this browser; nothing is said of one that somebody else began than who is signed in here.
///
/// # Errors
/// When the database refuses.
pub async fn due(
    service: &Service,
    me: Option<&SignedIn>,
    browser: &BrowserId,
    id: &SignInId,
) -> Result<Option<Due>, Unexpected> {
    let sign_in = service.read().await?.lookup_sign_in(id).await?.filter(|sign_in| sign_in.browser_id == *browser);
    let sign_in = sign_in.filter(|sign_in| me.is_none_or(|me| me.person.id == sign_in.person_id));
    Ok(sign_in.map(|sign_in| match sign_in {
        SignIn { completed_at: Some(_), return_to, computer, .. } => Due::Nothing { return_to, computer },
        SignIn { expires_at, .. } if service.now() < expires_at => Due::Code,
        SignIn { return_to, computer, .. } => Due::Password { return_to, computer },
    }))
}

async fn waiting(
    service: &Service,
    repository: &mut dyn Repository,
    browser: &BrowserId,
    id: &SignInId,
) -> Result<Option<SignIn>, Unexpected> {
    let sign_in = repository.lookup_sign_in(id).await?;
    Ok(sign_in.filter(|sign_in| {
        sign_in.browser_id == *browser && sign_in.completed_at.is_none() && service.now() < sign_in.expires_at
    }))
}

/// Checks the code and signs in.
///
/// # Errors
/// When the database refuses.
pub async fn submit(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    before: Option<&SessionId>,
    id: &SignInId,
    code: &str,
) -> Result<SubmitCode, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let Some(sign_in) = waiting(service, &mut *repository, browser, id).await? else {
        return Ok(SubmitCode::Over);
    };
    // Closed meanwhile: what was begun before does not go on (failures 7 and 26).
    let person = repository.lock_person(&sign_in.person_id).await?.filter(|person| person.state == PersonState::Open);
    let authenticator = repository.find_active_authenticator(&sign_in.person_id, Kind::MicrosoftAuthenticator).await?;
    // One that is newer than the password's check took the place of what this sign-in was begun with (failure 7).
    let authenticator =
        authenticator.filter(|authenticator| authenticator.added_at <= sign_in.created_at && authenticator.is_usable());
    let (Some(person), Some(authenticator)) = (person, authenticator) else {
        // It never will go on: its page leads elsewhere from now on.
        repository.complete_sign_in(&sign_in.id, now).await?;
        repository.commit().await?;
        return Ok(SubmitCode::Over);
    };
    let Ok(code) = totp::Code::parse(code) else {
        return Ok(SubmitCode::NotACode);
    };
    let whose = Whose::Person(&person.id);
    let reserved = attempts::reserve(service, &mut *repository, Factor::AuthenticatorCode, whose, origin).await?;
    let permit = match reserved {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(SubmitCode::Wait(until)),
        Reserved::Disabled => return Ok(SubmitCode::Disabled),
    };
    // The step is accepted by one conditional update: of two requests with one code, one signs in (failure 1).
    let step = matching_step(service, &authenticator, &code)?;
    let accepted = match step {
        Some(step) => {
            repository.accept_step(&authenticator.id, step, now).await?
                && repository.complete_sign_in(&sign_in.id, now).await?
        }
        None => false,
    };
    if !accepted {
        let (subject, details) = (Some(&person.id), [("factor", "code")]);
        attempts::fail(service, &mut *repository, origin, subject, permit, &details).await?;
        repository.commit().await?;
        return Ok(SubmitCode::Wrong);
    }
    attempts::forgive(&mut *repository, permit).await?;
    let opening = current::Opening {
        person: &person,
        browser,
        authenticator: Some(&authenticator.id),
        kind: SessionKind::Full,
        // Password and code are two different factors, shown just now: the level is computed from them, not read
        // from the authenticator's row alone (failure 14).
        level: authenticator.level.min(AssuranceLevel::Aal2),
        factors: "password, code",
        computer: sign_in.computer,
        event: Event::SignedIn,
    };
    let token = current::open(service, &mut *repository, origin, before, opening).await?;
    repository.commit().await?;
    Ok(SubmitCode::SignedIn { token, return_to: sign_in.return_to })
}

/// The step of an app that a code belongs to, when it is right and was not used.
pub(crate) fn matching_step(
    service: &Service,
    authenticator: &Authenticator,
    code: &totp::Code,
) -> Result<Option<i64>, Unexpected> {
    let owner = Authenticator::seal_owner(&authenticator.person_id, &authenticator.id);
    let missing = || Unexpected::Other("an authenticator's secret is missing or has the wrong length".into());
    let sealed = authenticator.secret.as_ref().ok_or_else(missing)?;
    let bytes = service.keys.open(Purpose::AuthenticatorSecret, &owner, sealed)?;
    let secret = totp::Secret::from_opened(&bytes).ok_or_else(missing)?;
    Ok(totp::matching_step(&secret, code, service.now().seconds(), Some(authenticator.last_step)))
}
