//! What the FIDO Alliance says of models of authenticators: the payload of its Metadata BLOB (FIDO Metadata Service 3.0,
//! 3.1). Its signature is checked by whoever reads the file. Only what decides about trust is read; the rest may change.

use serde::Deserialize;
use time::Date;

use crate::{
    assurance::model::Aaguid,
    time::{Timestamp, parse_date},
};

/// Reports after which a model vouches for nothing (3.1.4): its certification was taken away, or what it promises was
/// broken. No later report lifts it, because a device does not show which version of the model it is.
const BROKEN: [&str; 5] = [
    "REVOKED",
    "USER_VERIFICATION_BYPASS",
    "ATTESTATION_KEY_COMPROMISE",
    "USER_KEY_REMOTE_COMPROMISE",
    "USER_KEY_PHYSICAL_COMPROMISE",
];

/// The models, and how long what is said of them is new.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Payload")]
pub struct Metadata {
    number: u64,
    next_update: Date,
    models: Vec<Model>,
}

/// What is said of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Model {
    pub(super) aaguid: Aaguid,
    /// The certificates that vouch for it, in base64.
    pub(super) roots: Vec<String>,
    pub(super) is_broken: bool,
}

/// A text that is no payload of a BLOB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it does not hold what a FIDO Metadata BLOB holds")]
pub struct NotMetadata;

impl Metadata {
    /// Reads the payload, JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(json: &[u8]) -> Result<Self, NotMetadata> {
        serde_json::from_slice(json).map_err(|_| NotMetadata)
    }

    /// Its number: each one has a higher one than the last.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The day by which there is a newer one.
    #[must_use]
    pub const fn next_update(&self) -> Date {
        self.next_update
    }

    /// Whether a newer one is out. What this one says still holds as far as it goes.
    #[must_use]
    pub fn is_old(&self, now: Timestamp) -> bool {
        self.next_update < now.uk_date()
    }

    /// How many models it speaks of.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.models.len()
    }

    pub(super) fn models(&self) -> &[Model] {
        &self.models
    }
}

#[derive(Deserialize)]
struct Payload {
    no: u64,
    #[serde(rename = "nextUpdate")]
    next_update: String,
    entries: Vec<Entry>,
}

/// Entries of other protocols have no AAGUID.
#[derive(Deserialize)]
struct Entry {
    aaguid: Option<String>,
    #[serde(rename = "statusReports", default)]
    reports: Vec<Report>,
    #[serde(rename = "metadataStatement")]
    statement: Option<Statement>,
}

#[derive(Deserialize)]
struct Report {
    status: String,
}

#[derive(Deserialize)]
struct Statement {
    #[serde(rename = "attestationRootCertificates", default)]
    roots: Vec<String>,
}

impl TryFrom<Payload> for Metadata {
    type Error = NotMetadata;

    fn try_from(payload: Payload) -> Result<Self, NotMetadata> {
        let next_update = parse_date(&payload.next_update).map_err(|_| NotMetadata)?;
        let models = payload.entries.into_iter().filter_map(model).collect();
        Ok(Self { number: payload.no, next_update, models })
    }
}

fn model(entry: Entry) -> Option<Model> {
    let aaguid = Aaguid::from_text(&entry.aaguid?.to_ascii_lowercase())?;
    // Zeros are what every device says that does not tell its model.
    (aaguid != Aaguid::default()).then(|| Model {
        aaguid,
        roots: entry.statement.map(|statement| statement.roots).unwrap_or_default(),
        is_broken: entry.reports.iter().any(|report| BROKEN.contains(&report.status.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MODEL: &str = "d8522d9f-575b-4866-88a9-ba99fa02f35b";

    fn with(entry: &str) -> Result<Metadata, NotMetadata> {
        let json = format!(r#"{{"legalHeader":"…","no":7,"nextUpdate":"2026-04-01","entries":[{entry}]}}"#);
        Metadata::parse(json.as_bytes())
    }

    fn reported(statuses: &[&str]) -> bool {
        let reports: Vec<_> =
            statuses.iter().map(|status| format!(r#"{{"status":"{status}","effectiveDate":"2020-01-01"}}"#)).collect();
        let entry = format!(r#"{{"aaguid":"{MODEL}","statusReports":[{}]}}"#, reports.join(","));
        with(&entry).unwrap().models[0].is_broken
    }

    #[test]
    fn a_model_of_which_something_bad_was_reported_stays_broken() {
        for status in BROKEN {
            assert!(reported(&[status]), "{status}");
            assert!(reported(&["FIDO_CERTIFIED", status, "UPDATE_AVAILABLE", "FIDO_CERTIFIED_L1"]), "{status}");
        }
        assert!(!reported(&["NOT_FIDO_CERTIFIED", "UPDATE_AVAILABLE", "FIDO_CERTIFIED_L3plus", "A_NEW_ONE"]));
        assert!(!reported(&[]));
    }

    #[test]
    fn what_speaks_of_no_model_of_ours_is_left_out() {
        assert_eq!(with("").unwrap().count(), 0);
        assert_eq!(with(r#"{"aaid":"4e4e#4005","statusReports":[]}"#).unwrap().count(), 0);
        assert_eq!(with(r#"{"aaguid":"00000000-0000-0000-0000-000000000000"}"#).unwrap().count(), 0);
        let found = with(&format!(r#"{{"aaguid":"{}","timeOfLastStatusChange":1}}"#, MODEL.to_ascii_uppercase()));
        assert_eq!(found.unwrap().models[0].aaguid.to_string(), MODEL);
    }

    #[test]
    fn it_is_old_from_the_day_after_its_next_update() {
        let metadata = with("").unwrap();
        let at = |day: i64| Timestamp::from_micros(day * 86_400_000_000 + 43_200_000_000);
        // 20,544 days after 1 January 1970 it is 1 April 2026.
        assert!(!metadata.is_old(at(20_544)));
        assert!(metadata.is_old(at(20_545)));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_read(text in ".*", number: u64, day in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
            let _ = Metadata::parse(text.as_bytes());
            let json = serde_json::json!({"no": number, "nextUpdate": day, "entries": [{"aaguid": text, "metadataStatement": {"attestationRootCertificates": [text]}}]});
            if let Ok(metadata) = Metadata::parse(json.to_string().as_bytes()) {
                prop_assert_eq!(metadata.number(), number);
                prop_assert!(metadata.count() <= 1);
            }
        }
    }
}
