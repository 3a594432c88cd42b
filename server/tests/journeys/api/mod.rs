//! What programs read, and that it is as its description says.

mod schema;

use std::rc::Rc;

use identity::organisation::role::{REGIONS, ROLES};
use serde_json::{Value, json};
use server::{api, demo::organisations::fill_in};

use self::schema::Description;
use crate::{
    browser::Browser,
    http::{Answer, Asked},
    in_process::App,
    person::Person,
};

const SEARCH: &str = "/api/organisations";

fn with_organisations(app: &Rc<App>) -> Person {
    app.runtime.block_on(fill_in(&app.state.service)).map_err(|failure| failure.words).unwrap();
    app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net")
}

/// Asks, and holds the answer against the description.
fn ask(browser: &mut Browser, asked: Asked) -> Answer {
    let path = asked.path.split('?').next().unwrap_or_default().to_owned();
    let answer = browser.ask(asked).unwrap();
    Description::new().check(&path, &answer);
    answer
}

fn get(browser: &mut Browser, path: &str) -> (u16, Value) {
    let answer = ask(browser, Asked::get(path));
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[test]
fn the_search_answers_what_the_page_shows() {
    App::on_both(|app| {
        let mut browser = with_organisations(app).browser;
        let (status, found) = get(&mut browser, "/api/organisations?q=medical+millbrook+practice");
        assert_eq!((status, &found["total"], &found["pages"]), (200, &json!(1), &json!(1)));
        assert_eq!(found["organisations"][0]["code"], "X9A02");
        assert_eq!(found["organisations"][0]["name"], "Millbrook Medical Practice");

        let (_, second) = get(&mut browser, "/api/organisations?q=pharmacy&type=RO182&page=2");
        assert_eq!((&second["total"], second["organisations"].as_array().unwrap().len()), (&json!(28), 8));
        let (_, past) = get(&mut browser, "/api/organisations?q=pharmacy&page=5");
        assert_eq!(past["organisations"], json!([]));
        let (_, slip) = get(&mut browser, "/api/organisations?q=harbuor");
        assert_eq!(slip["taken"], json!([{ "typed": "harbuor", "words": ["harbour"], "isSlip": true }]));
        let (_, none) = get(&mut browser, "/api/organisations?q=millbrook+medical&type=RO182&status=open");
        assert_eq!((&none["total"], &none["withoutFilters"]), (&json!(0), &json!(1)));
        assert_eq!(get(&mut browser, SEARCH).1["total"], 0);
    });
}

#[test]
fn an_organisation_is_told_whole_with_its_relations_from_either_side() {
    let app = App::new();
    let mut browser = with_organisations(&app).browser;
    let (status, it) = get(&mut browser, "/api/organisations/x9a02");
    assert_eq!(
        (status, &it["code"], &it["region"]["name"]),
        (200, &json!("X9A02"), &json!("North East and Yorkshire"))
    );
    let commissioner = it["relations"].as_array().unwrap().iter().find(|it| it["kind"] == "RE4").unwrap();
    assert_eq!((&commissioner["direction"], &commissioner["code"]), (&json!("to"), &json!("X9S1")));
    let (_, other) = get(&mut browser, "/api/organisations/X9S1");
    let back = |it: &&Value| it["direction"] == "from" && it["code"] == "X9A02";
    assert!(other["relations"].as_array().unwrap().iter().any(|it| back(&it)), "{other}");
}

#[test]
fn whoever_is_not_signed_in_is_told_so_and_sent_nowhere() {
    let app = App::new();
    drop(with_organisations(&app));
    for path in [SEARCH, "/api/organisations?q=mill", "/api/organisations/X9A02", "/api/organisations/NONE"] {
        let mut stranger = Browser::new(app.clone());
        let answer = ask(&mut stranger, Asked::get(path).with("accept", "text/html"));
        assert_eq!((answer.status, answer.location()), (401, ""), "{path}");
        assert_eq!(answer.header("www-authenticate"), "Cookie");
        assert!(answer.body.contains(answer.header("x-request-id")), "{}", answer.body);
    }
}

#[test]
fn what_is_not_described_is_a_problem() {
    let app = App::new();
    let mut browser = with_organisations(&app).browser;
    for (path, status) in [
        ("/api/organisations?page=0", 400),
        ("/api/organisations?type=nurse", 400),
        ("/api/organisations?q=a%00b", 400),
        ("/api/organisations/NONE", 404),
        ("/api/organisations/a-b", 404),
        ("/api/organisations/%ff", 400),
    ] {
        assert_eq!(get(&mut browser, path).0, status, "{path}");
    }
    let answer = browser.ask(Asked::get("/api/organisations/A/B")).unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (404, api::problem::MEDIA_TYPE));
    let posted = Asked::post(SEARCH, "q=mill").with("sec-fetch-site", "same-origin");
    let answer = browser.ask(posted).unwrap();
    assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
    assert_eq!(answer.header("content-type"), api::problem::MEDIA_TYPE);
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let app = App::new();
    let mut browser = with_organisations(&app).browser;
    for path in ["/api/organisations?q=millbrook", "/api/organisations/X9A02", api::DESCRIBED_AT] {
        let first = ask(&mut browser, Asked::get(path));
        let tag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "private, no-cache");
        let again = ask(&mut browser, Asked::get(path).with("if-none-match", &tag));
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()), "{path}");
        let other = ask(&mut browser, Asked::get(path).with("if-none-match", "\"other\""));
        assert_eq!((other.status, other.body), (200, first.body), "{path}");
    }
    let (one, other) =
        (ask(&mut browser, Asked::get("/api/organisations?q=quay")), ask(&mut browser, Asked::get(SEARCH)));
    assert_ne!(one.header("etag"), other.header("etag"));
}

#[test]
fn whoever_asks_too_fast_is_told_how_long_to_wait_and_others_are_not() {
    let app = App::new();
    let mut browser = with_organisations(&app).browser;
    let asked = || Asked::get("/api/organisations/NONE");
    let refused = (0..300).map(|_| browser.ask(asked()).unwrap()).find(|answer| answer.status != 404).unwrap();
    Description::new().check("/api/organisations/NONE", &refused);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert_eq!(refused.status, 429);
    assert!((1..=60).contains(&seconds), "{seconds}");
    let mut other = app.signed_in("Bo", "Lind", "bo.lind@nhs.net").browser;
    assert_eq!(other.ask(asked()).unwrap().status, 404);
    app.advance(std::time::Duration::from_secs(seconds));
    assert_eq!(browser.ask(asked()).unwrap().status, 404);
}

#[test]
fn the_description_names_what_filters_know() {
    let app = App::new();
    let (_, served) = get(&mut Browser::new(app), api::DESCRIBED_AT);
    let parameters = served["paths"][SEARCH]["get"]["parameters"].as_array().unwrap().clone();
    let values = |name: &str| {
        let parameter = parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
        parameter["schema"]["enum"].clone()
    };
    assert_eq!(values("type"), json!(ROLES.map(|(id, _)| id)));
    assert_eq!(values("region"), json!(REGIONS.map(|(code, _)| code)));
    assert_eq!(served["openapi"], "3.1.0");
}
