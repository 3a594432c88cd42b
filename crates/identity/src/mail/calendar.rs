//! An entry for people's calendars, as a file beside a mail (RFC 5545).

use time::Date;
use url::Url;

use super::Attachment;
use crate::{service::Policy, time::Timestamp};

/// A day to remember.
pub(crate) struct Event<'a> {
    /// The same for the same thing: a later file takes an earlier one's place in a calendar.
    pub uid: String,
    /// The day, whole.
    pub day: Date,
    /// One line.
    pub summary: &'a str,
    /// More.
    pub description: &'a str,
    /// A page of ours.
    pub url: &'a str,
    /// How many days before it the calendar speaks up, unless that is over.
    pub remind_days_before: Option<u32>,
}

impl Event<'_> {
    /// As a file.
    pub(crate) fn attachment(&self, policy: &Policy, now: Timestamp) -> Attachment {
        let host = Url::parse(&policy.base_url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let stamp: String = now.rfc3339().chars().filter(|character| !matches!(character, '-' | ':')).collect();
        let day = format!("{:04}{:02}{:02}", self.day.year(), u8::from(self.day.month()), self.day.day());
        let alarm = self.remind_days_before.map(|days| {
            [
                "BEGIN:VALARM".to_owned(),
                "ACTION:DISPLAY".to_owned(),
                format!("DESCRIPTION:{}", escaped(self.summary)),
                format!("TRIGGER:-P{days}D"),
                "END:VALARM".to_owned(),
            ]
        });
        let event = [
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            format!("PRODID:-//{}//EN", escaped(&policy.service_name)),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{}", self.uid, host.unwrap_or_default()),
            format!("DTSTAMP:{stamp}"),
            // A later day takes the place of an earlier one (3.8.7.4).
            format!("SEQUENCE:{}", self.day.to_julian_day()),
            format!("DTSTART;VALUE=DATE:{day}"),
            format!("SUMMARY:{}", escaped(self.summary)),
            format!("DESCRIPTION:{}", escaped(self.description)),
            format!("URL:{}", self.url),
            "TRANSP:TRANSPARENT".to_owned(),
        ];
        let end = ["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()];
        let lines = event.into_iter().chain(alarm.into_iter().flatten()).chain(end);
        let text = lines.map(|line| format!("{}\r\n", folded(&line))).collect();
        Attachment { name: "smartcard.ics".into(), kind: "text/calendar; charset=utf-8; method=PUBLISH".into(), text }
    }
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// No line is longer than 75 bytes; what is longer goes on after a space (RFC 5545, 3.1).
fn folded(line: &str) -> String {
    let (mut folded, mut length) = (String::with_capacity(line.len() + 6), 0);
    for character in line.chars() {
        if length + character.len_utf8() > 75 {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(character);
        length += character.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_keeps_its_commas_and_lines() {
        assert_eq!(escaped("a, b; c\\d\r\ne"), "a\\, b\\; c\\\\d\\ne");
    }

    proptest! {
        #[test]
        fn folded_lines_are_short_and_unfold_to_what_they_were(line in "[^\r\n]{0,300}") {
            let folded = folded(&line);
            prop_assert!(folded.split("\r\n").all(|part| part.len() <= 75));
            prop_assert_eq!(folded.replace("\r\n ", ""), line);
        }
    }
}
