//! A forgotten password without the app that could recover it, and other ways that must not be dead ends.

use std::rc::Rc;

use crate::{browser::Browser, html, in_process::App};

#[test]
fn a_sign_in_link_leads_past_a_forgotten_password_when_nothing_else_is_left() {
    App::on_both(|app| {
        let mut person = app.amara();
        person.begin().unwrap();
        person.until_heading("Scan the QR code").unwrap();
        person.browser = Browser::new(Rc::clone(&person.browser.carrier));
        person.begin().unwrap();
        person.until_heading("Enter your password").unwrap();
        let links = html::links(&person.browser.shown.body);
        let new = links.into_iter().find(|link| link.ends_with("/password?new=yes")).expect("a way on");
        person.browser.open(&new).unwrap();
        assert_eq!(person.browser.heading(), "Choose a new password");
        person.submit("/api/register/password/renew", &[("password", "short"), ("again", "short")]).unwrap();
        assert!(person.browser.errors().contains("at least 8 characters"), "{}", person.browser.text());
        assert_eq!(person.browser.heading(), "Choose a new password");
        let password = "eleven herons under the viaduct";
        person.submit("/api/register/password/renew", &[("password", password), ("again", password)]).unwrap();
        assert_eq!(person.browser.heading(), "Scan the QR code");
        password.clone_into(&mut person.password);
        person.go_on().unwrap();
    });
}

#[test]
fn whoever_is_asked_for_a_password_where_they_register_an_app_is_told_what_helps() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Scan the QR code").unwrap();
    person.browser = Browser::new(Rc::clone(&person.browser.carrier));
    person.begin().unwrap();
    person.until_heading("Enter your password").unwrap();
    let page = person.browser.path.clone();
    person.browser.set_cookie("session", "");
    person.browser.open(&page).unwrap();
    let links = html::links(&person.browser.shown.body);
    assert!(links.iter().any(|link| link == "/forgot-password"), "{links:?}");
    assert!(!links.iter().any(|link| link.contains("new=yes")), "only in the session of the link: {links:?}");
    person.browser.open(&format!("{page}?new=yes")).unwrap();
    assert_eq!(person.browser.heading(), "Enter your password");
}

#[test]
fn another_new_address_in_a_change_stays_a_change() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/email").unwrap();
    let links = html::links(&person.browser.shown.body);
    let change = links.into_iter().find(|link| link.contains("/change/")).expect("a way to change it");
    person.browser.open(&change).unwrap();
    person.submit("/api/profile/email/add", &[("email", "amara.okafro@nhs.net")]).unwrap();
    assert_eq!(person.browser.heading(), "Check your inbox");
    assert!(html::links(&person.browser.shown.body).contains(&change), "a slip is corrected in the change");
    person.browser.open(&change).unwrap();
    person.submit("/api/profile/email/add", &[("email", "amara.new@nhs.net")]).unwrap();
    "amara.new@nhs.net".clone_into(&mut person.email);
    person.type_mailed_code().unwrap();
    let text = person.browser.text();
    assert!(text.contains("amara.new@nhs.net"), "{text}");
    assert!(!text.contains("amara.okafro@nhs.net") && !text.contains("amara.okafor@nhs.net"), "{text}");
}

#[test]
fn the_last_address_and_the_last_way_in_say_what_is_lost_before_anything_is_pressed() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for (page, says, form) in [
        ("/profile/email", "This is your last verified email address", "/api/profile/email/remove"),
        ("/authenticators", "It is the last one that signs you in", "/api/authenticators/remove"),
    ] {
        person.browser.open(page).unwrap();
        let links = html::links(&person.browser.shown.body);
        let remove = links.into_iter().find(|link| link.contains("remove")).expect("a way to remove it");
        person.browser.open(&remove).unwrap();
        assert!(person.browser.text().contains(says), "{}", person.browser.text());
        let offered = person.browser.find_form(form).is_some();
        assert_eq!(offered, page == "/authenticators", "an address stays, an authenticator goes when that is meant");
    }
}
