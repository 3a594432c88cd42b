//! The fictional Registration Authority: what is in its reach, and how staff reach it. Its manager and its agent are among the
//! people. One community service is out of its reach, so that this can be seen, too.

use identity::{
    actor::{Actor, Origin},
    organisation::OrganisationCode,
    person::Person,
    ra::{
        contact::{self, Contact},
        reach,
    },
    service::Service,
};

use super::people::ORGANISATIONS;
use crate::failure::Failure;

/// The organisation of the Registration Authority.
const RA: &str = "X9A05";
/// Out of its reach.
const AWAY: &str = "X9A04";

/// Confirms what is missing. A reach that somebody ended stays so, and a contact that somebody set, too.
pub(super) async fn fill_in(service: &Service) -> Result<(), Failure> {
    let ra = code(RA)?;
    let (actor, origin) = (Actor::System, Origin::server());
    let known = reach::list(service, Some(&ra)).await?;
    for (name, _) in ORGANISATIONS.iter().filter(|(name, _)| ![RA, AWAY].contains(name)) {
        let organisation = code(name)?;
        if known.iter().all(|reach| reach.organisation != organisation) {
            reach::confirm(service, &actor, &origin, (&ra, &organisation)).await?;
        }
    }
    if contact::of(service, &ra).await?.is_none() {
        let texts = ["Anytown RA office", "", "01632 960099", "Monday to Friday, 8am to 6pm"];
        let contact = Contact::parse(ra, texts)
            .map_err(|wrong| Failure::failed(format!("the fictional contact is not valid: {wrong:?}")))?;
        contact::set_as_operator(service, &actor, &origin, &contact).await?;
    }
    Ok(())
}

/// Says that it made somebody: who has no position yet is in sight of it by that alone.
pub(super) async fn made(service: &Service, person: &Person) -> Result<(), Failure> {
    let mut repository = service.write().await?;
    repository.set_created_by(&person.id, &code(RA)?).await?;
    repository.commit().await?;
    Ok(())
}

fn code(text: &str) -> Result<OrganisationCode, Failure> {
    OrganisationCode::parse(text).ok_or_else(|| Failure::failed(format!("the fictional code {text} is not valid")))
}
