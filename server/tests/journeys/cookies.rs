//! The two cookies: how they are marked, and when they change.

use crate::{browser::Browser, http::Asked, in_process::App};

/// The cookies that were set, by name: their attributes.
fn attributes(browser: &Browser, name: &str) -> Vec<String> {
    let cookies = browser.seen.iter().flat_map(|(_, answer)| answer.all("set-cookie"));
    let ours = cookies.filter_map(|cookie| cookie.strip_prefix(&format!("{name}=")));
    ours.map(|cookie| cookie.split_once("; ").unwrap().1.to_owned()).collect()
}

#[test]
fn over_https_cookies_are_bound_to_this_host_and_to_https() {
    let app = App::with(&[("BASE_URL", "https://identity.example.org")]);
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Care Identity Management").unwrap();
    assert_eq!(attributes(&person.browser, "__Host-session"), ["Path=/; HttpOnly; SameSite=Lax; Secure"]);
    assert_eq!(
        attributes(&person.browser, "__Host-browser"),
        ["Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=34560000"]
    );
    person.submit("/api/sign-out", &[]).unwrap();
    assert_eq!(attributes(&person.browser, "__Host-session")[1], "Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    assert_eq!(person.browser.cookie("__Host-session"), None);
}

#[test]
fn over_http_on_this_machine_they_are_as_strict_as_can_be() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Care Identity Management").unwrap();
    assert_eq!(attributes(&person.browser, "session"), ["Path=/; HttpOnly; SameSite=Lax"]);
    assert_eq!(attributes(&person.browser, "browser"), ["Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"]);
}

#[test]
fn to_look_sets_no_cookie() {
    let app = App::new();
    let mut browser = Browser::new(app.clone());
    for path in ["/", "/sign-in", "/help", "/nowhere", "/sign-in/link/x"] {
        browser.open(path).unwrap();
    }
    assert!(browser.seen.iter().all(|(_, answer)| answer.header("set-cookie").is_empty()));
}

#[test]
fn failure_29_the_session_changes_at_each_step_and_the_one_before_is_dead() {
    let app = App::new();
    let mut person = app.amara();
    // Somebody may have put a session of theirs into the browser before.
    person.browser.set_cookie("session", &"A".repeat(43));
    person.begin().unwrap();
    let mut sessions = vec!["A".repeat(43)];
    let mut note = |browser: &Browser| {
        let session = browser.cookie("session").unwrap().to_owned();
        assert!(!sessions.contains(&session), "a session was kept");
        for old in &sessions {
            let asked = Asked::get("/profile").with("cookie", &format!("session={old}"));
            assert_eq!(Browser::new(app.clone()).ask(asked).unwrap().location(), "/sign-in?to=/profile");
        }
        sessions.push(session);
    };
    person.until_heading("Care Identity Management").unwrap();
    note(&person.browser);
    person.until_heading("Scan the QR code").unwrap();
    note(&person.browser);
    person.until_heading("Registration successful").unwrap();
    note(&person.browser);

    // The same browser signs in while it is signed in.
    person.registered = true;
    person.browser.open("/sign-in/again").unwrap();
    let (email, password) = (person.email.clone(), person.password.clone());
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    person.go_on().unwrap();
    note(&person.browser);
}

#[test]
fn failure_29_a_session_that_was_signed_out_stays_out() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let session = person.browser.cookie("session").unwrap().to_owned();
    person.submit("/api/sign-out", &[]).unwrap();
    person.browser.set_cookie("session", &session);
    person.browser.open("/profile").unwrap();
    assert_eq!(person.browser.path, "/sign-in?to=/profile");
    assert!(person.browser.text().contains("You were signed out"), "{}", person.browser.text());
}
