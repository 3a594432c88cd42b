//! Failure 22: whether an address is somebody's is not told by an answer, nor by the time that it takes.

use std::{rc::Rc, time::Duration};

use identity::{
    email::{Email, EmailId, address::EmailAddress},
    person::UserIdentifier,
    random,
};

use crate::{browser::Browser, in_process::App};

/// Somebody with a verified address and a password, and no more.
fn known(app: &Rc<App>, address: &str) {
    let person = app.person("Amara", "Okafor", address);
    let service = &app.state.service;
    let address = EmailAddress::parse(address).unwrap();
    app.runtime.block_on(async {
        let password = "seven lanterns over the estuary".to_owned().into();
        let hash = service.hashing.hash(password, random::bytes(&*service.random)).await.unwrap();
        let mut repository = service.write().await.unwrap();
        let identifier = UserIdentifier::parse(person.world.identifier()).unwrap();
        let person_id = repository.find_person_by_identifier(&identifier).await.unwrap().unwrap().id;
        let id = EmailId::random(&*service.random);
        let (added_at, verified_at, replaces) = (service.now(), None, None);
        repository
            .add_email(&Email {
                id: id.clone(),
                person_id: person_id.clone(),
                address,
                added_at,
                verified_at,
                replaces,
            })
            .await
            .unwrap();
        repository.verify_email(&id, added_at).await.unwrap();
        assert!(repository.add_password(&person_id, &hash, added_at).await.unwrap());
        repository.commit().await.unwrap();
    });
}

/// What a wrong password is answered with, and how long that takes.
#[expect(clippy::disallowed_methods, reason = "how long an answer takes is what this is about")]
fn try_wrong(app: &Rc<App>, email: &str) -> (String, Duration) {
    let mut browser = Browser::new(Rc::clone(app) as _);
    browser.open("/sign-in/microsoft-authenticator").unwrap();
    let form = browser.form("/api/sign-in").fill("email", email).fill("password", "not the password");
    let started = std::time::Instant::now();
    browser.submit(&form).unwrap();
    let took = started.elapsed();
    let (_, answer) = &browser.seen[1];
    let page = browser.path.split_once("flash=").map(|(page, _)| page).unwrap_or_default();
    let email_kept = browser.form("/api/sign-in").value("email") == email;
    (format!("{} {page} {email_kept} {}", answer.status, browser.text()), took)
}

#[test]
fn failure_22_a_wrong_password_and_an_unknown_address_are_answered_alike_in_the_same_time() {
    let app = App::hashing_in_earnest();
    let names: Vec<(String, String)> =
        (0..5).map(|n| (format!("known{n}@nhs.net"), format!("nobody{n}@nhs.net"))).collect();
    names.iter().for_each(|(address, _)| known(&app, address));
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    for (known, unknown) in &names {
        for _ in 0..4 {
            let ((answer, took), (other, other_took)) = (try_wrong(&app, known), try_wrong(&app, unknown));
            assert_eq!(answer, other);
            assert!(
                answer.starts_with("303 /sign-in/microsoft-authenticator?")
                    && answer.contains("true")
                    && answer.contains("is wrong"),
                "{answer}"
            );
            of_known.push(took);
            of_unknown.push(other_took);
        }
    }
    let ratio = median(of_known).as_secs_f64() / median(of_unknown).as_secs_f64();
    assert!((0.6..1.6).contains(&ratio), "known takes {ratio} times as long as unknown");

    // The limit is the same as well.
    let (known, unknown) = &names[0];
    let waits = [(known, "fifth"), (unknown, "fifth"), (known, "sixth"), (unknown, "sixth")]
        .map(|(email, _)| try_wrong(&app, email).0);
    assert_eq!(waits[0], waits[1]);
    assert!(waits[2].contains("Wait 30 seconds") && waits[2] == waits[3], "{waits:?}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
fn failure_22_a_registration_answers_a_wrong_address_as_a_right_one() {
    App::on_both(|app| {
        known(app, "somebody.else@nhs.net");
        let mut pages = Vec::new();
        for address in ["amara.okafor@nhs.net", "nobody@nhs.net", "somebody.else@nhs.net", "amara@elsewhere.example"] {
            let mut person = app.person("Amara", "Okafor", &format!("amara.{}@nhs.net", pages.len()));
            if pages.is_empty() {
                person.email = address.into();
            }
            person.begin().unwrap();
            person.until_heading("What is your Care Identity email address?").unwrap();
            person.submit("/api/register/email", &[("email", address)]).unwrap();
            let inbox = person.browser.text().replace(address, "ADDRESS");
            person.submit("/api/register/inbox", &[("code", "00000000")]).unwrap();
            let wrong = person.browser.text().replace(address, "ADDRESS");
            pages.push((strip(&inbox), strip(&wrong)));
            assert!(inbox.contains("ADDRESS") && wrong.contains("4 more tries"), "{wrong}");
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "{pages:#?}");
        let to_others =
            app.mails().iter().filter(|mail| mail.to.contains("nobody") || mail.to.contains("else")).count();
        assert_eq!(to_others, 0, "mail went to somebody else");
    });
}

/// Without times.
fn strip(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_ascii_digit())
        .collect::<String>()
        .replace("am ", " ")
        .replace("pm ", " ")
}
