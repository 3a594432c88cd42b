//! What a registration made takes its place: at once, or, for a device, with its first use.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    authenticator::{Authenticator, AuthenticatorState, own},
    mail::text,
    notice,
    person::Person,
    registration::{Registration, RegistrationState},
    service::{Service, Unexpected},
    store::Repository,
    undo::{Change, KeptAuthenticator},
    webauthn::credential::Credential,
};

/// Whether it was added.
pub(super) enum Added {
    /// It was.
    Yes {
        /// Whether it waits for its first use, before it takes the old one's place.
        waits: bool,
    },
    /// One of this kind was added meanwhile, or is of a level above the registration's (failure 13). Nothing was written.
    No,
}

/// Adds an authenticator, completes its registration, and tells. The caller holds the person's lock, so that what is looked
/// up here stays so.
pub(super) async fn add(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (mut registration, person): (Registration, &Person),
    mut authenticator: Authenticator,
    credential: Option<&Credential>,
) -> Result<Added, Unexpected> {
    let now = service.now();
    let mut held = repository.list_active_authenticators(&person.id).await?;
    held.retain(|held| held.kind == authenticator.kind);
    if held.iter().any(|held| held.level > registration.level) {
        return Ok(Added::No);
    }
    let (waiting, in_place): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.replaces.is_some());
    let old = match in_place.first() {
        Some(old) if registration.replaces.as_ref() == Some(&old.id) => Some(old),
        Some(_) => return Ok(Added::No),
        None => None,
    };
    // The browser that registers the new one stays signed in.
    let sessions = repository.list_sessions_of(&person.id, now).await?;
    let here = sessions.iter().find(|session| origin.browser.as_ref() == Some(&session.browser_id));
    let here = own::Stays { session: here.map(|session| &session.id), browser: origin.browser.as_ref() };
    // One that waits gives way to the newer one, also when it was used beside one that gives more.
    for waiting in &waiting {
        own::end(repository, (&person.id, &waiting.id), AuthenticatorState::Replaced, here, now).await?;
    }
    authenticator.replaces = old.filter(|_| credential.is_some()).map(|old| old.id.clone());
    let waits = authenticator.replaces.is_some();
    let mut kept = None;
    if let (Some(old), false) = (old, waits) {
        kept = Some(KeptAuthenticator::of(service, old)?);
        own::end(repository, (&person.id, &old.id), AuthenticatorState::Replaced, here, now).await?;
    }
    let from = registration.state;
    registration.state = RegistrationState::Completed;
    registration.secret = None;
    registration.authenticator = Some(authenticator.id.clone());
    let mut written = repository.add_authenticator(&authenticator).await?;
    if let Some(credential) = credential {
        written = written && repository.add_credential(&authenticator.id, credential).await?;
    }
    if !(written && repository.update_registration(&registration, from).await?) {
        return Err(Unexpected::Other("an authenticator was added that the person's lock should have kept out".into()));
    }
    // Whoever has a way in needs no sign-in link any more, and nobody else finds one that still works.
    repository.end_sign_in_links(&person.id, now).await?;
    let replaced = old.is_some() && !waits;
    let event = if replaced { Event::AuthenticatorReplaced } else { Event::AuthenticatorAdded };
    let level = authenticator.level.to_string();
    let mut details =
        vec![("authenticator", authenticator.id.as_str()), ("kind", authenticator.kind.slug()), ("level", &level)];
    let aaguid = credential.map(|credential| credential.aaguid.to_string());
    details.extend(aaguid.as_deref().map(|aaguid| ("aaguid", aaguid)));
    details.extend(old.map(|old| ("replaces", old.id.as_str())));
    let actor = Actor::Person(person.id.clone());
    audit::record(repository, service, origin, &actor, Some(&person.id), event, &details).await?;
    let how = match (old.is_some(), waits) {
        (_, true) => text::Place::Waits,
        (true, false) => text::Place::Taken,
        (false, false) => text::Place::New,
    };
    let words = text::authenticator_added(&service.policy, &person.name.full(), authenticator.kind.name(), how, now);
    let change = Change::authenticator_added(&authenticator.id, authenticator.kind, kept);
    notice::tell_of_change(service, repository, &person.id, (&change, authenticator.added_at), &words).await?;
    Ok(Added::Yes { waits })
}
