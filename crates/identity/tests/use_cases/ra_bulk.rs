//! People and positions from a file.

use identity::ra::{
    Refusal,
    bulk::{self, Apply, COLUMNS, Change, DryRun, Fault, Keep, NotRead, Wrong},
    position::WrongPosition,
};

use crate::support::{
    MINUTE, World,
    desk::{Ra, checked, why},
    on_both, race,
};

fn file(lines: &[String]) -> Vec<u8> {
    [&[COLUMNS.join(",")], lines].concat().join("\r\n").into_bytes()
}

fn new(given: &str, at: &str) -> String {
    format!(",{given},Lee,1984-05-30,,{at},R0620,2020-01-01,")
}

fn known(identifier: &str, at: &str) -> String {
    format!("{identifier},,,,,{at},R0620,2020-01-01,")
}

async fn keep(world: &World, ra: &Ra, file: &[u8]) -> Keep {
    bulk::keep(&world.service, &ra.desk, ra.origin(), file).await.unwrap().unwrap()
}

/// The dry run of what is kept.
async fn shown(world: &World, ra: &Ra) -> DryRun {
    bulk::dry_run(&world.service, &ra.desk).await.unwrap().expect("a file is kept")
}

async fn check(world: &World, ra: &Ra, file: &[u8]) -> DryRun {
    assert_eq!(keep(world, ra, file).await, Keep::Kept);
    shown(world, ra).await
}

async fn apply(world: &World, ra: &Ra, run: &DryRun) -> Result<Apply, Refusal> {
    let what = (&run.id, run.mark.as_str());
    bulk::apply(&world.service, &ra.desk, (ra.origin(), &why()), Some(&checked()), what).await.unwrap()
}

#[tokio::test]
async fn a_role_may_be_given_for_separate_periods_and_not_twice_for_a_day() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let line = |from: &str, until: &str| format!("{},,,,,CLINIC,R0620,{from},{until}", nurse.identifier.as_str());
        let (one, other) = (line("2090-01-01", "2090-06-30"), line("2090-07-01", "2090-12-31"));
        let run = check(&world, &ra, &file(&[one.clone(), other.clone(), line("2090-12-31", "")])).await;
        assert_eq!(run.plan.faults, [(4, Fault::TwiceInFile)], "they share a day");
        let run = check(&world, &ra, &file(&[one, other])).await;
        assert_eq!((run.plan.positions(), &run.plan.faults[..]), (2, &[][..]));
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Done { created: 0, positions: 2 }));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_applied_whole_and_once() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let text = file(&[
            new("Ann", "HOSP"),
            ",Bob,Lee,1984-05-30,bob.lee@nhs.net,CLINIC,R1730,2020-01-01,2099-01-01".into(),
            known(nurse.identifier.as_str(), "CLINIC"),
        ]);
        let left = world.events_of(async || drop(check(&world, &ra, &text).await)).await;
        let run = shown(&world, &ra).await;
        let changes: Vec<&Change> = run.plan.changes.iter().map(|(_, change)| change).collect();
        assert!(matches!(changes[..], [Change::Create, Change::Create, Change::AddPosition(who)] if *who == nurse));
        assert_eq!(run.plan.faults, []);
        assert_eq!(left, ["ra.searched"], "a dry run changes nothing, and says who exists");

        let (by, what) = ((ra.origin(), &why()), (&run.id, run.mark.as_str()));
        let unchecked = bulk::apply(&world.service, &ra.desk, by, None, what).await.unwrap();
        assert_eq!(unchecked, Ok(Apply::NeedsCheck), "nobody is created unseen");
        let events = world
            .events_of(async || {
                assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Done { created: 2, positions: 1 }));
            })
            .await;
        let expected = ["email.added", "people.imported", "person.added", "person.added"];
        assert_eq!(events[..4], expected);
        assert_eq!(events[4..], ["position.added", "position.added", "position.added"]);
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::NotThere), "once");
        let again = check(&world, &ra, &text).await;
        assert_eq!(again.plan.faults, [(2, Fault::MayExist), (3, Fault::MayExist)]);
        let only_known = file(&[known(nurse.identifier.as_str(), "CLINIC")]);
        let run = check(&world, &ra, &only_known).await;
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Done { created: 0, positions: 0 }));
    })
    .await;
}

#[tokio::test]
async fn one_fault_and_nothing_is_done() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let (away, closed) = (world.nurse("Amos", "HOME").await, world.nurse("Left", "HOSP").await);
        world.close(&closed).await;
        let identifier = |person: &identity::person::Person| person.identifier.as_str().to_owned();
        let text = file(&[
            new("Ann", "HOSP"),
            new("Ann", "HOSP"),
            ",Lee,Ann,1984-05-30,,HOSP,R0620,2020-01-01,".into(),
            new("Far", "HOME"),
            known(&identifier(&away), "HOSP"),
            known(&identifier(&closed), "CLINIC"),
            known(&identifier(&ra.person), "CLINIC"),
            known(&identifier(&nurse), "CLINIC"),
            known(&identifier(&nurse), "CLINIC"),
            ",Amos,Okafor-Lindqvist,1984-05-30,,HOSP,R0620,2020-01-01,".into(),
            ",Cat,Lee,1984-05-30,cat@example.com,HOSP,R0620,2020-01-01,".into(),
            ",Cat,Lee,2999-05-30,,HOSP,R0620,2020-01-01,".into(),
            ",Dan,Lee,1984-05-30,,HOSP,R0620,2020-01-01,2020-02-01".into(),
            ",Eve,Lee,1984-05-30,,HOSP,R5080,2020-01-01,".into(),
            ",Fay,Lee,2999-05-30,fay@example.com,CLINIC,R0620,2020-01-01,2020-02-01".into(),
        ]);
        world.close_organisation("CLINIC").await;
        let run = check(&world, &ra, &text).await;
        let before = world.audit().await.len();
        let there = Fault::Position(WrongPosition::ClosedThere);
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Changed));
        assert_eq!(
            run.plan.faults,
            [
                (3, Fault::TwiceInFile),
                (4, Fault::TwiceInFile),
                (5, Fault::Position(WrongPosition::NotInReach)),
                (6, Fault::NotInSight),
                (7, there),
                (7, Fault::Closed),
                (8, there),
                (8, Fault::Yourself),
                (9, there),
                (10, there),
                (10, Fault::TwiceInFile),
                (11, Fault::MayExist),
                (12, Fault::EmailNotAccepted),
                (13, Fault::BirthDate),
                (14, Fault::Position(WrongPosition::InThePast)),
                (15, Fault::Line(Wrong::DeskRole)),
                (16, there),
                (16, Fault::Position(WrongPosition::InThePast)),
                (16, Fault::BirthDate),
                (16, Fault::EmailNotAccepted),
            ]
        );
        assert_eq!(run.plan.faulty_lines(), 14);
        assert_eq!(world.audit().await.len(), before);
        assert_eq!(keep(&world, &ra, b"name\r\nAnn").await, Keep::NotRead(NotRead::Header));
        assert_eq!(shown(&world, &ra).await, run, "what is no file takes the place of none");
        world.wait(MINUTE * 6);
        assert_eq!(apply(&world, &ra, &run).await, Err(Refusal::SignInAgain));
    })
    .await;
}

#[tokio::test]
async fn what_is_applied_is_what_was_shown_and_nothing_else() {
    on_both(async |mut world| {
        world.organisations().await;
        let (mut ra, other) = (world.agent("Daniel", "RA1").await, world.agent("Carol", "RA1").await);
        let nurse = world.nurse("Amara", "HOSP").await;
        let text = file(&[new("Ann", "HOSP"), known(nurse.identifier.as_str(), "CLINIC")]);
        let run = check(&world, &ra, &text).await;
        let before = world.audit().await.len();

        // Somebody else's file is not theirs, and what they were shown is another plan's.
        assert_eq!(bulk::dry_run(&world.service, &other.desk).await.unwrap(), None);
        assert_eq!(apply(&world, &other, &run).await, Ok(Apply::NotThere));
        let forged = DryRun { mark: "x".into(), ..shown(&world, &ra).await };
        assert_eq!(apply(&world, &ra, &forged).await, Ok(Apply::Changed));
        assert_eq!(world.audit().await.len(), before);

        // The nurse got the position from somebody else meanwhile: nothing is done, and another dry run shows it.
        world.hold(&nurse, &crate::support::desk::nurse_at("CLINIC")).await;
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Changed));
        assert_eq!(world.audit().await.len(), before);
        let newer = shown(&world, &ra).await;
        assert!(newer.mark != run.mark && newer.id == run.id);

        // A newer file takes the place of the one before, and an hour ends it.
        let third = check(&world, &ra, &file(&[new("Bob", "HOSP")])).await;
        assert_eq!(apply(&world, &ra, &newer).await, Ok(Apply::NotThere));
        world.wait(bulk::LIFE);
        world.again(&mut ra).await;
        assert_eq!(apply(&world, &ra, &third).await, Ok(Apply::NotThere));
        assert_eq!(bulk::dry_run(&world.service, &ra.desk).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_applied_once_by_two_attempts_at_once() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let run = check(&world, &ra, &file(&[new("Ann", "HOSP")])).await;
        let applied = race(2, |_| {
            let (service, desk, origin) = (world.service.clone(), ra.desk.clone(), ra.origin().clone());
            let (id, mark) = (run.id.clone(), run.mark.clone());
            async move { bulk::apply(&service, &desk, (&origin, &why()), Some(&checked()), (&id, &mark)).await.unwrap() }
        })
        .await;
        let done = applied.iter().filter(|applied| matches!(applied, Ok(Apply::Done { created: 1, .. })));
        assert_eq!(done.count(), 1, "{applied:?}");
    })
    .await;
}

#[tokio::test]
async fn the_lines_of_all_files_are_counted_together() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let lines: Vec<String> = (0..4_000).map(|number| new(&format!("Ann {number}"), "HOSP")).collect();
        for _ in 0..2 {
            assert_eq!(keep(&world, &ra, &file(&lines)).await, Keep::Kept);
        }
        assert_eq!(keep(&world, &ra, &file(&lines)).await, Keep::Wait(world.now().plus(MINUTE * 60)));
        assert_eq!(keep(&world, &ra, &file(&lines[..2_000])).await, Keep::Kept);
        assert!(matches!(keep(&world, &ra, &file(&lines[..1])).await, Keep::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn the_largest_file_that_is_read_is_applied_whole() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let mut old = Vec::new();
        for number in 0..300 {
            old.push(world.nurse(&format!("Known {number}"), "HOSP").await);
        }
        let told = world.enrol(&old[299]).await;
        world.verified(&told, "known.299@nhs.net").await;
        let new = (old.len()..bulk::MOST_LINES).map(|number| {
            format!(",Ann {number},Lee,1984-05-30,ann.{number}@nhs.net,HOSP,R0620,2020-01-01,2099-01-01")
        });
        let old = old.iter().map(|person| known(person.identifier.as_str(), "CLINIC"));
        let text = file(&old.chain(new).collect::<Vec<_>>());
        let run = check(&world, &ra, &text).await;
        assert_eq!((run.plan.creates(), run.plan.positions(), &run.plan.faults[..]), (4_700, 300, &[][..]));
        assert_eq!(apply(&world, &ra, &run).await, Ok(Apply::Done { created: 4_700, positions: 300 }));
        let mails = world.mails_to("known.299@nhs.net").await;
        assert!(mails.iter().any(|mail| mail.text.contains("The CLINIC")), "who existed is told");
        let again = check(&world, &ra, &text).await;
        assert_eq!(again.plan.faults.len(), 4_700, "all of them exist");
    })
    .await;
}

#[tokio::test]
async fn files_are_bounded_and_kept_sealed() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let text = file(&[new("Unmistakable", "HOSP")]);
        for _ in 0..30 {
            assert_eq!(keep(&world, &ra, &text).await, Keep::Kept);
        }
        assert!(matches!(keep(&world, &ra, &text).await, Keep::Wait(_)));
        let stolen = String::from_utf8_lossy(&world.stolen_bytes().await).into_owned();
        assert!(!stolen.contains("Unmistakable"));
    })
    .await;
}
