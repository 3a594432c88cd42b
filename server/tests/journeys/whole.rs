//! The whole journey as a browser without script goes through it: every form is answered with 303 and a page of ours.

use crate::{browser::Browser, http::Answer, in_process::App};

/// A path without what is different every time.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| match part.len() {
        22 => "ID",
        43 => "TOKEN",
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn posts(browser: &Browser) -> Vec<(String, &Answer)> {
    let posts = browser.seen.iter().filter(|(asked, _)| asked.method == "POST");
    posts.map(|(asked, answer)| (format!("{} -> {}", asked.path, shape(answer.location())), answer)).collect()
}

#[test]
fn every_form_of_the_journey_leads_to_the_next_page_on_both_databases() {
    App::on_both(|app| {
        let mut person = app.amara();
        person.begin().unwrap();
        person.until_heading("Registration successful").unwrap();
        let forms = posts(&person.browser);
        let led: Vec<&str> = forms.iter().map(|(led, _)| led.as_str()).collect();
        assert_eq!(
            led,
            [
                "/api/sign-in/link -> /",
                "/api/profile/email/add -> /profile/email/code/ID",
                "/api/profile/email/verify -> /profile/email",
                "/api/authenticators/select -> /authenticators/add/microsoft-authenticator",
                "/api/authenticators/register -> /authenticators/link/ID",
                "/api/register/open -> /register/ID/email",
                "/api/register/email -> /register/ID/inbox",
                "/api/register/inbox -> /register/ID/password",
                "/api/register/password/create -> /register/ID/app",
                "/api/register/code -> /register/ID/done",
            ]
        );
        assert!(forms.iter().all(|(_, answer)| answer.status == 303));
        person.go_on().unwrap();
        let forms = posts(&person.browser);
        let led: Vec<&str> = forms.iter().map(|(led, _)| led.as_str()).collect();
        assert_eq!(led, ["/api/sign-in -> /sign-in/code/ID", "/api/sign-in/code -> /"]);
        assert_eq!(person.links, 1);
        let known = app.records().of(person.world.identifier());
        assert!(known.is_whole() && known.authenticators.len() == 1, "{:?}", known.events);
    });
}

#[test]
fn the_second_time_the_password_is_asked_for_and_the_app_is_replaced() {
    App::on_both(|app| {
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        person.registered = false;
        person.browser.open("/authenticators/add/microsoft-authenticator").unwrap();
        person.until_heading("Registration successful").unwrap();
        assert!(person.trail.contains(&"Enter your password".to_owned()), "{:?}", person.trail);
        person.go_on().unwrap();
        let known = app.records().of(person.world.identifier());
        assert_eq!((known.authenticators.len(), known.count("authenticator.replaced")), (1, 1));
    });
}

#[test]
fn after_the_sign_in_comes_the_page_that_was_asked_for_first() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.submit("/api/sign-out", &[]).unwrap();
    person.browser.open("/profile/mobile").unwrap();
    assert_eq!(person.browser.path, "/sign-in?to=/profile/mobile");
    person.submit("/api/sign-in/method", &[("method", "microsoft-authenticator")]).unwrap();
    let (email, password) = (person.email.clone(), person.password.clone());
    // A slip on the way does not lose it.
    person.submit("/api/sign-in", &[("email", &email), ("password", "not the password")]).unwrap();
    assert!(person.browser.errors().contains("is wrong"), "{}", person.browser.errors());
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let code = person.next_code();
    person.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
    assert_eq!(person.browser.path, "/profile/mobile");
}

#[test]
fn a_mobile_number_is_set_and_whoever_holds_the_account_is_told() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/mobile").unwrap();
    person.submit("/api/profile/mobile", &[("mobile", "07700 900 982")]).unwrap();
    assert!(person.browser.text().contains("Your mobile number is saved"), "{}", person.browser.text());
    assert!(app.mails().iter().any(|mail| mail.subject.contains("mobile number was changed")));
}
