//! Outgoing mail.

use std::time::Duration;

use identity::{outbox::OutboxCounts, store::Store as _};
use store::testing::on_both;

use crate::fixtures::{at, mail, race, sealed, write};

#[tokio::test]
async fn a_mail_is_leased_in_its_turn_and_to_nobody_else_until_the_lease_ends() {
    on_both(async |database| {
        write(&database, async |repository| {
            repository.add_mail(&mail("second", 2)).await.unwrap();
            repository.add_mail(&mail("first", 1)).await.unwrap();
            assert!(repository.lease_mail(at(0), at(60)).await.unwrap().is_none(), "not due yet");
            let first = repository.lease_mail(at(2), at(60)).await.unwrap().unwrap();
            assert_eq!((first.id.as_str(), first.attempts, first.created_at), ("first", 1, at(1)));
            assert_eq!(first.content, sealed("first"));
            assert_eq!(repository.lease_mail(at(2), at(60)).await.unwrap().unwrap().id.as_str(), "second");
            assert!(repository.lease_mail(at(59), at(90)).await.unwrap().is_none());
            let again = repository.lease_mail(at(60), at(90)).await.unwrap().unwrap();
            assert_eq!((again.id.as_str(), again.attempts), ("first", 2), "its worker went away");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn failure_30_workers_that_lease_at_once_each_get_other_mails() {
    on_both(async |database| {
        write(&database, async |repository| {
            for number in 0..20 {
                repository.add_mail(&mail(&format!("m{number:02}"), 0)).await.unwrap();
            }
        })
        .await;
        let leased =
            race(&database, 24, async |_, repository| repository.lease_mail(at(1), at(60)).await.unwrap()).await;
        let mut ids: Vec<String> = leased.into_iter().flatten().map(|mail| mail.id.to_string()).collect();
        ids.sort();
        assert_eq!(ids, (0..20).map(|number| format!("m{number:02}")).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_commit_wakes_whoever_sends_mail_if_it_wrote_some_and_nothing_else_does() {
    on_both(async |database| {
        let wakes = database.mail_waits();
        let is_woken = async || tokio::time::timeout(Duration::from_millis(50), wakes.notified()).await.is_ok();
        write(&database, async |repository| repository.set_setting("a", Some("b"), at(0)).await.unwrap()).await;
        let mut dropped = database.write().await.unwrap();
        dropped.add_mail(&mail("dropped", 0)).await.unwrap();
        assert!(!is_woken().await);
        drop(dropped);
        assert!(!is_woken().await);
        write(&database, async |repository| repository.add_mail(&mail("kept", 0)).await.unwrap()).await;
        assert!(is_woken().await);
        assert!(!is_woken().await);
    })
    .await;
}

#[tokio::test]
async fn a_sent_mail_loses_its_content_and_is_never_sent_again() {
    on_both(async |database| {
        let one = mail("m", 0);
        write(&database, async |repository| {
            repository.add_mail(&one).await.unwrap();
            repository.lease_mail(at(1), at(60)).await.unwrap().unwrap();
            repository.mark_mail_sent(&one.id, at(2)).await.unwrap();
            repository.mark_mail_sent(&one.id, at(3)).await.unwrap();
            repository.retry_mail(&one.id, at(3), "late").await.unwrap();
            repository.mark_mail_dead(&one.id, "late").await.unwrap();
            assert!(repository.lease_mail(at(100), at(160)).await.unwrap().is_none());
            assert_eq!(repository.count_mail().await.unwrap(), OutboxCounts::default());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_mail_is_tried_again_when_it_is_due_and_a_dead_one_when_the_operator_asks() {
    on_both(async |database| {
        let (one, other) = (mail("m", 3), mail("n", 4));
        write(&database, async |repository| {
            repository.add_mail(&one).await.unwrap();
            repository.add_mail(&other).await.unwrap();
            repository.lease_mail(at(5), at(60)).await.unwrap().unwrap();
            repository.retry_mail(&one.id, at(30), "greylisted").await.unwrap();
            let counts = OutboxCounts { pending: 2, dead: 0, oldest_pending: Some(at(3).micros()) };
            assert_eq!(repository.count_mail().await.unwrap(), counts);
            repository.mark_mail_dead(&other.id, "no such mailbox").await.unwrap();
            assert!(repository.lease_mail(at(29), at(60)).await.unwrap().is_none());
            assert_eq!(repository.lease_mail(at(30), at(60)).await.unwrap().unwrap().attempts, 2);
            repository.mark_mail_dead(&one.id, "given up").await.unwrap();

            let dead = repository.list_dead_mail(10).await.unwrap();
            let shown: Vec<_> =
                dead.iter().map(|mail| (mail.id.as_str(), mail.attempts, mail.last_error.as_str())).collect();
            assert_eq!(shown, [("m", 2, "given up"), ("n", 0, "no such mailbox")]);
            assert_eq!(repository.list_dead_mail(1).await.unwrap().len(), 1);
            assert_eq!(repository.count_mail().await.unwrap(), OutboxCounts { dead: 2, ..OutboxCounts::default() });

            assert_eq!(repository.revive_dead_mail(at(90)).await.unwrap(), 2);
            assert_eq!(repository.lease_mail(at(90), at(120)).await.unwrap().unwrap().attempts, 1);
        })
        .await;
    })
    .await;
}
