//! The desk: a morning's work, and what takes a second pair of eyes.

use identity::assurance::AssuranceLevel;

use crate::{
    browser::Browser,
    desk::{AGENT, Desk, FAR, MANAGER, NEAR, NURSE, RA, forms_of},
    html,
    http::Asked,
    in_process::App,
    ra::{new_person, post, send},
};

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
    rita.open(&decide).unwrap();
    assert!(rita.find_form("/api/ra/approvals/decide").is_none(), "whoever asked does not decide");
    sam.open(&decide).unwrap();
    assert!(sam.text().contains("lost phone, seen in person"), "{}", sam.text());
    let form = sam.form("/api/ra/approvals/decide").fill("decision", "approved").fill("reason", "spoke with them");
    sam.submit(&form).unwrap();
    assert!(sam.text().contains("You approved the change."), "{}", sam.text());
    sam.open(&decide).unwrap();
    assert!(sam.text().contains("it was decided already, it ran out"), "{}", sam.text());

    rita.open(&page).unwrap();
    assert!(rita.text().contains("Give a new sign-in link: approved. You can do this once"), "{}", rita.text());
    let shown = post(&mut rita, "sign-in-link", &of("sign-in-link"));
    assert!(shown.status == 200 && shown.body.contains("/sign-in/link/"), "{}", html::text(&shown.body));
}

#[test]
fn what_waits_is_shown_page_by_page_and_whoever_is_tied_is_told_before_they_try() {
    let app = App::new();
    let desk = Desk::new(&app);
    let (ada, tim) = (desk.person("Ada", AGENT, RA), desk.person("Tim", AGENT, RA));
    desk.ask(&ada, &desk.person("Noor", NURSE, NEAR), 120);
    desk.made(&ada, &tim);
    let mut sam = desk.seated("Sam", AGENT);
    sam.open("/ra").unwrap();
    assert!(sam.text().contains("Waiting for approval (more than 10)"), "{}", sam.text());
    let (mut page, mut seen) = ("/ra/approvals".to_owned(), std::collections::BTreeSet::new());
    for (rows, last) in [(50, false), (50, false), (20, true)] {
        sam.open(&page).unwrap();
        let links = html::links(&sam.shown.body);
        let decide: Vec<&String> = links.iter().filter(|link| link.starts_with("/ra/approvals/")).collect();
        assert_eq!(decide.len(), rows, "{page}");
        seen.extend(decide.into_iter().cloned());
        let next = links.iter().find(|link| link.starts_with("/ra/approvals?after="));
        assert_eq!((next.is_none(), sam.text().contains("First page")), (last, page != "/ra/approvals"));
        page = next.cloned().unwrap_or_default();
    }
    assert_eq!(seen.len(), 120, "each once");
    sam.open("/ra/approvals?after=x_y").unwrap();
    assert!(sam.text().contains("Next page"), "an address that says nothing begins anew");

    let one = seen.first().unwrap();
    sam.open(one).unwrap();
    assert!(sam.find_form("/api/ra/approvals/decide").is_some(), "{}", sam.text());
    let mut tim = desk.signed_in(&tim, AssuranceLevel::Aal3);
    tim.open(one).unwrap();
    assert!(tim.find_form("/api/ra/approvals/decide").is_none());
    assert!(tim.text().contains("One of you created the Care Identity of the other."), "{}", tim.text());
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
