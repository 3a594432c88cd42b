//! What tests of the desk begin with.

use identity::{
    assurance::Kind,
    person::Position,
    ra::{
        announcement::{Announcement, AnnouncementId},
        approval::{Approval, ApprovalId},
        contact::Contact,
        desk::Scope,
        reach::{Reach, ReachState},
        take_over::{TakeOver, TakenOver},
        target::Target,
    },
    store::Repository,
    time::parse_date,
};
use store::{Database, testing::name_organisations};

use crate::fixtures::{at, organisation, organisation_code, person_id, with_people, write};

const TODAY: &str = "2026-03-22";

pub(crate) fn scope(number: u64) -> Scope {
    Scope { person: person_id(number), day: parse_date(TODAY).unwrap() }
}

pub(crate) fn reach(ra: &str, of: &str, state: ReachState) -> Reach {
    Reach {
        ra: organisation_code(ra),
        organisation: organisation_code(of),
        name: format!("Name of {of}"),
        state,
        by: "operator".into(),
        at: at(0),
    }
}

pub(crate) fn approval(id: &str, person: u64, asked_by: u64) -> Approval {
    Approval {
        id: ApprovalId::from_text(id),
        person: person_id(person),
        target: Target::Authenticator { kind: Kind::SecurityKey, replace: true },
        asked_by: person_id(asked_by),
        asked_at: at(0),
        reason: "passport seen".into(),
        expires_at: at(100),
        decision: None,
        used_at: None,
    }
}

/// Person 1 set an address of somebody.
pub(crate) fn taken_over(person: u64, time: i64) -> TakenOver {
    TakenOver {
        person: person_id(person),
        action: TakeOver::SetEmail,
        by: Some(person_id(1)),
        at: at(time),
        set_up: true,
    }
}

pub(crate) fn contact(organisation: &str) -> Contact {
    let texts = ["RA office", "ra@nhs.net", "01632 960123", "Monday to Friday, 9 to 5"];
    Contact::parse(organisation_code(organisation), texts).unwrap()
}

pub(crate) fn announcement(id: &str, organisation: &str) -> Announcement {
    Announcement {
        id: AnnouncementId::from_text(id),
        organisation: organisation_code(organisation),
        text: "The desk is closed on Friday.".into(),
        starts_at: at(10),
        ends_at: at(20),
        made_by: "operator".into(),
        made_at: at(0),
    }
}

pub(crate) fn position(organisation: &str, role: &str, (starts, ends): (&str, Option<&str>)) -> Position {
    Position {
        organisation_code: organisation.into(),
        organisation_name: format!("Name of {organisation}"),
        role_code: role.into(),
        role_name: "Role".into(),
        starts_on: parse_date(starts).unwrap(),
        ends_on: ends.map(|day| parse_date(day).unwrap()),
    }
}

pub(crate) async fn hold(repository: &mut dyn Repository, number: u64, id: &str, position: Position) {
    repository.add_position(&person_id(number), &position, id).await.unwrap();
}

pub(crate) const OPEN: (&str, Option<&str>) = ("2020-01-01", None);

/// Organisations RA1, RA2, A, B, C. Person 1 manages RA1, in whose reach A is confirmed; 2 is an agent of RA2.
pub(crate) async fn with_desks(database: &Database, people: u64) {
    with_people(database, people).await;
    let named = ["RA1", "RA2", "A", "B", "C"].map(|code| organisation(code, &format!("Name of {code}")));
    name_organisations(database, &named).await;
    write(database, async |repository| {
        hold(repository, 1, "one", position("RA1", "R5080", OPEN)).await;
        hold(repository, 2, "two", position("RA2", "R5090", OPEN)).await;
        assert!(repository.put_reach(&reach("RA1", "A", ReachState::Confirmed), &[None]).await.unwrap());
        assert!(repository.put_reach(&reach("RA1", "B", ReachState::Proposed), &[None]).await.unwrap());
    })
    .await;
}
