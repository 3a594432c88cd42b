//! The desk of Registration Authorities: seats, reach and sight.

use identity::{
    person::freeze::Freeze,
    ra::{Rank, reach::ReachState, store::PositionId},
    store::Repository,
    time::parse_date,
};
use store::testing::on_both;

use crate::{
    fixtures::{at, organisation_code, person_id, write},
    ra_fixtures::{OPEN, hold, position, reach, scope, with_desks},
};

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
