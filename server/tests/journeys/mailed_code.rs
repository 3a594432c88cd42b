//! A mailed code that can no longer be entered: wherever one is asked for, the page offers the next.

use std::{rc::Rc, time::Duration};

use crate::{in_process::App, person::Person};

const MINUTE: Duration = Duration::from_secs(60);

/// Spends all tries of the code that is asked for.
fn spend(person: &mut Person, action: &str) {
    let wrong = if person.mailed_code() == "12345678" { "87654321" } else { "12345678" };
    for _ in 0..5 {
        assert!(person.browser.find_form(action).is_some(), "{}", person.browser.text());
        person.submit(action, &[("code", wrong)]).unwrap();
    }
    assert!(
        person.browser.errors().contains("it was the last try. Send a new one below."),
        "{}",
        person.browser.text()
    );
    assert!(person.browser.find_form(action).is_none(), "the field stands there still");
}

/// Presses the button that is left, and enters what it sends.
fn ask_anew(app: &Rc<App>, person: &mut Person, action: &str) {
    person.submit(action, &[]).unwrap();
    assert_eq!(person.browser.heading(), "Check your inbox");
    assert_eq!(person.browser.errors(), "");
    assert!(person.browser.text().contains(&person.email), "{}", person.browser.text());
    // Five wrong ones in a row bring a wait of their own.
    app.advance(MINUTE);
    person.type_mailed_code().unwrap();
    assert_eq!(person.browser.errors(), "");
}

#[test]
fn after_the_last_wrong_code_the_profile_sends_a_new_one() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Check your inbox").unwrap();
    spend(&mut person, "/api/profile/email/verify");
    ask_anew(&app, &mut person, "/api/profile/email/verify-pending");
    assert!(person.browser.text().contains("The email address is verified."), "{}", person.browser.text());
}

#[test]
fn after_the_last_wrong_code_a_registration_sends_a_new_one() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("What is your Care Identity email address?").unwrap();
    person.step().unwrap();
    spend(&mut person, "/api/register/inbox");
    ask_anew(&app, &mut person, "/api/register/email");
    assert_eq!(person.browser.heading(), "Create a password");
}

#[test]
fn after_the_last_wrong_code_a_forgotten_password_sends_a_new_one() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let email = person.email.clone();
    person.browser.open("/forgot-password").unwrap();
    person.submit("/api/forgot-password", &[("email", &email)]).unwrap();
    spend(&mut person, "/api/forgot-password/inbox");
    ask_anew(&app, &mut person, "/api/forgot-password");
    assert_eq!(person.browser.heading(), "Check your authenticator app");
}

#[test]
fn when_no_more_codes_are_sent_for_a_request_the_page_begins_another() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Check your inbox").unwrap();
    for _ in 0..5 {
        app.advance(MINUTE * 9);
        person.submit("/api/profile/email/resend", &[]).unwrap();
        assert!(person.browser.text().contains("A new One Time Password is on its way"), "{}", person.browser.text());
    }
    let page = person.browser.path.clone();
    assert!(person.browser.find_form("/api/profile/email/resend").is_none());
    assert!(person.browser.find_form("/api/profile/email/verify").is_some(), "the last one works still");
    app.advance(MINUTE * 10);
    person.browser.open(&page).unwrap();
    assert!(person.browser.find_form("/api/profile/email/verify").is_none());
    ask_anew(&app, &mut person, "/api/profile/email/verify-pending");
}

#[test]
fn a_wait_after_wrong_codes_is_said_to_come_from_them() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Check your inbox").unwrap();
    spend(&mut person, "/api/profile/email/verify");
    person.submit("/api/profile/email/verify-pending", &[]).unwrap();
    person.type_mailed_code().unwrap();
    let errors = person.browser.errors();
    assert!(errors.contains("Too many One Time Passwords were wrong. Wait "), "{errors}");
}

#[test]
fn a_code_of_another_length_costs_no_guess_wherever_one_is_typed() {
    let app = App::new();
    let mut person = app.amara();
    let refuses = |person: &mut Person, action: &str, words: &str| {
        for typed in ["", "1234", "123456789", "12345678a", "1234567", "abcdefgh"] {
            person.submit(action, &[("code", typed)]).unwrap();
            let errors = person.browser.errors();
            assert!(errors.contains(words), "{action}: {typed}: {errors}");
        }
        // More than bring a wait, were they guesses: the right one goes on from here.
        assert!(person.browser.find_form(action).is_some());
    };
    let (mailed, shown) =
        ("Enter the 8-digit One Time Password from the email", "Enter the 6 digits that the app shows");
    person.begin().unwrap();
    person.until_heading("Check your inbox").unwrap();
    refuses(&mut person, "/api/profile/email/verify", mailed);
    person.step().unwrap();
    person.until_heading("Check your inbox").unwrap();
    refuses(&mut person, "/api/register/inbox", mailed);
    person.step().unwrap();
    person.until_heading("Check your authenticator app").unwrap();
    refuses(&mut person, "/api/register/code", shown);
    person.until_heading("Registration successful").unwrap();
    person.step().unwrap();
    person.until_heading("Check your authenticator app").unwrap();
    refuses(&mut person, "/api/sign-in/code", shown);
    person.go_on().unwrap();

    let email = person.email.clone();
    person.browser.open("/forgot-password").unwrap();
    person.submit("/api/forgot-password", &[("email", &email)]).unwrap();
    refuses(&mut person, "/api/forgot-password/inbox", mailed);
    person.type_mailed_code().unwrap();
    refuses(&mut person, "/api/forgot-password/code", shown);
}

#[test]
fn the_button_beside_an_address_leads_to_the_code_that_was_sent() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Check your inbox").unwrap();
    let page = person.browser.path.clone();
    for _ in 0..3 {
        person.browser.open("/profile/email").unwrap();
        person.submit("/api/profile/email/verify-pending", &[]).unwrap();
        assert_eq!(person.browser.path, page);
        assert!(person.browser.text().contains("You can ask for a new one from"), "{}", person.browser.text());
    }
    person.type_mailed_code().unwrap();
    assert!(person.browser.text().contains("The email address is verified."), "{}", person.browser.text());
}

#[test]
fn an_address_that_is_to_take_the_place_of_another_says_so() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/email").unwrap();
    let links = crate::html::links(&person.browser.shown.body);
    let change = links.into_iter().find(|link| link.contains("/profile/email/change/")).unwrap();
    person.browser.open(&change).unwrap();
    person.submit("/api/profile/email/add", &[("email", "a.new@nhs.net")]).unwrap();
    person.browser.open("/profile/email").unwrap();
    let text = person.browser.text();
    assert!(text.contains("Takes the place of amara.okafor@nhs.net when verified"), "{text}");
}
