//! Somebody who is signed in and knows another person's ids: reads nothing and changes nothing of theirs.

use std::rc::Rc;

use crate::{
    browser::Browser,
    html::{self, Form},
    http::{Answer, Asked},
    in_process::App,
    mailbox::Message,
    person::Person,
};

/// Two people: one whose ids are known, and the other who tries them.
fn two(app: &Rc<App>) -> (Person, Person) {
    (app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net"), app.signed_in("Mallory", "Grey", "mallory.grey@nhs.net"))
}

fn get(person: &mut Person, path: &str) -> Answer {
    person.browser.ask(Asked::get(path)).unwrap()
}

fn post(person: &mut Person, path: &str, fields: &[(&str, &str)]) -> Answer {
    person.browser.ask(Asked::form(path, fields)).unwrap()
}

fn email_id(person: &mut Person) -> String {
    person.browser.open("/profile/email").unwrap();
    let links = html::links(&person.browser.shown.body);
    let link = links.into_iter().find(|link| link.contains("/remove/")).unwrap();
    link.rsplit_once('/').unwrap().1.to_owned()
}

#[test]
fn another_persons_address_is_neither_shown_nor_changed_nor_removed() {
    App::on_both(|app| {
        let (mut amara, mut mallory) = two(app);
        let id = email_id(&mut amara);
        for page in ["change", "remove"] {
            let answer = get(&mut mallory, &format!("/profile/email/{page}/{id}"));
            assert_eq!((answer.status, answer.body.contains("amara")), (404, false), "{page}");
        }
        let before = app.changes();
        post(&mut mallory, "/api/profile/email/remove", &[("id", &id)]);
        post(&mut mallory, "/api/profile/email/verify-pending", &[("id", &id)]);
        assert_eq!(app.changes(), before);

        // "Change" with another person's address: it is not the one that goes.
        mallory.email = "mallory.two@nhs.net".into();
        let form = Form { action: "/api/profile/email/add".into(), fields: Vec::new() }
            .fill("email", "mallory.two@nhs.net")
            .fill("replaces", &id);
        mallory.browser.submit(&form).unwrap();
        let code = mallory.mailed_code();
        mallory.submit("/api/profile/email/verify", &[("code", &code)]).unwrap();
        assert_eq!(app.records().of(mallory.world.identifier()).verified.len(), 2);
        assert_eq!(app.records().of(amara.world.identifier()).verified, ["amara.okafor@nhs.net"]);
    });
}

#[test]
fn failure_18_another_persons_proof_is_not_finished_by_its_code() {
    App::on_both(|app| {
        let (mut amara, mut mallory) = two(app);
        amara.browser.open("/profile/email/add").unwrap();
        amara.email = "amara.two@nhs.net".into();
        amara.submit("/api/profile/email/add", &[("email", "amara.two@nhs.net")]).unwrap();
        let proof = amara.browser.form("/api/profile/email/verify").value("id").to_owned();
        let code = amara.mailed_code();
        let before = app.changes();
        assert_eq!(get(&mut mallory, &format!("/profile/email/code/{proof}")).location(), "/profile/email");
        post(&mut mallory, "/api/profile/email/verify", &[("id", &proof), ("code", &code)]);
        app.advance(std::time::Duration::from_secs(31));
        post(&mut mallory, "/api/profile/email/resend", &[("id", &proof)]);
        for _ in 0..6 {
            post(&mut mallory, "/api/profile/email/verify", &[("id", &proof), ("code", "00000000")]);
        }
        assert_eq!(app.changes(), before);
        // Nor were the tries of whom it belongs to spent.
        amara.submit("/api/profile/email/verify", &[("code", &code)]).unwrap();
        assert_eq!(app.records().of(amara.world.identifier()).verified.len(), 2);
    });
}

#[test]
fn failure_9_another_persons_registration_is_neither_seen_nor_gone_on_with() {
    App::on_both(|app| {
        let mut mallory = app.signed_in("Mallory", "Grey", "mallory.grey@nhs.net");
        let mut amara = app.amara();
        amara.begin().unwrap();
        amara.until_heading("Registration link").unwrap();
        let (link_page, link) =
            (amara.browser.path.clone(), amara.browser.form("/api/register/open").value("token").to_owned());
        assert_eq!(get(&mut mallory, &link_page).status, 404);
        // Who is signed in as somebody else does not open it by the way.
        mallory.browser.open(&format!("/register/{link}")).unwrap();
        mallory.submit("/api/register/open", &[]).unwrap();
        assert!(mallory.browser.errors().contains("Somebody else is signed in"), "{}", mallory.browser.text());

        for (heading, form, fields) in [
            ("What is your Care Identity email address?", "email", [("email", "mallory.grey@nhs.net"), ("x", "")]),
            ("Check your inbox", "inbox", [("code", "MAILED"), ("x", "")]),
            ("Check your inbox", "resend", [("x", ""), ("y", "")]),
            ("Check your inbox", "change-email", [("x", ""), ("y", "")]),
            (
                "Create a password",
                "password/create",
                [("password", "mallory chose this one"), ("again", "mallory chose this one")],
            ),
            ("Create a password", "password/enter", [("password", "mallory chose this one"), ("x", "")]),
            ("Scan the QR code", "code", [("code", "000000"), ("x", "")]),
        ] {
            let here =
                |person: &Person| person.browser.path.starts_with("/register/") && person.browser.heading() == heading;
            amara.until(here).unwrap();
            let path = amara.browser.path.clone();
            let id = path.split('/').nth(2).unwrap().to_owned();
            let before = app.changes();
            let mails = app.mails();
            let mailed = mails.iter().rfind(|mail| mail.to == amara.email).and_then(Message::code).unwrap_or_default();
            let fields = fields.map(|(name, value)| (name, if value == "MAILED" { mailed.as_str() } else { value }));
            post(&mut mallory, &format!("/api/register/{form}"), &[&[("id", id.as_str())], fields.as_slice()].concat());
            assert_eq!(app.changes(), before, "{form}");
            let page = get(&mut mallory, &path);
            assert!(
                html::heading(&page.body).contains("This registration is over") && !page.body.contains("otpauth"),
                "{path}"
            );
            amara.browser.back().unwrap();
            assert_eq!(amara.browser.heading(), heading, "{form} moved the registration");
        }
        amara.go_on().unwrap();
        assert_eq!(app.records().of(amara.world.identifier()).authenticators.len(), 1);
        assert_eq!(app.records().of(mallory.world.identifier()).authenticators.len(), 1);
    });
}

#[test]
fn another_persons_sign_in_is_not_finished_in_ones_own_browser() {
    let app = App::new();
    let (mut amara, mut mallory) = two(&app);
    amara.submit("/api/sign-out", &[]).unwrap();
    amara.browser.open("/sign-in/microsoft-authenticator").unwrap();
    let (email, password) = (amara.email.clone(), amara.password.clone());
    amara.submit("/api/sign-in", &[("email", &email), ("password", &password)]).unwrap();
    let (page, id) = (amara.browser.path.clone(), amara.browser.form("/api/sign-in/code").value("id").to_owned());
    app.advance(std::time::Duration::from_secs(60));
    let code = amara.next_code();
    let mut stranger = Browser::new(app.clone());
    for (browser, told_on) in
        [(&mut mallory.browser, "/sign-in/again?"), (&mut stranger, "/sign-in/microsoft-authenticator?")]
    {
        assert_eq!(browser.ask(Asked::get(&page)).unwrap().location(), "/sign-in/microsoft-authenticator");
        let answer = browser.ask(Asked::form("/api/sign-in/code", &[("id", &id), ("code", &code)])).unwrap();
        let shown = browser.ask(Asked::get(answer.location())).unwrap();
        let told = shown.location();
        assert!(told.starts_with(told_on) && told.contains("flash="), "{told}");
    }
    amara.submit("/api/sign-in/code", &[("code", &code)]).unwrap();
    assert_eq!(amara.browser.path, "/");
}

#[test]
fn what_a_form_left_behind_is_read_in_its_own_browser_only() {
    let app = App::new();
    let (mut amara, mut mallory) = two(&app);
    amara.browser.open("/profile/mobile").unwrap();
    amara.submit("/api/profile/mobile", &[("mobile", "my secret scribble")]).unwrap();
    assert!(amara.browser.shown.body.contains("my secret scribble"));
    let page = amara.browser.path.clone();
    assert!(!get(&mut mallory, &page).body.contains("my secret scribble"));
}
