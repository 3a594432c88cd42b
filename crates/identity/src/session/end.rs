//! Sign out here, and end sessions elsewhere. To end one takes no fresh sign-in: it only takes something away.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    person::PersonId,
    service::{Service, Unexpected},
    session::{Browsers, SessionId, SessionKind, SignedIn},
    store::Repository,
    time::Timestamp,
};

/// Ends the session of whoever asks. To end one that has ended is no error.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(service: &Service, me: &SignedIn, origin: &Origin) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    if repository.end_session(&me.session.id, service.now()).await? {
        let person = &me.person.id;
        repository.clear_browser(&me.session.browser_id, None, service.now()).await?;
        audit::record(
            &mut *repository,
            service,
            origin,
            &Actor::Person(person.clone()),
            Some(person),
            Event::SignedOut,
            &[],
        )
        .await?;
    }
    repository.commit().await?;
    Ok(())
}

/// How ending one session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSession {
    /// It ended, at once, and with it what the person had under way in its browser.
    Ended,
    /// It was the one that asked, or that had ended meanwhile: signed out.
    SignedOut,
    /// No session of this person that still stands.
    NotThere,
}

/// Ends one session of whoever asks, and of nobody else.
///
/// # Errors
/// When the database refuses.
pub async fn end_one(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &SessionId,
) -> Result<EndSession, Unexpected> {
    if *id == me.session.id {
        sign_out(service, me, origin).await?;
        return Ok(EndSession::SignedOut);
    }
    let now = service.now();
    let person = &me.person.id;
    let mut repository = service.write().await?;
    // In the order of every other change: the person first.
    repository.lock_person(person).await?;
    if !repository.session_stands(&me.session.id).await? {
        return Ok(EndSession::SignedOut);
    }
    let mine = repository.list_sessions_of(person, now).await?;
    let Some(session) = mine.into_iter().find(|session| session.id == *id && now < session.ends_at()) else {
        return Ok(EndSession::NotThere);
    };
    if !repository.end_session(id, now).await? {
        return Ok(EndSession::NotThere);
    }
    if session.browser_id != me.session.browser_id {
        repository.end_under_way(person, Browsers::Only(&session.browser_id), now).await?;
    }
    let actor = Actor::Person(person.clone());
    let details = [("session", id.as_str())];
    audit::record(&mut *repository, service, origin, &actor, Some(person), Event::SessionEnded, &details).await?;
    repository.commit().await?;
    Ok(EndSession::Ended)
}

/// Ends what a sign-in link opened, and then what its person has under way: a newer link takes its place, as it may have come to somebody
/// else, and they may have gone on in another browser.
pub(crate) async fn enrolments(
    repository: &mut dyn Repository,
    person: &PersonId,
    now: Timestamp,
) -> Result<(), Unexpected> {
    let mut sessions = repository.list_sessions_of(person, now).await?;
    sessions.retain(|session| session.kind == SessionKind::Enrolment);
    for session in &sessions {
        repository.end_session(&session.id, now).await?;
    }
    if !sessions.is_empty() {
        repository.end_under_way(person, Browsers::All, now).await?;
    }
    Ok(())
}

/// Ends every session of whoever asks but this one, and what they have under way in other browsers. Answers how many
/// still stood; none where this one has ended meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn end_others(service: &Service, me: &SignedIn, origin: &Origin) -> Result<usize, Unexpected> {
    let now = service.now();
    let person = &me.person.id;
    let mut repository = service.write().await?;
    // Of what is being opened at this moment, either it is there already and ends, or it comes after this.
    repository.lock_person(person).await?;
    if !repository.session_stands(&me.session.id).await? {
        return Ok(0);
    }
    let standing = repository.list_sessions_of(person, now).await?;
    let others = standing.iter().filter(|other| other.id != me.session.id && now < other.ends_at()).count();
    repository.end_sessions_of(person, Some(&me.session.id), now).await?;
    repository.end_under_way(person, Browsers::AllBut(&me.session.browser_id), now).await?;
    let actor = Actor::Person(person.clone());
    let count = others.to_string();
    let details = [("count", count.as_str())];
    audit::record(&mut *repository, service, origin, &actor, Some(person), Event::OtherSessionsEnded, &details).await?;
    repository.commit().await?;
    Ok(others)
}
