//! Sweeping, and sealing anew.

use identity::{
    attempts::Counter,
    email::ProofOf,
    registration::{Registration, RegistrationState},
    session::Session,
    sign_in::SignInLink,
    time::Timestamp,
    webauthn::ceremony::Ceremony,
};
use store::{Database, testing::on_both};

use crate::fixtures::{
    at, authenticator, browser_id, ceremony, email, email_proof, mail, opened, person, person_id, read, registration,
    sealed, session, sign_in, sign_in_link, token, with_people, write,
};

const DAY: i64 = 86_400;

async fn sweep(database: &Database, now: Timestamp, before: Timestamp) -> u64 {
    write(database, async |repository| repository.delete_expired(now, before).await.unwrap()).await
}

#[tokio::test]
async fn failure_28_registrations_that_ran_out_are_abandoned_with_their_secrets() {
    on_both(async |database| {
        with_people(&database, 4).await;
        let shown =
            Registration { state: RegistrationState::PasswordShown, secret: Some(sealed("s")), ..opened("shown", 3) };
        let fresh = Registration { link_expires_at: at(2000), ..registration("fresh", 4) };
        let all = [registration("issued", 1), opened("opened", 2), shown, fresh];
        write(&database, async |repository| {
            for (number, registration) in all.iter().enumerate() {
                repository.add_registration(registration, &token(number as u64)).await.unwrap();
            }
            assert_eq!(repository.abandon_overdue_registrations(at(179)).await.unwrap(), 0);
            assert_eq!(repository.abandon_overdue_registrations(at(180)).await.unwrap(), 1);
            assert_eq!(repository.abandon_overdue_registrations(at(900)).await.unwrap(), 2);
            for one in &all[..3] {
                let found = repository.lookup_registration(&one.id).await.unwrap().unwrap();
                assert_eq!(found.state, RegistrationState::Abandoned);
                assert!(found.secret.is_none() && found.link.is_none());
            }
            let fresh = repository.lookup_registration(&all[3].id).await.unwrap().unwrap();
            assert_eq!(fresh.state, RegistrationState::Issued);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_deleted_from_its_age_on_and_browsers_with_it() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let zoe = email("e", 1, "zoe@nhs.net");
        let proofs = [
            email_proof("of-address", ProofOf::Address(zoe.id.clone())),
            email_proof("of-registration", ProofOf::Registration(registration("r", 1).id)),
        ];
        write(&database, async |repository| {
            repository.add_email(&zoe).await.unwrap();
            let abandoned = Registration { state: RegistrationState::Abandoned, ..opened("r", 1) };
            repository.add_registration(&abandoned, &token(1)).await.unwrap();
            for proof in &proofs {
                repository.add_email_proof(proof).await.unwrap();
            }
            repository.add_sign_in(&sign_in("s", 1)).await.unwrap();
            repository.add_sign_in_link(&sign_in_link("l", 1), &token(2)).await.unwrap();
            repository.add_session(&session("s", 1), &token(3)).await.unwrap();
            repository.add_mail(&mail("m", 0)).await.unwrap();
            repository.mark_mail_sent(&mail("m", 0).id, at(1)).await.unwrap();
            repository.put_flash("f", &browser_id(1), "{}", at(60)).await.unwrap();
            repository.add_ceremony(&Ceremony { expires_at: at(59), ..ceremony("c", 1) }).await.unwrap();
        })
        .await;
        assert_eq!(sweep(&database, at(30), at(0)).await, 0, "nothing is over");
        assert_eq!(sweep(&database, at(59), at(0)).await, 1, "the challenge");
        assert_eq!(sweep(&database, at(60), at(0)).await, 1, "the flash");
        // Two proofs, sign-in, link, session, registration, mail, browser.
        assert_eq!(sweep(&database, at(DAY + 1), at(DAY + 1)).await, 8);
        assert_eq!(sweep(&database, at(DAY + 1), at(DAY + 1)).await, 0);
        read(&database, async |repository| {
            assert!(repository.lookup_email(&zoe.id).await.unwrap().is_some());
            assert_eq!(repository.lookup_person(&person_id(1)).await.unwrap(), Some(person(1)));
            assert_eq!(repository.find_browser(&token(1_000_001)).await.unwrap(), None);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_was_never_used_goes_after_a_day_and_one_with_something_under_way_does_not() {
    on_both(async |database| {
        with_people(&database, 4).await;
        write(&database, async |repository| {
            repository.add_ceremony(&Ceremony { expires_at: at(2 * DAY), ..ceremony("c", 2) }).await.unwrap();
            repository.add_registration(&opened("opened", 3), &token(1)).await.unwrap();
            repository.know_browser(&browser_id(4), &person_id(4), at(0)).await.unwrap();
        })
        .await;
        assert_eq!(sweep(&database, at(DAY), at(0)).await, 0);
        assert_eq!(sweep(&database, at(DAY + 1), at(0)).await, 1);
        read(&database, async |repository| {
            let mut left = Vec::new();
            for number in 1..=4 {
                left.push(repository.find_browser(&token(1_000_000 + number)).await.unwrap().is_some());
            }
            assert_eq!(left, [false, true, true, true]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_somebody_can_still_use_or_an_operator_needs_is_not_swept() {
    on_both(async |database| {
        with_people(&database, 3).await;
        let late = at(500 * DAY);
        let held = authenticator("held", 1);
        let done = Registration {
            state: RegistrationState::Completed,
            authenticator: Some(held.id.clone()),
            ..opened("done", 1)
        };
        write(&database, async |repository| {
            repository
                .know_browser(&browser_id(1), &person_id(1), late.minus(std::time::Duration::from_secs(86_400 * 399)))
                .await
                .unwrap();
            let live = Session { expires_at: late, ..session("s", 2) };
            repository.add_session(&live, &token(1)).await.unwrap();
            let link = SignInLink { expires_at: late, ..sign_in_link("l", 2) };
            repository.add_sign_in_link(&link, &token(2)).await.unwrap();
            repository.add_authenticator(&held).await.unwrap();
            repository.add_registration(&done, &token(3)).await.unwrap();
            repository.add_mail(&mail("pending", 0)).await.unwrap();
            repository.add_mail(&mail("dead", 0)).await.unwrap();
            repository.mark_mail_dead(&mail("dead", 0).id, "x").await.unwrap();
        })
        .await;
        assert_eq!(sweep(&database, late, late).await, 1, "the browser that nobody used");
        read(&database, async |repository| {
            assert!(repository.knows_browser(&browser_id(1), &person_id(1)).await.unwrap());
            assert_eq!(repository.find_browser(&token(1_000_002)).await.unwrap(), Some(browser_id(2)));
            assert_eq!(repository.find_browser(&token(1_000_003)).await.unwrap(), None);
        })
        .await;
        assert_eq!(sweep(&database, late.plus(std::time::Duration::from_secs(86_400 * 2)), at(1)).await, 0);
    })
    .await;
}

#[tokio::test]
async fn failure_2_counters_that_brought_a_wait_are_never_forgotten() {
    on_both(async |database| {
        write(&database, async |repository| {
            for (name, failures) in [("few", 4), ("waiting", 5), ("disabled", 100)] {
                let counter = Counter { failures, blocked_until: None, started_at: at(0) };
                repository.set_counter(name, &counter).await.unwrap();
            }
        })
        .await;
        assert_eq!(sweep(&database, at(1000 * DAY), at(1000 * DAY)).await, 1);
        write(&database, async |repository| {
            assert_eq!(repository.lock_counter("few", at(0)).await.unwrap().failures, 0);
            assert_eq!(repository.lock_counter("waiting", at(0)).await.unwrap().failures, 5);
            assert_eq!(repository.lock_counter("disabled", at(0)).await.unwrap().failures, 100);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_sweep_goes_in_batches() {
    on_both(async |database| {
        with_people(&database, 1).await;
        write(&database, async |repository| {
            for number in 0..1100 {
                let over = Ceremony { expires_at: at(1), ..ceremony(&format!("c{number}"), 1) };
                repository.add_ceremony(&over).await.unwrap();
            }
        })
        .await;
        let mut swept = Vec::new();
        for _ in 0..4 {
            swept.push(sweep(&database, at(2), at(-1)).await);
        }
        assert_eq!(swept, [500, 500, 100, 0]);
    })
    .await;
}
