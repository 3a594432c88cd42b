//! Sessions, browsers and flashes.

use std::collections::BTreeSet;

use identity::{
    assurance::Kind,
    authenticator::Authenticator,
    email::{EmailId, EmailProof, EmailProofId, ProofOf},
    person::readiness::{Have, Readiness},
    registration::{Registration, RegistrationId, RegistrationState},
    session::{Browsers, Computer, Session},
    sign_in::{SignIn, SignInId},
    store::Repository,
    webauthn::ceremony::{Ceremony, CeremonyId},
};
use store::testing::on_both;

use crate::fixtures::{
    at, browser_id, ceremony, device, email, email_proof, opened, person, person_id, race, registration, session,
    sign_in, token, with_people, write, yes,
};

#[tokio::test]
async fn a_session_is_found_by_its_token_with_its_person() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let mine = session("s", 2);
        write(&database, async |repository| {
            repository.add_session(&mine, &token(1)).await.unwrap();
            let found = repository.find_session(&token(1)).await.unwrap().unwrap();
            assert_eq!(format!("{:?}", found.session), format!("{mine:?}"));
            assert_eq!(found.person, person(2));
            assert!(repository.find_session(&token(2)).await.unwrap().is_none());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn sessions_are_found_together_and_those_that_ended_are_not() {
    on_both(async |database| {
        with_people(&database, 1).await;
        write(&database, async |repository| {
            for number in 0..20 {
                let one = session(&format!("s{number}"), 1);
                repository.add_session(&one, &token(number)).await.unwrap();
                if number % 5 == 0 {
                    assert!(repository.end_session(&one.id, at(1)).await.unwrap());
                }
            }
            // Twice the same, and more than there are.
            let tokens: Vec<_> = (0..40).chain(3..6).map(token).collect();
            let found = repository.find_sessions(&tokens).await.unwrap();
            let found: BTreeSet<(String, String)> = found
                .into_iter()
                .map(|(token, signed_in)| (token.as_str().to_owned(), signed_in.session.id.as_str().to_owned()))
                .collect();
            let open = (0..20).filter(|number| number % 5 != 0);
            let expected = open.map(|number| (token(number).as_str().to_owned(), format!("s{number}"))).collect();
            assert_eq!(found, expected);
            assert!(repository.find_sessions(&[]).await.unwrap().is_empty());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_session_brings_what_its_person_has_against_a_lock_out_and_what_they_dismissed() {
    on_both(async |database| {
        with_people(&database, 2).await;
        write(&database, async |repository| {
            for number in [1, 2] {
                repository.add_session(&session(&format!("s{number}"), number), &token(number)).await.unwrap();
            }
            let of = async |repository: &mut dyn Repository, number| {
                repository.find_session(&token(number)).await.unwrap().unwrap().readiness
            };
            assert_eq!(of(repository, 1).await, Readiness::default());
            let suspended = Authenticator { kind: Kind::Passkey, ..device("other", 1) };
            for authenticator in [&device("key", 1), &suspended] {
                repository.add_authenticator(authenticator).await.unwrap();
            }
            assert!(repository.suspend_authenticator(&suspended.id, at(1)).await.unwrap());
            for id in ["a", "b", "c"] {
                repository.add_email(&email(id, 1, &format!("{id}@nhs.net"))).await.unwrap();
            }
            for id in ["a", "b"] {
                repository.verify_email(&EmailId::from_text(id), at(1)).await.unwrap();
            }
            for notice in ["renewal", "renewal", "outage"] {
                repository.dismiss(&person_id(1), notice, at(1)).await.unwrap();
            }
            let mut mine = of(repository, 1).await;
            mine.dismissed.sort_unstable();
            let have = Have { verified_emails: 2, authenticators: vec![device("key", 1).kind] };
            assert_eq!(mine, Readiness { have, dismissed: vec!["outage".into(), "renewal".into()] });
            assert_eq!(of(repository, 2).await, Readiness::default(), "each for themselves");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_sessions_of_an_authenticator_end_together() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let key = device("key", 1);
        let with = |id: &str| Session { authenticator: Some(key.id.clone()), ..session(id, 1) };
        let all = [with("a"), with("mine"), session("c", 1)];
        write(&database, async |repository| {
            repository.add_authenticator(&key).await.unwrap();
            for (number, one) in all.iter().enumerate() {
                repository.add_session(one, &token(number as u64)).await.unwrap();
            }
            assert_eq!(repository.end_sessions_with(&key.id, Some(&all[1].id), at(1)).await.unwrap(), 1);
            let mine = repository.find_session(&token(1)).await.unwrap().unwrap();
            assert_eq!(mine.session.authenticator, Some(key.id.clone()));
            assert!(repository.find_session(&token(0)).await.unwrap().is_none());
            assert_eq!(repository.end_sessions_with(&key.id, None, at(1)).await.unwrap(), 1);
            assert!(repository.find_session(&token(2)).await.unwrap().is_some());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_last_use_of_a_session_never_goes_back() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = session("s", 1);
        write(&database, async |repository| {
            repository.add_session(&mine, &token(1)).await.unwrap();
            repository.touch_session(&mine.id, at(90)).await.unwrap();
            repository.touch_session(&mine.id, at(30)).await.unwrap();
            let found = repository.find_session(&token(1)).await.unwrap().unwrap();
            assert_eq!(found.session.last_seen_at, at(90));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_29_a_session_with_another_token_is_not_found_by_the_old_one() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = session("s", 1);
        write(&database, async |repository| {
            repository.add_session(&mine, &token(1)).await.unwrap();
            assert!(repository.rotate_session(&mine.id, &token(2)).await.unwrap());
            assert!(repository.find_session(&token(1)).await.unwrap().is_none());
            assert!(repository.find_session(&token(2)).await.unwrap().is_some());
            assert!(repository.session_stands(&mine.id).await.unwrap());
            assert!(repository.end_session(&mine.id, at(1)).await.unwrap());
            assert!(!repository.session_stands(&mine.id).await.unwrap());
            assert!(!repository.rotate_session(&mine.id, &token(3)).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_26_an_ended_session_is_not_found() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let sessions: Vec<Session> = ["a", "b", "c"].map(|id| session(id, 1)).into();
        write(&database, async |repository| {
            for (number, session) in sessions.iter().enumerate() {
                repository.add_session(session, &token(number as u64)).await.unwrap();
            }
            repository.add_session(&session("other", 2), &token(9)).await.unwrap();
            assert!(repository.end_session(&sessions[0].id, at(1)).await.unwrap());
            assert!(!repository.end_session(&sessions[0].id, at(1)).await.unwrap());
            assert!(repository.find_session(&token(0)).await.unwrap().is_none());

            let except = Some(&sessions[1].id);
            assert_eq!(repository.end_sessions_of(&person_id(1), except, at(2)).await.unwrap(), 1);
            assert!(repository.find_session(&token(1)).await.unwrap().is_some());
            assert!(repository.find_session(&token(2)).await.unwrap().is_none());
            assert_eq!(repository.end_sessions_of(&person_id(1), None, at(3)).await.unwrap(), 1);
            assert!(repository.find_session(&token(9)).await.unwrap().is_some());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_31_a_browser_is_known_to_those_who_signed_in_with_it() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let browser = browser_id(1);
        write(&database, async |repository| {
            assert_eq!(repository.find_browser(&token(1_000_001)).await.unwrap(), Some(browser.clone()));
            assert_eq!(repository.find_browser(&token(5)).await.unwrap(), None);
            assert!(!repository.knows_browser(&browser, &person_id(1)).await.unwrap());
        })
        .await;
        race(&database, 4, async |number, repository| {
            repository.know_browser(&browser, &person_id(1), at(number as i64)).await.unwrap();
        })
        .await;
        write(&database, async |repository| {
            assert!(repository.knows_browser(&browser, &person_id(1)).await.unwrap());
            assert!(!repository.knows_browser(&browser, &person_id(2)).await.unwrap());
            assert!(!repository.knows_browser(&browser_id(2), &person_id(1)).await.unwrap());
            repository.know_browser(&browser_id(2), &person_id(1), at(9)).await.unwrap();
            let known = repository.list_browsers_of(&person_id(1)).await.unwrap();
            assert_eq!(known, [browser_id(1), browser_id(2)]);
            assert_eq!(repository.list_browsers_of(&person_id(2)).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_keeps_its_newest_flashes_and_takes_none_from_another() {
    on_both(async |database| {
        with_people(&database, 2).await;
        write(&database, async |repository| {
            repository.put_flash("other", &browser_id(2), "{}", at(60)).await.unwrap();
            for number in 0..100 {
                repository.put_flash(&format!("f{number}"), &browser_id(1), "{}", at(60 + number)).await.unwrap();
            }
            let mut kept = Vec::new();
            for number in 0..100 {
                let flash = repository.lookup_flash(&format!("f{number}"), &browser_id(1), at(1)).await.unwrap();
                kept.extend(flash.map(|_| number));
            }
            assert_eq!(kept, (68..100).collect::<Vec<_>>());
            // However the ends compare, what was put last is there.
            repository.put_flash("a", &browser_id(1), "{}", at(2)).await.unwrap();
            assert!(repository.lookup_flash("a", &browser_id(1), at(1)).await.unwrap().is_some());
            assert!(repository.lookup_flash("other", &browser_id(2), at(1)).await.unwrap().is_some());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_flash_is_read_in_its_own_browser_until_it_is_over() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let (mine, theirs) = (browser_id(1), browser_id(2));
        write(&database, async |repository| {
            repository.put_flash("f", &mine, "{\"error\":\"é\"}", at(60)).await.unwrap();
            repository.put_flash("f", &theirs, "not mine", at(60)).await.unwrap();
            let read = repository.lookup_flash("f", &mine, at(1)).await.unwrap();
            assert_eq!(read.as_deref(), Some("{\"error\":\"é\"}"));
            assert_eq!(repository.lookup_flash("f", &theirs, at(1)).await.unwrap(), None);
            assert_eq!(repository.lookup_flash("f", &mine, at(60)).await.unwrap(), None);
            repository.put_flash("f", &mine, "newer", at(90)).await.unwrap();
            assert_eq!(repository.lookup_flash("f", &mine, at(60)).await.unwrap().as_deref(), Some("newer"));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_ended_many_times_at_once_ends_once() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mine = session("s", 1);
        write(&database, async |repository| {
            repository.add_session(&mine, &token(1)).await.unwrap();
        })
        .await;
        let ended =
            race(&database, 4, async |_, repository| repository.end_session(&mine.id, at(1)).await.unwrap()).await;
        assert_eq!(yes(&ended), 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_has_the_sessions_that_did_not_end_oldest_first() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let shared = Session { computer: Computer::Shared, authenticator: None, ..session("late", 1) };
        let over = Session { expires_at: at(60), ..session("over", 1) };
        let all = [shared.clone(), session("ended", 1), session("first", 1), over, session("other", 2)];
        write(&database, async |repository| {
            for (number, session) in all.iter().enumerate() {
                repository.add_session(session, &token(number as u64)).await.unwrap();
            }
            repository.touch_session(&shared.id, at(30)).await.unwrap();
            repository.end_session(&all[1].id, at(30)).await.unwrap();
            let listed = repository.list_sessions_of(&person_id(1), at(60)).await.unwrap();
            let expected = [session("first", 1), Session { last_seen_at: at(30), ..shared.clone() }];
            assert_eq!(format!("{listed:?}"), format!("{expected:?}"));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_7_what_a_person_has_under_way_ends_in_the_browsers_that_are_meant() {
    on_both(async |database| {
        with_people(&database, 3).await;
        let names = ["a", "b", "c"];
        write(&database, async |repository| {
            // Person 1 in browsers 1 and 2, person 2 in browser 3.
            for (number, name) in (1..).zip(names) {
                let (person_id, browser_id) = (person_id(if number < 3 { 1 } else { 2 }), browser_id(number));
                let begun = SignIn { person_id: person_id.clone(), browser_id: browser_id.clone(), ..sign_in(name, 1) };
                repository.add_sign_in(&begun).await.unwrap();
                let opened = Registration { person_id: person_id.clone(), ..opened(name, number) };
                repository.add_registration(&opened, &token(number)).await.unwrap();
                let of = ProofOf::Registration(opened.id);
                let asked = Ceremony { person_id: Some(person_id.clone()), ..ceremony(name, number) };
                repository.add_ceremony(&asked).await.unwrap();
                let proof = EmailProof { person_id, browser_id, ..email_proof(name, of) };
                repository.add_email_proof(&proof).await.unwrap();
            }
            repository.add_registration(&registration("link", 1), &token(9)).await.unwrap();
        })
        .await;
        let (first, second) = (browser_id(1), browser_id(2));
        for (browsers, left) in [
            (Browsers::Only(&second), vec!["a", "c", "link"]),
            (Browsers::AllBut(&first), vec!["a", "c"]),
            (Browsers::All, vec!["c"]),
        ] {
            write(&database, async |repository| {
                repository.end_under_way(&person_id(1), browsers, at(1)).await.unwrap();
                assert_eq!(under_way(repository, &names).await, left, "{browsers:?}");
            })
            .await;
        }
    })
    .await;
}

/// Registrations that go on; sign-ins, proofs and challenges of the same names go on with them.
async fn under_way(repository: &mut dyn Repository, names: &[&'static str]) -> Vec<&'static str> {
    let mut left = Vec::new();
    for name in names.iter().copied().chain(["link"]) {
        let registration = repository.lookup_registration(&RegistrationId::from_text(name)).await.unwrap().unwrap();
        let goes_on = registration.state != RegistrationState::Abandoned;
        if name != "link" {
            let sign_in = repository.lookup_sign_in(&SignInId::from_text(name)).await.unwrap().unwrap();
            let proof = repository.lookup_email_proof(&EmailProofId::from_text(name)).await.unwrap().unwrap();
            let asked = repository.lookup_ceremony(&CeremonyId::from_text(name)).await.unwrap();
            let all = [sign_in.completed_at.is_none(), proof.used_at.is_none(), asked.is_some()];
            assert_eq!(all, [goes_on; 3], "{name}");
        }
        if goes_on {
            left.push(name);
        }
    }
    left
}
