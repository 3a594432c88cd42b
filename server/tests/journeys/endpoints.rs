//! Every address that takes forms, whatever is sent there and by whom.

use std::collections::BTreeSet;

use crate::{browser::Browser, html, http::Asked, in_process::App};

/// The addresses, as they are registered: a new one is never forgotten.
fn endpoints() -> BTreeSet<String> {
    let endpoints: BTreeSet<String> = app::web::form::addresses().map(str::to_owned).collect();
    assert!(endpoints.len() > 15 && endpoints.contains("/api/sign-in"), "{endpoints:?}");
    endpoints
}

#[test]
fn failure_24_a_form_of_another_site_is_refused_at_every_address() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    let before = app.changes();
    let others = [
        app::pages::ra::import::UPLOAD,
        "/session/extend",
        "/session/rest",
        "/password/strength",
        "/api/unknown",
        "/nowhere",
        "/healthz",
        "/sign-in",
        "/pkg/x",
    ];
    for path in endpoints().iter().map(String::as_str).chain(others) {
        for header in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("x-none", ""),
        ] {
            let answer = person.browser.ask(Asked::post(path, "mobile=07700900982").with(header.0, header.1)).unwrap();
            assert_eq!((answer.status, answer.location()), (403, ""), "{path} {header:?}");
            assert!(html::heading(&answer.body).contains("did not come from this site"), "{path}");
        }
    }
    assert_eq!(app.changes(), before);
    person.browser.open("/profile").unwrap();
    assert_eq!(person.browser.path, "/profile", "signed out by another site");
}

#[test]
fn without_a_session_no_form_does_anything() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    person.browser.open("/profile/email").unwrap();
    let remove = html::links(&person.browser.shown.body).into_iter().find(|link| link.contains("/remove/")).unwrap();
    let id = remove.rsplit_once('/').unwrap().1;
    let before = app.changes();
    for path in endpoints() {
        let mut stranger = Browser::new(app.clone());
        let answer = stranger
            .ask(Asked::form(
                &path,
                &[
                    ("id", id),
                    ("replaces", id),
                    ("mobile", "07700 900 982"),
                    ("code", "12345678"),
                    ("email", "new@nhs.net"),
                    ("kind", "microsoft-authenticator"),
                    ("confirm", "yes"),
                    ("replace", "yes"),
                ],
            ))
            .unwrap();
        assert_eq!(answer.status, 303, "{path}");
    }
    assert_eq!(app.changes(), before);
}

#[test]
fn whatever_a_form_holds_the_answer_is_a_page_and_never_our_fault() {
    App::on_both(|app| {
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        for path in endpoints().iter().filter(|path| *path != "/api/sign-out") {
            for (body, is_readable) in odd_bodies() {
                check(&mut person.browser, Asked::post(path, &body), is_readable);
            }
            let odd = Asked { body: b"id=%ff%fe&email=\xff\xfe".to_vec(), ..Asked::post(path, "") };
            check(&mut person.browser, odd, None);
            for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain", "nonsense"] {
                let mut odd = Asked { headers: Vec::new(), ..Asked::post(path, "{\"id\": \"x\"}") };
                odd = odd.with("content-type", kind);
                check(&mut person.browser, odd, None);
            }
        }
    });
}

/// Bodies, and whether they can be read, where that is clear.
fn odd_bodies() -> Vec<(String, Option<bool>)> {
    let long = "a".repeat(60_000);
    let names =
        ["id", "token", "email", "code", "kind", "mobile", "password", "again", "replaces", "to", "page", "confirm"];
    let all = |value: &str| names.map(|name| format!("{name}={value}")).join("&");
    vec![
        (String::new(), Some(true)),
        ("unknown=1".into(), Some(true)),
        ("id=1&id=2&email=a&email=b&code=1&code=2&token=1&token=2&kind=1&kind=2&mobile=1&mobile=2".into(), None),
        ("id[]=1&email[]=1&code[a]=1&token[a][b]=1&kind[0]=1&mobile[x]=1".into(), None),
        (format!("id{}=1", "[a]".repeat(2000)), None),
        (all(""), Some(true)),
        (all("%00"), Some(false)),
        (all("a%00b"), Some(false)),
        (all("%C3%A9"), Some(true)),
        (all("%0d%0aset-cookie:%20a=b"), Some(true)),
        (all("%E2%80%AE%F0%9F%92%A9"), Some(true)),
        (all("%zz%"), None),
        (format!("email={long}"), Some(true)),
        (format!("id={long}"), Some(true)),
        (format!("password={0}&again={0}", &long[..30_000]), Some(true)),
        (format!("code={long}"), Some(true)),
        ("&&&===&=&a".into(), None),
    ]
}

fn check(browser: &mut Browser, asked: Asked, is_readable: Option<bool>) {
    let asked = asked.with("sec-fetch-site", "same-origin").with("referer", "http://localhost:3000/profile");
    let shown = format!("{} {}", asked.path, String::from_utf8_lossy(&asked.body[..asked.body.len().min(80)]));
    let answer = browser.ask(asked).unwrap();
    match answer.status {
        303 => {
            assert!(
                answer.location().starts_with('/') && !answer.location().starts_with("//"),
                "{shown}: {}",
                answer.location()
            );
            let leaks = ["__err", "__path"].into_iter().any(|name| answer.location().contains(name));
            assert!(!leaks, "{shown}: {}", answer.location());
            assert_ne!(is_readable, Some(false), "{shown}");
            // What the page after it shows of this is no fault of ours either.
            let next = browser.ask(Asked::get(answer.location())).unwrap();
            assert!(next.status < 500, "{shown}: {} is answered with {}", answer.location(), next.status);
        }
        // To whoever is no Registration Authority, its forms are none.
        404 => assert!(shown.starts_with("/api/ra/"), "{shown}"),
        400 => {
            assert_ne!(is_readable, Some(true), "{shown}");
            assert_eq!(html::heading(&answer.body), "We could not read that form", "{shown}");
            assert!(answer.body.contains(answer.header("x-request-id")), "{shown}");
        }
        other => panic!("{shown}: {other} {}", html::text(&answer.body)),
    }
    assert!(answer.header("serverfnerror").is_empty(), "{shown}: {:?}", answer.headers);
}

#[test]
fn failure_25_a_huge_form_is_refused_unread() {
    let app = App::new();
    let body = format!("password={}", "a".repeat(70_000));
    for path in
        endpoints().iter().map(String::as_str).chain(["/session/extend", "/session/rest", "/api/unknown", "/nowhere"])
    {
        let answer =
            Browser::new(app.clone()).ask(Asked::post(path, &body).with("sec-fetch-site", "same-origin")).unwrap();
        assert_eq!((answer.status, html::heading(&answer.body).as_str()), (413, "That was too much to send"), "{path}");
    }
}

#[test]
fn an_address_with_odd_parts_is_a_page_and_never_our_fault() {
    App::on_both(|app| {
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        let odd = ["%00", "a%00b", "%ff", "%E2%80%AE", "%2e%2e", "x%0d%0ay", "'", &"a".repeat(3000)];
        let pages = [
            "/sign-in/code/",
            "/sign-in/link/",
            "/profile/email/change/",
            "/profile/email/remove/",
            "/profile/email/code/",
            "/authenticators/add/",
            "/authenticators/link/",
            "/register/",
            "/sign-in?flash=",
            "/profile?flash=",
            "/sign-in/again?to=",
            "/help/email-domains?search=",
            "/",
        ];
        let paths = [
            "//",
            "//profile",
            "/profile//email",
            "/register//done",
            "/register///",
            "/profile/",
            "/./profile",
            "/profile/../help",
        ];
        for path in paths {
            let answer = person.browser.ask(Asked::get(path)).unwrap();
            assert!(answer.status < 500, "{path}: {}", answer.status);
        }
        for path in pages.iter().flat_map(|page| odd.iter().map(move |odd| format!("{page}{odd}"))) {
            let answer = person.browser.ask(Asked::get(&path)).unwrap();
            assert!(answer.status < 500, "{path}: {}", answer.status);
            assert!(answer.status != 303 || answer.location().starts_with('/'), "{path}: {}", answer.location());
        }
        for step in ["email", "inbox", "password", "app", "code", "done"] {
            let answer = person.browser.ask(Asked::get(&format!("/register/%00/{step}"))).unwrap();
            assert!(answer.status < 500, "{step}: {}", answer.status);
        }
    });
}
