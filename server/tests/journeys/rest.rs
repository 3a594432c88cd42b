//! What an open page asks by itself about its session, and what its person asks.

use std::time::Duration;

use crate::{http::Asked, in_process::App, person::Person};

const MINUTE: Duration = Duration::from_secs(60);

fn seconds(person: &mut Person, path: &str) -> u64 {
    let answer = person.browser.ask(Asked::form(path, &[])).unwrap();
    assert_eq!(answer.status, 200, "{path}");
    answer.body.parse().unwrap()
}

#[test]
fn a_page_asks_how_long_its_session_rests_and_does_not_prolong_it_but_staying_does() {
    App::on_both(|app| {
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        app.advance(MINUTE * 5);
        person.browser.open("/profile").unwrap();
        app.advance(MINUTE * 20);
        assert_eq!(seconds(&mut person, "/session/rest"), 600, "what has begun of a second counts whole");
        assert_eq!(seconds(&mut person, "/session/extend"), 1800);
        for left in [20, 10] {
            app.advance(MINUTE * 10);
            assert_eq!(seconds(&mut person, "/session/rest"), left * 60);
        }
        app.advance(MINUTE * 10);
        for path in ["/session/rest", "/session/extend"] {
            assert_eq!(seconds(&mut person, path), 0, "{path}");
        }
        person.browser.open("/profile").unwrap();
        assert_eq!(person.browser.path, "/sign-in?to=/profile");
    });
}
