//! The set-up page of a type: what it asks for, and what it says of it.

use crate::in_process::App;

const KINDS: [(&str, bool); 5] = [
    ("windows-hello", true),
    ("security-key", true),
    ("ipad", true),
    ("passkey", true),
    ("microsoft-authenticator", false),
];

#[test]
fn a_type_that_needs_script_says_so_to_who_has_none() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for (kind, is_device) in KINDS {
        person.browser.open(&format!("/authenticators/add/{kind}")).unwrap();
        let body = &person.browser.shown.body;
        let main = &body[body.find("<main").unwrap()..body.find("</main>").unwrap()];
        let said = main.split_once("<noscript>").and_then(|(_, rest)| rest.split_once("</noscript>"));
        assert_eq!(said.is_some_and(|(said, _)| said.contains("needs JavaScript")), is_device, "{kind}: {main}");
    }
}

#[test]
fn an_address_comes_first_and_only_the_app_is_said_to_sign_in_with_it() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.submit("/api/sign-in/link", &[]).unwrap();
    for (kind, is_device) in KINDS {
        person.browser.open(&format!("/authenticators/add/{kind}")).unwrap();
        let text = person.browser.text();
        assert!(text.contains("An email address comes first"), "{kind}: {text}");
        assert_eq!(text.contains("You sign in with it"), !is_device, "{kind}: {text}");
    }
}

#[test]
fn of_the_ipad_alone_it_is_said_that_we_cannot_tell_whether_it_is_one() {
    let app = App::new();
    let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
    for (kind, _) in KINDS {
        person.browser.open(&format!("/authenticators/add/{kind}")).unwrap();
        let text = person.browser.text();
        let says = text.contains("In a browser we cannot tell whether the device is an iPad.");
        assert_eq!(says, kind == "ipad", "{kind}: {text}");
    }
}
