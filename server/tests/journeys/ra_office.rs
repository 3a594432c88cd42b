//! What the desk says: how it is reached, how many people a search finds, and where wrong attempts stop somebody.

use identity::assurance::AssuranceLevel;

use crate::{
    browser::Browser,
    desk::{AGENT, Desk, FAR, MANAGER, NEAR, NURSE, RA},
    html,
    http::Asked,
    in_process::App,
    ra::{post, send},
};

#[test]
fn a_manager_says_how_staff_reach_them_and_staff_see_it() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let (mut rita, mut sam) = (desk.seated("Rita", MANAGER), desk.seated("Sam", AGENT));
        let mut near = desk.signed_in(&desk.person("Noor", NURSE, NEAR), AssuranceLevel::Aal2);
        let page = format!("/ra/contact/{RA}");
        let form = |name: &str, telephone: &str, email: &str| {
            let fields = [("name", name), ("telephone", telephone), ("email", email), ("opening", "Monday to Friday")];
            let fixed = [("organisation", RA), ("reason", "new number")];
            fields.into_iter().chain(fixed).map(|(field, value)| (field, value.to_owned())).collect::<Vec<_>>()
        };
        near.open(&format!("/organisations/{NEAR}")).unwrap();
        let silent = format!("({RA}) Contact details It has not said yet how staff reach it.");
        assert!(near.text().contains(&silent), "{}", near.text());
        assert!(html::links(&near.shown.body).contains(&format!("/organisations/{RA}")));
        rita.open("/ra/contact").unwrap();
        assert!(html::links(&rita.shown.body).contains(&page), "{:?}", html::links(&rita.shown.body));
        let before = app.changes();
        for (fields, words) in [
            (form(" ", "01632 960 001", ""), "Enter the name of the office"),
            (form("RA office", "call us", ""), "Enter a telephone number, such as"),
            (form("RA office", "", ""), "Enter a telephone number or an email address"),
            (form("RA office", "", "nobody"), "email address"),
        ] {
            send(&mut rita, "contact", &fields);
            assert!(rita.errors().contains(words), "{words}: {}", rita.text());
        }
        assert_eq!(rita.form("/api/ra/contact").value("name"), "RA office", "what was typed is kept");
        // An agent looks on, and nobody sets another's.
        sam.open("/ra/contact").unwrap();
        assert!(!html::links(&sam.shown.body).contains(&page));
        assert_eq!(sam.ask(Asked::get(&page)).unwrap().status, 404);
        send(&mut sam, "contact", &form("RA office", "01632 960 001", ""));
        assert!(sam.shown.status == 404, "{}", sam.text());
        let mut theirs = form("RA office", "01632 960 001", "");
        theirs.retain(|(field, _)| *field != "organisation");
        theirs.push(("organisation", FAR.to_owned()));
        assert_eq!(post(&mut rita, "contact", &theirs).status, 404);
        assert_eq!(app.changes(), before);

        send(&mut rita, "contact", &form("RA office", "01632 960 001", "ra.office@nhs.net"));
        assert!(rita.text().contains("What staff see is saved."), "{}", rita.text());
        near.open(&format!("/organisations/{NEAR}")).unwrap();
        for words in ["RA office", "01632 960 001", "ra.office@nhs.net", "Monday to Friday"] {
            assert!(near.text().contains(words) && rita.text().contains(words), "{words}: {}", near.text());
        }
        rita.open(&page).unwrap();
        assert_eq!(rita.form("/api/ra/contact").value("telephone"), "01632 960 001");
    });
}

#[test]
fn a_search_with_many_results_says_so_and_offers_to_narrow_it() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut ra = desk.seated("Rita", MANAGER);
    let letter = |number: u8| char::from(b'a' + number);
    for number in 0..10 {
        desk.person(&format!("Zoe {}", letter(number)), NURSE, RA);
    }
    ra.open("/ra/people?q=zoe").unwrap();
    assert!(ra.text().contains("10 people") && !ra.text().contains("More than"), "{}", ra.text());
    assert!(!ra.text().contains("Not the right person?"));
    desk.person("Zoe k", NURSE, NEAR);
    ra.open("/ra/people?q=zoe").unwrap();
    assert!(ra.text().contains("More than 10 people: the first 10"), "{}", ra.text());
    assert!(ra.text().contains("Not the right person?"), "{}", ra.text());
    ra.open("/ra/people?q=zoe&page=2").unwrap();
    assert!(ra.text().contains("11 people: 11 to 11"), "{}", ra.text());
    ra.open("/ra/people?q=zoe").unwrap();
    let narrower =
        html::links(&ra.shown.body).into_iter().find(|link| link.ends_with(NEAR)).expect("a narrower search");
    ra.open(&narrower).unwrap();
    assert!(ra.text().contains("1 person") && ra.text().contains("Zoe k"), "{}", ra.text());
}

#[test]
fn the_profile_shows_where_wrong_attempts_stop_somebody_and_clears_them() {
    let app = App::new();
    let desk = Desk::new(&app);
    let person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let amara = desk.hold(person.world.identifier(), NURSE, NEAR);
    let mut ra = desk.seated("Rita", MANAGER);
    let page = format!("/ra/people/{}", amara.identifier.as_str());
    ra.open(&page).unwrap();
    assert!(!ra.text().contains("Too many wrong attempts"), "{}", ra.text());
    let mut stranger = Browser::new(std::rc::Rc::clone(&app) as _);
    for _ in 0..5 {
        let wrong = [("email", person.email.as_str()), ("password", "a wrong password")];
        stranger.ask(Asked::form("/api/sign-in", &wrong)).unwrap();
    }
    ra.open(&page).unwrap();
    assert!(ra.text().contains("Password Too many wrong attempts: not looked at until"), "{}", ra.text());
    let clear = format!("{page}/clear-counters");
    assert!(ra.text().contains("Clear all wrong attempts") && html::links(&ra.shown.body).contains(&clear));
    ra.open(&clear).unwrap();
    let form = ra.form("/api/ra/account").fill("reason", "rang us");
    ra.submit(&form).unwrap();
    assert!(ra.path.starts_with(&page) && !ra.text().contains("Too many wrong attempts"), "{}", ra.text());
}
