//! What people see when something is wrong: a page that says so, with an Error Response ID; and that it passes.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use identity::{store::Store as _, time::Timestamp};
use store::{Database, Options};

use crate::{
    browser::Browser,
    html,
    http::{Answer, Asked},
    in_process::App,
    postgres_line::Line,
};

fn is_error_page(answer: &Answer, status: u16, heading: &str) {
    let text = html::text(&answer.body);
    assert_eq!((answer.status, html::heading(&answer.body).as_str()), (status, heading), "{text}");
    let id = answer.header("x-request-id");
    assert!(id.len() > 8 && text.contains(&format!("Error Response ID: {id}")), "{id}: {text}");
    assert_eq!((answer.location(), answer.header("cache-control")), ("", "no-store"));
}

#[test]
fn every_error_page_carries_the_id_of_its_request() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let form = |path: &str| Asked::form(path, &[("id", "1"), ("id", "2")]);
    let large = Asked::form("/api/sign-in", &[("email", &"a".repeat(70_000))]);
    for (asked, status, heading) in [
        (Asked::get("/nowhere"), 404, "Page not found"),
        (Asked::get("/profile/email/remove/x"), 404, "Page not found"),
        (Asked::get("/authenticators/add/x"), 404, "Page not found"),
        (Asked::get("/authenticators/link/x"), 404, "Page not found"),
        (form("/api/unknown"), 404, "Page not found"),
        (Asked::get("/api/sign-in"), 405, "That page cannot be used in this way"),
        (form("/sign-in"), 405, "That page cannot be used in this way"),
        (Asked::post("/api/sign-in", ""), 403, "That form did not come from this site"),
        (form("/api/profile/email/remove"), 400, "We could not read that form"),
        (large, 413, "That was too much to send"),
    ] {
        let shown = format!("{} {}", asked.method, asked.path);
        eprintln!("{shown}");
        let answer = person.browser.ask(asked).unwrap();
        is_error_page(&answer, status, heading);
        // What is refused before anybody asks who it is cannot know.
        let is_known = !matches!(status, 403 | 413);
        assert_eq!(
            html::text(&answer.body).contains("Amara Okafor Sign out"),
            is_known,
            "{}",
            html::text(&answer.body)
        );
    }
}

#[test]
fn while_postgresql_is_away_every_page_says_so_and_then_all_goes_on() {
    const AWAY: &str = "Sorry, the service is not available for a moment";
    let line = Line::new();
    let app = App::at(line.url());
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/mobile").unwrap();
    let form = person.browser.form("/api/profile/mobile").fill("mobile", "07700 900 982");
    line.cut();

    person.browser.submit(&form).unwrap();
    is_error_page(&person.browser.shown, 503, AWAY);
    assert_eq!(person.browser.shown.header("retry-after"), "30");
    let mut other = Browser::new(Rc::clone(&app) as _);
    other.open("/sign-in/microsoft-authenticator").unwrap();
    assert_eq!(other.heading(), "Sign in with your authenticator app", "who brings no cookie needs no database");
    let wrong = Asked::form("/api/sign-in", &[("email", "amara.okafor@nhs.net"), ("password", "x")]);
    is_error_page(&other.ask(wrong).unwrap(), 503, AWAY);
    is_error_page(&other.ask(Asked::get(&format!("/register/{}", "A".repeat(43)))).unwrap(), 503, AWAY);
    assert_eq!(other.ask(Asked::get("/readyz")).unwrap().status, 503);
    assert_eq!(other.ask(Asked::get("/healthz")).unwrap().status, 200);

    line.mend();
    assert_eq!(other.ask(Asked::get("/readyz")).unwrap().status, 200);
    assert_eq!(app.records().of(person.world.identifier()).mobile, None, "nothing of the last step was done");
    person.browser.again().unwrap();
    assert!(person.browser.text().contains("Your mobile number is saved"), "{}", person.browser.text());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long an answer takes is what this is about")]
fn while_postgresql_says_nothing_readiness_is_denied_at_once_and_then_all_goes_on() {
    let line = Line::new();
    let app = App::at(line.url());
    let mut monitor = Browser::new(Rc::clone(&app) as _);
    assert_eq!(monitor.ask(Asked::get("/readyz")).unwrap().status, 200);
    line.hold();
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(monitor.ask(Asked::get("/readyz")).unwrap().status, 503);
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    }
    line.mend();
    assert_eq!(monitor.ask(Asked::get("/readyz")).unwrap().status, 200);
}

#[test]
fn while_somebody_else_writes_for_long_a_form_is_answered_and_nothing_of_it_is_done() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/mobile").unwrap();
    let form = person.browser.form("/api/profile/mobile").fill("mobile", "07700 900 982");
    let url = format!("sqlite:{}", app.database_file().display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime
        .block_on(Database::connect(&url, Options { patience: Duration::from_secs(10), ..Options::default() }))
        .unwrap();
    let mut writing = runtime.block_on(database.write()).unwrap();
    // The file is locked with the first statement that answers something.
    runtime.block_on(writing.lock_counter("another", Timestamp::from_micros(0))).unwrap();

    person.browser.submit(&form).unwrap();
    is_error_page(&person.browser.shown, 503, "Sorry, the service is not available for a moment");
    let profile = person.browser.ask(Asked::get("/profile")).unwrap();
    assert_eq!(profile.status, 200, "pages that only read are shown");

    runtime.block_on(async { drop(writing) });
    runtime.block_on(database.close());
    assert_eq!(app.records().of(person.world.identifier()).mobile, None);
    person.browser.again().unwrap();
    assert!(person.browser.text().contains("Your mobile number is saved"), "{}", person.browser.text());
}
