//! What a file would change, and what stands in its way: the dry run, and the first half of applying it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use time::Date;

use super::parse::{Line, ReadLine, Whom, Wrong};
use crate::{
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonState},
    ra::{
        Desk,
        position::{self, NewPosition, WrongPosition},
        store::InSight,
    },
    random,
    service::{Service, Unexpected},
    store::Repository,
};

/// What stands in a line's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The line as it stands.
    Line(Wrong),
    /// Nobody in sight has this user identifier.
    NotInSight,
    /// It is whoever applies it.
    Yourself,
    /// The Care Identity is closed.
    Closed,
    /// The position cannot be had.
    Position(WrongPosition),
    /// The date of birth is in the future, or before anybody who lives was born.
    BirthDate,
    /// The e-mail address is not on the allow list.
    EmailNotAccepted,
    /// Somebody with this name and date of birth, or this e-mail address, may exist: to be created one by one.
    MayExist,
    /// Another line is about the same new person, or gives the same position.
    TwiceInFile,
}

/// What a line would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody new, with a position.
    Create,
    /// A position of somebody in sight.
    AddPosition(Person),
    /// Nothing: they have the position.
    Nothing(Person),
}

/// A plan for a whole file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What each line would change.
    pub changes: Vec<(Line, Change)>,
    /// What stands in the way, by line. Nothing is applied while there is any.
    pub faults: Vec<(u64, Fault)>,
}

impl Plan {
    /// How many people it creates.
    #[must_use]
    pub fn creates(&self) -> usize {
        self.changes.iter().filter(|(_, change)| *change == Change::Create).count()
    }

    /// How many positions it gives to people who exist.
    #[must_use]
    pub fn positions(&self) -> usize {
        self.changes.iter().filter(|(_, change)| matches!(change, Change::AddPosition(_))).count()
    }

    /// Names what it would do, and about whom as they are: another plan has another.
    pub(super) fn mark(&self) -> String {
        random::encode(&Sha256::digest(format!("{self:?}").as_bytes()))
    }
}

/// What was learnt from lines before.
#[derive(Default)]
struct Seen {
    /// Whether positions can be given in an organisation.
    reach: BTreeMap<OrganisationCode, bool>,
    /// New people: names and dates of birth, and addresses.
    new: BTreeSet<(String, Option<Date>)>,
    /// Positions of people who exist, by organisation and role.
    given: BTreeSet<(PersonId, OrganisationCode, &'static str)>,
}

/// Plans a file that was read.
pub(super) async fn plan(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    lines: Vec<ReadLine>,
) -> Result<Plan, Unexpected> {
    let (mut plan, mut seen) = (Plan::default(), Seen::default());
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err((number, wrong)) => {
                plan.faults.push((number, Fault::Line(wrong)));
                continue;
            }
        };
        match look_at(service, desk, repository, &mut seen, &line).await? {
            Ok(change) => plan.changes.push((line, change)),
            Err(fault) => plan.faults.push((line.number, fault)),
        }
    }
    Ok(plan)
}

async fn look_at(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    seen: &mut Seen,
    line: &Line,
) -> Result<Result<Change, Fault>, Unexpected> {
    if let Some(wrong) = wrong_position(service, desk, repository, seen, &line.position).await? {
        return Ok(Err(Fault::Position(wrong)));
    }
    match &line.whom {
        Whom::Known(identifier) => {
            let found = repository.find_person_by_identifier(identifier).await?;
            let found = match found {
                Some(found) => repository.find_in_sight(&desk.scope(service), &found.id).await?,
                None => None,
            };
            let Some(InSight { person, .. }) = found else { return Ok(Err(Fault::NotInSight)) };
            if person.id == desk.me().person.id {
                return Ok(Err(Fault::Yourself));
            }
            if person.state == PersonState::Closed {
                return Ok(Err(Fault::Closed));
            }
            let given = (person.id.clone(), line.position.organisation.clone(), line.position.role.code);
            if !seen.given.insert(given) {
                return Ok(Err(Fault::TwiceInFile));
            }
            let held = repository.list_held_positions(std::slice::from_ref(&person.id)).await?;
            let has = held.iter().any(|held| position::overlaps(&held.position, &line.position));
            Ok(Ok(if has { Change::Nothing(person) } else { Change::AddPosition(person) }))
        }
        new @ Whom::New { .. } => {
            Ok(look_at_new(service, repository, seen, new).await?.map_or(Ok(Change::Create), Err))
        }
    }
}

async fn look_at_new(
    service: &Service,
    repository: &mut dyn Repository,
    seen: &mut Seen,
    whom: &Whom,
) -> Result<Option<Fault>, Unexpected> {
    let Whom::New { name, birth_date, email } = whom else { return Ok(None) };
    if !crate::person::add::is_birth_date(*birth_date, service.now().uk_date()) {
        return Ok(Some(Fault::BirthDate));
    }
    let [key, turned] = name.keys();
    let twice = seen.new.contains(&(turned.clone(), Some(*birth_date)));
    if twice || !seen.new.insert((key.clone(), Some(*birth_date))) {
        return Ok(Some(Fault::TwiceInFile));
    }
    if let Some(address) = email {
        if !service.policy.allow_list.accepts(address) {
            return Ok(Some(Fault::EmailNotAccepted));
        }
        let address = address.comparison_key();
        if !repository.list_people_with_email(&address).await?.is_empty() {
            return Ok(Some(Fault::MayExist));
        }
        if !seen.new.insert((address.to_string(), None)) {
            return Ok(Some(Fault::TwiceInFile));
        }
    }
    let exists = !repository.list_namesakes(&[key, turned], *birth_date).await?.is_empty();
    Ok(exists.then_some(Fault::MayExist))
}

async fn wrong_position(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    seen: &mut Seen,
    new: &NewPosition,
) -> Result<Option<WrongPosition>, Unexpected> {
    let in_reach = match seen.reach.get(&new.organisation) {
        Some(in_reach) => *in_reach,
        None => {
            let in_reach = !repository.list_seats_over(&desk.scope(service), &new.organisation).await?.is_empty();
            seen.reach.insert(new.organisation.clone(), in_reach);
            in_reach
        }
    };
    Ok(if in_reach { position::wrong_dates(service, new) } else { Some(WrongPosition::NotInReach) })
}
