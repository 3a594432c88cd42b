//! The desk of Registration Authorities: approvals, and who is no second pair of eyes.

use identity::{
    assurance::Kind,
    person::{PersonState, freeze::Freeze},
    ra::{
        approval::{Approval, ApprovalId, Decision, Waiting},
        target::Target,
        tie::Made,
    },
    store::Repository,
};
use store::testing::on_both;

use crate::{
    fixtures::{at, organisation_code, person, person_id, race, read, write, yes},
    ra_fixtures::{OPEN, approval, hold, position, scope, taken_over, with_desks},
};

#[tokio::test]
async fn an_approval_is_decided_once_by_somebody_else_and_used_once() {
    on_both(async |database| {
        with_desks(&database, 4).await;
        let (asked, given) = (approval("a", 3, 1), Decision::Approved);
        write(&database, async |repository| {
            hold(repository, 3, "nurse", position("RA2", "R0620", OPEN)).await;
            repository.add_approval(&asked).await.unwrap();
            assert_eq!(repository.lookup_approval(&asked.id).await.unwrap(), Some(asked.clone()));
            let live =
                repository.find_live_approval(&asked.person, &asked.target, &asked.asked_by, at(1)).await.unwrap();
            assert_eq!(live, Some(asked.id.clone()));
            let other = Target::Authenticator { kind: Kind::SecurityKey, replace: false };
            let live = repository.find_live_approval(&asked.person, &other, &asked.asked_by, at(1)).await.unwrap();
            assert_eq!(live, None, "for exactly this");
            assert!(!repository.use_approval(&asked.person, &asked.target, &asked.asked_by, at(1)).await.unwrap());
            assert_eq!(
                repository.list_waiting_approvals(&scope(1), at(1), Waiting::default(), 9).await.unwrap(),
                [],
                "one's own"
            );
            let waiting = repository.list_waiting_approvals(&scope(2), at(1), Waiting::default(), 9).await.unwrap();
            assert_eq!(
                (waiting.len(), &waiting[0].approval, waiting[0].asker.as_str()),
                (1, &asked, "Zoë O'Brien <b>1</b>")
            );
            assert_eq!(waiting[0].person, person(3));
            assert_eq!(
                repository.list_waiting_approvals(&scope(2), at(100), Waiting::default(), 9).await.unwrap(),
                [],
                "over"
            );
            for own in [1, 3] {
                assert!(!repository.decide_approval(&asked.id, &person_id(own), given, at(1)).await.unwrap());
            }
        })
        .await;
        let decided = race(&database, 4, async |_, repository| {
            repository.decide_approval(&asked.id, &person_id(2), given, at(2)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&decided), 1);
        write(&database, async |repository| {
            let other = Target::Authenticator { kind: Kind::SecurityKey, replace: false };
            assert!(!repository.use_approval(&asked.person, &other, &asked.asked_by, at(3)).await.unwrap());
        })
        .await;
        let used = race(&database, 4, async |_, repository| {
            repository.use_approval(&asked.person, &asked.target, &asked.asked_by, at(3)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&used), 1);
        write(&database, async |repository| {
            let other = Target::Authenticator { kind: Kind::SecurityKey, replace: false };
            for (target, by, since, was) in [
                (&asked.target, 1, 3, true),
                (&asked.target, 1, 4, false),
                (&asked.target, 2, 3, false),
                (&other, 1, 3, false),
            ] {
                let found = repository.was_approved(&asked.person, target, &person_id(by), at(since)).await.unwrap();
                assert_eq!(found, was, "by {by} since {since}");
            }
        })
        .await;
        read(&database, async |repository| {
            let mine = repository.list_approvals_asked_by(&person_id(1), at(4), 9).await.unwrap();
            assert_eq!((mine[0].approval.decision, mine[0].approval.used_at), (Some(given), Some(at(3))));
            let live =
                repository.find_live_approval(&asked.person, &asked.target, &asked.asked_by, at(4)).await.unwrap();
            assert_eq!(live, None);
        })
        .await;
        let again = Approval { id: ApprovalId::from_text("again"), ..asked.clone() };
        write(&database, async |repository| {
            repository.add_approval(&again).await.unwrap();
            repository.end_approvals(&person_id(2), at(5)).await.unwrap();
            assert!(repository.decide_approval(&again.id, &person_id(2), given, at(5)).await.unwrap(), "of another");
            repository.end_approvals(&asked.person, at(5)).await.unwrap();
            assert!(!repository.use_approval(&asked.person, &asked.target, &asked.asked_by, at(5)).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_word_of_whoever_is_closed_or_reported_a_change_counts_no_more() {
    on_both(async |database| {
        with_desks(&database, 4).await;
        let asked = approval("a", 3, 1);
        let counts = async |repository: &mut dyn Repository| {
            repository.use_approval(&asked.person, &asked.target, &asked.asked_by, at(3)).await.unwrap()
        };
        write(&database, async |repository| {
            repository.add_approval(&asked).await.unwrap();
            assert!(repository.decide_approval(&asked.id, &person_id(2), Decision::Approved, at(2)).await.unwrap());
            repository.set_freeze(&person_id(2), Some(Freeze { at: at(2), since: at(1) })).await.unwrap();
            assert!(!counts(repository).await, "frozen");
            repository.set_freeze(&person_id(2), None).await.unwrap();
            repository.set_person_state(&person_id(2), PersonState::Closed, at(2)).await.unwrap();
            assert!(!counts(repository).await, "closed");
            repository.set_person_state(&person_id(2), PersonState::Open, at(2)).await.unwrap();
            assert!(counts(repository).await);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn those_near_somebody_are_at_a_desk_that_reaches_a_place_of_theirs() {
    on_both(async |database| {
        with_desks(&database, 5).await;
        write(&database, async |repository| {
            let day = scope(1).day;
            assert_eq!(repository.list_ras_near(&person_id(3), day, 9).await.unwrap(), []);
            hold(repository, 3, "nurse", position("A", "R0620", OPEN)).await;
            hold(repository, 4, "later", position("RA1", "R5090", ("2999-01-01", None))).await;
            assert_eq!(repository.list_ras_near(&person_id(3), day, 9).await.unwrap(), [person_id(1)]);
            repository.set_created_by(&person_id(3), &organisation_code("RA2")).await.unwrap();
            let both = [person_id(1), person_id(2)];
            assert_eq!(repository.list_ras_near(&person_id(3), day, 9).await.unwrap(), both);
            assert_eq!(repository.list_ras_near(&person_id(3), day, 1).await.unwrap(), both[..1]);
            // B is only proposed for the reach of the first.
            hold(repository, 5, "other", position("B", "R0620", OPEN)).await;
            assert_eq!(repository.list_ras_near(&person_id(5), day, 9).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn approvals_that_wait_are_listed_piece_by_piece_by_person_and_one_by_one() {
    on_both(async |database| {
        with_desks(&database, 4).await;
        write(&database, async |repository| {
            for person in [3, 4] {
                hold(repository, person, &format!("nurse{person}"), position("RA2", "R0620", OPEN)).await;
            }
            let asked = |id: &str, person, second| Approval { asked_at: at(second), ..approval(id, person, 1) };
            for (id, person, second) in [("c", 3, 0), ("a", 3, 1), ("b", 4, 1), ("d", 4, 2)] {
                repository.add_approval(&asked(id, person, second)).await.unwrap();
            }
            let (one, person) = (ApprovalId::from_text("b"), person_id(3));
            for (wanted, limit, expected) in [
                (Waiting::default(), 9, "c a b d"),
                (Waiting::default(), 2, "c a"),
                (Waiting { after: Some((at(1), "a")), ..Waiting::default() }, 9, "b d"),
                (Waiting { after: Some((at(2), "d")), ..Waiting::default() }, 9, ""),
                (Waiting { id: Some(&one), ..Waiting::default() }, 9, "b"),
                (Waiting { person: Some(&person), ..Waiting::default() }, 9, "c a"),
            ] {
                let found = repository.list_waiting_approvals(&scope(2), at(3), wanted, limit).await.unwrap();
                let ids: Vec<&str> = found.iter().map(|asked| asked.approval.id.as_str()).collect();
                assert_eq!(ids.join(" "), expected, "{wanted:?}");
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn take_overs_are_remembered_for_their_time() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            let done = taken_over(3, 5);
            repository.add_take_over("t", &done).await.unwrap();
            assert_eq!(repository.list_take_overs(&person_id(3), at(4)).await.unwrap(), [done]);
            assert_eq!(repository.list_take_overs(&person_id(3), at(5)).await.unwrap(), []);
            assert_eq!(repository.list_take_overs(&person_id(2), at(0)).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn it_is_known_who_made_whom_at_a_desk() {
    on_both(async |database| {
        with_desks(&database, 4).await;
        let made = |number, time| Made { by: person_id(number), at: at(time) };
        write(&database, async |repository| {
            hold(repository, 3, "nurse", position("RA2", "R0620", OPEN)).await;
            hold(repository, 4, "seat", position("RA2", "R5080", OPEN)).await;
            hold(repository, 4, "elsewhere", position("RA1", "R5090", OPEN)).await;
            repository.note_made(person_id(4).as_str(), &made(1, 1)).await.unwrap();
            repository.note_made("seat", &made(2, 2)).await.unwrap();
            repository.note_made("elsewhere", &made(1, 3)).await.unwrap();
            assert_eq!(repository.find_maker(&person_id(4)).await.unwrap(), Some(made(1, 1)));
            assert_eq!(repository.find_maker(&person_id(3)).await.unwrap(), None);
            let seats = repository.list_seat_makers(&scope(4), &person_id(3)).await.unwrap();
            assert_eq!(seats, [Some(made(2, 2))], "only what shows the person");
            assert_eq!(repository.list_seat_makers(&scope(2), &person_id(3)).await.unwrap(), [None]);
            assert_eq!(repository.list_seat_makers(&scope(1), &person_id(3)).await.unwrap(), []);
            assert!(!repository.had_authenticator(&person_id(3)).await.unwrap());
        })
        .await;
    })
    .await;
}
