//! All of a person's activity for download, newest first, in pieces: no answer holds more than one batch, however long
//! somebody has been here.

use serde_json::{Map, Value, json};

use crate::{
    activity::{Activity, Cursor},
    csv,
    person::PersonId,
    service::{Service, Unexpected},
    session::SignedIn,
    time::Timestamp,
};

/// Events in a piece.
const BATCH: u32 = 500;
/// Before the first microsecond that can be written: everything is newer.
const EVER: Timestamp = Timestamp::from_micros(i64::MIN);

/// The form of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, for spreadsheets.
    Csv,
    /// One array of objects, for programs.
    Json,
}

impl Format {
    /// For `Content-Type`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        }
    }

    /// What browsers save it as; the ending tells a spreadsheet what it is.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "activity.csv",
            Self::Json => "activity.json",
        }
    }
}

/// A download under way.
#[derive(Debug)]
pub struct Export {
    person: PersonId,
    format: Format,
    at: Place,
}

#[derive(Debug)]
enum Place {
    Begin,
    After(Cursor),
    Over,
}

impl Export {
    /// A download of whoever asks.
    #[must_use]
    pub fn begin(me: &SignedIn, format: Format) -> Self {
        Self { person: me.person.id.clone(), format, at: Place::Begin }
    }

    /// The next piece; `None` when everything is there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next(&mut self, service: &Service) -> Result<Option<String>, Unexpected> {
        let (mut piece, cursor, is_first) = match std::mem::replace(&mut self.at, Place::Over) {
            Place::Begin => (self.format.head().to_owned(), Cursor::newest(), true),
            Place::After(cursor) => (String::new(), cursor, false),
            Place::Over => return Ok(None),
        };
        let entries = service.read().await?.list_audit_of_subject(&self.person, &cursor, EVER, BATCH).await?;
        let names = &service.policy.network_names;
        let mut before = if is_first { "" } else { self.format.between() };
        for activity in entries.iter().filter_map(|entry| Activity::read(entry, &self.person, names)) {
            piece.push_str(before);
            piece.push_str(&self.format.row(&activity));
            before = self.format.between();
        }
        match entries.last() {
            Some(last) if entries.len() == BATCH as usize => self.at = Place::After(Cursor::after(last)),
            _ => piece.push_str(self.format.tail()),
        }
        Ok(Some(piece))
    }
}

impl Format {
    const fn head(self) -> &'static str {
        match self {
            Self::Csv => "time,event,who,network,network name,details\r\n",
            Self::Json => "[\n",
        }
    }

    /// What stands between two rows.
    const fn between(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => ",\n",
        }
    }

    const fn tail(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }

    fn row(self, activity: &Activity) -> String {
        match self {
            Self::Csv => csv(activity),
            Self::Json => json(activity),
        }
    }
}

fn csv(activity: &Activity) -> String {
    let details: Vec<String> = activity.details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let cells = [
        &activity.at.rfc3339(),
        activity.event.name(),
        activity.who.as_str(),
        &activity.network,
        activity.network_name.as_deref().unwrap_or_default(),
        &details.join("; "),
    ];
    csv::row(&cells)
}

fn json(activity: &Activity) -> String {
    let details: Map<String, Value> =
        activity.details.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
    json!({
        "time": activity.at.rfc3339(),
        "event": activity.event.name(),
        "who": activity.who.as_str(),
        "network": activity.network,
        "network_name": activity.network_name,
        "details": details,
    })
    .to_string()
}
