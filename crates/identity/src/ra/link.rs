//! A sign-in link, handed over after an identity check: for somebody new, or for somebody who lost every way in.

use crate::{
    actor::Origin,
    assurance::AssuranceLevel,
    mail::text,
    person::PersonId,
    ra::{
        Acted, Desk, Reason,
        act::{self, Asks, allowed},
        identity_check::Presence,
        take_over,
        target::Target,
    },
    service::{Service, Unexpected},
    sign_in::link::{self, IssuedLink},
    undo::Change,
};

/// Issues a sign-in link for somebody who is there. It lives 24 hours, and carries AAL3, as whoever issues it signed in with.
///
/// # Errors
/// When the database refuses.
pub async fn issue(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    presence: Presence,
) -> Result<Acted<IssuedLink>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    allowed!(take_over::allow(&mut act, &Target::SignInLink).await?);
    act.case.note = Some(("presence", presence.slug()));
    let level = AssuranceLevel::Aal3;
    let why = act.case.why();
    let by = act.case.by(&why);
    let issued = link::write(service, &mut *act.repository, by, &act.person.id, level).await?;
    let words = text::sign_in_link_issued(&service.policy, &act.person.name.full(), service.now());
    act.tell_of(&Change::SignInLinkIssued, &words).await?;
    act.commit().await?;
    Ok(Ok(issued))
}
