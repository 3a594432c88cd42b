//! The desk of Registration Authorities: approvals, contacts, announcements, and what is over.

use identity::{
    assurance::Kind,
    keys::Sealed,
    person::freeze::Freeze,
    ra::{
        announcement::Announcement,
        approval::{Approval, ApprovalId, Decision, Waiting},
        bulk::{ImportId, Kept},
        contact::Contact,
        target::Target,
        tie::Made,
    },
    time::parse_date,
};
use store::testing::on_both;

use crate::{
    fixtures::{at, organisation_code, person, person_id, race, read, session, token, write, yes},
    ra::{OPEN, announcement, approval, contact, hold, position, scope, taken_over, with_desks},
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

#[tokio::test]
async fn a_contact_is_an_organisations_own_or_else_that_of_a_confirmed_reach() {
    on_both(async |database| {
        with_desks(&database, 2).await;
        let (a, b) = (organisation_code("A"), organisation_code("B"));
        write(&database, async |repository| {
            assert_eq!(repository.find_ra_contact(&a).await.unwrap(), None);
            repository.put_ra_contact(&contact("RA1"), at(1)).await.unwrap();
            assert_eq!(repository.find_ra_contact(&a).await.unwrap(), Some(contact("RA1")));
            assert_eq!(repository.find_ra_contact(&b).await.unwrap(), None, "only proposed");
            let own = Contact { email: None, opening: String::new(), ..contact("A") };
            repository.put_ra_contact(&contact("A"), at(1)).await.unwrap();
            repository.put_ra_contact(&own, at(2)).await.unwrap();
            assert_eq!(repository.find_ra_contact(&a).await.unwrap(), Some(own));
            assert_eq!(repository.find_parent_organisation(&a).await.unwrap(), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_announcement_is_shown_in_its_time_to_those_who_work_there() {
    on_both(async |database| {
        with_desks(&database, 4).await;
        let told = announcement("a", "A");
        write(&database, async |repository| {
            hold(repository, 3, "nurse", position("A", "R0620", OPEN)).await;
            hold(repository, 4, "left", position("A", "R0620", ("2020-01-01", Some("2026-03-21")))).await;
            repository.add_announcement(&told).await.unwrap();
            let day = scope(1).day;
            for (from, to, any) in [(8, 9, false), (8, 10, true), (19, 25, true), (20, 25, false)] {
                assert_eq!(repository.has_announcements(at(from), at(to)).await.unwrap(), any, "{from} to {to}");
            }
            for (number, now, shown) in [(3, 9, 0), (3, 10, 1), (3, 19, 1), (3, 20, 0), (4, 15, 0), (1, 15, 0)] {
                let announced = repository.list_announced_to(&person_id(number), day, at(now)).await.unwrap();
                assert_eq!(announced.len(), shown, "{number} at {now}");
            }
            let listed = repository.list_announcements_in_reach(&scope(1), at(1)).await.unwrap();
            assert_eq!(listed.as_slice(), std::slice::from_ref(&told));
            assert_eq!(repository.list_announcements_in_reach(&scope(2), at(1)).await.unwrap(), []);
            assert!(repository.end_announcement(&told.id, at(12)).await.unwrap());
            assert!(!repository.end_announcement(&told.id, at(12)).await.unwrap());
            assert_eq!(repository.list_announced_to(&person_id(3), day, at(13)).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_file_of_people_is_kept_one_a_person_for_its_time_and_taken_once() {
    on_both(async |database| {
        with_desks(&database, 2).await;
        let kept = |id: &str, until: i64| Kept {
            id: ImportId::from_text(id),
            content: Sealed::from_text(format!("00000000.{id}")),
            expires_at: at(until),
        };
        write(&database, async |repository| {
            repository.put_people_import(&person_id(1), &kept("a", 5)).await.unwrap();
            repository.put_people_import(&person_id(1), &kept("b", 10)).await.unwrap();
            repository.put_people_import(&person_id(2), &kept("c", 20)).await.unwrap();
            assert_eq!(repository.find_people_import(&person_id(1), at(9)).await.unwrap(), Some(kept("b", 10)));
            assert_eq!(repository.find_people_import(&person_id(1), at(10)).await.unwrap(), None);
            assert!(!repository.take_people_import(&ImportId::from_text("a")).await.unwrap(), "it gave way");
            assert_eq!(repository.delete_expired(at(10), at(0)).await.unwrap(), 1);
        })
        .await;
        let taken = race(&database, 4, async |_, repository| {
            repository.take_people_import(&ImportId::from_text("c")).await.unwrap()
        })
        .await;
        assert_eq!(yes(&taken), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_over_for_long_is_swept_away() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            repository.add_approval(&approval("a", 3, 1)).await.unwrap();
            repository.add_take_over("t", &taken_over(3, 100)).await.unwrap();
            let freeze = Freeze { at: at(100), since: at(100) };
            repository.add_take_over("u", &taken_over(2, 100)).await.unwrap();
            repository.set_freeze(&person_id(2), Some(freeze)).await.unwrap();
            let over = Announcement { ends_at: at(100), ..announcement("n", "A") };
            repository.add_announcement(&over).await.unwrap();
            assert_eq!(repository.delete_expired(at(9_000), at(100)).await.unwrap(), 0);
            assert_eq!(repository.delete_expired(at(9_000), at(101)).await.unwrap(), 3);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_session_brings_the_days_of_what_opens_the_desk() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        write(&database, async |repository| {
            hold(repository, 1, "until", position("RA2", "R5090", ("2020-01-01", Some("2021-12-31")))).await;
            hold(repository, 3, "nurse", position("RA1", "R0620", OPEN)).await;
            for number in [1, 3] {
                repository.add_session(&session(&format!("s{number}"), number), &token(number)).await.unwrap();
            }
            let mut ra = repository.find_session(&token(1)).await.unwrap().unwrap();
            assert_eq!(ra.ra_days.len(), 2);
            let day = |text: &str| parse_date(text).unwrap();
            assert!(ra.has_desk(day("2020-01-01")) && !ra.has_desk(day("2019-12-31")));
            ra.ra_days.retain(|(_, last)| last.is_some());
            assert!(ra.has_desk(day("2021-12-31")) && !ra.has_desk(day("2022-01-01")));
            let nurse = repository.find_session(&token(3)).await.unwrap().unwrap();
            assert!(nurse.ra_days.is_empty() && !nurse.has_desk(day("2022-01-01")));
        })
        .await;
    })
    .await;
}
