//! What a plan writes, gathered so that all of it goes to the database together.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Line, Plan, Whom,
    known::Known,
    rows::{NewRow, NewRows},
};
use crate::{
    actor::By,
    email::address::EmailAddress,
    mail, notice,
    organisation::OrganisationCode,
    person::{Person, PersonId, UserIdentifier, add},
    ra::{create, position, tie},
    service::{Service, Unexpected},
    store::Repository,
};

/// Writes everything that a plan without faults changes.
pub(super) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    plan: &Plan,
    known: &Known,
) -> Result<(), Unexpected> {
    let mut identifiers = free_identifiers(service, repository, plan.creates()).await?.into_iter();
    let readers = Readers::of(repository, plan).await?;
    let mut rows = NewRows::default();
    for (line, change) in &plan.changes {
        // Whose reach it takes, as every entry of the desk says.
        let through = known.ra_over(&line.position.organisation).map(|ra| ("organisation", ra.as_str()));
        let why = [by.why, through.as_slice()].concat();
        let by = By { why: &why, ..by };
        match change {
            Change::Create => {
                let identifier = identifiers.next().ok_or_else(|| odd("too few user identifiers"))?;
                create_one(service, &mut rows, by, (line, identifier), known)?;
            }
            Change::AddPosition(person) => add_position(service, &mut rows, by, (line, person), &readers)?,
            Change::Nothing(_) => {}
        }
    }
    Ok(repository.add_rows(&rows, service.now()).await?)
}

/// So many made-up identifiers that nobody has. Whoever is given one meanwhile elsewhere makes the statement fail that writes it.
async fn free_identifiers(
    service: &Service,
    repository: &mut dyn Repository,
    count: usize,
) -> Result<BTreeSet<UserIdentifier>, Unexpected> {
    let mut free = BTreeSet::new();
    while free.len() < count {
        let more: Vec<UserIdentifier> = (free.len()..count).map(|_| add::made_up(service)).collect();
        let taken = repository.list_taken_identifiers(&more).await?;
        free.extend(more.into_iter().filter(|identifier| !taken.contains(identifier)));
    }
    Ok(free)
}

fn create_one(
    service: &Service,
    rows: &mut NewRows,
    by: By<'_>,
    (line, identifier): (&Line, UserIdentifier),
    known: &Known,
) -> Result<(), Unexpected> {
    let Whom::New { name, birth_date, email } = &line.whom else {
        return Err(odd("a line about somebody known creates nobody"));
    };
    let person = add::new(service, name.clone(), *birth_date, identifier);
    rows.entries.push(add::added(service, by, &person));
    if let Some(address) = email {
        let (email, entry) = create::new_email(service, by, &person.id, address);
        rows.emails.push(email);
        rows.entries.push(entry);
    }
    let (held, entry) = position::given(service, by, &person.id, &line.position);
    rows.positions.push(held);
    rows.entries.push(entry);
    let created_by = known.ra_over(&line.position.organisation).cloned();
    rows.people.push(NewRow { person, created_by, made: tie::made(service, by.actor) });
    Ok(())
}

fn add_position(
    service: &Service,
    rows: &mut NewRows,
    by: By<'_>,
    (line, person): (&Line, &Person),
    readers: &Readers,
) -> Result<(), Unexpected> {
    let (held, entry) = position::given(service, by, &person.id, &line.position);
    rows.positions.push(held);
    rows.entries.push(entry);
    let words = position::words(service, person, &line.position, readers.name_of(&line.position.organisation));
    rows.mails.extend(mail::sealed_for_all(service, readers.addresses_of(&person.id), &words)?);
    Ok(())
}

/// Those who are told of a position, and by which name they know the organisation.
struct Readers {
    addresses: BTreeMap<PersonId, Vec<EmailAddress>>,
    names: BTreeMap<OrganisationCode, String>,
}

impl Readers {
    async fn of(repository: &mut dyn Repository, plan: &Plan) -> Result<Self, Unexpected> {
        let told = plan.changes.iter().filter_map(|(line, change)| match change {
            Change::AddPosition(person) => Some((person.id.clone(), line.position.organisation.clone())),
            Change::Create | Change::Nothing(_) => None,
        });
        let (people, codes): (BTreeSet<PersonId>, BTreeSet<OrganisationCode>) = told.unzip();
        let (people, codes) = (Vec::from_iter(people), Vec::from_iter(codes));
        let named = repository.list_organisations(&codes).await?;
        Ok(Self {
            addresses: notice::addresses_of(repository, &people).await?,
            names: named.into_iter().map(|named| (named.code, named.name)).collect(),
        })
    }

    fn addresses_of(&self, person: &PersonId) -> &[EmailAddress] {
        self.addresses.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    fn name_of<'a>(&'a self, organisation: &'a OrganisationCode) -> &'a str {
        self.names.get(organisation).map_or(organisation.as_str(), String::as_str)
    }
}

fn odd(what: &str) -> Unexpected {
    Unexpected::Other(what.to_owned())
}
