//! Change the password: from a fresh session, with the one there is (failure 17). All other sessions end.

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    actor::{Actor, By, Origin},
    attempts::{self, Factor, Permit, Reserved, Whose},
    audit::Event,
    mail::text,
    password::{
        choose::{NotChosen, choose},
        hash::PasswordHash,
        policy::{PasswordRefusal, normalise},
        replace::{self, Old},
    },
    person::freeze,
    random::{self, Token},
    service::{Service, Unexpected},
    session::{Browsers, SignedIn, current},
    time::Timestamp,
};

/// What was typed.
#[derive(Debug)]
pub struct Entries {
    /// The password there is.
    pub current: SecretString,
    /// Looked at as any new password is.
    pub new: SecretString,
    /// The new one once more.
    pub again: SecretString,
}

/// How changing the password ended.
#[derive(Debug)]
pub enum ChangePassword {
    /// It is the new one. This session has a new token (failure 29), all others have ended.
    Done(Token),
    /// The new password is not accepted.
    Refused(PasswordRefusal),
    /// The two entries of the new one differ.
    Different,
    /// The new one is the one there is.
    Same,
    /// The current password is wrong.
    Wrong,
    /// Too many wrong ones: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong ones.
    Disabled,
    /// A full sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// There is no password: it comes with the first authenticator app.
    NoPassword,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(ChangePassword, SignInAgain);

/// Changes the password of whoever asks. A wrong current one counts as a guess.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn change(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    entries: Entries,
) -> Result<ChangePassword, Unexpected> {
    let Entries { current, new, again } = entries;
    if !me.session.is_fresh(service.now()) {
        return Ok(ChangePassword::SignInAgain);
    }
    let emails = service.read().await?.list_emails(&me.person.id).await?;
    let same = normalise(current.clone()).expose_secret() == normalise(new.clone()).expose_secret();
    let new = match choose(service, &me.person, emails, new, &again) {
        Ok(new) => new,
        Err(NotChosen::Refused(refusal)) => return Ok(ChangePassword::Refused(refusal)),
        Err(NotChosen::Different) => return Ok(ChangePassword::Different),
    };
    if same {
        return Ok(ChangePassword::Same);
    }
    let (permit, old) = match reserve(service, me, origin).await? {
        Ok(reserved) => reserved,
        Err(refused) => return Ok(refused),
    };
    let (right, permit) = attempts::verify(service, permit, current, Some(old.hash.clone())).await?;
    if !right {
        return wrong(service, me, origin, permit).await;
    }
    let new = service.hashing.hash(new.into_secret(), random::bytes(&*service.random)).await?;
    replace(service, me, origin, permit, (&old, &new)).await
}

/// Counts the guess before it is looked at.
async fn reserve(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
) -> Result<Result<(Permit, Old), ChangePassword>, Unexpected> {
    let person = &me.person.id;
    let mut repository = service.write().await?;
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(Err(kept.into()));
    }
    let Some(old) = Old::of(&mut *repository, &me.person).await? else {
        return Ok(Err(ChangePassword::NoPassword));
    };
    let whose = Whose::Person(person);
    let reserved = attempts::reserve(service, &mut *repository, Factor::Password, whose, origin).await?;
    let permit = match reserved {
        Reserved::Go(permit) => permit,
        Reserved::Wait(until) => return Ok(Err(ChangePassword::Wait(until))),
        Reserved::Disabled => return Ok(Err(ChangePassword::Disabled)),
    };
    repository.commit().await?;
    Ok(Ok((permit, old)))
}

async fn wrong(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    permit: Permit,
) -> Result<ChangePassword, Unexpected> {
    let mut repository = service.write().await?;
    let (subject, details) = (Some(&me.person.id), [("factor", "password"), ("where", "change of password")]);
    attempts::fail(service, &mut *repository, origin, subject, permit, &details).await?;
    repository.commit().await?;
    Ok(ChangePassword::Wrong)
}

async fn replace(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    permit: Permit,
    (old, new): (&Old, &PasswordHash),
) -> Result<ChangePassword, Unexpected> {
    let now = service.now();
    let person = &me.person.id;
    let mut repository = service.write().await?;
    // The hashing took its time: what was true before it is asked again (failure 7).
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    let Some(token) = current::rotate(service, &mut *repository, Some(me), &me.person).await? else {
        return Ok(ChangePassword::SignInAgain);
    };
    let actor = Actor::Person(person.clone());
    let by = By { actor: &actor, origin, why: &[] };
    let told = (Event::PasswordChanged, text::password_changed(&service.policy, &me.person.name.full(), now));
    if !replace::replace(service, &mut *repository, by, &me.person, (old, new), told).await? {
        drop(repository);
        return wrong(service, me, origin, permit).await;
    }
    attempts::forgive(&mut *repository, permit).await?;
    repository.end_sessions_of(person, Some(&me.session.id), now).await?;
    repository.end_under_way(person, Browsers::AllBut(&me.session.browser_id), now).await?;
    repository.commit().await?;
    Ok(ChangePassword::Done(token))
}
