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
    person::{Person, PersonId},
    ra::{approval::Approval, contact, desk::Scope, tie},
    service::{Service, Unexpected},
    store::Repository,
};

/// Those of Registration Authorities who are told of one person at the most.
pub const MOST: u32 = 50;

/// Addresses by what they are compared by: each once, in an order that stays.
type Readers = BTreeMap<String, EmailAddress>;

/// What a mail says that it waits: each has its own hour.
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
    (approval, subject): (&Approval, &Person),
) -> Result<(), Unexpected> {
    let (mut readers, now) = (Readers::new(), service.now());
    for ra in ras_who_see(service, repository, &approval.person).await? {
        let is_asker = ra.person == approval.asked_by;
        if !is_asker && tie::between(repository, &ra, now, (approval, subject)).await?.is_none() {
            readers.extend(address_of(repository, &ra.person).await?);
        }
    }
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
        for ra in ras_who_see(service, repository, subject).await? {
            readers.extend(address_of(repository, &ra.person).await?);
        }
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

/// Those of Registration Authorities who see somebody, without themself. The store names those who may see them, and the rule itself
/// is asked of each.
async fn ras_who_see(
    service: &Service,
    repository: &mut dyn Repository,
    subject: &PersonId,
) -> Result<Vec<Scope>, Unexpected> {
    let day = service.now().uk_date();
    let mut ras = Vec::new();
    for person in repository.list_ras_near(subject, day, MOST).await? {
        let scope = Scope { person, day };
        if scope.person != *subject && repository.find_in_sight(&scope, subject).await?.is_some() {
            ras.push(scope);
        }
    }
    Ok(ras)
}

/// The oldest proved address of somebody, and what it is compared by.
async fn address_of(
    repository: &mut dyn Repository,
    person: &PersonId,
) -> Result<Option<(String, EmailAddress)>, Unexpected> {
    let address = notice::addresses(repository, person).await?.into_iter().next();
    Ok(address.map(|address| (address.comparison_key(), address)))
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
