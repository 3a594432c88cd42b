//! A new password without the old one: for whoever has just signed in with something that is at least as strong as password
//! and app together (docs/decisions/0024). That is no way around failure 17: what stands in for the old password is another
//! authenticator of the person's own, and never the password itself.

use secrecy::SecretString;

use crate::{
    actor::{Actor, By, Origin},
    assurance::{AssuranceLevel, Kind},
    attempts,
    audit::Event,
    authenticator::Authenticator,
    mail::text,
    password::{
        change::ChangePassword,
        choose::{NotChosen, choose},
        replace::{self, Old},
    },
    person::freeze,
    random,
    service::{Service, Unexpected},
    session::{Browsers, SignedIn, current},
    store::Repository,
};

/// What password and app reach together: nothing less stands in for the old password.
const PAIR: AssuranceLevel = AssuranceLevel::Aal2;

/// Whether whoever asks may choose a new password without the old one.
///
/// # Errors
/// When the database refuses.
pub async fn may(service: &Service, me: &SignedIn) -> Result<bool, Unexpected> {
    Ok(vouching(service, &mut *service.read().await?, me).await?.is_some())
}

/// Chooses a new password for whoever asks. Answers [`ChangePassword::SignInAgain`] when what they signed in with does not
/// stand in for the old one.
///
/// # Errors
/// When the database or the hashing threads refuse.
pub async fn renew(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    new: SecretString,
    again: &SecretString,
) -> Result<ChangePassword, Unexpected> {
    if !may(service, me).await? {
        return Ok(ChangePassword::SignInAgain);
    }
    let emails = service.read().await?.list_emails(&me.person.id).await?;
    let new = match choose(service, &me.person, emails, new, again) {
        Ok(new) => new,
        Err(NotChosen::Refused(refusal)) => return Ok(ChangePassword::Refused(refusal)),
        Err(NotChosen::Different) => return Ok(ChangePassword::Different),
    };
    let new = service.hashing.hash(new.into_secret(), random::bytes(&*service.random)).await?;

    let (now, person) = (service.now(), &me.person.id);
    let mut repository = service.write().await?;
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    // The hashing took its time: the device may have been reported lost meanwhile (failure 7).
    let Some(with) = vouching(service, &mut *repository, me).await? else {
        return Ok(ChangePassword::SignInAgain);
    };
    let Some(token) = current::rotate(service, &mut *repository, Some(me), &me.person).await? else {
        return Ok(ChangePassword::SignInAgain);
    };
    let Some(old) = Old::of(&mut *repository, &me.person).await? else {
        return Ok(ChangePassword::NoPassword);
    };
    let actor = Actor::Person(person.clone());
    let why = [("instead of the old one", with.kind.slug()), ("authenticator", with.id.as_str())];
    let by = By { actor: &actor, origin, why: &why };
    let words = text::password_renewed(&service.policy, &me.person.name.full(), with.kind.name(), now);
    let told = (Event::PasswordChanged, words);
    if !replace::replace(service, &mut *repository, by, &me.person, (&old, &new), told).await? {
        return Ok(ChangePassword::SignInAgain);
    }
    // Wrong guesses at the old password say nothing of the new one.
    attempts::forget_passwords(service, &mut *repository, person).await?;
    repository.end_sessions_of(person, Some(&me.session.id), now).await?;
    repository.end_under_way(person, Browsers::AllBut(&me.session.browser_id), now).await?;
    repository.commit().await?;
    Ok(ChangePassword::Done(token))
}

/// The authenticator that signed them in a moment ago, where it stands in for the password: a device or a card that still signs
/// in, and never the app, whose other half the password is (failure 14).
async fn vouching(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
) -> Result<Option<Authenticator>, Unexpected> {
    let Some(id) = me.session.authenticator.as_ref().filter(|_| me.session.is_fresh(service.now())) else {
        return Ok(None);
    };
    let held = repository.lookup_authenticator(id).await?;
    Ok(held.filter(|held| {
        held.kind != Kind::MicrosoftAuthenticator && held.is_usable() && me.session.level >= PAIR && held.level >= PAIR
    }))
}
