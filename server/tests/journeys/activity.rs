//! "Your activity" as its page shows it.

use crate::in_process::App;

#[test]
fn a_slip_in_a_registration_is_no_sign_in_that_failed_and_nobody_known_made_it() {
    let app = App::new();
    let mut person = app.amara();
    person.begin().unwrap();
    person.until(|person| person.browser.heading() == "Check your authenticator app").unwrap();
    let right = person.next_code();
    let wrong = if right == "123456" { "654321" } else { "123456" };
    person.submit("/api/register/code", &[("code", wrong)]).unwrap();
    person.browser.open("/activity").unwrap();
    let text = person.browser.text();
    assert!(text.contains("A wrong code was entered in a registration"), "{text}");
    assert!(text.contains("Not known") && !text.contains("A sign-in failed"), "{text}");
}
