//! Positions: given and ended by a Registration Authority, in the organisations of its reach.

use std::collections::BTreeSet;

use time::Date;

use crate::{
    actor::{By, Origin},
    audit::{self, Entry, Event},
    mail::text::{self, PositionChange, Words},
    notice,
    organisation::{OrganisationCode, Status},
    person::{Person, PersonId, Position},
    ra::{
        Acted, Desk, Rank, Reason, Refusal, Seat,
        act::{self, Asks, allowed},
        role::CareRole,
        store::{HeldPosition, PositionId},
        tie,
    },
    service::{Service, Unexpected},
    store::Repository,
    time::date_text,
};

/// A position that is to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosition {
    /// Where.
    pub organisation: OrganisationCode,
    /// Roles that open the desk take a manager with a fresh sign-in.
    pub role: CareRole,
    /// The first day.
    pub starts_on: Date,
    /// The last day, when there is one.
    pub ends_on: Option<Date>,
}

/// Why nobody at this desk could give it, whatever their rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPosition {
    /// The organisation is not in reach, or does not exist.
    NotInReach,
    /// The organisation is closed.
    ClosedThere,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// It has ended already.
    InThePast,
    /// It begins further from today than anybody works: a slip in the year.
    FarStart,
    /// It ends further from today than anybody works.
    FarEnd,
}

/// How giving a position ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddPosition {
    /// They have it.
    Added,
    /// They have the same already.
    HeldAlready,
    /// It cannot be had.
    Wrong(WrongPosition),
}

/// Whether the last day is set now, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndPosition {
    /// It ends that day.
    Ended,
    /// It is not there, or ends before that day.
    NotThere,
    /// That day is before it begins.
    EndsBeforeItBegins,
    /// Its organisation is not in reach.
    NotInReach,
}

/// Gives somebody in sight a position.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    new: &NewPosition,
) -> Result<Acted<AddPosition>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::Open).await?);
    if let Err(wrong) = allowed!(grantable(service, &mut *act.repository, desk, new).await?) {
        return Ok(Ok(AddPosition::Wrong(wrong)));
    }
    let held = act.repository.list_held_positions(std::slice::from_ref(person)).await?;
    if held.iter().any(|held| overlaps(&held.position, new)) {
        return Ok(Ok(AddPosition::HeldAlready));
    }
    let why = act.case.why();
    let by = act.case.by(&why);
    write(service, &mut *act.repository, by, &act.person.id, new).await?;
    tell(service, &mut *act.repository, &act.person, new).await?;
    act.commit().await?;
    Ok(Ok(AddPosition::Added))
}

/// Ends a position of somebody in sight on a day, today or later or before. One that begins today or later is withdrawn by a day
/// before it.
///
/// # Errors
/// When the database refuses.
pub async fn end(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    (id, last_day): (&PositionId, Date),
) -> Result<Acted<EndPosition>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::TakesAway).await?);
    let held = act.repository.list_held_positions(std::slice::from_ref(person)).await?;
    let Some(held) = held.into_iter().find(|held| held.id == *id).map(|held| held.position) else {
        return Ok(Ok(EndPosition::NotThere));
    };
    let Some(organisation) = OrganisationCode::parse(&held.organisation_code) else {
        return Ok(Ok(EndPosition::NotInReach));
    };
    let seats = act.repository.list_seats_over(&desk.scope(service), &organisation).await?;
    let Some(seat) = seats.first() else {
        return Ok(Ok(EndPosition::NotInReach));
    };
    if Rank::of(&held.role_code).is_some()
        && let Some(refusal) = may_make_ra(service, desk, seat)
    {
        return Ok(Err(refusal));
    }
    // What was done at a desk until today was done by somebody who sat there.
    let today = service.now().uk_date();
    let yesterday = today.previous_day().unwrap_or(today);
    let last_day = if Rank::of(&held.role_code).is_some() { last_day.max(yesterday) } else { last_day };
    let is_withdrawn = last_day < held.starts_on;
    if is_withdrawn && held.starts_on < today {
        return Ok(Ok(EndPosition::EndsBeforeItBegins));
    }
    let last_day = if is_withdrawn { yesterday } else { last_day };
    if !act.repository.end_position(id, last_day).await? {
        return Ok(Ok(EndPosition::NotThere));
    }
    let day = date_text(last_day);
    let details = [("at", held.organisation_code.as_str()), ("role", held.role_code.as_str()), ("to", day.as_str())];
    act.record(Event::PositionEnded, &details).await?;
    let (name, what) = (act.person.name.full(), (held.role_name.as_str(), held.organisation_name.as_str()));
    let change = if is_withdrawn { PositionChange::Withdrawn } else { PositionChange::EndsOn(last_day) };
    act.tell(&text::position_changed(&service.policy, &name, what, change, service.now())).await?;
    act.commit().await?;
    Ok(Ok(EndPosition::Ended))
}

/// The seat that may give a position: in whose reach its organisation is, and of the rank that its role asks for.
pub(super) async fn grantable(
    service: &Service,
    repository: &mut dyn Repository,
    desk: &Desk,
    new: &NewPosition,
) -> Result<Acted<Result<Seat, WrongPosition>>, Unexpected> {
    let seats = repository.list_seats_over(&desk.scope(service), &new.organisation).await?;
    let Some(seat) = seats.into_iter().next() else {
        return Ok(Ok(Err(WrongPosition::NotInReach)));
    };
    if new.role.is_ra()
        && let Some(refusal) = may_make_ra(service, desk, &seat)
    {
        return Ok(Err(refusal));
    }
    let wrong = match closed(repository, std::slice::from_ref(&new.organisation)).await?.is_empty() {
        false => Some(WrongPosition::ClosedThere),
        true => wrong_dates(service, new),
    };
    Ok(Ok(wrong.map_or(Ok(seat), Err)))
}

/// Those of these organisations that are no more: nobody starts to work there.
pub(super) async fn closed(
    repository: &mut dyn Repository,
    organisations: &[OrganisationCode],
) -> Result<BTreeSet<OrganisationCode>, Unexpected> {
    let kept = repository.list_organisations(organisations).await?;
    Ok(kept.into_iter().filter(|kept| kept.status == Status::Closed).map(|kept| kept.code).collect())
}

/// Further from today than anybody works, in years.
const FAR: i32 = 80;

/// What is wrong with the days of a position.
pub(super) fn wrong_dates(service: &Service, new: &NewPosition) -> Option<WrongPosition> {
    let today = service.now().uk_date();
    let is_far = |day: Date| (day.year() - today.year()).abs() > FAR;
    match new.ends_on {
        _ if is_far(new.starts_on) => Some(WrongPosition::FarStart),
        Some(end) if is_far(end) => Some(WrongPosition::FarEnd),
        Some(end) if end < new.starts_on => Some(WrongPosition::EndsBeforeItBegins),
        Some(end) if end < today => Some(WrongPosition::InThePast),
        _ => None,
    }
}

/// Whether somebody has the same position on a day of a new one.
pub(super) fn overlaps(held: &Position, new: &NewPosition) -> bool {
    !held.is_withdrawn()
        && held.organisation_code == new.organisation.as_str()
        && held.role_code == new.role.code
        && share_a_day((held.starts_on, held.ends_on), (new.starts_on, new.ends_on))
}

/// Whether two periods do: each from its first day to its last, if it has one.
pub(super) fn share_a_day(one: (Date, Option<Date>), other: (Date, Option<Date>)) -> bool {
    one.1.is_none_or(|end| end >= other.0) && other.1.is_none_or(|end| end >= one.0)
}

/// Agents never grant or end the roles that open the desk; a manager does with a fresh sign-in.
fn may_make_ra(service: &Service, desk: &Desk, seat: &Seat) -> Option<Refusal> {
    if seat.rank < Rank::Manager {
        Some(Refusal::ManagerOnly)
    } else if desk.is_fresh(service) {
        None
    } else {
        Some(Refusal::SignInAgain)
    }
}

/// Writes a position that may be given, and its audit entry.
pub(super) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    person: &PersonId,
    new: &NewPosition,
) -> Result<(), Unexpected> {
    let (held, entry) = given(service, by, person, new);
    repository.add_position(person, &held.position, held.id.as_str()).await?;
    if new.role.is_ra() {
        tie::note(service, repository, by.actor, held.id.as_str()).await?;
    }
    repository.append_audit(&entry).await?;
    Ok(())
}

/// A position that is given, and its audit entry, not written yet. The name of its organisation stands in another table.
pub(super) fn given(service: &Service, by: By<'_>, person: &PersonId, new: &NewPosition) -> (HeldPosition, Entry) {
    let position = Position {
        organisation_code: new.organisation.to_string(),
        organisation_name: String::new(),
        role_code: new.role.code.to_owned(),
        role_name: new.role.name.to_owned(),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
    };
    let held = HeldPosition { id: PositionId::random(&*service.random), person: person.clone(), position };
    let (from, to) = (date_text(new.starts_on), new.ends_on.map(date_text).unwrap_or_default());
    let what =
        [("at", new.organisation.as_str()), ("role", new.role.code), ("from", from.as_str()), ("to", to.as_str())];
    let details = [&what[..], by.why].concat();
    (held, audit::entry(service, by.origin, by.actor, Some(person), Event::PositionAdded, &details))
}

/// Tells somebody of a position that they were given.
pub(super) async fn tell(
    service: &Service,
    repository: &mut dyn Repository,
    person: &Person,
    new: &NewPosition,
) -> Result<(), Unexpected> {
    let named = repository.list_organisations(std::slice::from_ref(&new.organisation)).await?;
    let organisation = named.first().map_or(new.organisation.as_str(), |named| named.name.as_str());
    notice::tell(service, repository, &person.id, &words(service, person, new, organisation)).await
}

/// What somebody is told of a position that they were given.
pub(super) fn words(service: &Service, person: &Person, new: &NewPosition, organisation: &str) -> Words {
    let what = (new.role.name, organisation);
    text::position_changed(&service.policy, &person.name.full(), what, PositionChange::Added, service.now())
}
