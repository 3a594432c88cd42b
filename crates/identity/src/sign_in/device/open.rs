//! A device answered rightly: the level that it shows now, the place that it takes at its first use, and the session.

use super::Remembered;
use crate::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    authenticator::{self, Authenticator, AuthenticatorState, own},
    mail::text,
    notice,
    person::Person,
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, SessionId, SessionKind, current},
    store::Repository,
    undo::{Change, KeptAuthenticator},
    webauthn::credential::Credential,
};

/// The level is computed anew from what the device shows now (failure 14); a change of it is told. Answers the session's token
/// and level.
pub(super) async fn open(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, authenticator, credential): (&Person, Authenticator, &Credential),
    (browser, before): (&BrowserId, Option<&SessionId>),
    remembered: &Remembered,
) -> Result<(Token, AssuranceLevel), Unexpected> {
    let now = service.now();
    let (kind, granted) = (authenticator.kind, authenticator.granted_level);
    let level = authenticator::level::of(service, repository, kind, credential, granted).await?;
    repository.use_authenticator(&authenticator.id, level, now).await?;
    let actor = Actor::Person(person.id.clone());
    let name = person.name.full();
    if level != authenticator.level {
        let (from, to) = (authenticator.level.to_string(), level.to_string());
        let details = [("authenticator", authenticator.id.as_str()), ("from", from.as_str()), ("level", to.as_str())];
        let event = Event::AuthenticatorLevelChanged;
        audit::record(repository, service, origin, &actor, Some(&person.id), event, &details).await?;
        let change = (authenticator.level, level);
        let words = text::authenticator_level_changed(&service.policy, &name, kind.name(), change, now);
        notice::tell(service, repository, &person.id, &words).await?;
    }
    // While changes stand still it signs in, and the old one stays.
    if person.accepts_changes() {
        replace(service, repository, origin, (person, &authenticator, level)).await?;
    }
    let opening = current::Opening {
        person,
        browser,
        authenticator: Some(&authenticator.id),
        kind: SessionKind::Full,
        level,
        factors: &format!("{}, user verification", kind.slug()),
        computer: Computer::from_shared(remembered.shared),
        event: Event::SignedIn,
    };
    Ok((current::open(service, repository, origin, before, opening).await?, level))
}

/// The first use of a device that waited: the old one ends, and this one has its place.
async fn replace(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, authenticator, level): (&Person, &Authenticator, AssuranceLevel),
) -> Result<(), Unexpected> {
    let (now, kind) = (service.now(), authenticator.kind);
    let Some(old) = &authenticator.replaces else {
        return Ok(());
    };
    let held = repository.lookup_authenticator(old).await?;
    // What works and gives more confidence than this sign-in is nothing that it may end (failure 13): its person removes it.
    if held.as_ref().is_some_and(|old| old.is_usable() && old.level > level) {
        return Ok(());
    }
    let kept = held.map(|old| KeptAuthenticator::of(service, &old)).transpose()?;
    let here = own::Stays { session: None, browser: origin.browser.as_ref() };
    own::end(repository, (&person.id, old), AuthenticatorState::Replaced, here, now).await?;
    let details = [("authenticator", authenticator.id.as_str()), ("kind", kind.slug()), ("replaces", old.as_str())];
    let (actor, event) = (Actor::Person(person.id.clone()), Event::AuthenticatorReplaced);
    audit::record(repository, service, origin, &actor, Some(&person.id), event, &details).await?;
    let words = text::authenticator_replaced(&service.policy, &person.name.full(), kind.name(), now);
    let change = Change::authenticator_added(&authenticator.id, kind, kept);
    notice::tell_of_change(service, repository, &person.id, (&change, now), &words).await
}
