//! A registration's last step for Windows Hello, a security key, an iPad or a passkey: the device makes a key, and its
//! answer to our challenge makes the authenticator.

use crate::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    authenticator::{self, Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName},
    notice,
    person::Person,
    random::{self, Token},
    registration::{
        Registration, RegistrationId,
        add::{self, Added},
        current::{self, Turn},
    },
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn, current as session},
    store::Repository,
    time::Timestamp,
    webauthn::{
        Refusal, RelyingParty,
        body::Created,
        ceremony::{self, Asked, Ceremony, CeremonyId, CeremonyPurpose, Challenge},
        create::NewUser,
        credential::{Credential, CredentialId},
    },
};

/// How asking ended.
#[derive(Debug)]
pub enum BeginDevice {
    /// The browser can ask the device.
    Ready(Challenge),
    /// Too many were asked for from this network: not before this instant.
    Wait(Timestamp),
    /// Browsers do not allow it at the address of this installation.
    NotHere,
    /// This step is not due.
    Over,
}

/// Asks for a new key. May be asked again, when the person cancelled.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    id: &RegistrationId,
) -> Result<BeginDevice, Unexpected> {
    let Some(relying_party) = &service.policy.relying_party else {
        return Ok(BeginDevice::NotHere);
    };
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, Turn::UseDevice).await?;
    let Some((registration, person)) = due else {
        return Ok(BeginDevice::Over);
    };
    let question = ask(service, &mut *repository, relying_party, (&registration, &person)).await?;
    let asked = Asked {
        browser,
        purpose: CeremonyPurpose::Register,
        person: Some(&person.id),
        registration: Some(id),
        state: &question.state,
        options: question.options,
    };
    Ok(match ceremony::begin(service, &mut *repository, origin, asked).await? {
        Ok(challenge) => {
            repository.commit().await?;
            BeginDevice::Ready(challenge)
        }
        Err(until) => BeginDevice::Wait(until),
    })
}

async fn ask(
    service: &Service,
    repository: &mut dyn Repository,
    relying_party: &RelyingParty,
    (registration, person): (&Registration, &Person),
) -> Result<crate::webauthn::Question, Unexpected> {
    let handle = random::encode(&random::bytes::<32>(&*service.random));
    let handle = repository.user_handle(&person.id, &handle).await?;
    let addresses = notice::addresses(repository, &person.id).await?;
    let name = addresses.first().map_or_else(|| person.identifier.as_str(), |address| address.as_str());
    let held: Vec<CredentialId> =
        repository.list_credentials(&person.id).await?.into_iter().map(|held| held.credential.id).collect();
    let user = NewUser { handle: &handle, name, display_name: &person.name.full(), held: &held };
    relying_party.ask_new(registration.kind, &user)
}

/// How the last step ended.
#[derive(Debug)]
pub enum UseDevice {
    /// The authenticator exists.
    Done(NewDevice),
    /// The device is refused. The challenge is used up; another may be asked for.
    Refused(Refusal),
    /// This answer came before and was taken; what was said then did not arrive.
    DoneBefore,
    /// One of this kind was added meanwhile.
    AlreadyHeld,
    /// This step is not due, or the challenge is over or was answered.
    Over,
}

/// What was added.
#[derive(Debug)]
pub struct NewDevice {
    /// The one that signs its owner in from now on.
    pub authenticator: AuthenticatorId,
    /// What it is called until its person gives it another name.
    pub name: AuthenticatorName,
    /// The level that it reaches.
    pub level: AssuranceLevel,
    /// Whether it waits for its first use, before it takes the old one's place.
    pub waits: bool,
    /// The new token of this person's session in this browser, if there is one.
    pub token: Option<Token>,
}

/// Checks the device's answer, the text of `credential.toJSON()`, and adds the authenticator.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    service: &Service,
    me: Option<&SignedIn>,
    origin: &Origin,
    (browser, id): (&BrowserId, &RegistrationId),
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<UseDevice, Unexpected> {
    let Some(relying_party) = &service.policy.relying_party else {
        return Ok(UseDevice::Over);
    };
    let mut repository = service.read().await?;
    let asked_for = (browser, CeremonyPurpose::Register);
    let found = ceremony::find(service, &mut *repository, asked_for, ceremony).await?;
    let Some(registration) = repository.lookup_registration(id).await? else {
        return Ok(UseDevice::Over);
    };
    let Some((ceremony, state)) = found.filter(|(ceremony, _)| fits(ceremony, &registration)) else {
        return over(&mut *repository, browser, &registration, answer).await;
    };
    drop(repository);
    // Signatures are checked outside of any transaction; what was read before it is asked again within (failure 7).
    let created = Created::parse(answer);
    let checked = match &created {
        Some(created) => {
            let trusted = (&service.policy.attestation_roots, service.now());
            relying_party.check_new(&state, (registration.kind, created), trusted)?
        }
        None => Err(Refusal::NotAccepted),
    };
    let mut repository = service.write().await?;
    if !repository.take_ceremony(&ceremony.id, service.now()).await? {
        return Ok(UseDevice::Over);
    }
    let due = current::take(service, &mut *repository, browser, id, Turn::UseDevice).await?;
    let outcome = match due {
        Some((registration, person)) if fits(&ceremony, &registration) => {
            let known = known(&mut *repository, &person, created.as_ref()).await?;
            match known.map_or(checked, Err) {
                Ok(credential) => {
                    let new = (registration, &person);
                    add(service, &mut *repository, origin, new, &credential, me).await?
                }
                Err(refusal) => {
                    note(service, &mut *repository, origin, (&registration, &person), &refusal).await?;
                    UseDevice::Refused(refusal)
                }
            }
        }
        _ => UseDevice::Over,
    };
    // Whatever came of it, the challenge is used up.
    repository.commit().await?;
    Ok(outcome)
}

/// The challenge was given out for this registration and its person (failure 9).
fn fits(ceremony: &Ceremony, registration: &Registration) -> bool {
    ceremony.registration_id.as_ref() == Some(&registration.id)
        && ceremony.person_id.as_ref() == Some(&registration.person_id)
}

/// No challenge waits for the answer. In the browser that registered the very same device, it was registered all the same
/// (failure 30).
async fn over(
    repository: &mut dyn Repository,
    browser: &BrowserId,
    registration: &Registration,
    answer: &str,
) -> Result<UseDevice, Unexpected> {
    let made = registration.authenticator.as_ref().filter(|_| registration.browser_id.as_ref() == Some(browser));
    let (Some(made), Some(created)) = (made, Created::parse(answer)) else {
        return Ok(UseDevice::Over);
    };
    let held = repository.find_credential(&created.id).await?;
    Ok(match held.filter(|held| held.authenticator.id == *made) {
        Some(_) => UseDevice::DoneBefore,
        None => UseDevice::Over,
    })
}

/// Why a credential that was seen before is refused. Nobody learns that it is somebody else's.
async fn known(
    repository: &mut dyn Repository,
    person: &Person,
    created: Option<&Created>,
) -> Result<Option<Refusal>, Unexpected> {
    let Some(created) = created else {
        return Ok(None);
    };
    Ok(repository.find_credential(&created.id).await?.map(|held| {
        let mine = held.authenticator.person_id == person.id;
        let active = held.authenticator.state == AuthenticatorState::Active;
        if mine && active { Refusal::AlreadyRegistered } else { Refusal::NotAccepted }
    }))
}

async fn note(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (registration, person): (&Registration, &Person),
    refusal: &Refusal,
) -> Result<(), Unexpected> {
    let details =
        [("kind", registration.kind.slug()), ("registration", registration.id.as_str()), ("reason", refusal.name())];
    let event = Event::RegistrationDeviceRefused;
    Ok(audit::record(repository, service, origin, &Actor::System, Some(&person.id), event, &details).await?)
}

async fn add(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (registration, person): (Registration, &Person),
    credential: &Credential,
    me: Option<&SignedIn>,
) -> Result<UseDevice, Unexpected> {
    let (kind, granted_level) = (registration.kind, registration.level);
    let authenticator = Authenticator {
        id: AuthenticatorId::random(&*service.random),
        person_id: person.id.clone(),
        kind,
        name: AuthenticatorName::suggested(kind, Some(credential.aaguid)),
        level: authenticator::level::of(service, repository, kind, credential, granted_level).await?,
        granted_level,
        secret: None,
        last_step: 0,
        state: AuthenticatorState::Active,
        suspended_at: None,
        replaces: registration.replaces.clone(),
        added_at: service.now(),
        added_by: registration.issued_by.clone(),
        last_used_at: None,
    };
    let new = NewDevice {
        authenticator: authenticator.id.clone(),
        name: authenticator.name.clone(),
        level: authenticator.level,
        waits: false,
        token: None,
    };
    match add::add(service, repository, origin, (registration, person), authenticator, Some(credential)).await? {
        Added::No => Ok(UseDevice::AlreadyHeld),
        Added::Yes { waits } => {
            let token = session::rotate(service, repository, me, person).await?;
            Ok(UseDevice::Done(NewDevice { waits, token, ..new }))
        }
    }
}
