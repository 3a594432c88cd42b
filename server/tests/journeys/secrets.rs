//! No secret leaves: not in an address, not in a page that comes back, not in a line of the log.

use std::rc::Rc;

use crate::{
    browser::Browser,
    html,
    http::Asked,
    in_process::App,
    person::Person,
    process::{Installation, Wire},
};

/// Everything secret that a browser sent or was given.
fn secrets(browser: &Browser) -> Vec<(String, String)> {
    let mut secrets = Vec::new();
    for (asked, answer) in &browser.seen {
        for (name, value) in url::form_urlencoded::parse(&asked.body) {
            if ["password", "again", "code", "token"].contains(&&*name) && !value.is_empty() {
                secrets.push((format!("the {name} sent to {}", asked.path), value.into_owned()));
            }
        }
        for cookie in answer.all("set-cookie") {
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).unwrap();
            if !value.is_empty() {
                secrets.push((format!("the cookie {name}"), value.to_owned()));
            }
        }
        for link in html::links(&answer.body).iter().filter(|link| link.starts_with("otpauth:")) {
            let key = link.split_once("secret=").unwrap().1.split('&').next().unwrap();
            secrets.push(("the key of the app".into(), key.to_owned()));
        }
    }
    secrets
}

#[test]
fn no_address_and_no_page_repeats_a_secret() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Registration successful").unwrap();
    let secrets = secrets(&person.browser);
    assert!(secrets.len() > 10, "{secrets:?}");
    for (asked, answer) in &person.browser.seen {
        for (what, secret) in &secrets {
            // The link's own pages hold its token, and the page with the QR code the key.
            let is_its_page = what.contains("the token") || what == "the key of the app";
            assert!(!answer.location().contains(secret), "{what} in the address after {}", asked.path);
            assert!(is_its_page || !answer.body.contains(secret.as_str()), "{what} on {}", asked.path);
        }
    }
}

#[test]
fn a_password_that_was_refused_is_not_typed_in_again_for_anybody() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until_heading("Create a password").unwrap();
    for (password, again) in
        [("short", "short"), ("one good long password", "another good long one"), ("password1", "password1")]
    {
        person.submit("/api/register/password/create", &[("password", password), ("again", again)]).unwrap();
        assert!(!person.browser.errors().is_empty(), "{password}");
        assert!(
            !person.browser.shown.body.contains(&format!("\"{password}\""))
                && !person.browser.shown.body.contains(again)
        );
    }
    person.go_on().unwrap();
    person.submit("/api/sign-out", &[]).unwrap();
    person.browser.open("/sign-in/microsoft-authenticator").unwrap();
    person.submit("/api/sign-in", &[("email", "amara.okafor@nhs.net"), ("password", "a wrong secret")]).unwrap();
    assert!(!person.browser.shown.body.contains("a wrong secret"));
}

#[test]
fn no_line_of_the_log_holds_a_secret_or_an_address_whatever_is_logged() {
    let world = Rc::new(Installation::new(&[("LOG", "trace")]));
    let server = world.start(None);
    let mut person = Person::new(Rc::clone(&world) as _, Wire::to(&server));
    person.begin().unwrap();
    person.until_heading("Registration successful").unwrap();
    let mut secrets = secrets(&person.browser);
    person.browser.open("/profile/mobile").unwrap();
    person.submit("/api/profile/mobile", &[("mobile", "07700 900 982")]).unwrap();
    person
        .browser
        .ask(Asked::form("/api/sign-in", &[("email", &person.email), ("password", "a wrong secret")]))
        .unwrap();
    secrets.extend(self::secrets(&person.browser));
    secrets.push(("an e-mail address".into(), person.email.clone()));
    secrets.push(("a name".into(), "Okafor".into()));
    secrets.push(("a mobile number".into(), "7700900982".into()));
    let log = server.log();
    assert!(log.lines().count() > 100, "nothing was logged: {log}");
    for (what, secret) in secrets {
        // A code of six digits may stand in a time or a duration by chance.
        let is_in = |line: &&str| {
            line.split(|c: char| !c.is_ascii_alphanumeric() && !"-_@. ".contains(c)).any(|word| word.contains(&secret))
        };
        let line = log.lines().filter(|line| secret.len() > 8 || !line.contains("micros=")).find(is_in);
        assert_eq!(line, None, "{what}: {secret}");
    }
}
