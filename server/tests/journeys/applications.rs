//! Which authenticator opens which website or app, and the advice on which to add.

use identity::{
    adviser::{Advised, Answers, Carry, Need, Shared, advise},
    application::Draft,
};

use crate::{browser::Browser, html, http::Asked, in_process::App};

const RECORDS: Draft<'_> = Draft {
    name: "Patient records",
    address: "https://records.example",
    level: 2,
    description: "Look up a patient's record.",
};
const PRESCRIBING: Draft<'_> = Draft {
    name: "Prescribing",
    address: "https://prescribing.example/start?from=list",
    level: 3,
    description: "Write prescriptions.",
};

#[test]
fn whoever_has_no_authenticator_is_led_to_the_one_that_opens_each_application() {
    let app = App::new();
    app.add_application("records", &RECORDS);
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Care Identity Management").unwrap();
    assert!(html::links(&person.browser.shown.body).contains(&"/applications".to_owned()), "home leads there");
    person.browser.open("/applications").unwrap();
    assert_eq!(person.browser.heading(), "Websites and apps you can sign in to");
    let text = person.browser.text();
    assert!(text.contains("You cannot open these yet"), "{text}");
    assert!(text.contains("Patient records Look up a patient's record. Needs high confidence (AAL2)"), "{text}");
    assert!(text.contains("Microsoft Authenticator"), "{text}");
    let links = html::links(&person.browser.shown.body);
    assert!(links.contains(&"/authenticators/add/microsoft-authenticator".to_owned()), "{links:?}");
    assert!(links.contains(&"https://records.example/".to_owned()), "{links:?}");
}

#[test]
fn each_application_says_what_opens_it_and_the_profile_says_what_each_authenticator_opens() {
    App::on_both(|app| {
        app.add_application("records", &RECORDS);
        app.add_application("prescribing", &PRESCRIBING);
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        person.browser.open("/applications").unwrap();
        let text = person.browser.text();
        let (open, shut) = text.split_once("You cannot open these yet").unwrap();
        assert!(open.contains("Patient records"), "{open}");
        assert!(open.contains("You can open this with: Microsoft Authenticator"), "{open}");
        assert!(shut.contains("Prescribing Write prescriptions. Needs very high confidence (AAL3)"), "{shut}");
        assert!(!shut.contains("You can open this with"), "{shut}");
        assert!(
            shut.contains("First sign in with very high confidence (AAL3), or ask your Registration Authority"),
            "{shut}"
        );
        assert!(shut.contains("Then add one of these: Windows Hello Security key"), "{shut}");
        assert!(shut.contains("What each type of authenticator can open"), "{shut}");

        person.browser.open("/profile").unwrap();
        let text = person.browser.text();
        assert!(text.contains("Level: high confidence (AAL2)"), "{text}");
        assert!(text.contains("Opens 1 of 2 websites and apps: Patient records"), "{text}");
    });
}

#[test]
fn without_any_application_the_page_says_so_and_the_profile_nothing() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/applications").unwrap();
    assert!(person.browser.text().contains("No websites or apps are listed yet."));
    person.browser.open("/profile").unwrap();
    assert!(!person.browser.text().contains("Opens "), "{}", person.browser.text());
}

#[test]
fn failure_25_markup_in_an_application_stays_text() {
    let app = App::new();
    let words = "\"><script>alert(1)</script>'&amp;";
    let address = "https://x.example/?\"><script>alert(1)</script>";
    app.add_application("markup", &Draft { name: words, address, level: 2, description: words });
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for path in ["/applications", "/profile"] {
        person.browser.open(path).unwrap();
        assert!(person.browser.text().contains(words), "{path}: {}", person.browser.text());
        assert!(!person.browser.shown.body.contains("<script>alert"), "{path}");
    }
}

fn advice_for(answers: Answers) -> String {
    let Answers { shared, carry, need } = answers;
    format!(
        "/help/choose-an-authenticator?asked=yes&shared={}&carry={}&level={}",
        shared.slug(),
        carry.slug(),
        need.slug()
    )
}

#[test]
fn every_combination_of_answers_shows_its_authenticators_in_order_to_anybody() {
    let app = App::new();
    let mut browser = Browser::new(app.clone());
    for shared in Shared::ALL {
        for carry in Carry::ALL {
            for need in Need::ALL {
                let answers = Answers { shared: *shared, carry: *carry, need: *need };
                let page = browser.ask(Asked::get(&advice_for(answers))).unwrap();
                assert_eq!(page.status, 200);
                let Advised { advice, if_high_is_enough } = advise(answers);
                let named: Vec<&str> =
                    advice.iter().chain(&if_high_is_enough).map(|advice| advice.method.name()).collect();
                let shown: Vec<String> = page
                    .body
                    .split("<h3")
                    .skip(1)
                    .map(|rest| html::text(&format!("<h3{}", rest.split("</h3>").next().unwrap())))
                    .collect();
                assert_eq!(shown, named, "{answers:?}");
                assert_eq!(page.body.contains("If high confidence is enough"), !if_high_is_enough.is_empty());
                assert_eq!(html::errors(&page.body), "");
                let kept = &html::forms(&page.body).into_iter().find(|form| form.value("asked") == "yes").unwrap();
                assert_eq!(
                    (kept.value("shared"), kept.value("carry"), kept.value("level")),
                    (shared.slug(), carry.slug(), need.slug())
                );
            }
        }
    }
}

#[test]
fn what_is_not_answered_is_asked_for_at_its_field_and_the_other_answers_stay() {
    let app = App::new();
    let mut browser = Browser::new(app.clone());
    browser.open("/help/choose-an-authenticator").unwrap();
    assert_eq!((browser.heading().as_str(), browser.errors().as_str()), ("Choose an authenticator", ""));

    browser.open("/help/choose-an-authenticator?asked=yes").unwrap();
    let all = "Select yes if you share the computer or tablet with others Select what you carry \
        Select which level your websites and apps need, or that you do not know";
    assert_eq!(browser.errors(), all);
    assert!(browser.shown.body.contains("<title>Error: Choose an authenticator"), "{}", browser.shown.body);

    browser.open("/help/choose-an-authenticator?asked=yes&shared=perhaps&carry=phone&level=high").unwrap();
    assert_eq!(browser.errors(), "Select yes if you share the computer or tablet with others");
    for id in ["href=\"#shared\"", "id=\"shared\"", "id=\"shared-error\""] {
        assert!(browser.shown.body.contains(id), "{id}");
    }
    let kept = html::forms(&browser.shown.body).into_iter().find(|form| form.value("asked") == "yes").unwrap();
    assert_eq!((kept.value("shared"), kept.value("carry"), kept.value("level")), ("", "phone", "high"));
    assert!(!browser.text().contains("Our advice"), "{}", browser.text());
}

#[test]
fn who_has_an_authenticator_is_not_sent_to_add_it_again() {
    let app = App::new();
    let answers = Answers { shared: Shared::Yes, carry: Carry::Phone, need: Need::High };
    let mut visitor = Browser::new(app.clone());
    visitor.open(&advice_for(answers)).unwrap();
    assert!(visitor.text().contains("Add Microsoft Authenticator"), "{}", visitor.text());
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open(&advice_for(answers)).unwrap();
    assert!(person.browser.text().contains("You have this one already."), "{}", person.browser.text());
    assert!(!person.browser.text().contains("Add Microsoft Authenticator"), "{}", person.browser.text());
}
