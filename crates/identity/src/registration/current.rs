//! Where a registration stands, for its pages: a step is shown only when it is the one that is due (failure 8).

use crate::{
    assurance::{AssuranceLevel, Kind},
    email::EmailProofId,
    person::Person,
    registration::{Registration, RegistrationId, RegistrationState},
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
};

/// The step that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// "What is your Care Identity email address?"
    EnterEmail,
    /// "Check your inbox"
    EnterEmailCode(EmailProofId),
    /// "Create a password"
    CreatePassword,
    /// The password there is.
    EnterPassword,
    /// The QR code and the first code of the app.
    SetUpApp,
    /// The device makes its key.
    UseDevice,
    /// "Registration successful"
    Done,
    /// The time ran out, or a newer registration took its place.
    Over,
}

/// What a page of a registration needs to know.
#[derive(Clone, Debug)]
pub struct RegistrationView {
    /// The registration.
    pub id: RegistrationId,
    /// What it registers.
    pub kind: Kind,
    /// The step that is due.
    pub step: Step,
    /// Until when it must be done.
    pub finish_by: Option<Timestamp>,
    /// The address that was proved, while the password is due: password managers keep both together.
    pub address: Option<String>,
    /// What it made: the level, and whether it waits for its first use before it takes another's place.
    pub made: Option<(AssuranceLevel, bool)>,
}

/// Finds a registration for the browser that opened it; in any other it does not exist.
///
/// # Errors
/// When the database refuses.
pub async fn view(
    service: &Service,
    browser: &BrowserId,
    id: &RegistrationId,
) -> Result<Option<RegistrationView>, Unexpected> {
    let mut repository = service.read().await?;
    let registration = repository.lookup_registration(id).await?;
    let Some(registration) = registration.filter(|registration| registration.browser_id.as_ref() == Some(browser))
    else {
        return Ok(None);
    };
    let alive = registration.is_alive(service.now());
    let address = match (registration.state, &registration.email_proof) {
        (RegistrationState::EmailProved, Some(proof)) if !registration.kind.is_webauthn() => {
            repository.lookup_email_proof(proof).await?.map(|proof| proof.address)
        }
        _ => None,
    };
    let made = match &registration.authenticator {
        Some(id) => repository.lookup_authenticator(id).await?.map(|made| (made.level, made.replaces.is_some())),
        None => None,
    };
    let step = match registration.state {
        RegistrationState::Completed => Step::Done,
        _ if !alive => Step::Over,
        RegistrationState::Opened => match registration.email_proof {
            Some(proof) => Step::EnterEmailCode(proof),
            None => Step::EnterEmail,
        },
        RegistrationState::EmailProved if registration.kind.is_webauthn() => Step::UseDevice,
        RegistrationState::EmailProved if repository.lookup_password(&registration.person_id).await?.is_some() => {
            Step::EnterPassword
        }
        RegistrationState::EmailProved => Step::CreatePassword,
        RegistrationState::PasswordShown => Step::SetUpApp,
        RegistrationState::Issued | RegistrationState::Abandoned => Step::Over,
    };
    Ok(Some(RegistrationView {
        id: registration.id,
        kind: registration.kind,
        step,
        finish_by: registration.finish_by,
        address,
        made,
    }))
}

/// What somebody is about to do. Each kind goes its own way (failure 8).
#[derive(Clone, Copy)]
pub(crate) enum Turn {
    ProveEmail,
    SetPassword,
    ConfirmCode,
    UseDevice,
}

impl Turn {
    fn is_due(self, registration: &Registration) -> bool {
        let (state, device) = match self {
            Self::ProveEmail => (RegistrationState::Opened, registration.kind.is_webauthn()),
            Self::SetPassword => (RegistrationState::EmailProved, false),
            Self::ConfirmCode => (RegistrationState::PasswordShown, false),
            Self::UseDevice => (RegistrationState::EmailProved, true),
        };
        registration.state == state && registration.kind.is_webauthn() == device
    }
}

/// The registration and its person, when it is this turn's in this browser and may go on: not while changes stand still.
pub(crate) async fn due(
    service: &Service,
    repository: &mut dyn Repository,
    browser: &BrowserId,
    id: &RegistrationId,
    turn: Turn,
) -> Result<Option<(Registration, Person)>, Unexpected> {
    let registration = repository.lookup_registration(id).await?;
    let registration = registration.filter(|registration| {
        registration.browser_id.as_ref() == Some(browser)
            && turn.is_due(registration)
            && registration.is_alive(service.now())
    });
    let Some(registration) = registration else {
        return Ok(None);
    };
    let person = repository.lookup_person(&registration.person_id).await?;
    Ok(person.filter(Person::accepts_changes).map(|person| (registration, person)))
}

/// The same for whoever writes: nobody else closes or resets the person until the transaction ends (failure 7).
pub(crate) async fn take(
    service: &Service,
    repository: &mut dyn Repository,
    browser: &BrowserId,
    id: &RegistrationId,
    turn: Turn,
) -> Result<Option<(Registration, Person)>, Unexpected> {
    let Some((registration, _)) = due(service, repository, browser, id, turn).await? else {
        return Ok(None);
    };
    repository.lock_person(&registration.person_id).await?;
    // What stood there before may have ended while this waited.
    due(service, repository, browser, id, turn).await
}
