//! The desk: who is let in, what is in sight, and a morning's work.

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
fn new_person() -> Vec<(&'static str, String)> {
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

#[test]
fn a_morning_at_the_desk() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let mut ra = desk.seated("Rita", AGENT);
        ra.open("/ra").unwrap();
        assert_eq!(ra.heading(), "Registration Authority desk");
        let answer = post(&mut ra, "people/new", &new_person());
        assert!(answer.location().contains("/sign-in-link?flash="), "{}", answer.location());
        ra.open(answer.location()).unwrap();
        assert!(ra.text().contains("Nia Newcomer is created"), "{}", ra.text());
        let page = ra.path.split("/sign-in-link").next().unwrap().to_owned();

        let form = ra.form("/api/ra/sign-in-link").fill("presence", "in-person").fill("reason", "starts on Monday");
        ra.submit(&form).unwrap();
        assert!(ra.text().contains("It works once, for 24 hours"), "{}", ra.text());
        let link = ra.shown.body.split("/sign-in/link/").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert!(ra.shown.body.contains("<svg"), "no QR code");
        assert!(!ra.path.contains(&link), "the link is in an address");

        let mut nia = Browser::new(std::rc::Rc::clone(app) as _);
        nia.open(&format!("/sign-in/link/{link}")).unwrap();
        let sign_in = html::forms(&nia.shown.body).into_iter().find(|form| form.action.contains("link")).unwrap();
        nia.submit(&sign_in).unwrap();
        assert!(nia.text().contains("Nia Newcomer"), "{}", nia.text());

        // The same person again is noticed.
        let again = post(&mut ra, "people/new", &new_person());
        ra.open(again.location()).unwrap();
        assert!(ra.errors().contains("This person may exist already"), "{}", ra.text());
        assert!(html::links(&ra.shown.body).contains(&page), "{:?}", html::links(&ra.shown.body));

        let id = page.rsplit('/').next().unwrap();
        ra.open(&format!("/ra/people?q={id}")).unwrap();
        assert!(ra.text().contains("1 person"), "{}", ra.text());
        for (endpoint, _, fields) in forms_of(id, "x") {
            if matches!(endpoint, "name" | "positions/add") {
                send(&mut ra, endpoint, &fields);
                assert!(ra.errors().is_empty() && ra.path.starts_with(&page), "{endpoint}: {}", ra.text());
            }
        }
        assert!(ra.text().contains("Ann Other") && ra.text().contains("Receptionist"), "{}", ra.text());
        let file = ra.ask(Asked::get("/ra/download/few-authenticators")).unwrap();
        assert!(file.status == 200 && file.body.contains("Ann Other"), "{}", file.body);
    });
}

#[test]
fn the_address_and_a_way_in_within_a_day_take_a_second_pair_of_eyes() {
    let app = App::new();
    let desk = Desk::new(&app);
    let near = desk.person("Noor", NURSE, NEAR);
    let (mut rita, mut sam) = (desk.seated("Rita", MANAGER), desk.seated("Sam", AGENT));
    let id = near.identifier.as_str();
    let of = |wanted: &str| forms_of(id, "x").into_iter().find(|(endpoint, ..)| *endpoint == wanted).unwrap().2;
    let page = format!("/ra/people/{id}");
    // Nothing can be taken over of somebody who has nothing: the first address is no take-over.
    let mut first = of("email");
    first[0].1 = "noor.example@nhs.net".into();
    for fields in [first, of("email")] {
        send(&mut rita, "email", &fields);
        assert!(rita.errors().is_empty() && rita.text().contains("The email address is saved."), "{}", rita.text());
    }
    send(&mut rita, "sign-in-link", &of("sign-in-link"));
    assert!(rita.errors().contains("Another colleague must approve this first"), "{}", rita.text());
    assert!(rita.path.starts_with(&format!("{page}/approval/issue-sign-in-link")), "{}", rita.path);
    assert!(html::links(&rita.shown.body).contains(&format!("{page}/authenticators/add")), "the other way");
    let form = rita.form("/api/ra/approvals/ask").fill("reason", "lost phone, seen in person");
    rita.submit(&form).unwrap();
    assert!(rita.text().contains("It waits for a colleague."), "{}", rita.text());
    // An approval is asked for by what is to be done, which its form knows.
    rita.open(&format!("{page}/approval/issue-authenticator")).unwrap();
    assert!(rita.path.starts_with(&format!("{page}/authenticators/add")), "{}", rita.path);

    sam.open("/ra").unwrap();
    assert!(sam.text().contains("Waiting for approval (1)"), "{}", sam.text());
    let decide = html::links(&sam.shown.body).into_iter().find(|link| link.starts_with("/ra/approvals/")).unwrap();
    let mine = rita.ask(Asked::get(&decide)).unwrap();
    assert_eq!(mine.status, 404, "whoever asked does not decide");
    sam.open(&decide).unwrap();
    assert!(sam.text().contains("lost phone, seen in person"), "{}", sam.text());
    let form = sam.form("/api/ra/approvals/decide").fill("decision", "approved").fill("reason", "spoke with them");
    sam.submit(&form).unwrap();
    assert!(sam.text().contains("You approved the change."), "{}", sam.text());

    rita.open(&page).unwrap();
    assert!(rita.text().contains("Give a new sign-in link: approved. You can do this once"), "{}", rita.text());
    let shown = post(&mut rita, "sign-in-link", &of("sign-in-link"));
    assert!(shown.status == 200 && shown.body.contains("/sign-in/link/"), "{}", html::text(&shown.body));
}

#[test]
fn an_announcement_is_on_the_home_of_those_who_work_there_and_of_nobody_else() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let mut rita = desk.seated("Rita", MANAGER);
        let mut near = desk.signed_in(&desk.person("Noor", NURSE, NEAR), AssuranceLevel::Aal2);
        let mut far = desk.signed_in(&desk.person("Faro", NURSE, FAR), AssuranceLevel::Aal2);
        let words = "The printers of the RA office are away on Friday.";
        near.open("/").unwrap();
        assert!(!near.text().contains(words));
        let form = |organisation: &str| {
            let fields = [("organisation", organisation), ("words", words), ("days", "7"), ("reason", "no printers")];
            fields.map(|(name, value)| (name, value.to_owned()))
        };
        assert_eq!(post(&mut near, "announcements/new", &form(NEAR)).status, 404);
        send(&mut rita, "announcements/new", &form(FAR));
        assert!(rita.errors().contains("You do not look after an organisation with this code"), "{}", rita.text());
        send(&mut rita, "announcements/new", &form(NEAR));
        assert!(rita.text().contains("It is announced."), "{}", rita.text());
        // It is looked for once a minute.
        app.advance(std::time::Duration::from_secs(60));
        near.open("/").unwrap();
        far.open("/").unwrap();
        assert!(near.text().contains(words) && !far.text().contains(words), "{}", near.text());

        let form = rita.form("/api/ra/announcements/end").fill("reason", "they are back");
        rita.submit(&form).unwrap();
        assert!(rita.text().contains("The announcement is ended."), "{}", rita.text());
        near.open("/").unwrap();
        assert!(!near.text().contains(words));
    });
}

#[test]
fn a_manager_confirms_what_is_proposed_and_an_agent_looks_on() {
    let app = App::new();
    let desk = Desk::new(&app);
    let (mut rita, mut sam) = (desk.seated("Rita", MANAGER), desk.seated("Sam", AGENT));
    let far = desk.person("Faro", NURSE, FAR);
    let page = format!("/ra/people/{}", far.identifier.as_str());
    let decision = |word: &str| {
        [("ra", RA), ("organisation", FAR), ("decision", word), ("reason", "agreed")]
            .map(|(name, value)| (name, value.to_owned()))
    };
    send(&mut rita, "reach", &decision("confirm"));
    assert!(!rita.errors().is_empty(), "nobody extends their own reach");
    desk.propose(FAR);
    send(&mut sam, "reach", &decision("confirm"));
    assert_eq!(sam.shown.status, 404, "an agent has no such page");
    assert_eq!(rita.ask(Asked::get(&page)).unwrap().status, 404);
    rita.open("/ra/reach").unwrap();
    assert!(html::links(&rita.shown.body).contains(&format!("/ra/reach/{RA}/{FAR}")), "{}", rita.text());
    send(&mut rita, "reach", &decision(""));
    assert!(rita.errors().contains("Choose whether you look after it"), "{}", rita.text());
    send(&mut rita, "reach", &decision("confirm"));
    assert!(rita.text().contains("Your decision is saved."), "{}", rita.text());
    assert_eq!(rita.ask(Asked::get(&page)).unwrap().status, 200);
    send(&mut rita, "reach", &decision("end"));
    assert_eq!(rita.ask(Asked::get(&page)).unwrap().status, 404);
}
