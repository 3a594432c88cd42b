//! A registration's last step: the app shows a code, and the first right one makes the authenticator.

use secrecy::SecretString;

use crate::{
    actor::Origin,
    assurance::evidence,
    attempts::{self, Factor, Reserved, Whose},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName},
    keys::Purpose,
    notice,
    random::Token,
    registration::{
        Registration, RegistrationId,
        add::{self, Added},
        current::{self, Turn},
    },
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn, current as session},
    time::Timestamp,
    totp,
};

/// What the page with the QR code shows. A secret: for this page only.
pub struct AppSetUp {
    /// The `otpauth:` link that the QR code holds.
    pub otpauth_url: SecretString,
    /// The key in groups of four, for typing.
    pub key: SecretString,
}

/// The secret of a registration whose app is to be set up.
///
/// # Errors
/// When the database refuses or the secret does not open.
pub async fn set_up(
    service: &Service,
    browser: &BrowserId,
    id: &RegistrationId,
) -> Result<Option<AppSetUp>, Unexpected> {
    let mut repository = service.read().await?;
    let due = current::due(service, &mut *repository, browser, id, Turn::ConfirmCode).await?;
    let Some((registration, person)) = due else {
        return Ok(None);
    };
    let secret = secret(service, &registration)?;
    // The account's name in the app: the address that people sign in with.
    let account = notice::addresses(&mut *repository, &person.id).await?;
    let account =
        account.first().map_or_else(|| person.identifier.as_str().to_owned(), |address| address.as_str().to_owned());
    Ok(Some(AppSetUp {
        otpauth_url: secret
            .otpauth_url(&service.policy.service_name, &account)
            .map_err(|error| Unexpected::Other(error.to_string()))?,
        key: secret.grouped_base32(),
    }))
}

fn secret(service: &Service, registration: &Registration) -> Result<totp::Secret, Unexpected> {
    let missing = || Unexpected::Other("a registration's secret is missing or has the wrong length".into());
    let sealed = registration.secret.as_ref().ok_or_else(missing)?;
    let bytes = service.keys.open(Purpose::RegistrationSecret, &registration.seal_owner(), sealed)?;
    totp::Secret::from_opened(&bytes).ok_or_else(missing)
}

/// How the last step ended.
#[derive(Debug)]
pub enum ConfirmCode {
    /// The authenticator exists. A session of this person in this browser has a new token.
    Done(Option<Token>),
    /// The code is wrong.
    Wrong,
    /// It cannot be a code, which counts as no guess.
    NotACode,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not until somebody unlocks it.
    Disabled,
    /// One of this kind was added meanwhile.
    AlreadyHeld,
    /// This step is not due.
    Over,
}

/// Checks the first code and adds the authenticator; its step counts as used (failure 1).
///
/// # Errors
/// When the database refuses or the secret does not open.
pub async fn submit(
    service: &Service,
    me: Option<&SignedIn>,
    origin: &Origin,
    (browser, id): (&BrowserId, &RegistrationId),
    code: &str,
) -> Result<ConfirmCode, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, Turn::ConfirmCode).await?;
    let Some((registration, person)) = due else {
        return Ok(ConfirmCode::Over);
    };
    let Ok(code) = totp::Code::parse(code) else {
        return Ok(ConfirmCode::NotACode);
    };
    let whose = Whose::Person(&person.id);
    let permit = match attempts::reserve(service, &mut *repository, Factor::NewAuthenticatorCode, whose, origin).await?
    {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(ConfirmCode::Wait(until)),
        Reserved::Disabled => return Ok(ConfirmCode::Disabled),
    };
    let secret = secret(service, &registration)?;
    let Some(step) = totp::matching_step(&secret, &code, now.seconds(), None) else {
        let (subject, details) = (Some(&person.id), [("factor", "code"), ("where", "registration")]);
        attempts::fail(service, &mut *repository, origin, subject, permit, &details).await?;
        repository.commit().await?;
        return Ok(ConfirmCode::Wrong);
    };
    attempts::forgive(&mut *repository, permit).await?;
    let authenticator = authenticator(service, &registration, &secret, step)?;
    let added = add::add(service, &mut *repository, origin, (registration, &person), authenticator, None).await?;
    if matches!(added, Added::No) {
        return Ok(ConfirmCode::AlreadyHeld);
    }
    let token = session::rotate(service, &mut *repository, me, &person).await?;
    repository.commit().await?;
    Ok(ConfirmCode::Done(token))
}

/// The authenticator that the first right code makes.
fn authenticator(
    service: &Service,
    registration: &Registration,
    secret: &totp::Secret,
    step: i64,
) -> Result<Authenticator, Unexpected> {
    let id = AuthenticatorId::random(&*service.random);
    let owner = Authenticator::seal_owner(&registration.person_id, &id);
    let secret = service.keys.seal(&*service.random, Purpose::AuthenticatorSecret, &owner, secret.expose_bytes())?;
    Ok(Authenticator {
        id,
        person_id: registration.person_id.clone(),
        kind: registration.kind,
        name: AuthenticatorName::suggested(registration.kind, None),
        level: evidence::level(registration.kind, None, registration.level),
        granted_level: registration.level,
        secret: Some(secret),
        last_step: step,
        state: AuthenticatorState::Active,
        suspended_at: None,
        // Its first code was its first use: it never waits.
        replaces: None,
        added_at: service.now(),
        added_by: registration.issued_by.clone(),
        last_used_at: None,
    })
}
