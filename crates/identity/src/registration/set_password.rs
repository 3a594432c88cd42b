//! A registration's second proof: the password is created, or the one there is shown. Then the app's secret exists.

use secrecy::SecretString;

use crate::{
    actor::{Actor, Origin},
    attempts::{self, Factor, Reserved, Whose},
    audit::{self, Event},
    keys::Purpose,
    mail::text,
    notice,
    password::{
        choose::{NotChosen, choose},
        policy::PasswordRefusal,
    },
    person::Person,
    random::{self, Token},
    registration::{
        Registration, RegistrationId, RegistrationState,
        current::{self, Turn},
    },
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn, current as session},
    store::Repository,
    time::Timestamp,
    undo::Change,
};

/// How the step ended.
#[derive(Debug)]
pub enum SetPassword {
    /// On to the app. A session of this person in this browser has a new token.
    Done(Option<Token>),
    /// The new password is not accepted.
    Refused(PasswordRefusal),
    /// The two entries differ.
    Different,
    /// The password is wrong.
    Wrong,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones.
    Disabled,
    /// This step is not due.
    Over,
}

/// Creates the password of a person who has none.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn create(
    service: &Service,
    me: Option<&SignedIn>,
    origin: &Origin,
    (browser, id): (&BrowserId, &RegistrationId),
    password: SecretString,
    again: SecretString,
) -> Result<SetPassword, Unexpected> {
    let mut repository = service.read().await?;
    let due = current::due(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    let Some((_, person)) = due else {
        return Ok(SetPassword::Over);
    };
    let emails = repository.list_emails(&person.id).await?;
    drop(repository);
    let password = match choose(service, &person, emails, password, &again) {
        Ok(password) => password,
        Err(NotChosen::Refused(refusal)) => return Ok(SetPassword::Refused(refusal)),
        Err(NotChosen::Different) => return Ok(SetPassword::Different),
    };
    let hash = service.hashing.hash(password.into_secret(), random::bytes(&*service.random)).await?;

    let now = service.now();
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    let Some((registration, person)) = due else {
        return Ok(SetPassword::Over);
    };
    if !repository.add_password(&person.id, &hash, now).await?
        || !reveal_secret(service, &mut *repository, registration).await?
    {
        return Ok(SetPassword::Over);
    }
    let actor = Actor::Person(person.id.clone());
    audit::record(&mut *repository, service, origin, &actor, Some(&person.id), Event::PasswordSet, &[]).await?;
    let words = text::password_set(&service.policy, &person.name.full(), now);
    let change = Change::PasswordSet { set_at: now.micros() };
    notice::tell_of_change(service, &mut *repository, &person.id, (&change, now), &words).await?;
    let token = session::rotate(service, &mut *repository, me, &person).await?;
    repository.commit().await?;
    Ok(SetPassword::Done(token))
}

/// Checks the password of a person who has one.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn confirm(
    service: &Service,
    origin: &Origin,
    (browser, id): (&BrowserId, &RegistrationId),
    password: SecretString,
) -> Result<SetPassword, Unexpected> {
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    let Some((_, person)) = due else {
        return Ok(SetPassword::Over);
    };
    let whose = Whose::Person(&person.id);
    let permit = match attempts::reserve(service, &mut *repository, Factor::Password, whose, origin).await? {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(SetPassword::Wait(until)),
        Reserved::Disabled => return Ok(SetPassword::Disabled),
    };
    let hash = repository.lookup_password(&person.id).await?;
    repository.commit().await?;

    let (right, permit) = attempts::verify(service, permit, password, hash.clone()).await?;
    let mut repository = service.write().await?;
    // The hashing took its time: the password may be another by now (failure 7).
    let now = repository.lookup_password(&person.id).await?;
    let unchanged = hash.zip(now).is_some_and(|(before, now)| before.as_str() == now.as_str());
    if !(right && unchanged) {
        note(service, &mut *repository, origin, &Actor::System, &person, Event::SignInFailed).await?;
        attempts::stand(service, &mut *repository, origin, Some(&person.id), permit, &NOTED).await?;
        repository.commit().await?;
        return Ok(SetPassword::Wrong);
    }
    // Asked again after the hashing: the time may have run out meanwhile (failure 7).
    let due = current::take(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    let Some((registration, _)) = due else {
        return Ok(SetPassword::Over);
    };
    attempts::forgive(&mut *repository, permit).await?;
    if !reveal_secret(service, &mut *repository, registration).await? {
        return Ok(SetPassword::Over);
    }
    note(service, &mut *repository, origin, &Actor::Person(person.id.clone()), &person, Event::PasswordAccepted)
        .await?;
    repository.commit().await?;
    Ok(SetPassword::Done(None))
}

/// What the log is told of each guess here.
const NOTED: [(&str, &str); 2] = [("factor", "password"), ("where", "registration")];

async fn note(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    actor: &Actor,
    person: &Person,
    event: Event,
) -> Result<(), Unexpected> {
    Ok(audit::record(repository, service, origin, actor, Some(&person.id), event, &NOTED).await?)
}

/// Makes the app's secret: 160 random bits, sealed for this registration, active only after its first right code.
pub(super) async fn reveal_secret(
    service: &Service,
    repository: &mut dyn Repository,
    mut registration: Registration,
) -> Result<bool, Unexpected> {
    let secret = zeroize::Zeroizing::new(random::bytes::<20>(&*service.random));
    registration.secret =
        Some(service.keys.seal(&*service.random, Purpose::RegistrationSecret, &registration.seal_owner(), &*secret)?);
    registration.state = RegistrationState::PasswordShown;
    Ok(repository.update_registration(&registration, RegistrationState::EmailProved).await?)
}
