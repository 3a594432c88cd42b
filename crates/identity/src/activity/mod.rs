//! "Your activity": what a person may read of the audit log about themselves. Which events those are stands in
//! [`Event::is_for_its_subject`]; of an event's details only those in [`SHOWN`] leave the log, as rows of the database
//! mean nothing to people and reasons that an operator typed are not theirs.

pub mod export;
pub mod page;

use crate::{
    audit::{Entry, Event},
    network::NetworkNames,
    person::PersonId,
    time::Timestamp,
};

/// Who did something, seen by whom it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person, or whoever had their proofs.
    You,
    /// Somebody of a Registration Authority.
    RegistrationAuthority,
    /// Whoever runs the service.
    Operator,
    /// The service itself.
    System,
    /// Somebody who did not show who they are: a guess was wrong, whoever made it.
    NotKnown,
}

impl Who {
    /// For downloads.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::RegistrationAuthority => "registration authority",
            Self::Operator => "operator",
            Self::System => "system",
            Self::NotKnown => "not known",
        }
    }

    /// From what [`crate::actor::Actor::audit_text`] wrote.
    fn of(actor: &str, subject: &PersonId, event: Event) -> Self {
        match (actor.strip_prefix("person:"), event) {
            (Some(id), _) if id == subject.as_str() => Self::You,
            (Some(_), _) => Self::RegistrationAuthority,
            (None, _) if actor == "operator" => Self::Operator,
            (None, Event::SignInFailed) => Self::NotKnown,
            (None, _) => Self::System,
        }
    }
}

/// Details of events that say something to people and are no secret: addresses and numbers are masked in the log
/// already.
pub const SHOWN: [&str; 12] = [
    "address", "replaced", "number", "kind", "name", "level", "factors", "factor", "where", "change", "restored",
    "count",
];

/// Something that happened to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
    /// Who did it.
    pub who: Who,
    /// From which network, as the log has it.
    pub network: String,
    /// The name that the operator gave that network.
    pub network_name: Option<String>,
    /// More, by the names in [`SHOWN`], in their order.
    pub details: Vec<(&'static str, String)>,
}

impl Activity {
    /// What an entry says to the person whom it is about; `None` when it is not for them.
    fn read(entry: &Entry, person: &PersonId, names: &NetworkNames) -> Option<Self> {
        let event = Event::from_name(&entry.event).filter(|event| event.is_for_its_subject())?;
        let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap_or_default();
        let details = SHOWN.into_iter().filter_map(|name| {
            let value = details.get(name)?.as_str().filter(|value| !value.is_empty())?;
            Some((name, value.to_owned()))
        });
        Some(Self {
            at: entry.at,
            event,
            who: Who::of(&entry.actor, person, event),
            network: entry.network.clone(),
            network_name: names.name_of(&entry.network).map(str::to_owned),
            details: details.collect(),
        })
    }
}

/// A place in a person's activity, which runs from the newest event to the oldest. What happens meanwhile moves
/// nothing: the next page begins after the last event of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The instant of the last event that was read.
    pub at: Timestamp,
    /// Its entry: several may have one instant.
    pub id: String,
}

impl Cursor {
    /// Before the newest event.
    #[must_use]
    pub fn newest() -> Self {
        Self { at: Timestamp::from_micros(i64::MAX), id: String::new() }
    }

    fn after(entry: &Entry) -> Self {
        Self { at: entry.at, id: entry.id.clone() }
    }

    /// For an address: `1774000000000000.AbC`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}.{}", self.at.micros(), self.id)
    }

    /// Reads [`Self::text`]; whatever it names, only the asking person's events are found with it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let ours = id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        ours.then_some(())?;
        Some(Self { at: Timestamp::from_micros(at.parse().ok()?), id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn who_did_it_is_said_from_the_persons_side() {
        let ann = PersonId::from_text("ann");
        for (actor, who) in [
            ("person:ann", Who::You),
            ("person:bob", Who::RegistrationAuthority),
            ("operator", Who::Operator),
            ("system", Who::System),
            ("", Who::System),
        ] {
            assert_eq!(Who::of(actor, &ann, Event::MobileChanged), who, "{actor}");
        }
        assert_eq!(Who::of("system", &ann, Event::SignInFailed), Who::NotKnown, "somebody typed it");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_of_places_fail_and_a_place_reads_back(
            text in "(?s).*|-?[0-9]{0,20}\\.[A-Za-z0-9_-]{0,70}",
        ) {
            if let Some(cursor) = Cursor::parse(&text) {
                prop_assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
            }
        }

        #[test]
        fn no_details_make_the_reader_fail_and_only_those_that_are_meant_leave(details in "(?s).*|\\{\"(reason|kind)\":\"[a-z]*\"\\}") {
            let ann = PersonId::from_text("ann");
            let entry = Entry {
                id: "e".into(),
                at: Timestamp::from_micros(0),
                actor: "operator".into(),
                subject: Some(ann.clone()),
                event: Event::PersonReset.name().into(),
                details,
                network: "server".into(),
            };
            let read = Activity::read(&entry, &ann, &NetworkNames::default()).unwrap();
            prop_assert!(read.details.iter().all(|(name, _)| *name != "reason"));
        }
    }
}
