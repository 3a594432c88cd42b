//! Failures 1 and 26 as a browser meets them.

use identity::{
    actor::{Actor, Origin},
    person::{PersonState, UserIdentifier, add},
};

use crate::{browser::Browser, in_process::App, person::Person};

fn close(app: &App, person: &Person) {
    let service = &app.state.service;
    app.runtime.block_on(async {
        let identifier = UserIdentifier::parse(person.world.identifier()).unwrap();
        let found = service.read().await.unwrap().find_person_by_identifier(&identifier).await.unwrap().unwrap();
        let (actor, origin) = (Actor::Operator, Origin::server());
        assert!(add::set_state(service, &actor, &origin, &found.id, PersonState::Closed, "left").await.unwrap());
    });
}

#[test]
fn failure_26_a_closed_person_is_out_at_once_and_what_was_begun_does_not_go_on() {
    App::on_both(|app| {
        let mut person = app.signed_in("Amara", "Okafor", "amara.okafor@nhs.net");
        let link = person.world.new_link();
        let mut waiting = Browser::new(app.clone());
        waiting.open("/sign-in/microsoft-authenticator").unwrap();
        waiting
            .submit(&waiting.form("/api/sign-in").fill("email", &person.email).fill("password", &person.password))
            .unwrap();
        assert_eq!(waiting.heading(), "Check your authenticator app");
        close(app, &person);

        person.browser.open("/profile").unwrap();
        assert_eq!(person.browser.path, "/sign-in?to=/profile");
        app.advance(std::time::Duration::from_secs(60));
        let code = person.next_code();
        waiting.submit(&waiting.form("/api/sign-in/code").fill("code", &code)).unwrap();
        assert!(waiting.cookie("session").is_none(), "{}", waiting.text());
        waiting.open("/sign-in/microsoft-authenticator").unwrap();
        waiting
            .submit(&waiting.form("/api/sign-in").fill("email", &person.email).fill("password", &person.password))
            .unwrap();
        assert!(waiting.errors().contains("The email address or the password is wrong"), "{}", waiting.text());
        waiting.open(&link).unwrap();
        assert_eq!(waiting.heading(), "This sign-in link does not work");
        assert!(waiting.text().contains("It may also have been taken back."), "{}", waiting.text());
    });
}

#[test]
fn failure_1_the_code_that_set_the_app_up_signs_nobody_in() {
    App::on_both(|app| {
        let mut person = app.amara();
        person.begin().unwrap();
        person.until(|person| person.browser.heading() == "Check your authenticator app").unwrap();
        let code = person.next_code();
        person.submit("/api/register/code", &[("code", &code)]).unwrap();
        let mut other = Browser::new(app.clone());
        other.open("/sign-in/microsoft-authenticator").unwrap();
        other
            .submit(&other.form("/api/sign-in").fill("email", &person.email).fill("password", &person.password))
            .unwrap();
        other.submit(&other.form("/api/sign-in/code").fill("code", &code)).unwrap();
        assert!(other.errors().contains("used already") && other.cookie("session").is_none(), "{}", other.text());
        let next = person.next_code();
        other.submit(&other.form("/api/sign-in/code").fill("code", &next)).unwrap();
        assert_eq!(other.path, "/");
    });
}
