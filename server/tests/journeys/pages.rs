//! Which pages need a session, and that the others do not.

use crate::{browser::Browser, http::Asked, in_process::App};

const NEED_A_SESSION: [&str; 59] = [
    "/ra",
    "/ra/lists/x",
    "/ra/download/x",
    "/ra/announcements",
    "/ra/reach",
    "/ra/reach/x/x",
    "/ra/approvals",
    "/ra/contact",
    "/ra/contact/x",
    "/ra/import",
    "/ra/import/check",
    "/ra/import/example.csv",
    "/ra/approvals/x",
    "/ra/people",
    "/ra/people/new",
    "/ra/people/x",
    "/ra/people/x/name",
    "/ra/people/x/email",
    "/ra/people/x/positions/add",
    "/ra/people/x/positions/x/end",
    "/ra/people/x/authenticators/add",
    "/ra/people/x/authenticators/x/x",
    "/ra/people/x/smartcard/issue",
    "/ra/people/x/smartcard/issue/card",
    "/ra/people/x/smartcard/unblock",
    "/ra/people/x/smartcard/unblock/card",
    "/ra/people/x/links/x",
    "/ra/people/x/sign-in-link",
    "/ra/people/x/approval/x",
    "/ra/people/x/x",
    "/smartcard",
    "/smartcard/renew",
    "/smartcard/passcode",
    "/smartcard/unblock",
    "/organisations",
    "/organisations/X",
    "/changes-stopped",
    "/sessions",
    "/activity",
    "/activity/activity.csv",
    "/activity/activity.json",
    "/applications",
    "/profile",
    "/profile/email",
    "/profile/email/add",
    "/profile/email/change/x",
    "/profile/email/remove/x",
    "/profile/email/code/x",
    "/profile/mobile",
    "/profile/password",
    "/authenticators",
    "/authenticators/add",
    "/authenticators/add/microsoft-authenticator",
    "/authenticators/x/rename",
    "/authenticators/x/remove",
    "/authenticators/x/found",
    "/authenticators/x/lost",
    "/authenticators/link/x",
    "/sign-in/again?to=/profile",
];

/// Everybody's, or whoever holds the link.
const FOR_ALL: [&str; 38] = [
    "/forgot-password",
    "/forgot-password/{id}/inbox",
    "/forgot-password/{id}/code",
    "/forgot-password/{id}/password",
    "/forgot-password/{id}/end",
    "/undo/{token}",
    "/",
    "/sign-in",
    "/sign-in/microsoft-authenticator",
    "/sign-in/smartcard",
    "/sign-in/smartcard/relay",
    "/smartcard/renew/relay",
    "/smartcard/passcode/relay",
    "/smartcard/unblock/relay",
    "/ra/people/{identifier}/smartcard/issue/relay",
    "/ra/people/{identifier}/smartcard/unblock/relay",
    "/sign-in/{method}",
    "/sign-in/{method}/challenge",
    "/sign-in/code/{id}",
    "/sign-in/link/{token}",
    "/signed-out",
    "/register/{token}",
    "/register/{id}/email",
    "/register/{id}/inbox",
    "/register/{id}/password",
    "/register/{id}/app",
    "/register/{id}/code",
    "/register/{id}/device",
    "/register/{id}/challenge",
    "/register/{id}/done",
    "/help",
    "/help/email-domains",
    "/help/smartcard",
    "/help/smartcard/{code}",
    "/help/choose-an-authenticator",
    "/help/terms",
    "/help/privacy",
    "/help/accessibility",
];

#[test]
fn a_page_that_needs_a_session_leads_to_the_sign_in_and_back() {
    let app = App::new();
    let mut browser = Browser::new(app.clone());
    for path in NEED_A_SESSION {
        let answer = browser.ask(Asked::get(path)).unwrap();
        // A file leads back to the page that offers it.
        let page = if path.starts_with("/activity/") { "/activity" } else { path };
        let back = page.strip_prefix("/sign-in/again?to=").unwrap_or(page);
        assert_eq!((answer.status, answer.location()), (303, format!("/sign-in?to={back}").as_str()), "{path}");
        assert!(!answer.body.contains("</form>"), "{path} shows a form to anybody");
    }
    assert_eq!(browser.ask(Asked::get("/")).unwrap().location(), "/sign-in");
}

#[test]
fn every_page_is_one_that_needs_a_session_or_is_known_to_need_none() {
    let source = include_str!("../../../app/src/pages/mod.rs");
    let paths: Vec<&str> = source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(paths.len() > 20, "the routes are written in another way: {paths:?}");
    for path in paths {
        let shape = path.replace("{code}", "X").replace("{kind}", "microsoft-authenticator");
        let shape = ["{id}", "{identifier}", "{ra}", "{organisation}", "{list}", "{verb}", "{action}"]
            .iter()
            .fold(shape, |shape, part| shape.replace(part, "x"));
        let needs = NEED_A_SESSION.iter().any(|known| known.split('?').next() == Some(&*shape));
        let known = needs || FOR_ALL.contains(&path) || path == "/demonstration/mail";
        assert!(known, "{path}: add it to a list, so that a test says who may see it");
    }
}

#[test]
fn mail_that_was_sent_is_shown_in_a_demonstration_only() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    assert_eq!(person.browser.ask(Asked::get("/demonstration/mail")).unwrap().status, 404);
}

#[test]
fn failure_8_no_step_of_a_registration_is_reached_before_it_is_due() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    let steps = ["email", "inbox", "password", "app", "code", "done"];
    for (due, heading) in [
        ("email", "What is your Care Identity email address?"),
        ("inbox", "Check your inbox"),
        ("password", "Create a password"),
        ("app", "Scan the QR code"),
        ("done", "Registration successful"),
    ] {
        let is_registering = |person: &crate::person::Person| person.browser.path.starts_with("/register/");
        person.until(|person| is_registering(person) && person.browser.heading() == heading).unwrap();
        let here = person.browser.path.rsplit_once('/').unwrap().0.to_owned();
        for step in steps {
            let answer = person.browser.ask(Asked::get(&format!("{here}/{step}"))).unwrap();
            let may = step == due || (due == "app" && step == "code");
            if may {
                assert_eq!(answer.status, 200, "{step} while {due} is due");
            } else {
                assert_eq!(
                    (answer.status, answer.location()),
                    (303, format!("{here}/{due}").as_str()),
                    "{step} while {due} is due"
                );
            }
        }
    }
}
