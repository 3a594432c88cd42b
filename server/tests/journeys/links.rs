//! Links: what a look does to them, and what their pages say once they no longer work.

use std::time::Duration;

use crate::{browser::Browser, html, http::Asked, in_process::App};

/// What mail scanners and previews do with a link.
fn scan(app: &std::rc::Rc<App>, path: &str) {
    for (method, agent) in
        [("GET", "scanner"), ("HEAD", "scanner"), ("OPTIONS", "scanner"), ("GET", "Mozilla/5.0"), ("HEAD", "preview")]
    {
        let asked = Asked { method: method.into(), ..Asked::get(path) }.with("user-agent", agent);
        let answer = Browser::new(app.clone()).ask(asked).unwrap();
        assert!(answer.header("set-cookie").is_empty());
        assert!(answer.status == 200 || method == "OPTIONS", "{method}: {}", answer.status);
    }
}

fn expect(browser: &mut Browser, path: &str, heading: &str, says: &str) {
    browser.open(path).unwrap();
    assert_eq!(browser.heading(), heading);
    assert!(browser.text().contains(says), "{}", browser.text());
}

#[test]
fn failure_23_a_scanner_does_not_use_a_sign_in_link_up() {
    App::on_both(|app| {
        let mut person = app.amara();
        let link = person.world.new_link();
        let before = app.changes();
        scan(app, &link);
        assert_eq!(app.changes(), before);
        person.browser.open(&link).unwrap();
        assert!(person.browser.text().contains("This link is for Amara Okafor"), "{}", person.browser.text());
        person.submit("/api/sign-in/link", &[]).unwrap();
        assert_eq!(person.browser.path, "/");
    });
}

#[test]
fn failure_23_a_scanner_does_not_use_a_registration_link_up() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Registration link").unwrap();
    let link = format!("/register/{}", person.browser.form("/api/register/open").value("token"));
    scan(&app, &link);
    // In another browser, by its address.
    let mut other = Browser::new(app.clone());
    other.open(&link).unwrap();
    other.submit(&other.form("/api/register/open")).unwrap();
    assert_eq!(other.heading(), "What is your Care Identity email address?");
    assert!(other.form("/api/register/email").value("email").is_empty(), "a stranger's browser is told the address");
    // Where it was issued the page says so; once more it does not open.
    person.submit("/api/register/open", &[]).unwrap();
    assert_eq!(person.browser.heading(), "This registration link does not work");
    let mut third = Browser::new(app.clone());
    expect(&mut third, &link, "This registration link does not work", "works for 3 minutes, once");
    assert!(third.find_form("/api/register/open").is_none());
}

#[test]
fn a_link_that_no_longer_works_says_why_and_what_to_do() {
    let app = App::new();
    let mut person = app.amara();
    let link = person.world.new_link();
    person.browser.open(&link).unwrap();
    person.submit("/api/sign-in/link", &[]).unwrap();
    let mut other = Browser::new(app.clone());
    expect(&mut other, &link, "This sign-in link was used", "ask your Registration Authority for a new link");
    expect(&mut other, "/sign-in/link/unknown", "This sign-in link does not work", "ask your Registration Authority");
    expect(
        &mut other,
        &format!("/sign-in/link/{}", "A".repeat(43)),
        "This sign-in link does not work",
        "ask your Registration Authority",
    );

    let late = person.world.new_link();
    other.open(&late).unwrap();
    app.advance(Duration::from_secs(24 * 60 * 60));
    other.submit(&other.form("/api/sign-in/link")).unwrap();
    assert_eq!(other.heading(), "This sign-in link has expired");
    assert!(other.text().contains("24 hours") && other.cookie("session").is_none());
}

#[test]
fn of_two_browsers_that_use_one_link_one_signs_in() {
    App::on_both(|app| {
        let link = app.amara().world.new_link();
        let mut browsers = [Browser::new(app.clone()), Browser::new(app.clone())];
        for browser in &mut browsers {
            browser.open(&link).unwrap();
        }
        for browser in &mut browsers {
            browser.submit(&browser.form("/api/sign-in/link")).unwrap();
        }
        let headings = browsers.map(|browser| browser.heading());
        assert_eq!(headings, ["Care Identity Management", "This sign-in link was used"]);
    });
}

#[test]
fn a_registration_link_ends_after_three_minutes_and_the_registration_after_fifteen() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Registration link").unwrap();
    let page = person.browser.path.clone();
    app.advance(Duration::from_secs(3 * 60));
    person.submit("/api/register/open", &[]).unwrap();
    assert_eq!(person.browser.heading(), "This registration link does not work");
    expect(&mut person.browser, &page, "This registration link has expired", "What you set up before is kept");

    person.until_heading("Create a password").unwrap();
    app.advance(Duration::from_secs(15 * 60));
    person.step().unwrap();
    assert_eq!(person.browser.heading(), "This registration is over");
    assert!(person.browser.text().contains("What you finished before is kept"), "{}", person.browser.text());
    // And the page leads on.
    person.go_on().unwrap();
    assert_eq!(app.records().of(person.world.identifier()).authenticators.len(), 1);
}

#[test]
fn a_registration_link_leads_the_browser_that_opened_it_on_and_tells_who_issued_it_how_it_stands() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Registration link").unwrap();
    let page = person.browser.path.clone();
    assert!(html::links(&person.browser.shown.body).contains(&page), "no link that loads the page again");
    let link = format!("/register/{}", person.browser.form("/api/register/open").value("token"));
    person.step().unwrap();
    let due = person.browser.path.clone();
    assert!(due.ends_with("/email"), "{due}");
    person.browser.open(&link).unwrap();
    assert_eq!(person.browser.path, due);
    let mut other = Browser::new(app.clone());
    expect(&mut other, &link, "This registration link does not work", "what you set up before is kept");
    expect(&mut person.browser, &page, "This registration link was opened", "It must be finished within 15 minutes");
    person.browser.open(&due).unwrap();

    person.until_heading("Registration successful").unwrap();
    expect(&mut person.browser, &page, "Your authenticator app is registered", "is finished");
    assert!(html::links(&person.browser.shown.body).contains(&"/authenticators".to_owned()));
}
