//! The desk: who is let in, what is in sight, and what forms keep.

use identity::assurance::AssuranceLevel;

use crate::{
    browser::Browser,
    desk::{AGENT, Desk, FAR, MANAGER, NEAR, NURSE, RA, forms_of, pages_of},
    html,
    http::Asked,
    in_process::App,
};

/// Pages about nobody.
const PAGES: [&str; 15] = [
    "/ra",
    "/ra/reach",
    "/ra/announcements",
    "/ra/people",
    "/ra/contact",
    "/ra/contact/X9A05",
    "/ra/import",
    "/ra/import/check",
    "/ra/import/example.csv",
    "/ra/people?q=Example",
    "/ra/people/new",
    "/ra/approvals",
    "/ra/lists/reports",
    "/ra/lists/few-authenticators",
    "/ra/download/ending-positions",
];

pub fn post(browser: &mut Browser, endpoint: &str, fields: &[(&str, String)]) -> crate::http::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.ask(Asked::form(&format!("/api/ra/{endpoint}"), &fields)).unwrap()
}

/// The same, and on to where it leads.
pub fn send(browser: &mut Browser, endpoint: &str, fields: &[(&str, String)]) {
    let answer = post(browser, endpoint, fields);
    browser.open(answer.location()).unwrap();
}

/// The form that creates somebody.
pub fn new_person() -> Vec<(&'static str, String)> {
    [
        ("given", "Nia"),
        ("family", "Newcomer"),
        ("birth_day", "31"),
        ("birth_month", "3"),
        ("birth_year", "1990"),
        ("organisation", NEAR),
        ("role", NURSE),
        ("from_day", "1"),
        ("from_month", "2"),
        ("from_year", "2026"),
        ("documents[]", "passport"),
        ("documents[]", "known-in-person"),
        ("reason", "starts on Monday"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

#[test]
fn for_whoever_is_no_ra_there_is_no_desk() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let near = desk.person("Noor", NURSE, NEAR);
        let (id, position) = (near.identifier.as_str(), desk.position_of(&near));
        let mut nurse = desk.signed_in(&desk.person("Nurse", NURSE, RA), AssuranceLevel::Aal3);
        let unknown = html::heading(&nurse.ask(Asked::get("/nowhere")).unwrap().body);
        let before = app.changes();
        let about = pages_of(id, &position);
        for page in PAGES.iter().map(|page| (*page).to_owned()).chain(about) {
            let answer = nurse.ask(Asked::get(&page)).unwrap();
            assert_eq!((answer.status, html::heading(&answer.body)), (404, unknown.clone()), "{page}");
        }
        for (endpoint, _, fields) in forms_of(id, &position) {
            assert_eq!(post(&mut nurse, endpoint, &fields).status, 404, "{endpoint}");
        }
        assert_eq!(post(&mut nurse, "people/new", &new_person()).status, 404);
        let decide = [("id", "x"), ("decision", "approved"), ("reason", "x")].map(|(name, value)| (name, value.into()));
        assert_eq!(post(&mut nurse, "approvals/decide", &decide).status, 404);
        assert_eq!(app.changes(), before);
        nurse.open("/").unwrap();
        assert!(!nurse.text().contains("Registration Authority desk"), "{}", nurse.text());
        let mut ra = desk.seated("Rita", AGENT);
        ra.open("/").unwrap();
        assert!(ra.text().contains("Registration Authority desk"), "{}", ra.text());
    });
}

#[test]
fn nobody_is_offered_what_only_a_manager_may_do() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let (seat, nurse) = (desk.person("Manu", MANAGER, RA), desk.person("Noor", NURSE, NEAR));
        for (rank, person, offered) in
            [(AGENT, &seat, false), (AGENT, &nurse, true), (MANAGER, &seat, true), (MANAGER, &nurse, true)]
        {
            let mut ra = desk.seated("Rita", rank);
            ra.open(&format!("/ra/people/{}", person.identifier.as_str())).unwrap();
            for words in ["New sign-in link", "Issue a smartcard", "Issue an authenticator"] {
                assert_eq!(ra.text().contains(words), offered, "{rank} {words}: {}", ra.text());
            }
            let takes = offered || person.identifier == nurse.identifier;
            for words in ["End A role", "Close the Care Identity"] {
                assert_eq!(ra.text().contains(words), takes, "{rank} {words}: {}", ra.text());
            }
            assert_eq!(ra.text().contains("Only another manager can"), !offered, "{}", ra.text());
        }
    });
}

#[test]
fn who_is_out_of_reach_is_as_if_they_did_not_exist() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let far = desk.person("Faro", NURSE, FAR);
        let position = desk.position_of(&far);
        let mut ra = desk.seated("Rita", MANAGER);
        ra.open("/ra/people?q=Faro").unwrap();
        assert!(ra.text().contains("Nobody found whom you look after"), "{}", ra.text());
        let before = app.changes();
        for id in [far.identifier.as_str(), "999999999999"] {
            for page in pages_of(id, &position) {
                let answer = ra.ask(Asked::get(&page)).unwrap();
                assert_eq!(answer.status, 404, "{page}");
            }
            for (endpoint, _, fields) in forms_of(id, &position) {
                assert_eq!(post(&mut ra, endpoint, &fields).status, 404, "{endpoint} {id}");
                // Nor by what is wrong with what was typed.
                let person = fields.iter().filter(|(name, _)| *name == "person").cloned().collect::<Vec<_>>();
                let rest = fields.into_iter().filter(|(name, _)| *name != "reason").collect::<Vec<_>>();
                for fields in [person, rest] {
                    assert_eq!(post(&mut ra, endpoint, &fields).status, 404, "{endpoint} {id} {fields:?}");
                }
            }
        }
        assert_eq!(app.changes(), before);
    });
}

#[test]
fn the_desk_asks_for_a_stronger_sign_in_and_leads_back_to_where_one_wanted_to_go() {
    let app = App::new();
    let desk = Desk::new(&app);
    let near = desk.person("Noor", NURSE, NEAR);
    let (id, position) = (near.identifier.as_str(), desk.position_of(&near));
    let mut ra = desk.signed_in(&desk.person("Rita", MANAGER, RA), AssuranceLevel::Aal2);
    let before = app.changes();
    for page in pages_of(id, &position).iter().map(String::as_str).chain(PAGES) {
        let answer = ra.ask(Asked::get(page)).unwrap();
        let to = page.replace('?', "%3F").replace('=', "%3D");
        assert_eq!(
            (answer.status, answer.location()),
            (303, format!("/sign-in/again?to={to}&level=3").as_str()),
            "{page}"
        );
    }
    for (endpoint, page, fields) in forms_of(id, &position) {
        let answer = post(&mut ra, endpoint, &fields);
        let to = format!("/sign-in/again?to={page}%3Fflash%3D");
        assert!(answer.status == 303 && answer.location().starts_with(&to), "{endpoint}: {}", answer.location());
    }
    assert_eq!(app.changes(), before);
}

#[test]
fn nobody_acts_on_themself() {
    let app = App::new();
    let desk = Desk::new(&app);
    let rita = desk.person("Rita", MANAGER, RA);
    let (id, position) = (rita.identifier.as_str(), desk.position_of(&rita));
    let mut ra = desk.signed_in(&rita, AssuranceLevel::Aal3);
    let before = app.changes();
    for (endpoint, page, fields) in forms_of(id, &position) {
        let answer = post(&mut ra, endpoint, &fields);
        assert!(answer.status == 303 && answer.location().starts_with(&page), "{endpoint}: {}", answer.location());
        let back = ra.ask(Asked::get(&format!("{}&x", answer.location()))).unwrap();
        let told = back.status == 404 || back.status == 303;
        assert!(told || html::errors(&back.body).contains("your own Care Identity"), "{endpoint}: {}", back.body);
    }
    ra.open(&format!("/ra/people/{id}")).unwrap();
    assert!(ra.text().contains("This is your own Care Identity."), "{}", ra.text());
    assert!(html::links(&ra.shown.body).iter().all(|link| !link.contains("/close") && !link.contains("/email")));
    assert_eq!(app.changes(), before);
}

#[test]
fn a_form_that_is_wrong_says_so_and_keeps_what_was_typed() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut ra = desk.seated("Rita", MANAGER);
    let typed: Vec<(&str, String)> = new_person()
        .into_iter()
        .map(|(name, value)| if matches!(name, "birth_month" | "reason") { (name, " ".into()) } else { (name, value) })
        .collect();
    let answer = post(&mut ra, "people/new", &typed);
    ra.open(answer.location()).unwrap();
    assert_eq!(
        ra.errors(),
        "Enter the date of birth, such as 31 3 1980 Enter a reason, up to 200 characters",
        "{}",
        ra.text()
    );
    let form = ra.form("/api/ra/people/new");
    for (name, value) in [("given", "Nia"), ("birth_day", "31"), ("organisation", NEAR), ("from_year", "2026")] {
        assert_eq!(form.value(name), value, "{name}");
    }
    let ticked: Vec<&str> =
        form.fields.iter().filter(|(name, _)| name == "documents[]").map(|(_, value)| value.as_str()).collect();
    assert_eq!(ticked, ["passport", "known-in-person"]);
    assert!(ra.shown.body.contains("value=\"R0620\" selected"), "the role is not kept");
}
