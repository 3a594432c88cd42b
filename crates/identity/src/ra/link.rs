//! A sign-in link, handed over after an identity check: for somebody new, or for somebody who lost every way in.

use crate::{
    actor::Origin,
    assurance::AssuranceLevel,
    keys::MacPurpose,
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
    sign_in::link::{self, IssuedLink, UnderWay},
    undo::Change,
};

/// How issuing ended.
#[derive(Debug)]
pub enum IssueLink {
    /// Here it is; once more, where the same form asks for it again.
    Issued(IssuedLink),
    /// The link that this form gave was used, or is over: another one is asked for anew.
    FormUsed,
}

/// What a form's name has: 128 random bits.
const FORM_NAME: usize = 22;

/// Issues a sign-in link for somebody who is there. It lives 24 hours, and carries AAL3, as whoever issues it signed in with.
/// `form` names the page on which it is asked for: sent twice, by a second press or a reload, it gives the same link, which is
/// kept nowhere, and no second one.
///
/// # Errors
/// When the database refuses.
pub async fn issue(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    (presence, form): (Presence, &str),
) -> Result<Acted<IssueLink>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignInToAdd).await?);
    let parts = [act.person.id.as_str(), &desk.actor().audit_text(), form];
    let token = service.keys.token(MacPurpose::SignInLink, &parts);
    match act.repository.find_sign_in_link(&token.hash()).await? {
        Some(link) if link.is_usable(service.now()) => {
            return Ok(Ok(IssueLink::Issued(IssuedLink::new(service, &token, link.expires_at))));
        }
        Some(_) => return Ok(Ok(IssueLink::FormUsed)),
        None if form.len() != FORM_NAME => return Ok(Ok(IssueLink::FormUsed)),
        None => {}
    }
    allowed!(take_over::allow(&mut act, &Target::SignInLink).await?);
    act.case.note = Some(("presence", presence.slug()));
    let how = (AssuranceLevel::Aal3, UnderWay::Ends);
    let why = act.case.why();
    let by = act.case.by(&why);
    let issued = link::write(service, &mut *act.repository, by, &act.person.id, how, &token).await?;
    let words = text::sign_in_link_issued(&service.policy, &act.person.name.full(), service.now());
    act.tell_of(&Change::SignInLinkIssued, &words).await?;
    act.commit().await?;
    Ok(Ok(IssueLink::Issued(issued)))
}
