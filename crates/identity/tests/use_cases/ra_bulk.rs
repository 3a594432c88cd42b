//! People and positions from a file.

use identity::ra::{
    Refusal,
    bulk::{self, Apply, COLUMNS, Change, Fault, NotRead, Plan, Wrong},
    position::WrongPosition,
};

use crate::support::{
    MINUTE, World,
    desk::{Ra, checked, why},
    on_both,
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

async fn check(world: &World, ra: &Ra, file: &[u8]) -> Plan {
    bulk::check(&world.service, &ra.desk, file).await.unwrap().unwrap()
}

async fn apply(world: &World, ra: &Ra, file: &[u8]) -> Result<Result<Apply, NotRead>, Refusal> {
    bulk::apply(&world.service, &ra.desk, (ra.origin(), &why()), &checked(), file).await.unwrap()
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
        let before = world.audit().await.len();
        let plan = check(&world, &ra, &text).await;
        let changes: Vec<&Change> = plan.changes.iter().map(|(_, change)| change).collect();
        assert!(matches!(changes[..], [Change::Create, Change::Create, Change::AddPosition(who)] if *who == nurse));
        assert_eq!((plan.faults.len(), world.audit().await.len()), (0, before), "a dry run leaves nothing");

        let events = world
            .events_of(async || {
                assert_eq!(apply(&world, &ra, &text).await, Ok(Ok(Apply::Done { created: 2, positions: 1 })));
            })
            .await;
        let expected = ["email.added", "people.imported", "person.added", "person.added"];
        assert_eq!(events[..4], expected);
        assert_eq!(events[4..], ["position.added", "position.added", "position.added"]);
        let again = check(&world, &ra, &text).await;
        assert_eq!(again.faults, [(2, Fault::MayExist), (3, Fault::MayExist)]);
        let only_known = file(&[known(nurse.identifier.as_str(), "CLINIC")]);
        assert_eq!(apply(&world, &ra, &only_known).await, Ok(Ok(Apply::Done { created: 0, positions: 0 })));
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
        ]);
        let before = world.audit().await.len();
        let Ok(Ok(Apply::Faults(plan))) = apply(&world, &ra, &text).await else { panic!("expected faults") };
        assert_eq!(
            plan.faults,
            [
                (3, Fault::TwiceInFile),
                (4, Fault::TwiceInFile),
                (5, Fault::Position(WrongPosition::NotInReach)),
                (6, Fault::NotInSight),
                (7, Fault::Closed),
                (8, Fault::Yourself),
                (10, Fault::TwiceInFile),
                (11, Fault::MayExist),
                (12, Fault::EmailNotAccepted),
                (13, Fault::BirthDate),
                (14, Fault::Position(WrongPosition::InThePast)),
                (15, Fault::Line(Wrong::DeskRole)),
            ]
        );
        assert_eq!(world.audit().await.len(), before);
        assert_eq!(apply(&world, &ra, b"name\r\nAnn").await, Ok(Err(NotRead::Header)));
        world.wait(MINUTE * 6);
        assert_eq!(apply(&world, &ra, &text).await, Err(Refusal::SignInAgain));
    })
    .await;
}
