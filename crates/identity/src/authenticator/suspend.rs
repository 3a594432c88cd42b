//! Report an authenticator lost or stolen. Whoever is signed in may, at any level: it only takes away, and it must not wait
//! (NIST SP 800-63B-4, 4.3).

use crate::{
    actor::{Actor, Origin},
    audit::Event,
    authenticator::{AuthenticatorId, own},
    mail::text,
    service::{Service, Unexpected},
    session::SignedIn,
};

/// How reporting ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SuspendAuthenticator {
    /// It signs nobody in any more, and the sessions that it opened are over, but for the one of whoever reported it.
    Suspended {
        /// Whether the person has another way in. Otherwise only their Registration Authority can help.
        other_way_in: bool,
    },
    /// It is not there.
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
    let now = service.now();
    let mut repository = service.write().await?;
    let Some(authenticator) = own::take(&mut *repository, &me.person, id).await? else {
        return Ok(SuspendAuthenticator::NotThere);
    };
    if repository.suspend_authenticator(id, now).await? {
        repository.end_sessions_with(id, Some(&me.session.id), now).await?;
        let actor = Actor::Person(me.person.id.clone());
        let words =
            text::authenticator_suspended(&service.policy, &me.person.name.full(), authenticator.kind.name(), now);
        let what = (&me.person, &authenticator);
        let event = (Event::AuthenticatorSuspended, None);
        own::changed(service, &mut *repository, (&actor, origin), what, event, (&words, None)).await?;
    }
    let other_way_in = !own::ways_in(&mut *repository, &me.person).await?.is_empty();
    repository.commit().await?;
    Ok(SuspendAuthenticator::Suspended { other_way_in })
}
