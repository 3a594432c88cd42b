//! Changes that ask for another sign-in first: it is asked for before anything is typed, and there is a way to give it.

use std::time::Duration;

use crate::{browser::Browser, html, in_process::App, person::Person};

const MINUTE: Duration = Duration::from_secs(60);
const AGAIN: &str = "Sign in again to go on";

fn sign_in_again(person: &mut Person) {
    let (email, password) = (person.email.clone(), person.password.clone());
    person.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let code = person.next_code();
    person.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
}

fn heading_of(person: &mut Person, page: &str) -> String {
    person.browser.open(page).unwrap();
    person.browser.heading()
}

/// The first address of a page that is linked to from another.
fn linked(person: &mut Person, page: &str, part: &str) -> String {
    person.browser.open(page).unwrap();
    let links = html::links(&person.browser.shown.body);
    links.into_iter().find(|link| link.contains(part)).unwrap_or_else(|| panic!("{page} has no link {part}"))
}

#[test]
fn who_came_by_a_sign_in_link_and_holds_nothing_is_led_to_add_an_authenticator() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until(|person| person.browser.text().contains("The email address is verified.")).unwrap();
    assert_eq!(heading_of(&mut person, "/profile/email/add"), AGAIN);
    let text = person.browser.text();
    assert!(text.contains("add an authenticator first, then sign in with it"), "{text}");
    assert!(!text.contains("Ask your Registration Authority for a sign-in link"), "{text}");
    let next = linked(&mut person, "/sign-in/again?to=/profile/email/add", "/authenticators/add");
    assert_eq!(heading_of(&mut person, &next), "Select authenticator type");
}

#[test]
fn a_fresh_sign_in_is_asked_for_before_an_address_or_a_number_is_typed() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let change = linked(&mut person, "/profile/email", "/profile/email/change/");
    person.browser.open("/profile/mobile").unwrap();
    person.submit("/api/profile/mobile", &[("mobile", "07700 900 982")]).unwrap();
    let pages = [
        ("/profile/email/add", "Add an email address"),
        (change.as_str(), "Change an email address"),
        ("/profile/mobile", "Your mobile number"),
    ];
    for (page, heading) in pages {
        assert_eq!(heading_of(&mut person, page), heading);
    }
    app.advance(MINUTE * 6);
    for (page, heading) in pages {
        assert_eq!(heading_of(&mut person, page), AGAIN);
        sign_in_again(&mut person);
        assert_eq!((person.browser.path.as_str(), person.browser.heading().as_str()), (page, heading));
        app.advance(MINUTE * 6);
    }
}

#[test]
fn what_was_typed_while_the_sign_in_grew_old_is_there_after_another_one() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/mobile").unwrap();
    person.submit("/api/profile/mobile", &[("mobile", "07700 900 982")]).unwrap();
    let change = linked(&mut person, "/profile/email", "/profile/email/change/");
    let forms = [
        ("/profile/email/add", "/api/profile/email/add", "email", "second@nhs.net"),
        (change.as_str(), "/api/profile/email/add", "email", "third@nhs.net"),
        ("/profile/mobile", "/api/profile/mobile", "mobile", "07700 900 456"),
    ];
    for (page, endpoint, field, typed) in forms {
        person.browser.open(page).unwrap();
        app.advance(MINUTE * 6);
        person.submit(endpoint, &[(field, typed)]).unwrap();
        assert_eq!(person.browser.heading(), AGAIN, "{page}");
        sign_in_again(&mut person);
        assert!(person.browser.path.starts_with(page), "{page}: {}", person.browser.path);
        assert_eq!(person.browser.form(endpoint).value(field), typed, "{page}");
    }
}

#[test]
fn a_first_number_is_typed_without_another_sign_in() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    app.advance(MINUTE * 6);
    assert_eq!(heading_of(&mut person, "/profile/mobile"), "Your mobile number");
}

#[test]
fn who_came_by_a_sign_in_link_is_told_before_another_name_is_typed() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let rename = linked(&mut person, "/authenticators", "/rename");
    assert_ne!(heading_of(&mut person, &rename), AGAIN);
    person.browser = Browser::new(app.clone());
    person.begin().unwrap();
    person.submit("/api/sign-in/link", &[]).unwrap();
    assert_eq!(heading_of(&mut person, &rename), AGAIN);
}

#[test]
fn who_forgot_the_password_finds_the_way_out_where_a_fresh_sign_in_is_asked_for() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    app.advance(MINUTE * 6);
    assert_eq!(heading_of(&mut person, "/profile/email/add"), AGAIN);
    assert!(html::links(&person.browser.shown.body).contains(&"/forgot-password".to_owned()));
}

#[test]
fn a_session_that_was_ended_elsewhere_is_not_put_down_to_idleness_alone() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let mut elsewhere = person.moved(std::rc::Rc::clone(&person.world), app.clone());
    person.browser.open("/profile/password").unwrap();
    let (now, new) = (person.password.clone(), "velvet harbour climbs");
    person.submit("/api/profile/password", &[("current", &now), ("password", new), ("again", new)]).unwrap();
    assert!(person.browser.text().contains("Your password is changed"), "{}", person.browser.text());
    elsewhere.browser.open("/profile").unwrap();
    let text = elsewhere.browser.text();
    assert!(text.contains("or it was ended, for example by a change of your password"), "{text}");
}

#[test]
fn where_a_very_high_confidence_is_asked_for_the_methods_that_cannot_give_it_are_left_out_and_that_is_said() {
    let app = App::new();
    let mut browser = Browser::new(app);
    let weaker = ["microsoft-authenticator", "ipad", "passkey"];
    let stronger = ["windows-hello", "security-key", "smartcard"];
    for (page, is_asked_for) in [("/sign-in", false), ("/sign-in?level=2", false), ("/sign-in?to=/ra&level=3", true)] {
        browser.open(page).unwrap();
        assert_eq!(browser.heading(), "Select your login method", "{page}");
        let text = browser.text();
        let said =
            text.contains("needs a very high confidence in who you are. Methods that cannot give it are not shown.");
        assert_eq!(said, is_asked_for, "{page}: {text}");
        let body = &browser.shown.body;
        let offers = |method: &str| body.contains(&format!("value=\"{method}\""));
        assert!(stronger.into_iter().all(offers), "{page}: {text}");
        assert!(weaker.into_iter().all(|method| offers(method) != is_asked_for), "{page}: {text}");
    }
}
