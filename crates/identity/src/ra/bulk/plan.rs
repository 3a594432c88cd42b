//! What a file would change, and what stands in its way: the dry run, and the first half of applying it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use time::Date;

use super::{
    known::Known,
    parse::{Line, ReadLine, Whom, Wrong},
};
use crate::{
    email::address::EmailAddress,
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonName, PersonState, UserIdentifier},
    ra::{
        Desk,
        position::{self, NewPosition, WrongPosition},
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
    /// Everything that stands in the way, by line. Nothing is applied while there is any.
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

    /// In how many lines something stands in the way.
    #[must_use]
    pub fn faulty_lines(&self) -> usize {
        self.faults.iter().map(|(line, _)| line).collect::<BTreeSet<_>>().len()
    }

    /// Names what it would do, and about whom as they are: another plan has another.
    pub(super) fn mark(&self) -> String {
        random::encode(&Sha256::digest(format!("{self:?}").as_bytes()))
    }
}

/// The first day, and the last one if there is one.
type Period = (Date, Option<Date>);

/// What lines before were about.
#[derive(Default)]
struct Seen {
    /// New people: names and dates of birth, and addresses.
    new: BTreeSet<(String, Option<Date>)>,
    /// Positions of people who exist, by organisation and role.
    given: BTreeMap<(PersonId, OrganisationCode, &'static str), Vec<Period>>,
}

/// Plans a file that was read; answers what is known of it besides.
pub(super) async fn plan(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    lines: Vec<ReadLine>,
) -> Result<(Plan, Known), Unexpected> {
    let known = Known::of(service, desk, repository, &lines).await?;
    let (mut plan, mut seen) = (Plan::default(), Seen::default());
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err((number, wrongs)) => {
                plan.faults.extend(wrongs.into_iter().map(|wrong| (number, Fault::Line(wrong))));
                continue;
            }
        };
        match look_at(service, desk, &known, &mut seen, &line) {
            Ok(change) => plan.changes.push((line, change)),
            Err(faults) => plan.faults.extend(faults.into_iter().map(|fault| (line.number, fault))),
        }
    }
    Ok((plan, known))
}

fn look_at(service: &Service, desk: &Desk, known: &Known, seen: &mut Seen, line: &Line) -> Result<Change, Vec<Fault>> {
    let new = &line.position;
    let wrong = [known.wrong_place(&new.organisation), position::wrong_dates(service, new)];
    let mut faults: Vec<Fault> = wrong.into_iter().flatten().map(Fault::Position).collect();
    let change = match &line.whom {
        Whom::Known(identifier) => look_at_known(desk, known, seen, identifier, new).map_err(|fault| vec![fault]),
        Whom::New { name, birth_date, email } => {
            look_at_new(service, known, seen, (name, *birth_date, email.as_ref())).map(|()| Change::Create)
        }
    };
    match change {
        Ok(change) if faults.is_empty() => Ok(change),
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

fn look_at_known(
    desk: &Desk,
    known: &Known,
    seen: &mut Seen,
    identifier: &UserIdentifier,
    new: &NewPosition,
) -> Result<Change, Fault> {
    let person = known.person(identifier).ok_or(Fault::NotInSight)?;
    if person.id == desk.me().person.id {
        return Err(Fault::Yourself);
    }
    if person.state == PersonState::Closed {
        return Err(Fault::Closed);
    }
    let given = seen.given.entry((person.id.clone(), new.organisation.clone(), new.role.code)).or_default();
    let period = (new.starts_on, new.ends_on);
    if given.iter().any(|given| position::share_a_day(*given, period)) {
        return Err(Fault::TwiceInFile);
    }
    given.push(period);
    let change = if known.has(&person.id, new) { Change::Nothing } else { Change::AddPosition };
    Ok(change(person.clone()))
}

fn look_at_new(
    service: &Service,
    known: &Known,
    seen: &mut Seen,
    (name, birth_date, email): (&PersonName, Date, Option<&EmailAddress>),
) -> Result<(), Vec<Fault>> {
    let names = name.keys();
    let [key, turned] = &names;
    let name_twice =
        seen.new.contains(&(turned.clone(), Some(birth_date))) || !seen.new.insert((key.clone(), Some(birth_date)));
    let address = email.map(EmailAddress::comparison_key);
    let address_twice = address.iter().any(|address| !seen.new.insert((address.clone(), None)));
    let exists = known.has_name(&names, birth_date) || address.iter().any(|address| known.has_address(address));
    let faults = [
        (!crate::person::add::is_birth_date(birth_date, service.now().uk_date()), Fault::BirthDate),
        (email.is_some_and(|email| !service.policy.allow_list.accepts(email)), Fault::EmailNotAccepted),
        (exists, Fault::MayExist),
        (name_twice || address_twice, Fault::TwiceInFile),
    ];
    let faults: Vec<Fault> = faults.into_iter().filter_map(|(is_so, fault)| is_so.then_some(fault)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
