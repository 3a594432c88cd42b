//! Give an authenticator another name.

use crate::{
    actor::{Actor, By, Origin},
    audit::Event,
    authenticator::{Authenticator, AuthenticatorId, name::AuthenticatorName, own},
    mail::text,
    person::freeze,
    service::{Service, Unexpected},
    session::{SessionKind, SignedIn},
    undo::Change,
};

/// How renaming ended.
#[derive(Debug, PartialEq, Eq)]
pub enum RenameAuthenticator {
    /// It has the name.
    Renamed,
    /// A name has 1 to 60 characters, none of them hidden.
    NotAName,
    /// Nobody has it, or somebody else: the same answer.
    NotThere,
    /// The session's level is below the authenticator's (failure 13).
    LevelTooLow,
    /// A sign-in link changes nothing that is there.
    SignInAgain,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(RenameAuthenticator, SignInAgain);

/// What keeps this session from giving an authenticator another name.
#[must_use]
pub fn refusal(me: &SignedIn, authenticator: &Authenticator) -> Option<RenameAuthenticator> {
    if me.session.level < authenticator.level {
        return Some(RenameAuthenticator::LevelTooLow);
    }
    (me.session.kind == SessionKind::Enrolment).then_some(RenameAuthenticator::SignInAgain)
}

/// Gives an authenticator of whoever asks another name.
///
/// # Errors
/// When the database refuses.
pub async fn rename(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &AuthenticatorId,
    name: &str,
) -> Result<RenameAuthenticator, Unexpected> {
    let Some(name) = AuthenticatorName::parse(name) else {
        return Ok(RenameAuthenticator::NotAName);
    };
    let mut repository = service.write().await?;
    let Some((person, authenticator)) = own::take(&mut *repository, &me.person, id).await? else {
        return Ok(RenameAuthenticator::NotThere);
    };
    if let Some(kept) = freeze::keeps(&mut *repository, me, &person).await? {
        return Ok(kept.into());
    }
    if let Some(refused) = refusal(me, &authenticator) {
        return Ok(refused);
    }
    if authenticator.name != name {
        repository.rename_authenticator(id, &name).await?;
        let by = By { actor: &Actor::Person(person.id.clone()), origin, why: &[("name", name.as_str())] };
        let change = Change::authenticator_renamed(&authenticator, &name);
        let called = (authenticator.kind.name(), authenticator.name.as_str(), name.as_str());
        let words = text::authenticator_renamed(&service.policy, &person.name.full(), called, service.now());
        let event = Event::AuthenticatorRenamed;
        own::changed(service, &mut *repository, by, (&person, &authenticator), event, (&words, Some(&change))).await?;
        repository.commit().await?;
    }
    Ok(RenameAuthenticator::Renamed)
}
