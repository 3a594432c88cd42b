//! What comes too late at a sign-in, or twice: the person is told, and comes where they wanted to go.

use std::time::Duration;

use crate::{browser::Browser, html::Form, in_process::App, person::Person};

const MINUTE: Duration = Duration::from_secs(60);
const AGAIN: &str = "Sign in again to go on";
const OVER: &str = "The time to enter the code is over.";

/// In a browser where nobody is signed in, up to the code.
fn half_signed_in(person: &Person, page: &str) -> Browser {
    let mut browser = person.browser.moved(person.browser.carrier.clone());
    browser.open(page).unwrap();
    submit_password(&mut browser, person);
    browser
}

fn submit_password(browser: &mut Browser, person: &Person) {
    let form = browser.form("/api/sign-in").fill("email", &person.email).fill("password", &person.password);
    browser.submit(&form).unwrap();
    assert_eq!(browser.heading(), "Check your authenticator app");
}

fn signed_out(app: &std::rc::Rc<App>) -> Person {
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.submit("/api/sign-out", &[]).unwrap();
    person
}

#[test]
fn a_late_code_of_a_step_up_is_told_and_leads_on_to_the_same_page() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    app.advance(MINUTE * 6);
    person.browser.open("/profile/email/add").unwrap();
    assert_eq!(person.browser.heading(), AGAIN);
    let (email, password) = (person.email.clone(), person.password.clone());
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let code_page = person.browser.path.clone();
    app.advance(MINUTE * 11);
    let code = person.next_code();
    person.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
    assert_eq!(person.browser.heading(), AGAIN);
    assert!(person.browser.errors().contains(OVER), "{}", person.browser.text());
    person.browser.open(&code_page).unwrap();
    assert_eq!(person.browser.heading(), AGAIN, "nor is the page itself there any more");
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let code = person.next_code();
    person.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
    assert_eq!(person.browser.path, "/profile/email/add");
}

#[test]
fn a_late_code_of_a_sign_in_forgets_neither_the_page_nor_that_the_computer_is_shared() {
    let app = App::new();
    let mut person = signed_out(&app);
    let mut browser = half_signed_in(&person, "/sign-in/microsoft-authenticator?to=/profile/email&shared=yes");
    app.advance(MINUTE * 11);
    let code = person.next_code();
    browser.submit(&browser.form("/api/sign-in/code").fill("code", &code)).unwrap();
    assert!(browser.errors().contains(OVER), "{}", browser.text());
    let form = browser.form("/api/sign-in");
    assert_eq!((form.value("to"), form.value("shared")), ("/profile/email", "yes"));
    submit_password(&mut browser, &person);
    let code = person.next_code();
    browser.submit(&browser.form("/api/sign-in/code").fill("code", &code)).unwrap();
    assert_eq!(browser.path, "/profile/email");
}

#[test]
fn a_code_that_is_sent_twice_leads_to_the_page_that_was_asked_for() {
    let app = App::new();
    let mut person = signed_out(&app);
    let mut browser = half_signed_in(&person, "/sign-in/microsoft-authenticator?to=/profile/email");
    let code = person.next_code();
    let form = browser.form("/api/sign-in/code").fill("code", &code);
    for _ in 0..2 {
        browser.submit(&form).unwrap();
        assert_eq!((browser.path.as_str(), browser.errors().as_str()), ("/profile/email", ""));
    }
}

#[test]
fn what_a_sign_in_tab_sends_after_somebody_signed_in_elsewhere_is_answered_where_it_is_seen() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let send = |person: &mut Person, action: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        person.browser.submit(&Form { action: action.into(), fields }).unwrap();
        assert_eq!(person.browser.heading(), AGAIN, "{}", person.browser.text());
        person.browser.errors()
    };
    let device = [("page", "/sign-in/passkey"), ("to", "/profile"), ("ceremony", "none"), ("credential", "{}")];
    let told = send(&mut person, "/api/sign-in/device", &device);
    assert!(told.contains("Somebody signed in in this browser meanwhile"), "{told}");
    let password =
        [("page", "/sign-in/microsoft-authenticator"), ("email", "amara.okafor@nhs.net"), ("password", "no")];
    let told = send(&mut person, "/api/sign-in", &password);
    assert!(told.contains("The email address or the password is wrong."), "{told}");
    // Whoever goes on where somebody else signed in is told, and is not led to what is theirs.
    let priya = app.signed_in("Priya", "Raman", "priya.raman@nhs.net");
    for page in ["/sign-in/microsoft-authenticator", "/sign-in/again"] {
        let password =
            [("page", page), ("email", &*priya.email), ("password", &*priya.password), ("to", "/profile/email")];
        let told = send(&mut person, "/api/sign-in", &password);
        assert!(told.contains("Somebody signed in in this browser meanwhile"), "{told}");
        assert!(person.browser.path.contains("to=/profile/email"), "{}", person.browser.path);
    }
}

/// Signs somebody in at a page of signing in.
fn sign_in_at(browser: &mut Browser, person: &mut Person, page: &str) {
    browser.open(page).unwrap();
    submit_password(browser, person);
    let code = person.next_code();
    browser.submit(&browser.form("/api/sign-in/code").fill("code", &code)).unwrap();
}

#[test]
fn failure_9_what_was_typed_when_a_session_was_over_comes_back_to_its_person_and_to_nobody_else() {
    let app = App::new();
    let mut ann = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let mut bob = app.signed_in("Bob", "Reid", "bob.reid@nhs.net");
    for is_ann in [true, false] {
        let mut browser = Browser::new(app.clone());
        sign_in_at(&mut browser, &mut ann, "/sign-in/microsoft-authenticator?to=/profile/mobile");
        let form = browser.form("/api/profile/mobile").fill("mobile", "07700 900 982");
        app.advance(MINUTE * 31);
        browser.submit(&form).unwrap();
        assert!(browser.text().contains("You were signed out"), "{}", browser.text());
        let led_to = browser.path.replace("/sign-in?", "/sign-in/microsoft-authenticator?");
        sign_in_at(&mut browser, if is_ann { &mut ann } else { &mut bob }, &led_to);
        assert!(browser.path.starts_with("/profile/mobile?flash="), "{}", browser.path);
        let kept = browser.form("/api/profile/mobile").value("mobile").to_owned();
        assert_eq!(kept, if is_ann { "07700 900 982" } else { "" });
    }
}
