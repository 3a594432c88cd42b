//! When a card's certificates end, and what its holder can do about it.

use std::time::Duration;

use super::{
    authority::DAY,
    certificate::CertificatePurpose,
    own::{self, HeldCard},
    renewal::RenewalState,
};
use crate::{
    assurance::Kind,
    service::{Service, Unexpected},
    session::SignedIn,
    time::Timestamp,
};

/// For so long before their end certificates can be renewed by their holder (seed: "up to 90 days before it expires").
pub const WINDOW: Duration = Duration::from_secs(90 * DAY);

/// In days.
const LONGEST_MONTH: i64 = 31;

/// Where a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is good for more than 90 days: it can be renewed from this instant on.
    Good {
        /// From when.
        from: Timestamp,
        /// When it ends.
        until: Timestamp,
    },
    /// It can be renewed now.
    Due {
        /// When it ends.
        until: Timestamp,
    },
    /// It has ended: only the Registration Authority can help.
    Expired {
        /// Since when.
        since: Timestamp,
    },
    /// Its certificates were revoked: only the Registration Authority can help.
    Revoked,
}

impl Standing {
    /// Whether the certificates still sign in.
    #[must_use]
    pub const fn works(self) -> bool {
        matches!(self, Self::Good { .. } | Self::Due { .. })
    }
}

/// A person's own card, for a page.
#[derive(Clone, Debug)]
pub struct MyCard {
    /// The card, its authenticator and its certificates.
    pub held: HeldCard,
    /// Where it stands.
    pub standing: Standing,
    /// The renewal that is under way: the page says where it goes on.
    pub renewal: Option<RenewalState>,
}

impl MyCard {
    /// Whether its holder has a renewal to begin or to finish.
    #[must_use]
    pub fn is_due(&self) -> bool {
        matches!(self.standing, Standing::Due { .. }) || self.renewal == Some(RenewalState::Used)
    }
}

/// Where certificates stand that end at an instant.
#[must_use]
pub fn standing(until: Timestamp, now: Timestamp) -> Standing {
    let from = until.minus(WINDOW);
    if now > until {
        Standing::Expired { since: until }
    } else if now >= from {
        Standing::Due { until }
    } else {
        Standing::Good { from, until }
    }
}

/// Where a card stands.
#[must_use]
pub fn of(held: &HeldCard, now: Timestamp) -> Standing {
    let active = held.active(CertificatePurpose::Authentication);
    active.map_or(Standing::Revoked, |active| standing(active.not_after, now))
}

/// The card of whoever asks; `None` when they have none.
///
/// # Errors
/// When the database refuses.
pub async fn look(service: &Service, me: &SignedIn) -> Result<Option<MyCard>, Unexpected> {
    let mut repository = service.read().await?;
    let Some(held) = own::find(&mut *repository, &me.person.id).await? else {
        return Ok(None);
    };
    let renewal = repository.find_renewal(&held.card.id).await?.map(|renewal| renewal.state);
    let standing = of(&held, service.now());
    Ok(Some(MyCard { held, standing, renewal }))
}

/// The card of whoever asks, for home. Nothing is asked of the database for people without a card.
///
/// # Errors
/// When the database refuses.
pub async fn at_home(service: &Service, me: &SignedIn) -> Result<Option<MyCard>, Unexpected> {
    if !me.readiness.have.authenticators.contains(&Kind::Smartcard) {
        return Ok(None);
    }
    look(service, me).await
}

/// How long there is until a day, as people say it within a sentence: `today`, `tomorrow`, `in 12 days`, `in 6 weeks`, `in 23 months`.
/// Counted in calendar days of the United Kingdom, and weeks and months are rounded down, so that nobody has less time than they
/// read.
#[must_use]
pub fn left_for_people(now: Timestamp, until: Timestamp) -> String {
    match (until.uk_date() - now.uk_date()).whole_days() {
        ..=0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days @ 2..=20 => format!("in {days} days"),
        days @ 21..=185 => format!("in {} weeks", days / 7),
        days => format!("in {} months", days / LONGEST_MONTH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: u32) -> Timestamp {
        // 22 March 2026, noon.
        Timestamp::from_micros(1_774_180_800_000_000).plus(Duration::from_secs(DAY) * days)
    }

    #[test]
    fn a_card_can_be_renewed_from_90_days_before_its_end_to_its_end() {
        let (until, moment) = (day(100), Duration::from_micros(1));
        assert_eq!(standing(until, day(0)), Standing::Good { from: day(10), until });
        assert_eq!(standing(until, day(10).minus(moment)), Standing::Good { from: day(10), until });
        assert_eq!(standing(until, day(10)), Standing::Due { until });
        assert_eq!(standing(until, until), Standing::Due { until });
        assert_eq!(standing(until, until.plus(moment)), Standing::Expired { since: until });
    }

    #[test]
    fn what_is_left_is_said_in_words() {
        for (days, words) in [
            (0, "today"),
            (1, "tomorrow"),
            (2, "in 2 days"),
            (20, "in 20 days"),
            (21, "in 3 weeks"),
            (27, "in 3 weeks"),
            (90, "in 12 weeks"),
            (185, "in 26 weeks"),
            (186, "in 6 months"),
            (730, "in 23 months"),
        ] {
            assert_eq!(left_for_people(day(0), day(days)), words);
        }
    }
}
