//! The one-use sign-in link, as a Registration Authority hands it over after an identity check.

use std::time::Duration;

use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    audit::{self, Event},
    mail::text,
    notice,
    person::{PersonId, PersonState},
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, Computer, SessionId, SessionKind, current, end},
    sign_in::{SignInLink, SignInLinkId},
    store::Repository,
    time::Timestamp,
};

/// How long a sign-in link works.
pub const LINK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// A link that was issued.
#[derive(Debug)]
pub struct IssuedLink {
    /// The whole address, to be handed over and not kept.
    pub url: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

impl IssuedLink {
    pub(crate) fn new(service: &Service, token: &Token, expires_at: Timestamp) -> Self {
        Self { url: format!("{}/sign-in/link/{}", service.policy.base_url, token.reveal()), expires_at }
    }
}

/// What becomes of the sessions that an older link opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnderWay {
    /// They end: the new link is a remedy, and the older one may be in other hands.
    Ends,
    /// They go on: everybody gets a new link, whatever they do.
    GoesOn,
}

/// How issuing ended.
#[derive(Debug)]
pub enum IssueLink {
    /// Here it is.
    Issued(IssuedLink),
    /// There is no such person.
    NoSuchPerson,
    /// The Care Identity is closed.
    Closed,
}

/// Issues a sign-in link for a person, who may set up authenticators up to `level` with it.
///
/// # Errors
/// When the database refuses.
pub async fn issue(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &PersonId,
    (level, under_way): (AssuranceLevel, UnderWay),
) -> Result<IssueLink, Unexpected> {
    let mut repository = service.write().await?;
    let Some(person) = repository.lock_person(person).await? else {
        return Ok(IssueLink::NoSuchPerson);
    };
    if person.state != PersonState::Open {
        return Ok(IssueLink::Closed);
    }
    let by = By { actor, origin, why: &[] };
    let token = Token::random(&*service.random);
    let issued = write(service, &mut *repository, by, &person.id, (level, under_way), &token).await?;
    repository.commit().await?;
    Ok(IssueLink::Issued(issued))
}

/// Writes the link of a new token for somebody whose lock is held.
pub(crate) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &PersonId,
    (level, under_way): (AssuranceLevel, UnderWay),
    token: &Token,
) -> Result<IssuedLink, Unexpected> {
    let now = service.now();
    // A newer link takes the place of an older one, which may have been lost.
    repository.end_sign_in_links(person, now).await?;
    if under_way == UnderWay::Ends {
        end::enrolments(repository, person, now).await?;
    }
    let link = SignInLink {
        id: SignInLinkId::random(&*service.random),
        person_id: person.clone(),
        level,
        issued_by: by.actor.audit_text(),
        created_at: now,
        expires_at: now.plus(LINK_LIFE),
        used_at: None,
    };
    repository.add_sign_in_link(&link, &token.hash()).await?;
    let level = level.to_string();
    let details = [&[("link", link.id.as_str()), ("level", level.as_str())], by.why].concat();
    let event = Event::SignInLinkIssued;
    audit::record(repository, service, by.origin, by.actor, Some(person), event, &details).await?;
    Ok(IssuedLink::new(service, token, link.expires_at))
}

/// What a link looks like before it is used. To look consumes nothing, as mail scanners look (failure 23).
#[derive(Debug)]
pub enum LookAtLink {
    /// It can be used.
    Usable {
        /// Whose it is.
        name: String,
        /// Until when.
        expires_at: Timestamp,
    },
    /// It was used.
    Used,
    /// Its 24 hours are over.
    Expired,
    /// It never was ours, or its Care Identity is closed.
    Unknown,
}

/// Looks at a link.
///
/// # Errors
/// When the database refuses.
pub async fn look(service: &Service, token: &str) -> Result<LookAtLink, Unexpected> {
    let Some(token) = Token::parse(token) else {
        return Ok(LookAtLink::Unknown);
    };
    let mut repository = service.read().await?;
    let Some(link) = repository.find_sign_in_link(&token.hash()).await? else {
        return Ok(LookAtLink::Unknown);
    };
    let person = repository.lookup_person(&link.person_id).await?;
    Ok(match person.filter(|person| person.state == PersonState::Open) {
        None => LookAtLink::Unknown,
        Some(_) if link.used_at.is_some() => LookAtLink::Used,
        Some(_) if service.now() >= link.expires_at => LookAtLink::Expired,
        Some(person) => LookAtLink::Usable { name: person.name.full(), expires_at: link.expires_at },
    })
}

/// Uses a link up and opens an enrolment session with the link's level. `None` when it was used meanwhile, or is over.
///
/// # Errors
/// When the database refuses.
pub async fn open(
    service: &Service,
    origin: &Origin,
    (browser, computer): (&BrowserId, Computer),
    before: Option<&SessionId>,
    token: &str,
) -> Result<Option<Token>, Unexpected> {
    let now = service.now();
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    let mut repository = service.write().await?;
    let Some(link) = repository.find_sign_in_link(&token.hash()).await? else {
        return Ok(None);
    };
    let person = repository.lock_person(&link.person_id).await?.filter(|person| person.state == PersonState::Open);
    let Some(person) = person else {
        return Ok(None);
    };
    if !repository.use_sign_in_link(&link.id, now).await? {
        let details = [("factor", "sign-in link"), ("link", link.id.as_str())];
        audit::record(
            &mut *repository,
            service,
            origin,
            &Actor::System,
            Some(&person.id),
            Event::SignInFailed,
            &details,
        )
        .await?;
        repository.commit().await?;
        return Ok(None);
    }
    let opening = current::Opening {
        person: &person,
        browser,
        authenticator: None,
        kind: SessionKind::Enrolment,
        level: link.level,
        factors: "sign-in link",
        computer,
        event: Event::SignInLinkUsed,
    };
    let token = current::open(service, &mut *repository, origin, before, opening).await?;
    notice::tell(
        service,
        &mut *repository,
        &person.id,
        &text::sign_in_link_used(&service.policy, &person.name.full(), now),
    )
    .await?;
    repository.commit().await?;
    Ok(Some(token))
}
