//! The desk of Registration Authorities: contacts, announcements, files of people, and what is over.

use identity::{
    keys::Sealed,
    organisation::{Organisation, Relation, RelationKind},
    person::{PersonState, freeze::Freeze},
    ra::{
        announcement::Announcement,
        bulk::{ImportId, Kept},
        contact::Contact,
    },
    time::parse_date,
};
use store::testing::on_both;

use crate::{
    fixtures::{at, organisation_code, person_id, race, session, token, write, yes},
    ra_fixtures::{OPEN, announcement, approval, contact, hold, position, scope, taken_over, with_desks},
};

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
            assert_eq!(repository.list_parent_organisations(&a, scope(1).day).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_organisation_belongs_to_others_by_relations_that_are_open_on_the_day_and_then_to_its_area() {
    on_both(async |database| {
        let day = |text: &str| parse_date(text).unwrap();
        let relation = |kind: &str, to: &str, (from, until): (Option<&str>, Option<&str>)| Relation {
            kind: RelationKind::parse(kind).unwrap(),
            to: organisation_code(to),
            starts_on: from.map(day),
            ends_on: until.map(day),
        };
        let practice = Organisation {
            relations: vec![
                relation("RE3", "DIRECTS", (None, None)),
                relation("RE6", "LEFT", (None, Some("2026-03-21"))),
                relation("RE4", "BUYS", (None, None)),
                relation("RE6", "RUNS", (Some("2026-03-22"), Some("2026-03-31"))),
                relation("successor", "NEXT", (None, None)),
            ],
            geography: Some(organisation_code("QZZ")),
            ..crate::organisation::practice("N1", "Near")
        };
        write(&database, async |repository| {
            repository.lock_organisations().await.unwrap();
            repository.put_organisations(&[(0, practice.into())], &[], at(1)).await.unwrap();
            let mut of = async |on: &str| {
                let parents = repository.list_parent_organisations(&organisation_code("N1"), day(on)).await.unwrap();
                parents.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(of("2026-03-21").await, "LEFT BUYS DIRECTS QZZ", "its last day");
            assert_eq!(of("2026-03-22").await, "RUNS BUYS DIRECTS QZZ", "it ends, and is open until then");
            assert_eq!(of("2026-03-31").await, "RUNS BUYS DIRECTS QZZ");
            assert_eq!(of("2026-04-01").await, "BUYS DIRECTS QZZ");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn whoever_looks_after_an_organisation_is_itself_or_a_confirmed_one_with_somebody_at_its_desk() {
    on_both(async |database| {
        with_desks(&database, 3).await;
        let day = scope(1).day;
        write(&database, async |repository| {
            hold(repository, 3, "over", position("C", "R5080", ("2020-01-01", Some("2026-03-21")))).await;
            let mut of = async |code: &str| {
                let found = repository.find_ra_over(&organisation_code(code), day).await.unwrap();
                found.map(|ra| (ra.code.to_string(), ra.name))
            };
            let one = Some(("RA1".to_owned(), "Name of RA1".to_owned()));
            assert_eq!((of("A").await, of("RA1").await), (one.clone(), one));
            assert_eq!((of("B").await, of("C").await, of("NONE").await), (None, None, None), "proposed; over; nobody");
            repository.set_person_state(&person_id(1), PersonState::Closed, at(1)).await.unwrap();
            assert_eq!(repository.find_ra_over(&organisation_code("A"), day).await.unwrap(), None);
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
