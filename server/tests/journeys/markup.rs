//! Failure 25: markup that people bring stays text, in pages and in mail.

use crate::{browser::Browser, http::Asked, in_process::App};

const GIVEN: &str = "<script>alert(1)</script>";
const FAMILY: &str = "\"><img src=x onerror=alert(2)>'&amp;";

#[test]
fn failure_25_markup_in_a_name_stays_text_on_every_page_and_in_every_mail() {
    let app = App::new();
    let mut person = app.signed_in(GIVEN, FAMILY, "amara.okafor@nhs.net");
    person.browser.open("/profile").unwrap();
    assert!(
        person.browser.text().contains(GIVEN) && person.browser.text().contains(FAMILY),
        "{}",
        person.browser.text()
    );
    person.browser.open(&person.world.new_link()).unwrap();
    assert!(person.browser.text().contains(GIVEN));
    for (asked, answer) in &person.browser.seen {
        assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img"), "{}", asked.path);
    }
    let mails = app.mails();
    assert!(mails.iter().all(|mail| mail.text.contains(GIVEN)));
    for mail in mails {
        assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
        assert!(!mail.subject.contains('<'), "{}", mail.subject);
    }
}

#[test]
fn failure_25_what_was_typed_comes_back_as_text() {
    let app = App::new();
    let typed = "\"><script>alert(1)</script>&amp;'";
    let mut browser = Browser::new(app.clone());
    browser.open("/sign-in/microsoft-authenticator").unwrap();
    browser.submit(&browser.form("/api/sign-in").fill("email", typed).fill("password", "x")).unwrap();
    assert_eq!(browser.form("/api/sign-in").value("email"), typed);
    assert!(!browser.shown.body.contains("<script>alert"));

    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for (page, form, field) in [
        ("/profile/email/add", "/api/profile/email/add", "email"),
        ("/profile/mobile", "/api/profile/mobile", "mobile"),
    ] {
        person.browser.open(page).unwrap();
        person.submit(form, &[(field, typed)]).unwrap();
        assert_eq!(person.browser.form(form).value(field), typed, "{page}");
        assert!(!person.browser.errors().is_empty() && !person.browser.shown.body.contains("<script>alert"), "{page}");
    }
    for path in ["/help/email-domains?search=", "/help/email-domains?q=", "/sign-in?to=", "/nowhere?", "/nowhere/"] {
        let answer = person.browser.ask(Asked::get(&format!("{path}%22%3E%3Cscript%3Ealert(1)%3C/script%3E"))).unwrap();
        assert!(!answer.body.contains("<script>alert"), "{path}");
    }
}
