//! Find organisation, and an organisation's page.

use server::demo::organisations::fill_in;

use crate::{html, http::Asked, in_process::App, person::Person};

fn with_organisations(app: &std::rc::Rc<App>) -> Person {
    app.runtime.block_on(fill_in(&app.state.service)).map_err(|failure| failure.words).unwrap();
    app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net")
}

#[test]
fn home_leads_to_the_search_and_the_search_to_an_organisation() {
    App::on_both(|app| {
        let mut person = with_organisations(app);
        person.browser.open("/").unwrap();
        assert!(person.browser.text().contains("Find organisation Find organisations and organisational details"));
        person.browser.open("/organisations").unwrap();
        assert_eq!(person.browser.heading(), "Find organisation");

        person.browser.open("/organisations?q=medical+millbrook+practice").unwrap();
        assert!(
            person
                .browser
                .shown
                .body
                .contains("<title>1 organisation found for “medical millbrook practice”: Find organisation")
        );
        assert!(html::links(&person.browser.shown.body).contains(&"/organisations/X9A02".to_owned()));
        let form =
            html::forms(&person.browser.shown.body).into_iter().find(|form| form.action == "/organisations").unwrap();
        assert_eq!(form.value("q"), "medical millbrook practice");

        person.browser.open("/organisations/X9A02").unwrap();
        assert_eq!(person.browser.heading(), "Millbrook Medical Practice");
        let text = person.browser.text();
        for words in [
            "X9A02",
            "GP practice",
            "Open",
            "ZZ98 4HL",
            "01632 960006",
            "North East and Yorkshire (Y63)",
            "epraccur",
            "Is commissioned by",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let links = html::links(&person.browser.shown.body);
        assert!(
            links.contains(&"/organisations/X9S1".to_owned()) && links.contains(&"/organisations/X9Z1".to_owned()),
            "{links:?}"
        );
        person.browser.open("/organisations/X9S1").unwrap();
        assert!(
            person.browser.text().contains("Commissions Organisation Millbrook Medical Practice (X9A02)"),
            "{}",
            person.browser.text()
        );
    });
}

#[test]
fn where_no_registration_authority_is_known_the_page_says_whom_to_ask() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations/X9A02").unwrap();
    let text = person.browser.text();
    assert!(
        text.contains("Registration Authority We do not know which one looks after this organisation. Ask"),
        "{text}"
    );
    person.browser.open("/help").unwrap();
    let text = person.browser.text();
    assert!(text.contains("Your Registration Authority We do not know which one looks after you. Ask"), "{text}");
}

#[test]
fn a_closed_organisation_says_who_followed_it_and_that_one_whom_it_followed() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations/X9T09").unwrap();
    let text = person.browser.text();
    assert!(text.contains("This organisation is closed. It was followed by Anytown General Hospital ."), "{text}");
    assert!(text.contains("31 March 2018"), "{text}");
    person.browser.open("/organisations/X9A01").unwrap();
    let text = person.browser.text();
    assert_eq!(text.matches("Took over from").count(), 1, "{text}");
    assert!(text.contains("OLD ANYTOWN INFIRMARY NHS TRUST (X9T09) (closed)"), "{text}");
}

#[test]
fn a_code_in_small_letters_leads_to_the_page_and_an_unknown_one_is_not_there() {
    let app = App::new();
    let mut person = with_organisations(&app);
    let answer = person.browser.ask(Asked::get("/organisations/x9a02")).unwrap();
    assert_eq!((answer.status, answer.location()), (303, "/organisations/X9A02"));
    for path in ["/organisations/NONE", "/organisations/a-b", "/organisations/%20", "/organisations/ABCDEFGHIJKLM"] {
        assert_eq!(person.browser.ask(Asked::get(path)).unwrap().status, 404, "{path}");
    }
}

#[test]
fn many_results_come_in_pages_and_filters_stay_in_the_address() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations?q=pharmacy&type=RO182").unwrap();
    let text = person.browser.text();
    assert!(text.contains("28 organisations found") && text.contains("Showing 1 to 20."), "{text}");
    let next = "/organisations?q=pharmacy&type=RO182&page=2".to_owned();
    let links = html::links(&person.browser.shown.body);
    assert!(links.iter().any(|link| link.replace("&amp;", "&") == next), "{links:?}");
    person.browser.open(&next).unwrap();
    assert!(person.browser.text().contains("Showing 21 to 28."));
    for page in ["0", "99", "x", "-1"] {
        assert_eq!(
            person.browser.ask(Asked::get(&format!("/organisations?q=pharmacy&page={page}"))).unwrap().status,
            200
        );
    }
}

#[test]
fn only_types_that_something_is_of_are_offered_and_one_that_is_asked_for() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations").unwrap();
    let body = person.browser.shown.body.clone();
    assert!(body.contains("value=\"RO182\"") && body.contains("value=\"RO76\""), "{body}");
    assert!(!body.contains("value=\"RO171\"") && !body.contains("value=\"RO102\""), "{body}");
    person.browser.open("/organisations?type=RO102").unwrap();
    assert!(person.browser.shown.body.contains("value=\"RO102\""));
}

#[test]
fn where_nothing_is_found_the_page_says_what_was_searched_and_what_to_try() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations?q=millbrook+medical&type=RO182&status=open").unwrap();
    let text = person.browser.text();
    assert!(text.contains("You searched for “millbrook medical”, and showed only: Pharmacy, Not closed."), "{text}");
    assert!(text.contains("Show the 1 organisation of any type, status and region"), "{text}");

    person.browser.open("/organisations?q=millbrook+zzzzzz+medical").unwrap();
    let text = person.browser.text();
    assert!(text.contains("No organisation found") && text.contains("Organisations that are near to it"), "{text}");
    assert!(text.contains("No organisation has the word “zzzzzz”"), "{text}");

    person.browser.open("/organisations?q=harbuor").unwrap();
    assert!(person.browser.text().contains("No organisation has the word “harbuor”. We looked for “harbour”."));
}

#[test]
fn failure_25_markup_in_a_query_stays_text() {
    let app = App::new();
    let mut person = with_organisations(&app);
    person.browser.open("/organisations?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").unwrap();
    assert!(
        person.browser.text().contains("You searched for “\"><script>alert(1)</script>”."),
        "{}",
        person.browser.text()
    );
    assert!(!person.browser.shown.body.contains("<script>alert"));
}
