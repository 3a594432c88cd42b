//! Reminders of the end of a card, what home says, and what the desk of a Registration Authority shows.

use std::time::Duration;

use identity::{
    email::{Email, EmailId, VerifyEmail, address::EmailAddress},
    mail::Mail,
    person::Person,
    smartcard::{
        authority::LIFE,
        expiry::{self, Standing, WINDOW},
        remind,
    },
};

use crate::support::{World, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many reminders go out, run twice.
async fn sent(world: &World) -> u64 {
    let first = remind::remind(&world.service).await.unwrap();
    assert_eq!(remind::remind(&world.service).await.unwrap(), 0, "none is sent twice");
    first
}

#[tokio::test]
async fn a_holder_is_reminded_five_times_and_each_mail_has_an_entry_for_the_calendar() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        world.issue_card(&ann.person, "00A1").await;
        let before = world.mails_to("ann@nhs.net").await.len();
        let mut days = Vec::new();
        for day in (0..=91).rev() {
            let until = LIFE.as_secs() / DAY.as_secs() - day;
            let now = world.now().seconds();
            let start = 1_774_000_020 + i64::try_from(until * DAY.as_secs()).unwrap();
            world.wait(Duration::from_secs(u64::try_from(start - now).unwrap_or(0)));
            if sent(&world).await > 0 {
                days.push(day);
            }
        }
        assert_eq!(days.len(), 5, "{days:?}");
        for (day, (first, last)) in days.iter().zip([(76, 90), (23, 30), (11, 14), (5, 7), (0, 1)]) {
            assert!((first..=last).contains(day), "{days:?}");
        }
        let mails = world.mails_to("ann@nhs.net").await.split_off(before);
        assert_eq!(mails.len(), 5);
        let has_alarm = |place: usize| mails[place].attachment.as_ref().unwrap().text.contains("TRIGGER:-P");
        assert!(has_alarm(0) && !has_alarm(4), "no alarm is set for a day that is over");
        let uid = |mail: &Mail| {
            let text = &mail.attachment.as_ref().unwrap().text;
            text.lines().find(|line| line.starts_with("UID:card-")).unwrap().to_owned()
        };
        assert!(mails.iter().all(|mail| uid(mail) == uid(&mails[0])), "one entry, however often it is sent");
        for mail in mails {
            assert!(mail.subject.starts_with("Renew your smartcard: it ends on "), "{}", mail.subject);
            assert!(mail.text.contains("https://identity.example/smartcard\n"), "{}", mail.text);
            let file = mail.attachment.unwrap();
            assert_eq!((file.name.as_str(), &file.kind[..13]), ("smartcard.ics", "text/calendar"));
            assert!(file.text.contains("\r\nDTSTART;VALUE=DATE:2028"), "{}", file.text);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_reminded_of_a_card_that_does_not_sign_in() {
    on_both(async |world| {
        let (closed, lost) = (world.account("Ann").await.person, world.account("Bea").await.person);
        for (person, serial) in [(&closed, "00A1"), (&lost, "00B2")] {
            world.issue_card_for(person, serial, DAY * 3).await;
        }
        world.close(&closed).await;
        world.forget_devices(&lost).await;
        world.wait(DAY);
        assert_eq!(sent(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_address_is_reminded_when_they_have() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        world.issue_card_for(&ann, "00A1", DAY * 3).await;
        assert_eq!(sent(&world).await, 0);
        let visit = world.enrol(&ann).await;
        world.verified(&visit, "ann@nhs.net").await;
        assert_eq!((sent(&world).await, sent(&world).await), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn many_cards_are_looked_at_page_by_page_and_only_the_latest_reminder_is_sent() {
    on_both(async |world| {
        // More than a page, and all end at one instant.
        let many = 101;
        for number in 0..many {
            let person = world.person(&format!("P{number}")).await;
            with_address(&world, &person, &format!("p{number}@nhs.net")).await;
            world.issue_card_for(&person, &format!("00A{number}"), DAY * 5).await;
        }
        let before = world.mails_to("p100@nhs.net").await.len();
        assert_eq!(sent(&world).await, many);
        assert_eq!(world.mails_to("p100@nhs.net").await.len(), before + 1);
        let (now, mut reminded) = (world.now(), Vec::new());
        let mut repository = world.service.read().await.unwrap();
        for card in repository.list_ending_cards(now.plus(WINDOW), (now, ""), 1000).await.unwrap() {
            reminded.push(card.reminded);
        }
        drop(repository);
        assert_eq!(reminded, [Some(7); 101], "of 7 days, and none of 90, 30 and 14");
        world.wait(DAY * 6);
        assert_eq!(sent(&world).await, 0, "they have ended");
    })
    .await;
}

/// A verified address, without the journey.
async fn with_address(world: &World, person: &Person, address: &str) {
    let email = Email {
        id: EmailId::random(&*world.service.random),
        person_id: person.id.clone(),
        address: EmailAddress::parse(address).unwrap(),
        added_at: world.now(),
        verified_at: None,
        replaces: None,
    };
    let mut repository = world.service.write().await.unwrap();
    assert!(repository.add_email(&email).await.unwrap());
    assert_eq!(repository.verify_email(&email.id, world.now()).await.unwrap(), VerifyEmail::Verified);
    repository.commit().await.unwrap();
}

#[tokio::test]
async fn home_speaks_of_a_card_whatever_it_stands_at_and_of_none_to_whoever_has_none() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let mut card = world.issue_card_for(&account.person, "00A1", WINDOW + DAY).await;
        let visit = world.signed_in_by(&mut card).await;
        let at_home = async |visit: &crate::support::Visit| {
            expiry::at_home(&world.service, &visit.me).await.unwrap().map(|mine| mine.standing)
        };
        assert!(matches!(at_home(&visit).await, Some(Standing::Good { .. })));
        world.wait(DAY);
        let visit = world.signed_in_by(&mut card).await;
        assert!(matches!(at_home(&visit).await, Some(Standing::Due { .. })));
        world.wait(WINDOW + DAY);
        let visit = world.signed_in(&account).await;
        assert!(matches!(at_home(&visit).await, Some(Standing::Expired { .. })));
        let other = world.account("Bea").await;
        assert_eq!(at_home(&world.signed_in(&other).await).await, None);
    })
    .await;
}
