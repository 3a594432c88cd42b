//! Recoveries of forgotten passwords.

use identity::{
    email::EmailId,
    password::forgot::{Known, Recovery, RecoveryId, RecoveryState},
    session::Browsers,
};
use store::testing::on_both;

use crate::fixtures::{at, browser_id, email, person_id, race, with_people, write, yes};

fn recovery(id: &str, person: u64) -> Recovery {
    Recovery {
        id: RecoveryId::from_text(id),
        browser_id: browser_id(person),
        known: Some(Known { person: person_id(person), email: EmailId::from_text(format!("e{person}")) }),
        mailbox: "00000000.mailbox".into(),
        state: RecoveryState::Started,
        code_mac: Some("00000000.mac".into()),
        tries: 0,
        sends: 1,
        code_expires_at: at(600),
        next_send_at: at(30),
        created_at: at(0),
        finish_by: at(900),
    }
}

#[tokio::test]
async fn a_recovery_reads_back_for_somebody_and_for_nobody_and_one_is_under_way_in_a_browser() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let first = recovery("first", 1);
        let nobody = Recovery { known: None, code_mac: None, ..recovery("nobody", 1) };
        write(&database, async |repository| {
            repository.add_email(&email("e1", 1, "zoe@nhs.net")).await.unwrap();
            repository.add_recovery(&first).await.unwrap();
            let read = repository.lookup_recovery(&first.id).await.unwrap().unwrap();
            assert_eq!(format!("{read:?}"), format!("{first:?}"));
            repository.add_recovery(&nobody).await.unwrap();
            let read = repository.lookup_recovery(&nobody.id).await.unwrap().unwrap();
            assert_eq!(format!("{read:?}"), format!("{nobody:?}"));
            let ended = repository.lookup_recovery(&first.id).await.unwrap().unwrap();
            assert_eq!(ended.state, RecoveryState::Ended);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_8_a_recovery_moves_on_once_and_only_from_where_it_stands() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = recovery("r", 1);
        write(&database, async |repository| {
            repository.add_email(&email("e1", 1, "zoe@nhs.net")).await.unwrap();
            repository.add_recovery(&mine).await.unwrap();
        })
        .await;
        let moved = race(&database, 6, async |_, repository| {
            let (from, to) = (RecoveryState::Started, RecoveryState::EmailProved);
            repository.move_recovery(&mine.id, from, to).await.unwrap()
        })
        .await;
        assert_eq!(yes(&moved), 1);
        write(&database, async |repository| {
            let (from, to) = (RecoveryState::Started, RecoveryState::Completed);
            assert!(!repository.move_recovery(&mine.id, from, to).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_3_a_recovery_has_its_tries_over_all_codes() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = recovery("r", 1);
        write(&database, async |repository| {
            repository.add_email(&email("e1", 1, "zoe@nhs.net")).await.unwrap();
            repository.add_recovery(&mine).await.unwrap();
        })
        .await;
        let taken =
            race(&database, 8, async |_, repository| repository.take_recovery_try(&mine.id, 5, at(1)).await.unwrap())
                .await;
        assert_eq!(yes(&taken), 5);
        write(&database, async |repository| {
            let renewed = Recovery { sends: 2, code_mac: Some("00000000.new".into()), ..mine.clone() };
            assert!(repository.renew_recovery_code(&renewed).await.unwrap());
            assert!(!repository.renew_recovery_code(&renewed).await.unwrap(), "of two clicks one sends");
            assert!(!repository.take_recovery_try(&mine.id, 5, at(1)).await.unwrap());
            let fresh = recovery("fresh", 1);
            repository.add_recovery(&fresh).await.unwrap();
            assert!(!repository.take_recovery_try(&fresh.id, 5, at(600)).await.unwrap(), "the code is over");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_18_a_recovery_goes_with_its_address_and_ends_with_what_ends_it() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let (one, two) = (recovery("one", 1), recovery("two", 2));
        let done = Recovery { state: RecoveryState::Completed, ..recovery("done", 2) };
        write(&database, async |repository| {
            for (id, person, address) in [("e1", 1, "one@nhs.net"), ("e2", 2, "two@nhs.net")] {
                repository.add_email(&email(id, person, address)).await.unwrap();
            }
            for recovery in [&one, &done, &two] {
                repository.add_recovery(recovery).await.unwrap();
            }
            repository.remove_email(&EmailId::from_text("e1")).await.unwrap();
            assert!(repository.lookup_recovery(&one.id).await.unwrap().is_none());
            let state = async |repository: &mut dyn identity::store::Repository, id: &RecoveryId| {
                repository.lookup_recovery(id).await.unwrap().unwrap().state
            };
            repository.end_under_way(&person_id(2), Browsers::Only(&browser_id(1)), at(1)).await.unwrap();
            assert_eq!(state(repository, &two.id).await, RecoveryState::Started);
            repository.end_under_way(&person_id(2), Browsers::All, at(1)).await.unwrap();
            assert_eq!(state(repository, &two.id).await, RecoveryState::Ended);
            assert_eq!(state(repository, &done.id).await, RecoveryState::Completed);

            let nobody = Recovery { known: None, ..recovery("nobody", 1) };
            repository.add_recovery(&nobody).await.unwrap();
            repository.clear_browser(&browser_id(1), Some(&person_id(1)), at(1)).await.unwrap();
            assert_eq!(state(repository, &nobody.id).await, RecoveryState::Ended);
            assert_eq!(repository.delete_expired(at(899), at(-9)).await.unwrap(), 0);
            assert_eq!(repository.delete_expired(at(900), at(-9)).await.unwrap(), 3);
        })
        .await;
    })
    .await;
}
