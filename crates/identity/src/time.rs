//! Instants, dates and the clock port. Times are microseconds since 1970 in UTC, as the store keeps them;
//! people read them in United Kingdom time.

use std::time::Duration;

pub use ::time::Date;
use ::time::{Month, OffsetDateTime, Weekday};

/// The port of the clock: tests own time, so no rule asks the machine for it.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// An instant: microseconds since 1970-01-01T00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 UTC.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 UTC.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant and `duration` more; stays at the last instant rather than overflow.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant less `duration`.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long until `later`; zero when it is past.
    #[must_use]
    pub fn until(self, later: Self) -> Duration {
        Duration::from_micros(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC with whole seconds, for machines.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let at = self.utc();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// The time of day as people in the United Kingdom say it: `9:05am`.
    #[must_use]
    pub fn clock_for_people(self) -> String {
        let at = self.uk();
        let (hour, half) = match at.hour() {
            0 => (12, "am"),
            hour @ 1..=11 => (hour, "am"),
            12 => (12, "pm"),
            hour => (hour - 12, "pm"),
        };
        format!("{hour}:{:02}{half}", at.minute())
    }

    /// The day as people say it: `22 March 2026`.
    #[must_use]
    pub fn day_for_people(self) -> String {
        day_for_people(self.uk().date())
    }

    /// Day and time of day: `22 March 2026 at 9:05am`.
    #[must_use]
    pub fn for_people(self) -> String {
        format!("{} at {}", self.day_for_people(), self.clock_for_people())
    }

    /// The date in the United Kingdom at this instant.
    #[must_use]
    pub fn uk_date(self) -> Date {
        self.uk().date()
    }

    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    fn uk(self) -> OffsetDateTime {
        let utc = self.utc();
        if is_summer_time(utc) { utc + Duration::from_secs(3600) } else { utc }
    }
}

/// `22 March 2026`.
#[must_use]
pub fn day_for_people(date: Date) -> String {
    format!("{} {} {}", date.day(), date.month(), date.year())
}

/// A length of time in words, rounded up so that nobody comes back too early: `30 seconds`, `2 minutes`, `1 hour`.
#[must_use]
pub fn length_for_people(length: Duration) -> String {
    let seconds = length.as_micros().div_ceil(1_000_000).max(1);
    let (count, unit) = match seconds {
        0..=90 => (seconds, "second"),
        91..=5400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// British Summer Time: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
/// (Summer Time Order 2002).
fn is_summer_time(utc: OffsetDateTime) -> bool {
    let change =
        |month| last_sunday(utc.year(), month).map(|date| date.midnight().assume_utc() + Duration::from_secs(3600));
    match (change(Month::March), change(Month::October)) {
        (Some(start), Some(end)) => utc >= start && utc < end,
        _ => false,
    }
}

fn last_sunday(year: i32, month: Month) -> Option<Date> {
    let mut date = Date::from_calendar_date(year, month, 31).ok()?;
    while date.weekday() != Weekday::Sunday {
        date = date.previous_day()?;
    }
    Some(date)
}

/// Reads a date as the store keeps it: `2026-03-22`.
///
/// # Errors
/// When the text is not a date of the calendar in that form.
pub fn parse_date(text: &str) -> Result<Date, InvalidDate> {
    // As many digits as are written, and nothing else: Rust reads a sign, too.
    let is_written = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if !is_written {
        return Err(InvalidDate);
    }
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) = (parts.next(), parts.next(), parts.next()) else {
        return Err(InvalidDate);
    };
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).ok_or(InvalidDate)?;
    let day = u8::try_from(day).map_err(|_| InvalidDate)?;
    Date::from_calendar_date(i32::from(year), month, day).map_err(|_| InvalidDate)
}

/// A text that is not a date.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a date like 1984-05-30")]
pub struct InvalidDate;

/// A date as the store keeps it.
#[must_use]
pub fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        let parsed = OffsetDateTime::parse(text, &::time::format_description::well_known::Rfc3339).unwrap();
        Timestamp::from_micros(parsed.unix_timestamp() * 1_000_000)
    }

    #[test]
    fn winter_is_utc_and_summer_is_an_hour_ahead() {
        assert_eq!(at("2026-03-29T00:59:59Z").for_people(), "29 March 2026 at 12:59am");
        assert_eq!(at("2026-03-29T01:00:00Z").for_people(), "29 March 2026 at 2:00am");
        assert_eq!(at("2026-10-25T00:59:59Z").for_people(), "25 October 2026 at 1:59am");
        assert_eq!(at("2026-10-25T01:00:00Z").for_people(), "25 October 2026 at 1:00am");
    }

    #[test]
    fn lengths_are_rounded_up() {
        assert_eq!(length_for_people(Duration::from_millis(1)), "1 second");
        assert_eq!(length_for_people(Duration::from_secs(30)), "30 seconds");
        assert_eq!(length_for_people(Duration::from_secs(91)), "2 minutes");
        assert_eq!(length_for_people(Duration::from_secs(3600)), "60 minutes");
        assert_eq!(length_for_people(Duration::from_secs(7200)), "2 hours");
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        assert_eq!(parse_date("1984-05-30").map(date_text), Ok("1984-05-30".into()));
        assert_eq!(parse_date("1984-02-30"), Err(InvalidDate));
        for odd in
            ["x", "", "+1984-5-+30", "+984-05-30", "1984-+5-30", "1984-5-30", "19840-05-3", "1984-05-30 ", "1984/05/30"]
        {
            assert_eq!(parse_date(odd), Err(InvalidDate), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_date_reader_fail_and_what_it_read_reads_back(
            text in "(?s).*|[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}|[0-9]{4}-[01][0-9]-[0-3][0-9]|[-+0-9]{0,12}",
        ) {
            if let Ok(date) = parse_date(&text) {
                prop_assert_eq!(date_text(date), text);
            }
        }

        #[test]
        fn every_day_of_the_calendar_reads_back(year in 0..=9999_i32, day in 1..=365_u16) {
            let date = Date::from_ordinal_date(year, day).unwrap();
            prop_assert_eq!(parse_date(&date_text(date)), Ok(date));
        }
    }
}
