//! Reminders of the end of a card's certificates: 90, 30, 14, 7 and 1 days before, by e-mail, with an entry for a calendar. Of cards
//! that were issued on one day each holder is reminded at a time of their own, so that neither mailboxes nor desks get them all at
//! once.

use std::time::Duration;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};

use super::{
    authority::DAY,
    card::CardId,
    certificate::CertificateSerial,
    expiry::{WINDOW, left_for_people},
};
use crate::{
    email::address::EmailAddress,
    mail::{
        Mail, calendar,
        text::{self, Words},
    },
    notice,
    person::{Person, PersonId},
    service::{Policy, Service, Unexpected},
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// How many days before the end, and over how many hours from then on reminders are spread: none comes after the next is due.
const REMINDERS: [(u32, u64); 5] = [(90, 14 * 24), (30, 7 * 24), (14, 3 * 24), (7, 24), (1, 12)];

/// Cards of one transaction.
const PAGE: u32 = 100;

/// A card whose certificates end soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingCard {
    /// Whose.
    pub person: Person,
    /// The card.
    pub card: CardId,
    /// Its certificate for signing in.
    pub serial: CertificateSerial,
    /// When that ends.
    pub until: Timestamp,
    /// The reminder that was sent last: how many days before the end it belongs to.
    pub reminded: Option<i64>,
}

/// Sends the reminders that are due; answers how many. To run it again, or twice at once, sends none twice.
///
/// # Errors
/// When the database refuses.
pub async fn remind(service: &Service) -> Result<u64, Unexpected> {
    let now = service.now();
    let (mut sent, mut after) = (0, (now, String::new()));
    loop {
        let until = now.plus(WINDOW);
        let page = service.read().await?.list_ending_cards(until, (after.0, &after.1), PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(sent);
        };
        after = (last.until, last.serial.to_string());
        let due = page.iter().filter_map(|card| Some((card, due(&card.person.id, card.until, now)?)));
        let due: Vec<_> = due.filter(|(card, days)| card.reminded.is_none_or(|last| last > i64::from(*days))).collect();
        if due.is_empty() {
            continue;
        }
        let mut repository = service.write().await?;
        for (card, days) in due {
            if repository.add_reminder(&card.serial, i64::from(days), now).await? {
                tell(service, &mut *repository, card).await?;
                sent += 1;
            }
        }
        repository.commit().await?;
    }
}

/// The reminder that is due now, if any: the latest of them. Nobody is told of 90 days when 7 are left.
fn due(person: &PersonId, until: Timestamp, now: Timestamp) -> Option<u32> {
    let is_due = |(days, hours): &(u32, u64)| {
        let first = until.minus(Duration::from_secs(DAY) * *days);
        first.plus(share(person, *days, Duration::from_secs(hours * 60 * 60))) <= now
    };
    REMINDERS.iter().rev().find(|reminder| is_due(reminder)).map(|(days, _)| *days)
}

/// A person's own place in a length of time, the same at each look.
fn share(person: &PersonId, days: u32, length: Duration) -> Duration {
    let digest = Sha256::digest(format!("{days} {person}").as_bytes());
    let place = digest.iter().take(4).fold(0_u64, |place, byte| place << 8 | u64::from(*byte));
    Duration::from_secs((length.as_secs() * place) >> 32)
}

async fn tell(service: &Service, repository: &mut dyn Repository, card: &EndingCard) -> Result<(), Unexpected> {
    let policy = &service.policy;
    let left = left_for_people(service.now(), card.until);
    let words = text::card_ends(policy, &card.person.name.full(), (card.until, &left), &page(policy));
    let addresses = notice::addresses(repository, &card.person.id).await?;
    let told: Vec<_> = addresses.into_iter().map(|address| (address, words.clone())).collect();
    post(service, repository, &told, (&card.card, card.until)).await
}

/// The page that reminders lead to.
fn page(policy: &Policy) -> String {
    format!("{}/smartcard", policy.base_url)
}

/// Sends words to the addresses of whoever holds a card with the day for their calendars on which a card ends. A renewal sends the later day, which takes the
/// place of the one before.
pub(super) async fn post(
    service: &Service,
    repository: &mut dyn Repository,
    told: &[(EmailAddress, Words)],
    (card, until): (&CardId, Timestamp),
) -> Result<(), Unexpected> {
    let (policy, now) = (&service.policy, service.now());
    let is_ahead = |days: &u32| until.minus(Duration::from_secs(DAY) * (*days + 1)) > now;
    let event = calendar::Event {
        uid: format!("card-{card}"),
        day: until.uk_date(),
        summary: text::CARD_ENDS_EVENT,
        description: &text::card_ends_event(policy),
        url: &page(policy),
        // A day more than it takes: the day begins at midnight.
        remind_days_before: [14, 7, 3].into_iter().find(is_ahead),
    };
    let attachment = event.attachment(policy, now);
    for (address, (subject, blocks)) in told {
        let mail = Mail::compose(address.as_str(), subject, &policy.service_name, blocks);
        mail.with(attachment.clone()).post(service, repository).await?;
    }
    Ok(())
}

/// The store's part.
#[async_trait]
pub trait Reminders: Send {
    /// Notes that the reminder of so many days before the end is sent; `false` when it was before.
    async fn add_reminder(&mut self, serial: &CertificateSerial, days: i64, now: Timestamp) -> StoreResult<bool>;
    /// Cards that sign in and whose certificates end at an instant or before, after the one of this end and serial number, by
    /// these. Whoever has no verified address is not among their holders: they are reminded when they have.
    async fn list_ending_cards(
        &mut self,
        until: Timestamp,
        after: (Timestamp, &str),
        limit: u32,
    ) -> StoreResult<Vec<EndingCard>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_micros(1_774_180_800_000_000 + days * 86_400_000_000)
    }

    #[test]
    fn no_reminder_comes_before_its_day_or_after_the_next_is_due() {
        for number in 0..200 {
            let person = PersonId::from_text(format!("person-{number}"));
            let mut last = None;
            for hour in -100 * 24..0 {
                let now = at(100).minus(Duration::from_secs(u64::try_from(-hour).unwrap() * 3_600));
                let due = due(&person, at(100), now);
                if due != last {
                    let days = due.unwrap();
                    assert!(hour >= -24 * i64::from(days), "{days} days, {hour} hours");
                    last = due;
                }
            }
            assert_eq!(last, Some(1));
        }
    }

    #[test]
    fn reminders_of_one_day_are_spread_evenly_over_two_weeks() {
        let mut days = [0_u32; 14];
        for number in 0..14_000 {
            let person = PersonId::from_text(format!("person-{number}"));
            let share = share(&person, 90, Duration::from_secs(14 * DAY));
            days[usize::try_from(share.as_secs() / DAY).unwrap()] += 1;
        }
        assert!(days.iter().all(|day| (850..1_150).contains(day)), "{days:?}");
    }
}
