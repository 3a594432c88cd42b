//! An authenticator of whoever asks, and the ways in that they have: what looking after them has in common.

use crate::{
    actor::By,
    assurance::Kind,
    audit::{self, Event},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, reinstate, remove},
    mail::text::Words,
    notice,
    person::{Person, PersonId},
    service::{Service, Unexpected},
    session::{BrowserId, Browsers, Need, Session, SessionId, SignedIn},
    smartcard::{self, expiry},
    store::Repository,
    time::Timestamp,
    undo::Change,
};

/// A person as they are now and their active authenticator, and nobody else changes what they have until the transaction ends:
/// what is decided by which there are still holds when it is written.
pub(super) async fn take(
    repository: &mut dyn Repository,
    person: &Person,
    id: &AuthenticatorId,
) -> Result<Option<(Person, Authenticator)>, Unexpected> {
    let person = repository.lock_person(&person.id).await?;
    let found = repository.lookup_authenticator(id).await?.filter(|found| found.state == AuthenticatorState::Active);
    Ok(person.zip(found).filter(|(person, found)| found.person_id == person.id))
}

/// What keeps a session from a change of an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Level,
    FreshSignIn,
}

/// A change takes a full sign-in not older than 5 minutes, of the authenticator's level at least (failure 13; NIST
/// SP 800-63B-4, 4.1.2.1).
pub(super) fn missing(service: &Service, session: &Session, authenticator: &Authenticator) -> Option<Missing> {
    let need = Need { level: authenticator.level, fresh: true };
    if need.is_met(session, service.now()) {
        None
    } else if session.level < need.level {
        Some(Missing::Level)
    } else {
        Some(Missing::FreshSignIn)
    }
}

/// The authenticators that sign a person in as things are: an app only with a password and a proved address, a card only with
/// certificates that are good.
pub(crate) async fn ways_in(
    repository: &mut dyn Repository,
    person: &Person,
    now: Timestamp,
) -> Result<Vec<Authenticator>, Unexpected> {
    let mut ways = repository.list_active_authenticators(&person.id).await?;
    let with_app = repository.lookup_password(&person.id).await?.is_some()
        && !notice::addresses(repository, &person.id).await?.is_empty();
    let card = smartcard::own::find(repository, &person.id).await?;
    let with_card = card.is_some_and(|card| expiry::of(&card, now).works());
    ways.retain(|way| {
        way.is_usable()
            && match way.kind {
                Kind::MicrosoftAuthenticator => with_app,
                Kind::Smartcard => with_card,
                _ => true,
            }
    });
    Ok(ways)
}

/// What stays when an authenticator ends: of whoever ends it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stays<'a> {
    pub session: Option<&'a SessionId>,
    pub browser: Option<&'a BrowserId>,
}

impl<'a> Stays<'a> {
    /// Those of whoever is signed in.
    pub(crate) const fn of(me: &'a SignedIn) -> Self {
        Self { session: Some(&me.session.id), browser: Some(&me.session.browser_id) }
    }
}

/// Ends an authenticator for good; whoever has it is out with it.
pub(crate) async fn end(
    repository: &mut dyn Repository,
    (person, id): (&PersonId, &AuthenticatorId),
    state: AuthenticatorState,
    stays: Stays<'_>,
    now: Timestamp,
) -> Result<(), Unexpected> {
    repository.end_authenticator(id, state, now).await?;
    shut_out(repository, (person, id), stays, now).await
}

/// Ends the sessions that an authenticator opened, and what its person has under way in other browsers: a registration that was begun
/// with it may go on in a browser that never had a session (failure 7).
pub(crate) async fn shut_out(
    repository: &mut dyn Repository,
    (person, id): (&PersonId, &AuthenticatorId),
    stays: Stays<'_>,
    now: Timestamp,
) -> Result<(), Unexpected> {
    repository.end_sessions_with(id, stays.session, now).await?;
    let browsers = stays.browser.map_or(Browsers::All, Browsers::AllBut);
    Ok(repository.end_under_way(person, browsers, now).await?)
}

/// What is done about an authenticator of somebody whose identity was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    Remove,
    Reinstate,
}

/// Does it in the transaction of whoever checked; `false` when it is not there, or stands so that there is nothing to do.
pub(crate) async fn help(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, id): (&Person, &AuthenticatorId),
    help: Help,
) -> Result<bool, Unexpected> {
    let Some((_, authenticator)) = take(repository, person, id).await? else {
        return Ok(false);
    };
    match help {
        Help::Remove => remove::write(service, repository, by, (person, &authenticator), None).await.map(|()| true),
        Help::Reinstate => reinstate::write(service, repository, by, (person, &authenticator)).await,
    }
}

/// Audits a change of an authenticator and tells its person, with the way to take it back where there is one.
pub(super) async fn changed(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, authenticator): (&Person, &Authenticator),
    event: Event,
    (words, change): (&Words, Option<&Change>),
) -> Result<(), Unexpected> {
    let what = [("authenticator", authenticator.id.as_str()), ("kind", authenticator.kind.slug())];
    let details = [&what[..], by.why].concat();
    audit::record(repository, service, by.origin, by.actor, Some(&person.id), event, &details).await?;
    let Some(change) = change else {
        return notice::tell(service, repository, &person.id, words).await;
    };
    notice::tell_of_change(service, repository, &person.id, (change, service.now()), words).await
}
