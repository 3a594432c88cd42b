//! Start a registration: from "Select authenticator type" and the tick box to a link that lives 3 minutes.

use crate::{
    actor::{Actor, By, Origin},
    assurance::{AssuranceLevel, Kind},
    audit::{self, Event},
    authenticator::Authenticator,
    keys::{self, Purpose},
    notice,
    person::{PersonId, freeze},
    random::Token,
    registration::{LINK_LIFE, Registration, RegistrationId, RegistrationState},
    service::{Service, Unexpected},
    session::SignedIn,
    store::Repository,
};

/// How starting ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// The link is ready.
    Issued(RegistrationId),
    /// The tick box is not ticked.
    NotConfirmed,
    /// A verified e-mail address on the allow list comes first.
    NeedsEmail,
    /// There is one of this kind already, and nobody asked to replace it.
    AlreadyHeld,
    /// The session's level is below that of the authenticator that would be replaced (failure 13).
    LevelTooLow,
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(Start, SignInAgain);

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The kind of authenticator.
    pub kind: Kind,
    /// Whether the tick box is ticked: only this person has access to the device.
    pub confirmed: bool,
    /// Whether it may take the place of the one there is.
    pub replace: bool,
}

/// Issues a registration link. An earlier one for the same kind works no longer.
///
/// # Errors
/// When the database refuses.
pub async fn start(service: &Service, me: &SignedIn, origin: &Origin, wish: Wish) -> Result<Start, Unexpected> {
    let person = &me.person.id;
    let mut repository = service.write().await?;
    // Of two starts at once, the later one ends the earlier one's link.
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    let mut held = repository.list_active_authenticators(person).await?;
    held.retain(|held| held.kind == wish.kind);
    if let Some(refusal) = refusal(service, &mut *repository, me, wish, &held).await? {
        return Ok(refusal);
    }
    let actor = Actor::Person(person.clone());
    let by = By { actor: &actor, origin, why: &[] };
    let id = write(service, &mut *repository, by, person, (wish.kind, me.session.level), held).await?;
    repository.commit().await?;
    Ok(Start::Issued(id))
}

/// Writes a registration of somebody whose lock is held, with a link that carries the level of who issues it. `held` are their
/// authenticators of this kind.
pub(crate) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &PersonId,
    (kind, level): (Kind, AssuranceLevel),
    held: Vec<Authenticator>,
) -> Result<RegistrationId, Unexpected> {
    if !kind.is_registered() {
        return Err(Unexpected::Other(format!("nobody registers a {}: it is issued", kind.slug())));
    }
    let (now, id) = (service.now(), RegistrationId::random(&*service.random));
    let token = Token::random(&*service.random);
    let registration = Registration {
        person_id: person.clone(),
        kind,
        level,
        issued_by: by.actor.audit_text(),
        // One that waits for its first use will give way to the new one, too.
        replaces: held.into_iter().find(|held| held.replaces.is_none()).map(|held| held.id),
        state: RegistrationState::Issued,
        link: Some(service.keys.seal(
            &*service.random,
            Purpose::RegistrationLink,
            &keys::owner(person, id.as_str()),
            token.reveal().as_bytes(),
        )?),
        created_at: now,
        link_expires_at: now.plus(LINK_LIFE),
        browser_id: None,
        finish_by: None,
        email_proof: None,
        secret: None,
        authenticator: None,
        id,
    };
    let (actor, origin, subject) = (by.actor, by.origin, Some(person));
    if repository.abandon_registrations(person, kind, None).await? > 0 {
        let details = [("kind", kind.slug()), ("reason", "another was started")];
        audit::record(repository, service, origin, actor, subject, Event::RegistrationAbandoned, &details).await?;
    }
    repository.add_registration(&registration, &token.hash()).await?;
    let what = [("registration", registration.id.as_str()), ("kind", kind.slug())];
    let details = [&what[..], by.why].concat();
    audit::record(repository, service, origin, actor, subject, Event::RegistrationStarted, &details).await?;
    Ok(registration.id)
}

/// Whether somebody reads mail at an accepted address that they proved: registrations ask for it.
pub(crate) async fn has_accepted_email(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<bool, Unexpected> {
    let emails = notice::addresses(repository, person).await?;
    Ok(emails.iter().any(|address| service.policy.allow_list.accepts(address)))
}

async fn refusal(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
    wish: Wish,
    held: &[Authenticator],
) -> Result<Option<Start>, Unexpected> {
    if !held.is_empty() && !wish.replace {
        return Ok(Some(Start::AlreadyHeld));
    }
    // What is new reaches the level of this session at the most; what is there may be above it (NIST SP 800-63B-4, 4.1.2.1).
    if held.iter().any(|held| held.level > me.session.level) {
        return Ok(Some(Start::LevelTooLow));
    }
    // A sign-in link may set up what is not there yet, or was reported lost; it never satisfies a step-up (design: SignInLink).
    let is_there = held.iter().any(Authenticator::is_usable);
    let now = service.now();
    let may = if is_there { me.session.is_fresh(now) } else { me.session.can_add(now) };
    if !may {
        return Ok(Some(Start::SignInAgain));
    }
    if !has_accepted_email(service, repository, &me.person.id).await? {
        return Ok(Some(Start::NeedsEmail));
    }
    Ok((!wish.confirmed).then_some(Start::NotConfirmed))
}
