//! People and positions from a file at the desk: sent, looked at, applied.

use app::pages::ra::import::{CHECKED, PAGE, UPLOAD};
use identity::{
    assurance::AssuranceLevel,
    ra::bulk::{COLUMNS, MOST_LINES},
};

use crate::{
    browser::Browser,
    desk::{AGENT, Desk, FAR, MANAGER, NEAR, NURSE, RA},
    html,
    http::Asked,
    in_process::App,
};

const APPLY: &str = "/api/ra/import/apply";

fn file(lines: &[&str]) -> Vec<u8> {
    [&[&*COLUMNS.join(",")], lines].concat().join("\r\n").into_bytes()
}

fn new(given: &str) -> String {
    format!(",{given},Newcomer,1990-03-31,,{NEAR},{NURSE},2026-02-01,")
}

/// Sends a file, and goes on to where that leads.
fn send(browser: &mut Browser, fields: &[(&str, &[u8])]) {
    let answer = browser.ask(Asked::multipart(UPLOAD, fields)).unwrap();
    assert_eq!(answer.status, 303, "{}", html::text(&answer.body));
    browser.open(answer.location()).unwrap();
}

#[test]
fn a_file_is_sent_looked_at_and_applied_whole() {
    App::on_both(|app| {
        let desk = Desk::new(app);
        let near = desk.person("Noor", NURSE, NEAR);
        let mut ra = desk.seated("Rita", AGENT);
        ra.open("/ra").unwrap();
        assert!(html::links(&ra.shown.body).contains(&PAGE.to_owned()), "{}", ra.text());
        let before = app.changes();
        let known = format!("{},,,,,{NEAR},R1730,2026-02-01,", near.identifier.as_str());
        send(&mut ra, &[("file", &file(&[&new("Nia"), &known])), ("lines", b"")]);
        assert_eq!((ra.path.as_str(), ra.heading().as_str()), (CHECKED, "What the file would change"));
        assert!(
            ra.text().contains("It would create 1 person and give 1 position to people who exist."),
            "{}",
            ra.text()
        );
        for words in ["Nia Newcomer, born 31 March 1990", "Noor Example", "Receptionist at X9A01, from 1 February 2026"]
        {
            assert!(ra.text().contains(words), "{words}: {}", ra.text());
        }
        assert_eq!(app.changes(), before, "a dry run changes nothing");

        let form = ra.form(APPLY);
        ra.submit(&form).unwrap();
        assert!(ra.errors().contains("Enter a reason"), "{}", ra.text());
        let form = ra.form(APPLY).fill("reason", "new ward");
        ra.submit(&form).unwrap();
        assert!(ra.errors().contains("Tick what you have seen"), "{}", ra.text());
        assert_eq!(app.changes(), before);
        let form = ra.form(APPLY).fill("reason", "new ward").fill("documents[]", "passport");
        ra.submit(&form).unwrap();
        let done = "The file is applied: 1 person created, and 1 position given to people who existed.";
        assert!(ra.text().contains(done), "{}", ra.text());
        ra.open("/ra/people?q=newcomer").unwrap();
        assert!(ra.text().contains("Nia Newcomer"), "{}", ra.text());

        // Sent once more, as by a double click.
        ra.submit(&form).unwrap();
        assert!(ra.path.starts_with(PAGE) && ra.errors().contains("This file was applied already"), "{}", ra.text());
    });
}

#[test]
fn lines_that_stand_in_the_way_are_named_and_nothing_can_be_applied() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut ra = desk.seated("Rita", MANAGER);
    let far = new("Far").replace(NEAR, FAR);
    send(&mut ra, &[("file", &file(&[&new("Nia"), "a,b", &far, &new("Nia")]))]);
    assert!(ra.find_form(APPLY).is_none());
    for words in [
        "3 lines stand in the way.",
        "3 It must have 9 columns.",
        "4 You do not look after an organisation with this code",
        "5 Another line is about the same person.",
    ] {
        let text = ra.text().replace("Line ", "").replace("What is wrong ", "");
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn what_was_pasted_counts_when_no_file_is_chosen_and_what_is_no_file_is_said() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut ra = desk.seated("Rita", MANAGER);
    for (fields, words) in [
        (vec![("file", &b""[..]), ("lines", b" \r\n")], "Choose a file, or paste the lines"),
        (vec![("lines", b"name\r\nNia")], "The first line must name the columns, as in the example file"),
        (vec![("file", b"PK\x03\x04\xff"), ("lines", b"")], "This is no CSV file."),
        (
            vec![("file", &[b'a'; 1_000_001])],
            "“people.csv” has 1.1 MB. It must not have more than 1 MB and 5,000 people.",
        ),
        (vec![("file", b""), ("lines", &[b'a'; 1_000_001])], "What you pasted has 1.1 MB."),
        (vec![("file", &vec![b'a'; 9_000_000])], "“people.csv” has 9.0 MB."),
        (vec![], "Choose a file, or paste the lines"),
    ] {
        send(&mut ra, &fields);
        assert!(ra.path.starts_with(PAGE) && ra.errors().contains(words), "{words}: {}", ra.text());
    }
    send(&mut ra, &[("lines", b"name\r\n<b>Nia")]);
    assert!(ra.shown.body.contains(">\nname\r\n&lt;b>Nia</textarea>"), "what was pasted is not kept");
    send(&mut ra, &[("file", &[b'a'; 1_000_001]), ("lines", b"name\r\n<b>Nia")]);
    assert!(ra.shown.body.contains(">\nname\r\n&lt;b>Nia</textarea>"), "what was pasted is not kept");
    let many: Vec<String> = (0..=MOST_LINES).map(|number| new(&format!("Nia {number}"))).collect();
    send(&mut ra, &[("file", &file(&many.iter().map(String::as_str).collect::<Vec<_>>()))]);
    assert!(ra.errors().contains("more than 5,000 people. Split it"), "{}", ra.text());
    send(&mut ra, &[("file", b""), ("lines", &file(&[&new("Nia")]))]);
    assert!(ra.find_form(APPLY).is_some(), "{}", ra.text());
}

#[test]
fn what_changed_since_it_was_shown_is_not_applied() {
    let app = App::new();
    let desk = Desk::new(&app);
    let (mut ra, mut other) = (desk.seated("Rita", MANAGER), desk.seated("Sam", MANAGER));
    send(&mut ra, &[("file", &file(&[&new("Nia"), &new("Ola")]))]);
    let form = ra.form(APPLY).fill("reason", "new ward").fill("documents[]", "passport");
    send(&mut other, &[("file", &file(&[&new("Ola")]))]);
    let theirs = other.form(APPLY).fill("reason", "new ward").fill("documents[]", "passport");
    other.submit(&theirs).unwrap();
    let before = app.changes();
    ra.submit(&form).unwrap();
    assert!(ra.errors().contains("something changed since this page was shown"), "{}", ra.text());
    assert!(ra.text().contains("1 line stands in the way.") && ra.find_form(APPLY).is_none(), "{}", ra.text());
    // Another one's file is nobody else's.
    other.submit(&form).unwrap();
    assert!(other.errors().contains("is not kept any more"), "{}", other.text());
    assert_eq!(app.changes(), before);
}

#[test]
fn the_example_file_is_one_that_can_be_sent() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut ra = desk.seated("Rita", MANAGER);
    let example = ra.ask(Asked::get("/ra/import/example.csv")).unwrap();
    assert_eq!(example.header("content-disposition"), "attachment; filename=\"people.csv\"");
    send(&mut ra, &[("file", example.body.as_bytes())]);
    assert!(ra.text().contains("Nia Newcomer"), "{}", ra.text());
    assert!(ra.text().contains("1 line stands in the way."), "nobody has the made-up identifier: {}", ra.text());
}

#[test]
fn a_file_is_read_of_whoever_sits_at_the_desk_only_and_never_more_than_may_be_sent() {
    let app = App::new();
    let desk = Desk::new(&app);
    let mut nurse = desk.signed_in(&desk.person("Nurse", NURSE, RA), AssuranceLevel::Aal3);
    let mut weak = desk.signed_in(&desk.person("Sam", MANAGER, RA), AssuranceLevel::Aal2);
    let (mut ra, mut nobody) = (desk.seated("Rita", MANAGER), Browser::new(app.clone()));
    let before = app.changes();
    let sent = || Asked::multipart(UPLOAD, &[("file", &file(&[&new("Nia")]))]);
    assert_eq!(nurse.ask(sent()).unwrap().status, 404);
    assert!(nobody.ask(sent()).unwrap().location().starts_with("/sign-in?to="));
    assert!(weak.ask(sent()).unwrap().location().starts_with("/sign-in/again?to="));
    let large = vec![b'a'; 40_000_000];
    let announced = || Asked::multipart(UPLOAD, &[("file", &large)]).with("content-length", "40000000");
    assert_eq!(ra.ask(announced()).unwrap().status, 413);
    // Nobody said how long it would be.
    send_broken(&mut ra, Asked::multipart(UPLOAD, &[("file", &large)]));
    assert_eq!(ra.ask(Asked::post(UPLOAD, "file=x").with("sec-fetch-site", "same-origin")).unwrap().status, 400);
    let mut broken = sent();
    broken.body.truncate(200);
    send_broken(&mut ra, broken);
    // Elsewhere nothing of the kind is let through.
    assert_eq!(ra.ask(Asked::multipart(APPLY, &[("file", &large[..70_000])])).unwrap().status, 413);
    assert_eq!(app.changes(), before);
}

fn send_broken(ra: &mut Browser, broken: Asked) {
    let answer = ra.ask(broken).unwrap();
    ra.open(answer.location()).unwrap();
    assert!(ra.errors().contains("The file did not arrive whole."), "{}", ra.text());
}
