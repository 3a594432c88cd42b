//! The desk of Registration Authorities: seats, reach and sight.

use identity::{
    assurance::Kind,
    person::{Position, freeze::Freeze},
    ra::{
        Rank,
        announcement::{Announcement, AnnouncementId},
        approval::{Approval, ApprovalId},
        contact::Contact,
        desk::Scope,
        reach::{Reach, ReachState},
        store::{PositionId, Wanted},
        take_over::{TakeOver, TakenOver},
        target::Target,
    },
    store::Repository,
    time::parse_date,
};
use store::{
    Database,
    testing::{name_organisations, on_both},
};

use crate::fixtures::{at, email, organisation, organisation_code, person, person_id, with_people, write};

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

async fn sees(repository: &mut dyn Repository, me: u64, whom: u64) -> Option<String> {
    let found = repository.find_in_sight(&scope(me), &person_id(whom)).await.unwrap();
    found.map(|found| {
        assert_eq!(found.person.id, person_id(whom));
        found.through.to_string()
    })
}

#[tokio::test]
async fn a_seat_is_an_open_position_of_the_desk_of_somebody_open_and_not_frozen() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        let day = scope(1).day;
        write(&database, async |repository| {
            let seats = repository.list_seats(&person_id(1), day).await.unwrap();
            assert_eq!((seats.len(), seats[0].rank, seats[0].name.as_str()), (1, Rank::Manager, "Name of RA1"));
            hold(repository, 3, "over", position("A", "R5080", ("2020-01-01", Some("2026-03-21")))).await;
            hold(repository, 3, "later", position("A", "R5090", ("2026-03-23", None))).await;
            hold(repository, 3, "nurse", position("A", "R0620", OPEN)).await;
            assert_eq!(repository.list_seats(&person_id(3), day).await.unwrap(), []);
            hold(repository, 3, "today", position("A", "R5090", ("2026-03-22", Some("2026-03-22")))).await;
            assert_eq!(repository.list_seats(&person_id(3), day).await.unwrap()[0].rank, Rank::Agent);
            let freeze = Freeze { at: at(5), since: at(3) };
            repository.set_freeze(&person_id(3), Some(freeze)).await.unwrap();
            assert_eq!(repository.list_seats(&person_id(3), day).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn only_what_is_confirmed_is_in_reach() {
    on_both(async |database| {
        with_desks(&database, 2).await;
        let (a, b, ra) = (organisation_code("A"), organisation_code("B"), organisation_code("RA1"));
        write(&database, async |repository| {
            let mine = repository.list_in_reach(&scope(1)).await.unwrap();
            let mine: Vec<&str> = mine.iter().map(|reached| reached.code.as_str()).collect();
            assert_eq!(mine, ["A", "RA1"]);
            assert_eq!(repository.list_seats_over(&scope(1), &a).await.unwrap().len(), 1);
            assert_eq!(repository.list_seats_over(&scope(1), &b).await.unwrap(), []);
            assert_eq!(repository.list_seats_over(&scope(2), &a).await.unwrap(), []);

            let confirmed = reach("RA1", "B", ReachState::Confirmed);
            let from = [Some(ReachState::Proposed)];
            assert!(repository.put_reach(&confirmed, &from).await.unwrap());
            assert!(!repository.put_reach(&confirmed, &from).await.unwrap());
            assert_eq!(repository.list_seats_over(&scope(1), &b).await.unwrap()[0].organisation, ra);
            let listed = repository.list_reaches(Some(&ra), ("", ""), 9).await.unwrap();
            assert_eq!(listed, [reach("RA1", "A", ReachState::Confirmed), confirmed]);
            assert_eq!(repository.list_reaches(None, ("", ""), 9).await.unwrap().len(), 2);
            assert_eq!(repository.list_reaches(None, ("", ""), 1).await.unwrap(), listed[..1]);
            assert_eq!(repository.list_reaches(None, ("RA1", "A"), 9).await.unwrap(), listed[1..]);
            assert_eq!(repository.lookup_reach(&ra, &b).await.unwrap(), Some(listed[1].clone()));
            assert_eq!(repository.lookup_reach(&ra, &ra).await.unwrap(), None);
            assert!(!repository.put_reach(&reach("RA1", "RA1", ReachState::Confirmed), &[None]).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn relations_that_have_not_ended_are_proposed_once_and_no_chain_is_followed() {
    on_both(async |database| {
        with_desks(&database, 2).await;
        let near = identity::organisation::Organisation {
            status: identity::organisation::Status::Active,
            ..crate::organisation::practice("N1", "Near")
        };
        let relation = |to: &str, kind: &str, ends: Option<&str>| identity::organisation::Relation {
            kind: identity::organisation::RelationKind::parse(kind).unwrap(),
            to: organisation_code(to),
            starts_on: None,
            ends_on: ends.map(|day| parse_date(day).unwrap()),
        };
        let with = |code: &str, relation| identity::organisation::Organisation {
            code: organisation_code(code),
            relations: vec![relation],
            ..near.clone()
        };
        let all = [
            (0, with("N1", relation("RA1", "RE4", None))),
            (1, with("N2", relation("N1", "RE6", None))),
            (2, with("N3", relation("RA1", "RE4", Some("2020-01-01")))),
            (3, with("N4", relation("RA1", "successor", None))),
            (4, with("N5", relation("RA1", "RE4", Some("2099-01-01")))),
        ];
        write(&database, async |repository| {
            repository.lock_organisations().await.unwrap();
            repository.put_organisations(&all.map(|(number, it)| (number, it.into())), &[], at(1)).await.unwrap();
            let ra = organisation_code("RA1");
            assert_eq!(repository.propose_related(&ra, "operator", at(2)).await.unwrap(), 2);
            assert_eq!(repository.propose_related(&ra, "operator", at(2)).await.unwrap(), 0);
            let listed = repository.list_reaches(Some(&ra), ("", ""), 9).await.unwrap();
            let proposed = listed.iter().find(|reach| reach.organisation.as_str() == "N1").unwrap();
            assert_eq!((proposed.state, proposed.at), (ReachState::Proposed, at(2)));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn somebody_is_seen_by_an_open_position_or_else_by_the_last_one_or_by_who_made_them() {
    on_both(async |database| {
        with_desks(&database, 9).await;
        write(&database, async |repository| {
            assert_eq!(sees(repository, 1, 3).await, None, "no position at all");
            hold(repository, 3, "a", position("A", "R0620", OPEN)).await;
            assert_eq!(sees(repository, 1, 3).await.as_deref(), Some("RA1"));
            assert_eq!(sees(repository, 2, 3).await, None);
            assert_eq!(sees(repository, 1, 1).await.as_deref(), Some("RA1"), "oneself");
            // An open one elsewhere, an ended one here.
            hold(repository, 4, "b", position("C", "R0620", OPEN)).await;
            hold(repository, 4, "c", position("A", "R0620", ("2025-01-01", Some("2025-02-01")))).await;
            assert_eq!(sees(repository, 1, 4).await, None);
            // None open: the last one decides.
            hold(repository, 5, "d", position("A", "R0620", ("2024-01-01", Some("2024-02-01")))).await;
            assert_eq!(sees(repository, 1, 5).await.as_deref(), Some("RA1"));
            hold(repository, 5, "e", position("C", "R0620", ("2024-03-01", Some("2024-04-01")))).await;
            assert_eq!(sees(repository, 1, 5).await, None);
            // Whoever made them, until they have an open position elsewhere.
            repository.set_created_by(&person_id(6), &organisation_code("RA1")).await.unwrap();
            assert_eq!(sees(repository, 1, 6).await.as_deref(), Some("RA1"));
            hold(repository, 6, "f", position("A", "R0620", ("2025-01-01", Some("2025-02-01")))).await;
            assert_eq!(sees(repository, 1, 6).await.as_deref(), Some("RA1"), "given in reach");
            hold(repository, 6, "g", position("C", "R0620", ("2027-01-01", None))).await;
            assert_eq!(sees(repository, 1, 6).await, None, "somebody else gave them one to come");
            repository.set_created_by(&person_id(8), &organisation_code("RA1")).await.unwrap();
            hold(repository, 8, "i", position("C", "R0620", ("2025-01-01", Some("2025-02-01")))).await;
            assert_eq!(sees(repository, 1, 8).await, None, "nor after it ended");
            // A proposed reach shows nobody.
            hold(repository, 7, "j", position("B", "R0620", OPEN)).await;
            assert_eq!(sees(repository, 1, 7).await, None);

            hold(repository, 3, "h", position("C", "R0620", OPEN)).await;
            assert_eq!(repository.count_positions_out_of_reach(&scope(1), &person_id(3)).await.unwrap(), 1);
            assert!(repository.end_position(&PositionId::from_text("h"), scope(1).day).await.unwrap());
            assert_eq!(repository.count_positions_out_of_reach(&scope(1), &person_id(3)).await.unwrap(), 1, "today");
            let earlier = parse_date("2026-03-21").unwrap();
            assert!(repository.end_position(&PositionId::from_text("h"), earlier).await.unwrap());
            assert!(!repository.end_position(&PositionId::from_text("h"), scope(1).day).await.unwrap());
            assert_eq!(repository.count_positions_out_of_reach(&scope(1), &person_id(3)).await.unwrap(), 0);
            hold(repository, 3, "k", position("C", "R0620", ("2027-01-01", None))).await;
            assert_eq!(repository.count_positions_out_of_reach(&scope(1), &person_id(3)).await.unwrap(), 1, "to come");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_beginnings_of_words_in_any_order_among_those_in_sight() {
    on_both(async |database| {
        with_desks(&database, 6).await;
        let wanted = |words: &[&str], organisation: Option<&str>| Wanted {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            organisation: organisation.map(organisation_code),
        };
        write(&database, async |repository| {
            for number in 3..=5 {
                hold(repository, number, &format!("p{number}"), position("A", "R0620", OPEN)).await;
            }
            hold(repository, 6, "p6", position("C", "R0620", OPEN)).await;
            let renamed = identity::person::PersonName::parse("Tomás", "van der Whitlock-Jones").unwrap();
            repository.set_person_name(&person_id(4), &renamed).await.unwrap();
            let mut found = async |wanted: Wanted, skip, limit| -> Vec<u64> {
                let found = repository.search_in_sight(&scope(1), &wanted, skip, limit).await.unwrap();
                found.iter().map(|one| (1..=6).find(|number| one.id == person_id(*number)).unwrap()).collect()
            };
            assert_eq!(found(wanted(&[], None), 0, 9).await, [1, 3, 5, 4]);
            assert_eq!(found(wanted(&[], None), 1, 2).await, [3, 5]);
            assert_eq!(found(wanted(&["jon", "tomas"], None), 0, 9).await, [4]);
            assert_eq!(found(wanted(&["obrien", "zoe", "b", "3"], None), 0, 9).await, [3]);
            assert!(found(wanted(&["brien"], None), 0, 9).await.is_empty());
            assert_eq!(found(wanted(&[], Some("A")), 0, 9).await, [3, 5, 4]);
            assert!(found(wanted(&[], Some("C")), 0, 9).await.is_empty());
            let held = repository.list_held_positions(&[person_id(3), person_id(6)]).await.unwrap();
            assert_eq!(held.iter().map(|held| held.id.as_str()).collect::<Vec<_>>(), ["p3", "p6"]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn namesakes_and_readers_of_an_address_are_found_wherever_they_are() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            let (name, born) = (person(3).name, person(3).birth_date);
            let turned = identity::person::PersonName::parse(name.family(), name.given()).unwrap();
            assert_eq!(repository.list_namesakes(&name.keys(), born).await.unwrap(), [person_id(3)]);
            assert_eq!(repository.list_namesakes(&turned.keys(), born).await.unwrap(), [person_id(3)]);
            assert_eq!(repository.list_namesakes(&name.keys(), born.next_day().unwrap()).await.unwrap(), []);
            repository.add_email(&email("e", 2, "Zoe@nhs.net")).await.unwrap();
            assert_eq!(repository.list_people_with_email("zoe@nhs.net").await.unwrap(), [person_id(2)]);
        })
        .await;
    })
    .await;
}
