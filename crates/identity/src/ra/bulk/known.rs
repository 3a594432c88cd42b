//! What the database knows of whom the lines of a file are about, and of where.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::parse::{ReadLine, Whom};
use crate::{
    email::address::EmailAddress,
    organisation::OrganisationCode,
    person::{Person, PersonId, UserIdentifier},
    ra::{
        Desk,
        position::{self, NewPosition, WrongPosition},
        store::HeldPosition,
    },
    service::{Service, Unexpected},
    store::Repository,
};

/// What lines are held against.
#[derive(Debug)]
pub(super) struct Known {
    /// People in sight.
    people: BTreeMap<UserIdentifier, Person>,
    /// Their positions.
    held: BTreeMap<PersonId, Vec<HeldPosition>>,
    /// Organisations in reach, and the Registration Authority in whose reach they are.
    reach: BTreeMap<OrganisationCode, OrganisationCode>,
    /// Those of them that are no more.
    closed: BTreeSet<OrganisationCode>,
    names: BTreeSet<(String, Date)>,
    addresses: BTreeSet<String>,
}

impl Known {
    /// Asks for all lines.
    pub(super) async fn of(
        service: &Service,
        desk: &Desk,
        repository: &mut dyn Repository,
        lines: &[ReadLine],
    ) -> Result<Self, Unexpected> {
        let asked = Asked::by(lines);
        let scope = desk.scope(service);
        let people = repository.list_in_sight(&scope, &asked.identifiers).await?;
        let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
        let mut held: BTreeMap<PersonId, Vec<HeldPosition>> = BTreeMap::new();
        for one in repository.list_held_positions(&ids).await? {
            held.entry(one.person.clone()).or_default().push(one);
        }
        let mut reach = BTreeMap::new();
        for code in asked.organisations {
            let seats = repository.list_seats_over(&scope, &code).await?;
            reach.extend(seats.into_iter().next().map(|seat| (code, seat.organisation)));
        }
        let closed = position::closed(repository, &Vec::from_iter(reach.keys().cloned())).await?;
        Ok(Self {
            people: people.into_iter().map(|person| (person.identifier.clone(), person)).collect(),
            held,
            reach,
            closed,
            names: repository.list_taken_names(&asked.names).await?.into_iter().collect(),
            addresses: repository.list_taken_addresses(&asked.addresses).await?.into_iter().collect(),
        })
    }

    /// Somebody in sight.
    pub(super) fn person(&self, identifier: &UserIdentifier) -> Option<&Person> {
        self.people.get(identifier)
    }

    /// Whether somebody has the same position on a day of a new one.
    pub(super) fn has(&self, person: &PersonId, new: &NewPosition) -> bool {
        let held = self.held.get(person).map(Vec::as_slice).unwrap_or_default();
        held.iter().any(|held| position::overlaps(&held.position, new))
    }

    /// The Registration Authority in whose reach an organisation is: one that is managed, where there is one.
    pub(super) fn ra_over(&self, organisation: &OrganisationCode) -> Option<&OrganisationCode> {
        self.reach.get(organisation)
    }

    /// Why nobody is given a position at an organisation.
    pub(super) fn wrong_place(&self, organisation: &OrganisationCode) -> Option<WrongPosition> {
        if self.ra_over(organisation).is_none() {
            return Some(WrongPosition::NotInReach);
        }
        self.closed.contains(organisation).then_some(WrongPosition::ClosedThere)
    }

    /// Whether somebody anywhere was born that day and has the name, in either order.
    pub(super) fn has_name(&self, names: &[String; 2], born: Date) -> bool {
        names.iter().any(|name| self.names.contains(&(name.clone(), born)))
    }

    /// Whether an address stands on a profile anywhere.
    pub(super) fn has_address(&self, comparison_key: &str) -> bool {
        self.addresses.contains(comparison_key)
    }
}

/// What lines ask for, each once.
struct Asked {
    identifiers: Vec<UserIdentifier>,
    organisations: BTreeSet<OrganisationCode>,
    names: Vec<(String, Date)>,
    addresses: Vec<String>,
}

impl Asked {
    fn by(lines: &[ReadLine]) -> Self {
        let (mut identifiers, mut organisations) = (BTreeSet::new(), BTreeSet::new());
        let (mut names, mut addresses) = (BTreeSet::new(), BTreeSet::new());
        for line in lines.iter().flatten() {
            organisations.insert(line.position.organisation.clone());
            match &line.whom {
                Whom::Known(identifier) => {
                    identifiers.insert(identifier.clone());
                }
                Whom::New { name, birth_date, email } => {
                    names.extend(name.keys().map(|name| (name, *birth_date)));
                    addresses.extend(email.as_ref().map(EmailAddress::comparison_key));
                }
            }
        }
        Self {
            identifiers: identifiers.into_iter().collect(),
            organisations,
            names: names.into_iter().collect(),
            addresses: addresses.into_iter().collect(),
        }
    }
}
