//! A device that lies, over HTTP: nothing that it sends registers it or signs anybody in, and the honest answer does.

use std::{rc::Rc, time::Duration};

use serde_json::Value;

use crate::{
    device::{Device, altered},
    http::Asked,
    in_process::App,
    person::Person,
};

const SET_UP: &str = "/authenticators/add/security-key";
const STEP: &str = "Register your security key";
const PAGE: &str = "/sign-in/security-key";

fn key() -> Device {
    Device { origin: "http://localhost:3000".into(), ..Device::security_key() }
}

fn amara(app: &Rc<App>) -> Person {
    app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net")
}

fn mallory(app: &Rc<App>) -> Person {
    app.signed_in("Mallory", "Grey", "mallory.grey@nhs.net")
}

/// To the step at which the device makes its key.
fn to_device(person: &mut Person) {
    person.browser.open(SET_UP).unwrap();
    person.submit("/api/authenticators/register", &[("confirm", "yes")]).unwrap();
    person.submit("/api/register/open", &[]).unwrap();
    assert_eq!(person.browser.heading(), STEP);
}

/// The challenge's name, and what the device is asked.
fn challenge(person: &mut Person, page: &str) -> (String, String) {
    let answer = person.browser.ask(Asked::form(page, &[])).unwrap();
    let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no challenge: {answer:?}"));
    (json["ceremony"].as_str().unwrap().to_owned(), json["options"].to_string())
}

fn challenge_here(person: &mut Person) -> (String, String) {
    let page = person.browser.path.replace("/device", "/challenge");
    challenge(person, &page)
}

fn send(person: &mut Person, action: &str, (ceremony, answer): (&str, &str)) {
    person.submit(action, &[("ceremony", ceremony), ("credential", answer)]).unwrap();
}

fn register(person: &mut Person, device: &mut Device) {
    to_device(person);
    let (ceremony, options) = challenge_here(person);
    let answer = device.create(&options);
    send(person, "/api/register/device", (&ceremony, &answer));
    assert_eq!(person.browser.heading(), "Registration successful");
}

fn held(app: &App, person: &Person) -> usize {
    app.records().of(person.world.identifier()).authenticators.len()
}

/// What a device may lie about, each apart.
fn lies(honest: &Device) -> Vec<Device> {
    vec![
        Device { origin: "http://localhost:3001".into(), ..honest.clone() },
        Device { origin: "https://badlocalhost:3000".into(), ..honest.clone() },
        Device { rp_id: Some("localhost.example".into()), ..honest.clone() },
        Device { challenge: Some("AAAA".into()), ..honest.clone() },
        Device { cross_origin: true, ..honest.clone() },
        Device { user_present: false, ..honest.clone() },
        Device { user_verified: false, ..honest.clone() },
    ]
}

#[test]
fn failure_12_a_device_that_lies_is_not_registered() {
    let app = App::new();
    let mut person = amara(&app);
    to_device(&mut person);
    let unoffered = Device { algorithm: -8, ..key() };
    for mut lie in lies(&key()).into_iter().chain([unoffered]) {
        let (ceremony, options) = challenge_here(&mut person);
        let answer = lie.create(&options);
        send(&mut person, "/api/register/device", (&ceremony, &answer));
        assert_eq!((person.browser.heading().as_str(), held(&app, &person)), (STEP, 1));
        assert!(!person.browser.errors().is_empty(), "{}", person.browser.text());
        // Its challenge is used up: it cannot be mended and sent again.
        send(&mut person, "/api/register/device", (&ceremony, &key().create(&options)));
        assert_eq!(held(&app, &person), 1);
    }
    // An answer to one challenge under the name of another.
    let (_, options) = challenge_here(&mut person);
    let answer = key().create(&options);
    let (new, _) = challenge_here(&mut person);
    send(&mut person, "/api/register/device", (&new, &answer));
    assert_eq!(held(&app, &person), 1);
    register(&mut person, &mut key());
    assert_eq!(held(&app, &person), 2);
}

#[test]
fn failure_9_nobody_finishes_the_registration_of_another_person() {
    let app = App::new();
    let (mut amara, mut mallory) = (amara(&app), mallory(&app));
    to_device(&mut amara);
    to_device(&mut mallory);
    let (hers, options) = challenge_here(&mut amara);
    let answer = key().create(&options);
    // Into Amara's registration from another browser, and with her challenge into one of their own.
    let form = amara.browser.form("/api/register/device").fill("ceremony", &hers).fill("credential", &answer);
    mallory.browser.submit(&form).unwrap();
    mallory.browser.open(SET_UP).unwrap();
    to_device(&mut mallory);
    send(&mut mallory, "/api/register/device", (&hers, &answer));
    assert_eq!((held(&app, &amara), held(&app, &mallory)), (1, 1));
    send(&mut amara, "/api/register/device", (&hers, &answer));
    assert_eq!((held(&app, &amara), held(&app, &mallory)), (2, 1));
}

#[test]
fn failure_12_a_device_that_lies_signs_nobody_in() {
    let app = App::new();
    let (mut person, mut other) = (amara(&app), mallory(&app));
    let (mut mine, mut theirs) = (key(), key());
    register(&mut person, &mut mine);
    register(&mut other, &mut theirs);
    person.browser.open("/").unwrap();
    person.submit("/api/sign-out", &[]).unwrap();
    let mut try_with = |sign: &mut dyn FnMut(&str) -> String| {
        // Past any wait that the lies before it brought.
        app.advance(Duration::from_secs(2 * 60 * 60));
        person.browser.open(PAGE).unwrap();
        let (ceremony, options) = challenge(&mut person, &format!("{PAGE}/challenge"));
        let answer = sign(&options);
        send(&mut person, "/api/sign-in/device", (&ceremony, &answer));
        let signed_in = person.browser.path == "/";
        assert!(signed_in || !person.browser.errors().is_empty(), "{}", person.browser.text());
        (signed_in, ceremony, answer)
    };
    for mut lie in lies(&mine) {
        assert!(!try_with(&mut |options| lie.get(options)).0);
    }
    let (signed_in, _, used) = try_with(&mut |options| mine.get(options));
    assert!(signed_in);
    app.advance(Duration::from_secs(24 * 60 * 60));
    assert!(!try_with(&mut |_| used.clone()).0, "an answer of before");
    // The credential and the handle of its owner fit each other: nothing but the signature is wrong.
    let (their_id, their_handle) = (identity::random::encode(&theirs.keys[0].id), theirs.keys[0].user.clone());
    let swapped = |options: &str| {
        altered(&mine.clone().get(options), |answer| {
            answer["id"] = their_id.as_str().into();
            answer["rawId"] = their_id.as_str().into();
            answer["response"]["userHandle"] = their_handle.as_str().into();
        })
    };
    assert!(!try_with(&mut |options| swapped(options)).0, "another's credential");
    let mut copy = Device { counter: 0, ..mine.clone() };
    assert!(!try_with(&mut |options| copy.get(options)).0, "a counter that went back");
    assert!(try_with(&mut |options| mine.get(options)).0, "the honest one");
}
