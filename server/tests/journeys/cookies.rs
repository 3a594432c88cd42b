//! The two cookies: how they are marked, and when they change.

use std::rc::Rc;

use crate::{browser::Browser, html, http::Asked, in_process::App, person::Person};

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

/// Somebody who signed out in a browser that remembers the authenticator app.
fn remembered(app: &Rc<App>) -> Person {
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.submit("/api/sign-out", &[]).unwrap();
    person.browser.open("/sign-in?choose=yes").unwrap();
    person.submit("/api/sign-in/method", &[("method", "microsoft-authenticator"), ("remember", "yes")]).unwrap();
    assert_eq!(person.browser.cookie("method"), Some("microsoft-authenticator"));
    person
}

#[test]
fn a_page_that_a_remembered_method_leads_to_offers_a_shared_computer_and_signing_in_there_forgets_the_method() {
    let app = App::new();
    let mut person = remembered(&app);
    person.browser.open("/sign-in?to=/profile").unwrap();
    assert_eq!(person.browser.path, "/sign-in/microsoft-authenticator?to=/profile");
    let links = html::links(&person.browser.shown.body);
    let shared = links.iter().find(|link| link.contains("shared=yes")).expect("a way to say so").replace("&amp;", "&");
    person.browser.open(&shared).unwrap();
    assert!(person.browser.text().contains("This is a shared computer. You are signed out sooner"));
    let (email, password) = (person.email.clone(), person.password.clone());
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let code = person.next_code();
    person.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
    assert_eq!(person.browser.path, "/profile");
    assert_eq!(person.browser.cookie("method"), None);
}

#[test]
fn a_sign_in_link_on_a_shared_computer_forgets_the_method_and_on_ones_own_it_stays() {
    let app = App::new();
    let mut person = remembered(&app);
    person.begin().unwrap();
    person.submit("/api/sign-in/link", &[]).unwrap();
    assert!(person.browser.cookie("method").is_some());
    person.begin().unwrap();
    person.submit("/api/sign-in/link", &[("shared", "yes")]).unwrap();
    assert_eq!(person.browser.cookie("method"), None);
    person.browser.set_cookie("method", "passkey");
    person.submit("/api/sign-out", &[]).unwrap();
    assert_eq!(person.browser.cookie("method"), None, "whatever put it there");
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
