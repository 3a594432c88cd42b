//! Let an authenticator that was reported lost sign in again: its person with a sign-in of its level, or an operator after
//! an identity check.

use crate::{
    actor::{Actor, By, Origin},
    audit::Event,
    authenticator::{
        Authenticator, AuthenticatorId,
        own::{self, Help, Missing},
    },
    mail::text,
    person::{Person, freeze},
    service::{Service, Unexpected},
    session::SignedIn,
    store::Repository,
    undo::Change,
};

/// How reinstating ended.
#[derive(Debug, PartialEq, Eq)]
pub enum ReinstateAuthenticator {
    /// It signs in again.
    Reinstated,
    /// It is not there, or not suspended.
    NotThere,
    /// The session's level is below the authenticator's (failure 13).
    LevelTooLow,
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(ReinstateAuthenticator, SignInAgain);

/// Reinstates an authenticator of whoever asks.
///
/// # Errors
/// When the database refuses.
pub async fn reinstate(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &AuthenticatorId,
) -> Result<ReinstateAuthenticator, Unexpected> {
    let mut repository = service.write().await?;
    let Some((person, authenticator)) = own::take(&mut *repository, &me.person, id).await? else {
        return Ok(ReinstateAuthenticator::NotThere);
    };
    if let Some(kept) = freeze::keeps(&mut *repository, me, &person).await? {
        return Ok(kept.into());
    }
    match own::missing(service, &me.session, &authenticator) {
        Some(Missing::Level) => return Ok(ReinstateAuthenticator::LevelTooLow),
        Some(Missing::FreshSignIn) => return Ok(ReinstateAuthenticator::SignInAgain),
        None => {}
    }
    let actor = Actor::Person(me.person.id.clone());
    let by = By { actor: &actor, origin, why: &[] };
    let reinstated = write(service, &mut *repository, by, (&me.person, &authenticator)).await?;
    repository.commit().await?;
    Ok(outcome(reinstated))
}

/// Reinstates an authenticator of a person whose identity was checked.
///
/// # Errors
/// When the database refuses.
pub async fn reinstate_for(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    id: &AuthenticatorId,
    reason: &str,
) -> Result<ReinstateAuthenticator, Unexpected> {
    let mut repository = service.write().await?;
    let by = By { actor, origin, why: &[("reason", reason)] };
    let reinstated = own::help(service, &mut *repository, by, (person, id), Help::Reinstate).await?;
    repository.commit().await?;
    Ok(outcome(reinstated))
}

const fn outcome(reinstated: bool) -> ReinstateAuthenticator {
    if reinstated { ReinstateAuthenticator::Reinstated } else { ReinstateAuthenticator::NotThere }
}

/// Lets it sign in again; `false` when it was not suspended.
pub(super) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, authenticator): (&Person, &Authenticator),
) -> Result<bool, Unexpected> {
    if !repository.reinstate_authenticator(&authenticator.id).await? {
        return Ok(false);
    }
    let (name, kind) = (person.name.full(), authenticator.kind.name());
    let words = text::authenticator_reinstated(&service.policy, &name, kind, service.now());
    let event = Event::AuthenticatorReinstated;
    let change = Change::authenticator_reinstated(&authenticator.id, authenticator.kind);
    own::changed(service, repository, by, (person, authenticator), event, (&words, Some(&change))).await?;
    Ok(true)
}
