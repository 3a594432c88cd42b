//! Failure 30: mail is neither lost nor sent twice where the server confirmed it.

use std::{sync::Arc, time::Duration};

use server::{
    config::Mode,
    jobs::{
        self,
        outbox::{Outcome, Sender},
    },
    mail::Transport,
};

use crate::{
    app::{TestApp, TestClock},
    smtp::SmtpServer,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn app(mail: &str) -> TestApp {
    TestApp::with(Mode::Service, &[("MAIL", mail), ("MAIL_FROM", "no-reply@example.org")]).await
}

fn sender(app: &TestApp) -> Sender {
    Sender::new(&app.state, Arc::new(Transport::new(&app.state.config).unwrap()))
}

async fn dead(app: &TestApp) -> Vec<String> {
    let mails = app.state.service.read().await.unwrap().list_dead_mail(10).await.unwrap();
    mails.into_iter().map(|mail| mail.last_error).collect()
}

#[tokio::test]
async fn a_mail_is_sent_once() {
    let server = SmtpServer::start();
    let app = app(&server.setting()).await;
    app.post("accept@example.org").await;
    let sender = sender(&app);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Sent);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Nothing);
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_given_up_and_the_operator_can_retry() {
    let server = SmtpServer::start();
    let app = app(&server.setting()).await;
    app.post("refuse@example.org").await;
    let sender = sender(&app);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Dead);
    assert!(dead(&app).await[0].contains("no such mailbox"));
    let mut repository = app.state.service.write().await.unwrap();
    assert_eq!(repository.revive_dead_mail(app.state.service.now()).await.unwrap(), 1);
    repository.commit().await.unwrap();
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Dead);
}

#[tokio::test]
async fn a_mail_that_is_put_off_comes_back_later_and_later_for_about_a_day() {
    let server = SmtpServer::start();
    let mut app = app(&server.setting()).await;
    let clock = TestClock::of(&mut app.state);
    app.post("defer@example.org").await;
    let sender = sender(&app);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Deferred);
    clock.advance(Duration::from_secs(7));
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Nothing, "the first pause is about 10 seconds");
    clock.advance(Duration::from_secs(6));
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Deferred);

    let (mut waited, mut tries) = (Duration::from_secs(13), 2);
    loop {
        let step = Duration::from_secs(10 * 60);
        clock.advance(step);
        waited += step;
        match sender.send_next().await.unwrap() {
            Outcome::Nothing => {}
            Outcome::Deferred => tries += 1,
            Outcome::Dead => break,
            Outcome::Sent => panic!("it was put off"),
        }
    }
    assert!((DAY / 2..DAY * 3 / 2).contains(&waited), "given up after {waited:?}");
    assert!((20..40).contains(&tries), "{tries} tries");
    assert!(dead(&app).await[0].contains("come back later"));
}

#[tokio::test]
async fn a_mail_whose_worker_died_is_sent_by_another_when_its_lease_ends() {
    let server = SmtpServer::start();
    let mut app = app(&server.setting()).await;
    let clock = TestClock::of(&mut app.state);
    app.post("accept@example.org").await;
    let service = &app.state.service;
    let mut repository = service.write().await.unwrap();
    let now = service.now();
    assert!(repository.lease_mail(now, now.plus(Duration::from_secs(60))).await.unwrap().is_some());
    repository.commit().await.unwrap();

    let sender = sender(&app);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Nothing);
    clock.advance(Duration::from_secs(61));
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Sent);
}

#[tokio::test]
async fn what_the_server_confirmed_is_marked_in_the_end_and_not_sent_again() {
    let server = SmtpServer::start();
    let app = app(&server.setting()).await;
    app.post("slow@example.org").await;
    let sender = sender(&app);
    // While the server takes its second, somebody else holds the only place to write for longer than the store waits.
    let held = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let writing = app.state.service.write().await.unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(writing);
    };
    let (outcome, ()) = tokio::join!(sender.send_next(), held);
    assert_eq!(outcome.unwrap(), Outcome::Sent);
    assert_eq!(sender.send_next().await.unwrap(), Outcome::Nothing);
    assert_eq!(server.taken().len(), 1);
    assert_eq!(app.state.service.read().await.unwrap().count_mail().await.unwrap().pending, 0);
}

#[tokio::test]
async fn the_running_worker_is_woken_and_ends_in_order() {
    let server = SmtpServer::start();
    let app = app(&server.setting()).await;
    let jobs = jobs::start(&app.state, Transport::new(&app.state.config).unwrap());
    tokio::time::sleep(Duration::from_millis(300)).await;
    app.post("accept@example.org").await;
    for _ in 0..100 {
        if !server.taken().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.taken().len(), 1, "it was not woken within a second");
    jobs.stop(Duration::from_secs(5)).await;
}
