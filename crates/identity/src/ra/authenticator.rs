//! Authenticators of somebody in sight: issue one on their behalf, remove, lock and unlock one.

use crate::{
    actor::Origin,
    assurance::{AssuranceLevel, Kind},
    authenticator::{
        AuthenticatorId,
        own::{self, Help},
        suspend::{self, SuspendAuthenticator},
    },
    mail::text,
    person::PersonId,
    ra::{
        Acted, Desk, Reason,
        act::{self, Asks, allowed},
        identity_check::Presence,
        take_over,
        target::Target,
    },
    registration::{
        RegistrationId,
        open::{self, ShowLink},
        start,
    },
    service::{Service, Unexpected},
    undo::Change,
};

/// How issuing ended.
#[derive(Debug, PartialEq, Eq)]
pub enum IssueAuthenticator {
    /// The link is ready: [`show_link`] shows it to who issued it.
    Issued(RegistrationId),
    /// They need a verified e-mail address on the allow list first.
    NeedsEmail,
    /// They have one of this kind, and nobody asked to replace it.
    AlreadyHeld,
}

/// Issues a registration link on somebody's behalf, who is there. It lives 3 minutes, opens once, and carries AAL3, as whoever
/// issues it signed in with.
///
/// # Errors
/// When the database refuses.
pub async fn issue(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    (kind, presence, replace): (Kind, Presence, bool),
) -> Result<Acted<IssueAuthenticator>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    let mut held = act.repository.list_active_authenticators(person).await?;
    held.retain(|held| held.kind == kind);
    if !held.is_empty() && !replace {
        return Ok(Ok(IssueAuthenticator::AlreadyHeld));
    }
    if !start::has_accepted_email(service, &mut *act.repository, person).await? {
        return Ok(Ok(IssueAuthenticator::NeedsEmail));
    }
    allowed!(take_over::allow(&mut act, &Target::Authenticator { kind, replace }).await?);
    act.case.note = Some(("presence", presence.slug()));
    let what = (kind, AssuranceLevel::Aal3);
    let why = act.case.why();
    let by = act.case.by(&why);
    let id = start::write(service, &mut *act.repository, by, &act.person.id, what, held).await?;
    let words = text::registration_issued(&service.policy, &act.person.name.full(), kind.name(), service.now());
    act.tell_of(&Change::registration_issued(kind), &words).await?;
    act.commit().await?;
    Ok(Ok(IssueAuthenticator::Issued(id)))
}

/// Shows the link to whoever issued it, at the desk and while the person is in sight, and to nobody else.
///
/// # Errors
/// When the database refuses.
pub async fn show_link(
    service: &Service,
    desk: &Desk,
    person: &PersonId,
    id: &RegistrationId,
) -> Result<ShowLink, Unexpected> {
    let found = service.read().await?.find_in_sight(&desk.scope(service), person).await?;
    if found.is_none() {
        return Ok(ShowLink::Unknown);
    }
    open::show_link_for(service, (&desk.me().person.id, person), id).await
}

/// Removes one for good; `false` when it is not there.
///
/// # Errors
/// When the database refuses.
pub async fn remove(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    id: &AuthenticatorId,
) -> Result<Acted<bool>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::TakesAway).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    let removed = own::help(service, &mut *act.repository, by, (&act.person, id), Help::Remove).await?;
    act.commit().await?;
    Ok(Ok(removed))
}

/// Locks one that is lost or stolen: it signs nobody in until it is unlocked. It must not wait, so that any sign-in of the desk
/// does.
///
/// # Errors
/// When the database refuses.
pub async fn lock(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    id: &AuthenticatorId,
) -> Result<Acted<SuspendAuthenticator>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::TakesAway).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    let outcome = suspend::write(service, &mut *act.repository, by, (&act.person, id), own::Stays::default()).await?;
    act.commit().await?;
    Ok(Ok(outcome))
}

/// Unlocks one that is found again; `false` when it is not there, or not locked.
///
/// # Errors
/// When the database refuses.
pub async fn unlock(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    id: &AuthenticatorId,
) -> Result<Acted<bool>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    allowed!(take_over::allow(&mut act, &Target::Reinstate(id.clone())).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    let reinstated = own::help(service, &mut *act.repository, by, (&act.person, id), Help::Reinstate).await?;
    if reinstated {
        act.commit().await?;
    }
    Ok(Ok(reinstated))
}
