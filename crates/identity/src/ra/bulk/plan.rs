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
    person::{Person, PersonId, PersonName, PersonState},
    ra::{
        Desk,
        position::{self, WrongPosition},
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
            Err((number, wrong)) => {
                plan.faults.push((number, Fault::Line(wrong)));
                continue;
            }
        };
        match look_at(service, desk, &known, &mut seen, &line) {
            Ok(change) => plan.changes.push((line, change)),
            Err(fault) => plan.faults.push((line.number, fault)),
        }
    }
    Ok((plan, known))
}

fn look_at(service: &Service, desk: &Desk, known: &Known, seen: &mut Seen, line: &Line) -> Result<Change, Fault> {
    let new = &line.position;
    if known.ra_over(&new.organisation).is_none() {
        return Err(Fault::Position(WrongPosition::NotInReach));
    }
    if let Some(wrong) = position::wrong_dates(service, new) {
        return Err(Fault::Position(wrong));
    }
    let identifier = match &line.whom {
        Whom::Known(identifier) => identifier,
        Whom::New { name, birth_date, email } => {
            look_at_new(service, known, seen, (name, *birth_date, email.as_ref()))?;
            return Ok(Change::Create);
        }
    };
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
) -> Result<(), Fault> {
    if !crate::person::add::is_birth_date(birth_date, service.now().uk_date()) {
        return Err(Fault::BirthDate);
    }
    let names = name.keys();
    let [key, turned] = &names;
    let twice = seen.new.contains(&(turned.clone(), Some(birth_date)));
    if twice || !seen.new.insert((key.clone(), Some(birth_date))) {
        return Err(Fault::TwiceInFile);
    }
    if let Some(address) = email {
        if !service.policy.allow_list.accepts(address) {
            return Err(Fault::EmailNotAccepted);
        }
        let address = address.comparison_key();
        if known.has_address(&address) {
            return Err(Fault::MayExist);
        }
        if !seen.new.insert((address, None)) {
            return Err(Fault::TwiceInFile);
        }
    }
    if known.has_name(&names, birth_date) { Err(Fault::MayExist) } else { Ok(()) }
}
