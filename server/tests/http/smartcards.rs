//! What the running program does about smartcards by itself: it reminds people whose cards end, and publishes the list of revoked
//! certificates.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
};

use identity::{
    email::{Email, EmailId, address::EmailAddress},
    person::UserIdentifier,
};

use crate::{
    cli::Operator,
    cli_card::prepared,
    program::{Running, in_folder, site, wait},
};

const ZOE: &str = "999000000013";
const AMY: &str = "999000000021";

/// Somebody with a card; answers the serial number of its certificate for signing in.
fn holder(operator: &Operator, name: &str, identifier: &str, (card, days): (&str, &str)) -> Vec<u8> {
    let person = ["--given-name", name, "--family-name", "Brien", "--birth-date", "1984-05-30"];
    operator.done(&[&["person", "add", "--identifier", identifier], &person[..]].concat());
    fs::write(operator.path().join("prepared.json"), prepared(card)).unwrap();
    let issue = ["card", "issue", identifier, "prepared.json", "--out", "issued.json", "--days", days];
    operator.done(&[&issue[..], &["--reason", "seen in person"]].concat());
    fs::remove_file(operator.path().join("issued.json")).unwrap();
    let list = operator.done(&["card", "list", identifier]);
    let line = list.lines().find(|line| line.contains("\tauthentication\t")).unwrap();
    bytes(line.trim().split('\t').next().unwrap())
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|place| u8::from_str_radix(&hex[place..place + 2], 16).unwrap()).collect()
}

/// A verified address, which no command of an operator gives.
fn verified(folder: &Path, identifier: &str, address: &str) {
    in_folder(folder, async |service| {
        let now = service.now();
        let mut repository = service.write().await.unwrap();
        let identifier = UserIdentifier::parse(identifier).unwrap();
        let person = repository.find_person_by_identifier(&identifier).await.unwrap().unwrap();
        let email = Email {
            id: EmailId::random(&*service.random),
            person_id: person.id,
            address: EmailAddress::parse(address).unwrap(),
            added_at: now,
            verified_at: None,
            replaces: None,
        };
        assert!(repository.add_email(&email).await.unwrap());
        repository.verify_email(&email.id, now).await.unwrap();
        repository.commit().await.unwrap();
    });
}

/// The list of revoked certificates, once it is published.
fn revoked(listen: &str) -> Option<Vec<u8>> {
    let mut server = TcpStream::connect(listen).unwrap();
    server.write_all(b"GET /ca/crl.der HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).unwrap();
    answer.starts_with(b"HTTP/1.1 200 ").then_some(answer)
}

fn mails(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder.join("data/mail")).into_iter().flatten();
    let files = found.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "eml"));
    files.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn the_running_program_reminds_of_a_card_that_ends_and_publishes_which_are_lost() {
    let operator = Operator::new();
    let folder = operator.path();
    site(folder);
    operator.done(&["migrate"]);
    operator.done(&["ca", "init"]);
    let ending = holder(&operator, "Zoe", ZOE, ("00A1", "3"));
    let lost = holder(&operator, "Amy", AMY, ("00B2", "730"));
    verified(folder, ZOE, "zoe@nhs.net");
    verified(folder, AMY, "amy@nhs.net");
    let held = operator.done(&["authenticator", "list", AMY]);
    let id = held.split('\t').next().unwrap().trim();
    operator.done(&["authenticator", "suspend", AMY, id, "--reason", "lost on a bus"]);

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let program = operator.command(&["serve", "--listen", &listen, "--site-dir", "site"]).spawn();
    let _running = Running(program.unwrap());
    wait("ready", || operator.run(&["healthcheck", "--listen", &listen]).code == 0);
    let is_reminder = |mail: &&String| mail.contains("Subject: Renew your smartcard");
    wait("a reminder", || mails(folder).iter().any(|mail| is_reminder(&mail)));
    wait("a list", || revoked(&listen).is_some());

    let reminders: Vec<String> = mails(folder).iter().filter(is_reminder).cloned().collect();
    assert_eq!(reminders.len(), 1, "{reminders:?}");
    assert!(reminders[0].contains("To: zoe@nhs.net"), "{}", reminders[0]);
    let list = revoked(&listen).unwrap();
    let names = |serial: &[u8]| list.windows(serial.len()).any(|part| part == serial);
    assert!(names(&lost) && !names(&ending));
}
