//! A forgotten password at the registration of an app, for whoever came by a sign-in link and has nothing left to sign in with:
//! the link was issued after an identity check, and lets its holder add any other type without the password
//! (docs/decisions/0024). While any authenticator signs in, the password is asked for, or renewed with that one
//! ([`crate::password::renew`]).

use secrecy::SecretString;

use crate::{
    actor::{Actor, By, Origin},
    attempts,
    audit::Event,
    authenticator::own,
    mail::text,
    password::{
        choose::{NotChosen, choose},
        replace::{self, Old},
    },
    person::Person,
    random,
    registration::{
        RegistrationId,
        current::{self, Turn},
        set_password::{SetPassword, reveal_secret},
    },
    service::{Service, Unexpected},
    session::{BrowserId, Browsers, SessionKind, SignedIn, current as session},
    store::Repository,
};

/// Whether whoever asks may choose a new password instead of entering the one there is.
///
/// # Errors
/// When the database refuses.
pub async fn may(
    service: &Service,
    me: Option<&SignedIn>,
    place: (&BrowserId, &RegistrationId),
) -> Result<bool, Unexpected> {
    let mut repository = service.read().await?;
    let (browser, id) = place;
    let due = current::due(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    match (me, due) {
        (Some(me), Some((_, person))) => allows(service, &mut *repository, me, &person).await,
        _ => Ok(false),
    }
}

/// Puts a new password in the place of the one there is, and goes on to the app. Everybody else is signed out.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn renew(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    place: (&BrowserId, &RegistrationId),
    password: SecretString,
    again: &SecretString,
) -> Result<SetPassword, Unexpected> {
    if !may(service, Some(me), place).await? {
        return Ok(SetPassword::Over);
    }
    let emails = service.read().await?.list_emails(&me.person.id).await?;
    let password = match choose(service, &me.person, emails, password, again) {
        Ok(password) => password,
        Err(NotChosen::Refused(refusal)) => return Ok(SetPassword::Refused(refusal)),
        Err(NotChosen::Different) => return Ok(SetPassword::Different),
    };
    let new = service.hashing.hash(password.into_secret(), random::bytes(&*service.random)).await?;

    let now = service.now();
    let mut repository = service.write().await?;
    let (browser, id) = place;
    // Asked again after the hashing, under the person's lock: an app may have come meanwhile (failure 7).
    let due = current::take(service, &mut *repository, browser, id, Turn::SetPassword).await?;
    let Some((registration, person)) = due else {
        return Ok(SetPassword::Over);
    };
    if !allows(service, &mut *repository, me, &person).await? {
        return Ok(SetPassword::Over);
    }
    let Some(token) = session::rotate(service, &mut *repository, Some(me), &person).await? else {
        return Ok(SetPassword::Over);
    };
    let Some(old) = Old::of(&mut *repository, &person).await? else {
        return Ok(SetPassword::Over);
    };
    let actor = Actor::Person(person.id.clone());
    let why = [("instead of the old one", "sign-in link"), ("registration", id.as_str())];
    let by = By { actor: &actor, origin, why: &why };
    let words = text::password_renewed_by_link(&service.policy, &person.name.full(), now);
    let told = (Event::PasswordRecovered, words);
    if !replace::replace(service, &mut *repository, by, &person, (&old, &new), told).await?
        || !reveal_secret(service, &mut *repository, registration).await?
    {
        return Ok(SetPassword::Over);
    }
    attempts::forget_passwords(service, &mut *repository, &person.id).await?;
    repository.end_sessions_of(&person.id, Some(&me.session.id), now).await?;
    repository.end_under_way(&person.id, Browsers::AllBut(browser), now).await?;
    repository.commit().await?;
    Ok(SetPassword::Done(Some(token)))
}

/// A sign-in link of this person, and nothing that signs them in: not what is reported lost, nor a card that ran out.
async fn allows(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
    person: &Person,
) -> Result<bool, Unexpected> {
    if me.session.kind != SessionKind::Enrolment || me.person.id != person.id {
        return Ok(false);
    }
    Ok(repository.lookup_password(&person.id).await?.is_some()
        && own::ways_in(repository, person, service.now()).await?.is_empty())
}
