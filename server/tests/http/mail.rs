//! Messages and the transports that take them.

use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};

use identity::{
    keys::Sealed,
    mail::{Attachment, Mail, paragraph},
    outbox::{MailId, OutgoingMail},
    time::Timestamp,
};
use lettre::Message;
use server::{
    config::{BaseUrl, MailTarget, Mode},
    mail::{
        SendError, Transport, message,
        smtp::{LONGEST_SENDING, Smtp},
    },
};

use crate::{app::config, smtp::SmtpServer};

fn row() -> OutgoingMail {
    OutgoingMail {
        id: MailId::from_text("q83vEjRWeJCrze8SNFZ4kA"),
        content: Sealed::from_text(""),
        attempts: 1,
        created_at: Timestamp::from_micros(1_774_170_300_000_000),
    }
}

fn message_to(address: &str) -> Message {
    let mail = Mail::compose(address, "Your e-mail address", "Care Identity", &[paragraph("Hello Ann")]);
    let from = "Care Identity <no-reply@example.org>".parse().unwrap();
    message::write(&row(), &mail, &from, &BaseUrl::parse("https://identity.example.org").unwrap()).unwrap()
}

fn transport(setting: &str) -> Transport {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), Mode::Service, &[("MAIL", setting), ("MAIL_FROM", "no-reply@example.org")]);
    Transport::new(&config).unwrap()
}

async fn send(setting: &str, address: &str) -> Result<(), SendError> {
    transport(setting).send("x.eml", &message_to(address)).await
}

#[test]
fn a_message_says_what_it_is_and_has_the_name_of_its_row() {
    let text = String::from_utf8(message_to("ann@nhs.net").formatted()).unwrap();
    let head: Vec<&str> = text
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("Content-Type") && !line.starts_with(' '))
        .collect();
    insta::assert_snapshot!(head.join("\n"), @r#"
    From: "Care Identity" <no-reply@example.org>
    To: ann@nhs.net
    Subject: Your e-mail address
    Date: Sun, 22 Mar 2026 09:05:00 +0000
    Message-ID: <q83vEjRWeJCrze8SNFZ4kA@identity.example.org>
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    "#);
    assert!(text.contains("text/plain") && text.contains("text/html"));
}

#[test]
fn a_file_stands_beside_the_words() {
    let mail = Mail::compose("ann@nhs.net", "Subject", "Care Identity", &[paragraph("Hello")]).with(Attachment {
        name: "smartcard.ics".into(),
        kind: "text/calendar; charset=utf-8; method=PUBLISH".into(),
        text: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into(),
    });
    let from = "no-reply@example.org".parse().unwrap();
    let text = String::from_utf8(message::write(&row(), &mail, &from, &BaseUrl::local()).unwrap().formatted()).unwrap();
    for part in [
        "multipart/mixed",
        "multipart/alternative",
        "text/html",
        "Content-Type: text/calendar; charset=utf-8; method=PUBLISH",
        "filename=\"smartcard.ics\"",
        "BEGIN:VCALENDAR",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_name_or_subject_brings_no_header_of_its_own() {
    let mail = Mail::compose("ann@nhs.net", "x\r\nBcc: evil@example.org", "Care Identity", &[paragraph("Hello")]);
    let from = "no-reply@example.org".parse().unwrap();
    let text = String::from_utf8(message::write(&row(), &mail, &from, &BaseUrl::local()).unwrap().formatted()).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
}

#[tokio::test]
async fn a_folder_has_one_whole_file_a_message_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail");
    let transport = transport(&format!("file:{}", path.display()));
    let name = message::file_name(&row());
    for _ in 0..2 {
        transport.send(&name, &message_to("ann@nhs.net")).await.unwrap();
    }
    let files: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 1, "the same message twice is one file");
    assert_eq!(files[0].file_name().to_str(), Some("01774170300000000-q83vEjRWeJCrze8SNFZ4kA.eml"));
    assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(fs::read_to_string(files[0].path()).unwrap().contains("Hello Ann"));
}

#[tokio::test]
async fn a_mail_server_takes_a_message_whole() {
    let server = SmtpServer::start();
    send(&server.setting(), "accept@example.org").await.unwrap();
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].contains("Message-ID: <q83vEjRWeJCrze8SNFZ4kA@identity.example.org>"), "{}", taken[0]);
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    let server = SmtpServer::start();
    let refused = send(&server.setting(), "refuse@example.org").await.unwrap_err();
    assert!(matches!(&refused, SendError::Permanent(words) if words.contains("no such mailbox")), "{refused:?}");
    let deferred = send(&server.setting(), "defer@example.org").await.unwrap_err();
    assert!(matches!(&deferred, SendError::Passing(words) if words.contains("come back later")), "{deferred:?}");
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_connection_that_breaks_or_is_refused_is_tried_again() {
    let server = SmtpServer::start();
    let dropped = send(&server.setting(), "drop@example.org").await.unwrap_err();
    assert!(matches!(dropped, SendError::Passing(_)), "{dropped:?}");
    let setting = server.setting();
    drop(server);
    let nobody = send(&setting, "accept@example.org").await.unwrap_err();
    assert!(matches!(nobody, SendError::Passing(_)), "{nobody:?}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_well_before_the_lease_ends() {
    let server = SmtpServer::start();
    let MailTarget::Smtp(target) = MailTarget::parse(&server.setting()).unwrap() else { panic!("a mail server") };
    assert!(LONGEST_SENDING < Duration::from_secs(60), "the lease is 60 seconds");
    let smtp = Smtp::new(&target, &BaseUrl::local()).unwrap().with_patience(Duration::from_secs(2));
    let message = message_to("stall@example.org");
    let sending = tokio::time::timeout(Duration::from_secs(6), smtp.send(&message));
    let stalled = sending.await.expect("it waits too long").unwrap_err();
    assert!(matches!(stalled, SendError::Passing(_)), "{stalled:?}");
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let server = SmtpServer::start();
    let refused = send(&format!("smtp://localhost:{}", server.port), "accept@example.org").await.unwrap_err();
    assert!(matches!(refused, SendError::Passing(_)), "{refused:?}");
    assert!(server.taken().is_empty());
}

#[tokio::test]
async fn a_wrong_password_of_ours_loses_no_mail() {
    let server = SmtpServer::start_with(&["--auth", "post:right"]);
    let setting = |password: &str| format!("smtp://post:{password}@127.0.0.1:{}?tls=none", server.port);
    let refused = send(&setting("wrong"), "accept@example.org").await.unwrap_err();
    assert!(matches!(refused, SendError::Passing(_)), "{refused:?}");
    assert!(refused.to_string().contains("535") && !refused.to_string().contains("wrong"), "{refused}");
    send(&setting("right"), "accept@example.org").await.unwrap();
    assert_eq!(server.taken().len(), 1);
}
