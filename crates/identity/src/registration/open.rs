//! Open a registration link: once, in one browser.

use crate::{
    actor::{Actor, Origin},
    assurance::Kind,
    audit::{self, Event},
    keys::Purpose,
    person::{PersonId, PersonState},
    random::Token,
    registration::{LONGEST, Registration, RegistrationId, RegistrationState},
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    time::Timestamp,
};

/// The link as the page shows it to whoever issued it.
#[derive(Debug)]
pub enum ShowLink {
    /// It can be opened.
    Usable {
        /// The whole address.
        url: String,
        /// The token at its end.
        token: String,
        /// What is registered with it.
        kind: Kind,
        /// Until when it can be opened.
        expires_at: Timestamp,
    },
    /// It was opened, and the registration goes on.
    Opened(Kind),
    /// What it was issued for is registered.
    Done(Kind),
    /// It ran out, or a newer one took its place.
    Over(Kind),
    /// There is no such registration of this person.
    Unknown,
}

/// Shows a link to the person who issued it for themself, and to nobody else.
///
/// # Errors
/// When the database refuses.
pub async fn show_link(service: &Service, me: &SignedIn, id: &RegistrationId) -> Result<ShowLink, Unexpected> {
    show_link_for(service, (&me.person.id, &me.person.id), id).await
}

/// Shows a link that somebody issued to register an authenticator of a person.
pub(crate) async fn show_link_for(
    service: &Service,
    (issuer, person): (&PersonId, &PersonId),
    id: &RegistrationId,
) -> Result<ShowLink, Unexpected> {
    let registration = service.read().await?.lookup_registration(id).await?;
    let issuer = Actor::Person(issuer.clone()).audit_text();
    let is_theirs = |registration: &Registration| registration.person_id == *person && registration.issued_by == issuer;
    let Some(registration) = registration.filter(is_theirs) else {
        return Ok(ShowLink::Unknown);
    };
    let kind = registration.kind;
    match (registration.state, &registration.link) {
        (RegistrationState::Issued, Some(link)) if registration.is_alive(service.now()) => {
            let token = service.keys.open(Purpose::RegistrationLink, &registration.seal_owner(), link)?;
            let token = String::from_utf8_lossy(&token).into_owned();
            let url = format!("{}/register/{token}", service.policy.base_url);
            Ok(ShowLink::Usable { url, token, kind, expires_at: registration.link_expires_at })
        }
        (RegistrationState::Issued | RegistrationState::Abandoned, _) => Ok(ShowLink::Over(kind)),
        (RegistrationState::Completed, _) => Ok(ShowLink::Done(kind)),
        (RegistrationState::Opened | RegistrationState::EmailProved | RegistrationState::PasswordShown, _) => {
            Ok(ShowLink::Opened(kind))
        }
    }
}

/// What a link looks like to whoever holds it. To look consumes nothing (failure 23).
#[derive(Debug, PartialEq, Eq)]
pub enum LookAtRegistrationLink {
    /// It can be opened.
    Usable {
        /// What it registers.
        kind: Kind,
        /// Until when.
        expires_at: Timestamp,
    },
    /// It was opened in this browser, which goes on with it.
    Here(RegistrationId),
    /// It ran out, was used, was replaced, or never was ours.
    Over,
}

/// Looks at a link, in the browser that asks if that is known.
///
/// # Errors
/// When the database refuses.
pub async fn look(
    service: &Service,
    browser: Option<&BrowserId>,
    token: &str,
) -> Result<LookAtRegistrationLink, Unexpected> {
    let Some(token) = Token::parse(token) else {
        return Ok(LookAtRegistrationLink::Over);
    };
    let registration = service.read().await?.find_registration_by_link(&token.hash()).await?;
    Ok(match registration {
        Some(registration)
            if registration.state == RegistrationState::Issued && registration.is_alive(service.now()) =>
        {
            LookAtRegistrationLink::Usable { kind: registration.kind, expires_at: registration.link_expires_at }
        }
        Some(registration) if is_open_in(&registration, browser, service.now()) => {
            LookAtRegistrationLink::Here(registration.id)
        }
        _ => LookAtRegistrationLink::Over,
    })
}

/// Whether a registration was opened in this browser and goes on there.
fn is_open_in(registration: &Registration, browser: Option<&BrowserId>, now: Timestamp) -> bool {
    browser.is_some() && registration.browser_id.as_ref() == browser && registration.is_alive(now)
}

/// How opening ended.
#[derive(Debug, PartialEq, Eq)]
pub enum OpenLink {
    /// This browser goes on with it.
    Opened(RegistrationId),
    /// It ran out, was used, was replaced, or never was ours.
    Over,
    /// Somebody else is signed in in this browser (failure 9).
    SomebodyElse,
}

/// Opens a link. A second opening in the same browser (a double click) goes on as well; in any other it is over.
///
/// # Errors
/// When the database refuses.
pub async fn open(
    service: &Service,
    me: Option<&SignedIn>,
    origin: &Origin,
    browser: &BrowserId,
    token: &str,
) -> Result<OpenLink, Unexpected> {
    let now = service.now();
    let Some(token) = Token::parse(token) else {
        return Ok(OpenLink::Over);
    };
    let mut repository = service.write().await?;
    let Some(mut registration) = repository.find_registration_by_link(&token.hash()).await? else {
        return Ok(OpenLink::Over);
    };
    if me.is_some_and(|me| me.person.id != registration.person_id) {
        return Ok(OpenLink::SomebodyElse);
    }
    if is_open_in(&registration, Some(browser), now) {
        return Ok(OpenLink::Opened(registration.id));
    }
    let person = repository.lookup_person(&registration.person_id).await?;
    let open = person.is_some_and(|person| person.state == PersonState::Open);
    if registration.state != RegistrationState::Issued || !registration.is_alive(now) || !open {
        return Ok(OpenLink::Over);
    }
    // Whoever is signed in here has proved more than that they read their mail. A device's registration asks for no other
    // proof; an app's goes its whole way.
    let proved = registration.kind.is_webauthn() && me.is_some();
    registration.state = if proved { RegistrationState::EmailProved } else { RegistrationState::Opened };
    registration.link = None;
    registration.browser_id = Some(browser.clone());
    registration.finish_by = Some(now.plus(LONGEST));
    if !repository.update_registration(&registration, RegistrationState::Issued).await? {
        return Ok(OpenLink::Over);
    }
    let person = &registration.person_id;
    let actor = Actor::Person(person.clone());
    let details = [("registration", registration.id.as_str())];
    audit::record(&mut *repository, service, origin, &actor, Some(person), Event::RegistrationOpened, &details).await?;
    repository.commit().await?;
    Ok(OpenLink::Opened(registration.id))
}
