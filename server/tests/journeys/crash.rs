//! Failure 30: the process dies, as by `kill -9`, right after a commit, after a mail was taken, or after a form was answered
//! and before the answer left. Started again on the same data, nothing is lost or half done, and the person goes on from
//! where a person would: by sending the form again, or by going back to the page before.

use std::{collections::BTreeSet, rc::Rc, thread};

use identity::time::Timestamp;

use crate::{
    http::Gone,
    person::{Person, World as _},
    process::{IDENTIFIER, Installation, MOMENT, Server, Wire},
    records::Records,
};

/// Every failpoint that the journey reaches, and how many sign-in links it then takes in all: where the process dies with
/// the link used and the session not handed over, the page says to ask for another.
macro_rules! crashes {
    ($($name:ident: $failpoint:literal, $links:literal;)*) => {
        const TABLE: &[&str] = &[$($failpoint),*];
        $(
            #[test]
            fn $name() {
                survives($failpoint, $links);
            }
        )*
    };
}

crashes! {
    failure_30_a_used_sign_in_link_is_followed_by_another: "committed:sign-in-link.used", 2;
    failure_30_a_session_that_was_not_handed_over_is_followed_by_another: "answered:/api/sign-in/link", 2;
    failure_30_an_added_address_waits_for_its_code: "committed:email.added", 1;
    failure_30_a_code_that_was_asked_for_comes: "committed:email.code-sent", 1;
    failure_30_the_page_for_a_code_is_found_again: "answered:/api/profile/email/add", 1;
    failure_30_a_mail_that_was_sent_and_not_marked_is_no_harm: "sent", 1;
    failure_30_a_mail_that_was_marked_is_there: "committed:mail-sent", 1;
    failure_30_a_verified_address_stays_verified: "committed:email.verified", 1;
    failure_30_a_verified_address_is_shown_as_verified: "answered:/api/profile/email/verify", 1;
    failure_30_a_chosen_type_is_chosen_again: "answered:/api/authenticators/select", 1;
    failure_30_an_issued_registration_link_gives_way_to_the_next: "committed:registration.started", 1;
    failure_30_a_registration_link_that_was_not_shown_gives_way_to_the_next: "answered:/api/authenticators/register", 1;
    failure_30_an_opened_registration_link_opens_again_in_its_browser: "committed:registration.opened", 1;
    failure_30_an_opened_registration_goes_on: "answered:/api/register/open", 1;
    failure_30_a_code_for_the_registration_comes: "answered:/api/register/email", 1;
    failure_30_a_proved_address_is_not_asked_for_again: "answered:/api/register/inbox", 1;
    failure_30_a_password_that_was_set_is_the_password: "committed:password.set", 1;
    failure_30_after_the_password_comes_the_app: "answered:/api/register/password/create", 1;
    failure_30_an_added_authenticator_is_whole: "committed:authenticator.added", 1;
    failure_30_an_added_authenticator_is_shown_as_added: "answered:/api/register/code", 1;
    failure_30_an_accepted_password_is_asked_for_again: "committed:sign-in.password-accepted", 1;
    failure_30_a_sign_in_begins_again: "answered:/api/sign-in", 1;
    failure_30_a_used_code_locks_nobody_out: "committed:sign-in.completed", 1;
    failure_30_a_sign_in_that_was_not_handed_over_is_done_again: "answered:/api/sign-in/code", 1;
    failure_30_who_signed_out_is_signed_out: "committed:signed-out", 1;
    failure_30_who_signed_out_sees_so: "answered:/api/sign-out", 1;
}

/// What people do when a page does not come.
#[derive(Clone, Copy, Debug)]
pub enum Again {
    Resend,
    Back,
}

fn survives(failpoint: &str, links: usize) {
    thread::scope(|scope| {
        for again in [Again::Resend, Again::Back] {
            scope.spawn(move || survives_when(failpoint, links, again));
        }
    });
}

fn survives_when(failpoint: &str, links: usize, again: Again) {
    let world = installation();
    let mut server = world.start(Some(failpoint));
    let wire = Wire::to(&server);
    let mut person = Person::new(Rc::clone(&world) as _, Rc::clone(&wire) as _);
    let died = person.begin().and_then(|()| to_the_end(&mut person));
    assert!(died.is_err(), "{failpoint} was never reached: {:?}", person.trail);
    wait_for_death(&mut server, failpoint);
    let records = records(&world);
    assert!(records.of(IDENTIFIER).is_whole(), "half done: {:?}", records.of(IDENTIFIER).events);

    records.end_leases(now(&world));
    let server = world.start(None);
    wire.0.set(server.address);
    let reached = match again {
        Again::Resend => person.browser.again(),
        Again::Back => person.browser.back(),
    };
    reached.and_then(|()| to_the_end(&mut person)).unwrap_or_else(|gone| panic!("{again:?}: {gone}: {}", server.log()));
    assert_eq!(person.links, links, "{again:?}: {:?}", person.trail);
    check_outcome(&world, &records);
}

fn installation() -> Rc<Installation> {
    Rc::new(Installation::new(&[("LOG", "info")]))
}

pub fn now(world: &Installation) -> Timestamp {
    Timestamp::from_micros(world.seconds() * 1_000_000)
}

fn records(world: &Installation) -> Records {
    Records::open(&format!("sqlite:{}", world.path("data/care-identity.db").display()))
}

fn to_the_end(person: &mut Person) -> Result<(), Gone> {
    person.until(|person| person.registered && person.browser.heading() == "You are signed out")
}

pub fn wait_for_death(server: &mut Server, failpoint: &str) {
    for _ in 0..500 {
        if server.ended().is_some() {
            assert!(server.log().contains(&format!("failpoint {failpoint}: the process ends")), "{}", server.log());
            return;
        }
        thread::sleep(MOMENT);
    }
    panic!("{failpoint} did not end the process: {}", server.log());
}

/// Every notice came, under one Message-ID each; every audit entry gets into the chain, and the chain holds.
fn check_outcome(world: &Installation, records: &Records) {
    const NOTICES: [&str; 3] = [
        "An email address was added to Care Identity",
        "A password was set for Care Identity",
        "An authenticator was added to Care Identity",
    ];
    let is_done = || {
        let (known, mails) = (records.of(IDENTIFIER), world.mails());
        let told = NOTICES.iter().all(|notice| mails.iter().any(|mail| mail.subject == *notice));
        known.is_whole() && known.unchained == 0 && told
    };
    let done = (0..1000).any(|_| {
        is_done() || {
            world.wait();
            false
        }
    });
    let (known, mails) = (records.of(IDENTIFIER), world.mails());
    assert!(done, "not whole: {:?}, {} unchained, {mails:?}", known.events, known.unchained);
    for notice in NOTICES {
        let ids: BTreeSet<&str> =
            mails.iter().filter(|mail| mail.subject == notice).map(|mail| mail.id.as_str()).collect();
        assert_eq!(ids.len(), 1, "{notice}: {ids:?}");
    }
    let verified = world.run(&["audit", "verify"]);
    assert!(
        verified.contains(&format!("All {} chained entries are as they were written", known.events.len())),
        "{verified}"
    );
}

#[test]
fn the_table_holds_every_failpoint_of_the_journey() {
    let world = installation();
    let server = world.start(None);
    let mut person = Person::new(Rc::clone(&world) as _, Wire::to(&server));
    let before = records(&world).of(IDENTIFIER).events.len();
    let mut forms = BTreeSet::new();
    person.begin().unwrap();
    while !(person.registered && person.browser.heading() == "You are signed out") {
        person.step().unwrap();
        forms.extend(
            person.browser.seen.iter().filter(|(asked, _)| asked.method == "POST").map(|(asked, _)| asked.path.clone()),
        );
    }
    let events = records(&world).of(IDENTIFIER).events;
    assert!(events.len() > before + 10, "{events:?}");
    // The link itself is issued by the operator's command, and the authority is founded before anybody can ask for anything.
    let before = ["person.added", "sign-in-link.issued", "authority.founded"];
    let written = events.iter().filter(|event| !before.contains(&event.as_str()));
    let reached =
        written.map(|event| format!("committed:{event}")).chain(forms.iter().map(|path| format!("answered:{path}")));
    for failpoint in reached {
        assert!(TABLE.contains(&failpoint.as_str()), "{failpoint} has no crash test");
    }
}

#[test]
fn failure_30_an_authority_is_founded_once_wherever_its_founding_was_cut_off() {
    for (failpoint, is_there) in [("committing:authority.founded", false), ("committed:authority.founded", true)] {
        let world = installation();
        world.cut_off(&["ca", "init"], failpoint);
        let found = is_there.then(|| world.run(&["ca", "show"]));
        drop(world.start(None));
        let shown = world.run(&["ca", "show"]);
        assert!(found.is_none_or(|found| found == shown), "{failpoint}: {shown}");
    }
}

#[test]
fn failure_30_a_mail_that_was_not_marked_is_sent_again_under_the_same_message_id() {
    let world = installation();
    let mut server = world.start(Some("sent"));
    let wire = Wire::to(&server);
    let mut person = Person::new(Rc::clone(&world) as _, Rc::clone(&wire) as _);
    person.begin().and_then(|()| to_the_end(&mut person)).unwrap_err();
    wait_for_death(&mut server, "sent");
    let first = world.mails().remove(0);
    std::fs::remove_file(world.path("mail").join(&first.file)).unwrap();
    let records = records(&world);
    assert_eq!(records.of(IDENTIFIER).pending_mail, 1);
    records.end_leases(now(&world));

    let _server = world.start(None);
    for _ in 0..1000 {
        if let Some(second) = world.mails().first() {
            assert_eq!((&second.id, &second.text), (&first.id, &first.text));
            return;
        }
        world.wait();
    }
    panic!("the mail was not sent again");
}
