//! Sign in, first step: e-mail address and password. Known and unknown people get the same answer in the same time
//! (failure 22).

use std::time::Duration;

use secrecy::SecretString;

use crate::{
    actor::{Actor, Origin},
    attempts::{self, Factor, Permit, Reserved},
    audit::{self, Event},
    email::address::EmailAddress,
    password::{Standing, hash::PasswordHash},
    person::{Person, PersonState},
    random,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, SignedIn},
    sign_in::{SignIn, SignInId},
    time::Timestamp,
};

/// How long the code may be entered once the password was right.
const CODE_WITHIN: Duration = Duration::from_secs(10 * 60);

/// How the first step ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SubmitPassword {
    /// The code is next.
    EnterCode(SignInId),
    /// Address or password is wrong, or nobody is known by them: one answer for all.
    Wrong,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones: not from an unknown browser, until something stronger unlocks it.
    Disabled,
    /// The password is right and there is no authenticator app that goes with it.
    NoAuthenticator,
    /// It is right, of somebody else than who is signed in here.
    SomebodyElse,
}

/// Checks address and password. `return_to` is a path of ours and comes back at the end; it and what is said of the computer
/// are kept for the code's step. Of whoever is signed in here the session says it, too: to sign in once more does not make a
/// shared computer one's own.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn submit(
    service: &Service,
    me: Option<&SignedIn>,
    origin: &Origin,
    browser: &BrowserId,
    address: &str,
    password: SecretString,
    (computer, return_to): (Computer, &str),
) -> Result<SubmitPassword, Unexpected> {
    let computer = me.map_or(computer, |me| computer.or(me.session.computer));
    let typed = address.trim().to_lowercase();
    let address = EmailAddress::parse(address).ok();
    let key = address.as_ref().map(EmailAddress::comparison_key);

    let mut repository = service.write().await?;
    let (person, hash) = match &key {
        Some(key) => repository.find_standing(key).await?.map(|found| (found.person, found.password)).unzip(),
        None => (None, None),
    };
    let hash = hash.flatten();
    // What is no address counts by itself: the slips of one do not hold others out.
    let unknown = address.as_ref().map_or(typed, EmailAddress::throttle_key);
    let id = person.as_ref().map(|person| &person.id);
    let reserved =
        attempts::reserve_by_address(service, &mut *repository, Factor::Password, (id, &unknown), origin).await?;
    let permit = match reserved {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(SubmitPassword::Wait(until)),
        Reserved::Disabled => return Ok(SubmitPassword::Disabled),
    };
    repository.commit().await?;

    let (right, permit) = attempts::verify(service, permit, password.clone(), hash.clone()).await?;
    match (person, hash) {
        (Some(person), Some(hash)) if right && person.state == PersonState::Open => {
            let whose = Accepted { person, hash, password, permit, me, computer, return_to };
            accepted(service, origin, browser, whose).await
        }
        (person, _) => wrong(service, origin, person.as_ref(), permit).await,
    }
}

struct Accepted<'a> {
    person: Person,
    hash: PasswordHash,
    password: SecretString,
    permit: Permit,
    me: Option<&'a SignedIn>,
    computer: Computer,
    return_to: &'a str,
}

async fn accepted(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    accepted: Accepted<'_>,
) -> Result<SubmitPassword, Unexpected> {
    let Accepted { person, hash, password, permit, me, computer, return_to } = accepted;
    let stronger = if service.hashing.needs_rehash(&hash) {
        Some(service.hashing.hash(password, random::bytes(&*service.random)).await?)
    } else {
        None
    };
    let now = service.now();
    let mut repository = service.write().await?;
    // The hashing took its time: what was true before it is asked again, and nobody changes it meanwhile (failure 7).
    repository.lock_person(&person.id).await?;
    let standing = repository.lookup_standing(&person.id).await?.filter(|standing| {
        let unchanged = standing.password.as_ref().is_some_and(|now| now.as_str() == hash.as_str());
        unchanged && standing.person.state == PersonState::Open
    });
    let Some(Standing { has_app, .. }) = standing else {
        drop(repository);
        return wrong(service, origin, Some(&person), permit).await;
    };
    attempts::forgive(&mut *repository, permit).await?;
    if let Some(stronger) = stronger {
        repository.rehash_password(&person.id, &hash, &stronger).await?;
    }
    let actor = Actor::Person(person.id.clone());
    audit::record(&mut *repository, service, origin, &actor, Some(&person.id), Event::PasswordAccepted, &[]).await?;
    if me.is_some_and(|me| me.person.id != person.id) {
        repository.commit().await?;
        return Ok(SubmitPassword::SomebodyElse);
    }
    if !has_app {
        repository.commit().await?;
        return Ok(SubmitPassword::NoAuthenticator);
    }
    let sign_in = SignIn {
        id: SignInId::random(&*service.random),
        browser_id: browser.clone(),
        person_id: person.id,
        return_to: return_to.to_owned(),
        computer,
        created_at: now,
        expires_at: now.plus(CODE_WITHIN),
        completed_at: None,
    };
    repository.add_sign_in(&sign_in).await?;
    repository.commit().await?;
    Ok(SubmitPassword::EnterCode(sign_in.id))
}

async fn wrong(
    service: &Service,
    origin: &Origin,
    person: Option<&Person>,
    permit: Permit,
) -> Result<SubmitPassword, Unexpected> {
    let mut repository = service.write().await?;
    let subject = person.map(|person| &person.id);
    let details = [("factor", "password")];
    attempts::fail(service, &mut *repository, origin, subject, permit, &details).await?;
    repository.commit().await?;
    Ok(SubmitPassword::Wrong)
}
