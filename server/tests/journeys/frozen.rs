//! Changes that are stopped: who would make one is told so before anything is typed, and what to do.

use crate::{browser::Browser, html, http::Asked, in_process::App, person::Person};

/// Somebody signed in, of whose changes one was reported as not theirs; and the page that said so.
fn frozen() -> (Person, String) {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/mobile").unwrap();
    person.submit("/api/profile/mobile", &[("mobile", "07700 900 982")]).unwrap();
    let link = |text: &str| {
        let mut words = text.split_whitespace();
        words.find_map(|word| word.find("/undo/").map(|at| word[at..].to_owned()))
    };
    let undo = app.mails().iter().rev().find_map(|mail| link(&mail.text)).expect("a mail with the link");
    let mut reader = Browser::new(app.clone());
    reader.open(&undo).unwrap();
    reader.submit(&reader.form("/api/undo")).unwrap();
    let said = reader.text();
    person.browser = Browser::new(app);
    person.browser.open("/sign-in/microsoft-authenticator").unwrap();
    person.go_on().unwrap();
    (person, said)
}

#[test]
fn nobody_fills_in_a_form_while_changes_are_stopped() {
    let (mut person, _) = frozen();
    let linked = |person: &mut Person, page: &str, part: &str| {
        person.browser.open(page).unwrap();
        let links = html::links(&person.browser.shown.body);
        links.into_iter().find(|link| link.contains(part)).unwrap_or_else(|| panic!("{page} has no link {part}"))
    };
    for page in ["/", "/profile", "/profile/email", "/authenticators"] {
        person.browser.open(page).unwrap();
        assert_eq!(person.browser.path, page);
        let text = person.browser.text();
        assert!(text.contains("Changes are stopped"), "{page}: {text}");
    }
    let forms = [
        "/profile/email/add".to_owned(),
        linked(&mut person, "/profile/email", "/profile/email/change/"),
        "/profile/mobile".to_owned(),
        "/profile/password".to_owned(),
        linked(&mut person, "/authenticators", "/rename"),
        linked(&mut person, "/authenticators", "/remove"),
        "/authenticators/add".to_owned(),
        "/authenticators/add/passkey".to_owned(),
        "/authenticators/add/microsoft-authenticator".to_owned(),
    ];
    for form in forms {
        person.browser.open(&form).unwrap();
        assert_eq!(person.browser.path, "/changes-stopped", "{form}");
    }
    // One that was open meanwhile.
    let sent = person.browser.ask(Asked::form("/api/profile/mobile", &[("mobile", "07700 900 983")])).unwrap();
    assert_eq!(sent.location(), "/changes-stopped");
}

#[test]
fn who_reported_a_change_is_told_whom_to_ask_before_what_they_do() {
    let (mut person, said) = frozen();
    let named = "Contact your local Registration Authority. They check";
    assert!(said.contains(named), "{said}");
    assert!(said.contains("sign in with an authenticator of very high confidence that you had before"), "{said}");
    person.browser.open("/changes-stopped").unwrap();
    assert!(person.browser.text().contains(named), "{}", person.browser.text());
}
