//! Nobody is led to another site, and no other site's name gets into a mail.

use std::rc::Rc;

use crate::{
    browser::Browser,
    http::{Answer, Asked, Carrier, Gone},
    in_process::App,
    person::Person,
};

const AWAY: [&str; 13] = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%0d%0aLocation: https://evil.example",
    "javascript:alert(1)",
    "evil.example",
    "@evil.example",
    "http:evil.example",
    "/api/sign-out",
    "/sign-in?to=//evil.example",
];

/// Whether a browser that is sent there stays on this site. It reads the address as browsers do (WHATWG URL).
fn stays(location: &str) -> bool {
    let base = url::Url::parse("http://localhost:3000/sign-in").unwrap();
    base.join(location).is_ok_and(|target| target.origin() == base.origin())
}

#[test]
fn failure_27_no_address_leads_away_after_the_sign_in() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for away in AWAY {
        let path = format!("/sign-in?to={}", crate::http::encode(away));
        // Who is signed in is sent on at once.
        let answer = person.browser.ask(Asked::get(&path)).unwrap();
        assert!(answer.status == 303 && stays(answer.location()), "{away}: {}", answer.location());
        let again = person.browser.ask(Asked::get(&path.replace("/sign-in?", "/sign-in/again?"))).unwrap();
        assert_eq!(again.status, 200, "{away}");
        assert!(!again.body.contains("evil.example"), "{away}");
        let mut other = Browser::new(app.clone());
        other.open(&path.replace("/sign-in?", "/sign-in/microsoft-authenticator?")).unwrap();
        assert!(stays(other.form("/api/sign-in").value("to")), "{away}");
        assert!(!other.shown.body.contains("evil.example"), "{away} is shown");
    }
}

#[test]
fn failure_27_no_hidden_field_leads_away_either() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let (email, password) = (person.email.clone(), person.password.clone());
    let mut browser = Browser::new(app.clone());
    for away in AWAY {
        for field in ["page", "to"] {
            let wrong =
                browser.ask(Asked::form("/api/sign-in", &[("email", ""), ("password", ""), (field, away)])).unwrap();
            assert!(
                wrong.location().starts_with("/sign-in") && !wrong.location().contains("evil"),
                "{away}: {}",
                wrong.location()
            );
        }
    }
    for away in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        app.advance(std::time::Duration::from_secs(60));
        let fields = [("email", email.as_str()), ("password", &password), ("to", away), ("page", away)];
        let answer = person.browser.ask(Asked::form("/api/sign-in", &fields)).unwrap();
        let page = answer.location().to_owned();
        assert!(page.starts_with("/sign-in/code/"), "{away}: {page}");
        let code = person.next_code();
        let id = page.rsplit_once('/').unwrap().1;
        let answer = person.browser.ask(Asked::form("/api/sign-in/code", &[("id", id), ("code", &code)])).unwrap();
        assert_eq!(answer.location(), "/", "{away}");
    }
}

/// Says of every request that it was sent to another host.
struct Poisoned(Rc<App>);

impl Carrier for Poisoned {
    fn carry(&self, asked: &Asked) -> Result<Answer, Gone> {
        let names = [
            "host",
            "x-forwarded-host",
            "x-original-host",
            "x-host",
            "forwarded",
            "x-forwarded-server",
            "x-http-host-override",
        ];
        let poisoned = names.iter().fold(asked.clone(), |asked, name| {
            asked.with(name, if *name == "forwarded" { "host=evil.example;proto=https" } else { "evil.example" })
        });
        self.0.carry(&poisoned.with("x-forwarded-proto", "https").with("referer", "https://evil.example/"))
    }
}

#[test]
fn failure_21_a_forged_host_changes_no_link_and_no_mail() {
    let app = App::new();
    let somebody = app.amara();
    let mut person = Person::new(Rc::clone(&somebody.world), Rc::new(Poisoned(Rc::clone(&app))));
    person.begin().unwrap();
    person.until_heading("Registration link").unwrap();
    assert!(person.browser.shown.body.contains("http://localhost:3000/register/"));
    person.until_heading("Registration successful").unwrap();
    for (asked, answer) in &person.browser.seen {
        let named = answer.headers.iter().any(|(_, value)| value.contains("evil")) || answer.body.contains("evil");
        assert!(!named, "{} {}: {:?}", asked.method, asked.path, answer.headers);
    }
    person.go_on().unwrap();
    let mails = app.mails();
    assert!(mails.len() >= 4);
    for mail in mails {
        assert!(!format!("{mail:?}").contains("evil"), "{mail:?}");
        let links = mail.text.split_whitespace().filter(|word| word.contains("://"));
        links.for_each(|link| assert!(link.starts_with("http://localhost:3000/"), "{link}"));
    }
}
