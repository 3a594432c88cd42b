//! Who is signed in, by the cookie of a request.

use std::time::Duration;

use crate::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    authenticator::AuthenticatorId,
    person::{Person, PersonState},
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, Session, SessionId, SessionKind, SignedIn, together},
    store::Repository,
};

/// How often the time of last use is written.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// Finds the session of a token, if it may still be used and its person's Care Identity is open (failure 26), and uses it.
///
/// # Errors
/// When the database refuses.
pub async fn find(service: &Service, token: &Token) -> Result<Option<SignedIn>, Unexpected> {
    let Some(mut signed_in) = look(service, token).await? else {
        return Ok(None);
    };
    let now = service.now();
    if now >= signed_in.session.last_seen_at.plus(TOUCH_EVERY) {
        let mut repository = service.write().await?;
        repository.touch_session(&signed_in.session.id, now).await?;
        repository.commit().await?;
        signed_in.session.last_seen_at = now;
    }
    Ok(Some(signed_in))
}

/// The same without using it. What a page asks while nobody touches it is no activity of its person (NIST SP 800-63B-4,
/// 2.2.3): a page that is left open must not keep its own session alive.
///
/// # Errors
/// When the database refuses.
pub async fn look(service: &Service, token: &Token) -> Result<Option<SignedIn>, Unexpected> {
    let now = service.now();
    let found = together::find(service, &token.hash()).await?;
    Ok(found.filter(|me| me.person.state == PersonState::Open && now < me.session.ends_at()))
}

/// How a session is opened.
pub(crate) struct Opening<'a> {
    pub person: &'a Person,
    pub browser: &'a BrowserId,
    pub authenticator: Option<&'a AuthenticatorId>,
    pub kind: SessionKind,
    pub level: AssuranceLevel,
    pub factors: &'a str,
    pub computer: Computer,
    pub event: Event,
}

/// Opens a session with a new token (failure 29), in the transaction of the sign-in. The session that the browser had,
/// if any, ends.
pub(crate) async fn open(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    before: Option<&SessionId>,
    opening: Opening<'_>,
) -> Result<Token, Unexpected> {
    let now = service.now();
    let token = Token::random(&*service.random);
    if let Some(before) = before {
        repository.end_session(before, now).await?;
    }
    // On a shared computer the next person finds nothing of the one before to go on with (failure 9).
    repository.clear_browser(opening.browser, Some(&opening.person.id), now).await?;
    let session = Session {
        id: SessionId::random(&*service.random),
        person_id: opening.person.id.clone(),
        browser_id: opening.browser.clone(),
        authenticator: opening.authenticator.cloned(),
        kind: opening.kind,
        level: opening.level,
        factors: opening.factors.to_owned(),
        authenticated_at: now,
        last_seen_at: now,
        expires_at: now.plus(opening.computer.longest(opening.kind)),
        network: origin.network.clone(),
        user_agent: origin.user_agent.clone(),
        computer: opening.computer,
    };
    repository.add_session(&session, &token.hash()).await?;
    // Strangers who come to a shared computer after this person get no guesses of their own there.
    if opening.kind == SessionKind::Full && !opening.computer.is_shared() {
        repository.know_browser(opening.browser, &opening.person.id, now).await?;
    }
    let actor = Actor::Person(opening.person.id.clone());
    let level = opening.level.to_string();
    audit::record(
        repository,
        service,
        origin,
        &actor,
        Some(&opening.person.id),
        opening.event,
        &[("level", &level), ("factors", opening.factors), ("session", session.id.as_str())],
    )
    .await?;
    Ok(token)
}

/// Gives the session of whoever changed a credential a new token (failure 29), when they are signed in in this browser.
pub(crate) async fn rotate(
    service: &Service,
    repository: &mut dyn Repository,
    me: Option<&SignedIn>,
    person: &Person,
) -> Result<Option<Token>, Unexpected> {
    let Some(me) = me.filter(|me| me.person.id == person.id) else {
        return Ok(None);
    };
    let token = Token::random(&*service.random);
    Ok(repository.rotate_session(&me.session.id, &token.hash()).await?.then_some(token))
}
