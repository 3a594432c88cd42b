//! Report an authenticator lost or stolen. Whoever is signed in may, at any level, and an operator for whoever cannot sign in:
//! it only takes away, and it must not wait (NIST SP 800-63B-4, 4.3).

use crate::{
    actor::{Actor, By, Origin},
    assurance::Kind,
    audit::Event,
    authenticator::{
        AuthenticatorId,
        own::{self, Stays},
    },
    mail::text,
    person::Person,
    service::{Service, Unexpected},
    session::SignedIn,
    store::Repository,
};

/// How reporting ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SuspendAuthenticator {
    /// It signs nobody in any more, and the sessions that it opened are over, but for the one of whoever reported it.
    Suspended {
        /// What it is.
        kind: Kind,
        /// Whether the person has another way in. Otherwise only their Registration Authority can help.
        other_way_in: bool,
    },
    /// Nobody has it, or somebody else: the same answer.
    NotThere,
}

/// Suspends an authenticator of whoever asks, at once. To suspend one twice is no error.
///
/// # Errors
/// When the database refuses.
pub async fn suspend(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &AuthenticatorId,
) -> Result<SuspendAuthenticator, Unexpected> {
    let actor = Actor::Person(me.person.id.clone());
    let mut repository = service.write().await?;
    let by = By { actor: &actor, origin, why: &[] };
    let outcome = write(service, &mut *repository, by, (&me.person, id), Stays::of(me)).await?;
    repository.commit().await?;
    Ok(outcome)
}

/// Suspends an authenticator of somebody who said that it is lost.
///
/// # Errors
/// When the database refuses.
pub async fn suspend_for(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    id: &AuthenticatorId,
    reason: &str,
) -> Result<SuspendAuthenticator, Unexpected> {
    let mut repository = service.write().await?;
    let by = By { actor, origin, why: &[("reason", reason)] };
    let outcome = write(service, &mut *repository, by, (person, id), Stays::default()).await?;
    repository.commit().await?;
    Ok(outcome)
}

/// Suspends it in the transaction of whoever calls.
pub(crate) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, id): (&Person, &AuthenticatorId),
    stays: Stays<'_>,
) -> Result<SuspendAuthenticator, Unexpected> {
    let now = service.now();
    let Some((_, authenticator)) = own::take(repository, person, id).await? else {
        return Ok(SuspendAuthenticator::NotThere);
    };
    if repository.suspend_authenticator(id, now).await? {
        own::shut_out(repository, (&person.id, id), stays, now).await?;
        let which = (authenticator.kind.name(), authenticator.name.as_str());
        let words = text::authenticator_suspended(&service.policy, &person.name.full(), which, now);
        let event = Event::AuthenticatorSuspended;
        own::changed(service, repository, by, (person, &authenticator), event, (&words, None)).await?;
    }
    let other_way_in = !own::ways_in(repository, person, now).await?.is_empty();
    Ok(SuspendAuthenticator::Suspended { kind: authenticator.kind, other_way_in })
}
