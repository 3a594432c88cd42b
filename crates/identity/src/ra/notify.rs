//! Who is told by mail that something waits at a desk: an approval, those who could give it; a change that was not somebody's
//! own, the offices that serve them. Each reader gets one mail an hour of a kind at the most, which stands for all that waits,
//! and none is lost: what comes within the hour is told at its end. It names nobody, as offices share mailboxes.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    attempts,
    email::address::EmailAddress,
    mail::{Mail, text},
    notice,
    organisation::OrganisationCode,
    person::PersonId,
    ra::{contact, desk::Scope},
    service::{Service, Unexpected},
    store::Repository,
};

/// Those of Registration Authorities who are told of one person at the most.
pub const MOST: u32 = 50;

/// Addresses by what they are compared by: each once, in an order that stays.
type Readers = BTreeMap<String, EmailAddress>;

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    Approval,
    Report,
}

impl Waits {
    const fn counter(self) -> &'static str {
        match self {
            Self::Approval => "told-of-approvals",
            Self::Report => "told-of-reports",
        }
    }
}

/// An approval waits: tells those who could give it, in the transaction that asks for it.
pub(super) async fn of_approval(
    service: &Service,
    repository: &mut dyn Repository,
    subject: &PersonId,
    asker: &PersonId,
) -> Result<(), Unexpected> {
    let readers = addresses_of_ras(service, repository, (subject, Some(asker))).await?;
    tell(service, repository, Waits::Approval, readers).await
}

/// Somebody said that a change was not theirs: tells the offices of the organisations where they work, and where none has an
/// address, those who see them; in the transaction that stops further changes.
pub(crate) async fn of_report(
    service: &Service,
    repository: &mut dyn Repository,
    subject: &PersonId,
) -> Result<(), Unexpected> {
    let mut readers = addresses_of_offices(service, repository, subject).await?;
    if readers.is_empty() {
        readers = addresses_of_ras(service, repository, (subject, None)).await?;
    }
    tell(service, repository, Waits::Report, readers).await
}

async fn addresses_of_offices(
    service: &Service,
    repository: &mut dyn Repository,
    subject: &PersonId,
) -> Result<Readers, Unexpected> {
    let today = service.now().uk_date();
    let held = repository.list_positions(subject).await?;
    let open = held.iter().filter(|position| position.is_open(today));
    let codes: BTreeSet<OrganisationCode> =
        open.filter_map(|position| OrganisationCode::parse(&position.organisation_code)).collect();
    let mut readers = Readers::new();
    for code in codes {
        let address = contact::find(repository, &code, today).await?.and_then(|contact| contact.email);
        readers.extend(address.map(|address| (address.comparison_key(), address)));
    }
    Ok(readers)
}

/// The oldest proved address of each who sees somebody; whoever asked and whom it is about are not among them. The store names
/// those who may see them, and the rule itself is asked of each.
async fn addresses_of_ras(
    service: &Service,
    repository: &mut dyn Repository,
    (subject, asker): (&PersonId, Option<&PersonId>),
) -> Result<Readers, Unexpected> {
    let day = service.now().uk_date();
    let mut readers = Readers::new();
    for ra in repository.list_ras_near(subject, day, MOST).await? {
        let scope = Scope { person: ra, day };
        let is_left_out = scope.person == *subject || Some(&scope.person) == asker;
        if !is_left_out && repository.find_in_sight(&scope, subject).await?.is_some() {
            let address = notice::addresses(repository, &scope.person).await?.into_iter().next();
            readers.extend(address.map(|address| (address.comparison_key(), address)));
        }
    }
    Ok(readers)
}

/// In the order of the addresses: of two transactions that tell the same readers, one waits for the other.
async fn tell(
    service: &Service,
    repository: &mut dyn Repository,
    waits: Waits,
    readers: Readers,
) -> Result<(), Unexpected> {
    let (subject, blocks) = match waits {
        Waits::Approval => text::approval_waits(&service.policy),
        Waits::Report => text::report_waits(&service.policy),
    };
    for (key, address) in readers {
        if let Some(at) = attempts::reserve_notice(service, repository, [waits.counter(), &key]).await? {
            let mail = Mail::compose(address.as_str(), &subject, &service.policy.service_name, &blocks);
            mail.post_at(service, repository, at).await?;
        }
    }
    Ok(())
}
