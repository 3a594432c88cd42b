//! People: holders of a Care Identity, their positions and telephone numbers.

pub mod add;
pub mod freeze;
pub mod profile;
pub mod readiness;
pub mod rescue;
pub mod telephone;
pub mod unfreeze;

use async_trait::async_trait;
use time::Date;

use crate::{
    invisible::{cleaned, is_joiner},
    organisation::words::words,
    person::freeze::Freeze,
    random::id,
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a person. People themselves know their [`UserIdentifier`].
    PersonId
);

/// The 12 digits that name a holder of a Care Identity, printed on a smartcard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserIdentifier(String);

impl UserIdentifier {
    /// Reads 12 digits; spaces between them are allowed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        (digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self(digits))
    }

    /// The 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups, as people read them: `9990 0000 0013`.
    #[must_use]
    pub fn for_people(&self) -> String {
        format!("{} {} {}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

/// What is wrong with a text that is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Nothing but spaces.
    #[error("the {0} name is empty")]
    Empty(&'static str),
    /// Longer than any form takes.
    #[error("the {0} name has more than 100 characters")]
    TooLong(&'static str),
    /// It would break the lines of mails and lists.
    #[error("the {0} name contains a line break or another control character")]
    ControlCharacter(&'static str),
}

/// A person's name, as text only: it is escaped wherever it is shown (failure 25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    given: String,
    family: String,
}

impl PersonName {
    /// Reads a name: each part 1 to 100 characters without control characters. Invisible characters are left out.
    ///
    /// # Errors
    /// Which part is wrong, and why.
    pub fn parse(given: &str, family: &str) -> Result<Self, PersonNameError> {
        let part = |which, text: &str| {
            let text = cleaned(text);
            let text = text.trim();
            match text.chars().count() {
                _ if text.chars().all(is_joiner) => Err(PersonNameError::Empty(which)),
                _ if text.chars().any(char::is_control) => Err(PersonNameError::ControlCharacter(which)),
                1..=100 => Ok(text.to_owned()),
                _ => Err(PersonNameError::TooLong(which)),
            }
        };
        Ok(Self { given: part("given", given)?, family: part("family", family)? })
    }

    /// As the store has it: what an older version let through is read as it was written.
    #[must_use]
    pub const fn stored(given: String, family: String) -> Self {
        Self { given, family }
    }

    /// Given name.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.given
    }

    /// Family name.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// What it is looked for by: its words, each after a space, the family name first.
    #[must_use]
    pub fn key(&self) -> String {
        words(&self.family).iter().chain(&words(&self.given)).map(|word| format!(" {word}")).collect()
    }

    /// The key, and that of the same name with its parts taken for each other.
    #[must_use]
    pub fn keys(&self) -> [String; 2] {
        [self.key(), Self { given: self.family.clone(), family: self.given.clone() }.key()]
    }

    /// Given and family name.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// Whether a Care Identity may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// It may.
    Open,
    /// It may not: no session, link or code of theirs works (failure 26).
    Closed,
}

impl PersonState {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Open, Self::Closed].into_iter().find(|state| state.as_str() == text)
    }
}

/// A holder of a Care Identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The row.
    pub id: PersonId,
    /// The 12 digits.
    pub identifier: UserIdentifier,
    /// As their Registration Authority wrote it from a document.
    pub name: PersonName,
    /// With the name it tells who may be the same person.
    pub birth_date: Date,
    /// Whether it may be used.
    pub state: PersonState,
    /// Whether changes stand still.
    pub frozen: Option<Freeze>,
}

/// A role at an organisation, with dates. A person may have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The organisation's ODS code.
    pub organisation_code: String,
    /// The organisation's name as it is now, not as it was when the position began.
    pub organisation_name: String,
    /// The role's code: `R8001`.
    pub role_code: String,
    /// The role's name.
    pub role_name: String,
    /// The first day.
    pub starts_on: Date,
    /// The last day, when there is one.
    pub ends_on: Option<Date>,
}

impl Position {
    /// Whether the position is held on `day`.
    #[must_use]
    pub fn is_open(&self, day: Date) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }

    /// Whether it was taken back before anybody had it: its last day is before its first.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.ends_on.is_some_and(|end| end < self.starts_on)
    }
}

/// The store's part.
#[async_trait]
pub trait People: Send {
    /// Adds a person; `false` when somebody has this identifier already.
    async fn add_person(&mut self, person: &Person, now: Timestamp) -> StoreResult<bool>;
    /// Looks a person up.
    async fn lookup_person(&mut self, id: &PersonId) -> StoreResult<Option<Person>>;
    /// Looks a person up and keeps others from changing their state until the transaction ends: for whatever opens a
    /// session or makes or removes a credential (failures 7 and 26).
    async fn lock_person(&mut self, id: &PersonId) -> StoreResult<Option<Person>>;
    /// Finds a person by the 12 digits.
    async fn find_person_by_identifier(&mut self, identifier: &UserIdentifier) -> StoreResult<Option<Person>>;
    /// Finds the person who has proved this address, by [`crate::email::address::EmailAddress::comparison_key`].
    async fn find_person_by_verified_email(&mut self, comparison_key: &str) -> StoreResult<Option<Person>>;
    /// People in the order of their identifiers, `limit` of them after `after`.
    async fn list_people(&mut self, after: &str, limit: u32) -> StoreResult<Vec<Person>>;
    /// People with what their names are looked for by, in the order of their rows, `limit` of them after `after`.
    async fn list_name_keys(&mut self, after: &str, limit: u32) -> StoreResult<Vec<(PersonId, PersonName, String)>>;
    /// Writes [`PersonName::key`] of a name, if somebody still has it.
    async fn set_name_key(&mut self, id: &PersonId, name: &PersonName) -> StoreResult<()>;
    /// Opens or closes a Care Identity from now on; `false` when it was so already.
    async fn set_person_state(&mut self, id: &PersonId, state: PersonState, now: Timestamp) -> StoreResult<bool>;
    /// Freezes changes, or lifts the freeze.
    async fn set_freeze(&mut self, id: &PersonId, freeze: Option<Freeze>) -> StoreResult<()>;
    /// Adds a position; it may lie beside another one of the same role.
    async fn add_position(&mut self, person: &PersonId, position: &Position, random_id: &str) -> StoreResult<()>;
    /// A person's positions, latest start first.
    async fn list_positions(&mut self, person: &PersonId) -> StoreResult<Vec<Position>>;
    /// A person's mobile number (E.164).
    async fn lookup_mobile(&mut self, person: &PersonId) -> StoreResult<Option<String>>;
    /// Sets or removes a person's mobile number; answers the one before.
    async fn set_mobile(
        &mut self,
        person: &PersonId,
        number: Option<&str>,
        now: Timestamp,
    ) -> StoreResult<Option<String>>;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_identifier_is_twelve_digits_and_reads_back_as_it_is_shown(
            text in "(?s).*|[0-9 \u{a0}x]{10,16}|([0-9]{4} ?){3}",
        ) {
            if let Some(identifier) = UserIdentifier::parse(&text) {
                let digits = identifier.as_str();
                prop_assert!(digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()));
                prop_assert_eq!(UserIdentifier::parse(digits), Some(identifier.clone()));
                prop_assert_eq!(UserIdentifier::parse(&identifier.for_people()), Some(identifier));
            }
        }

        #[test]
        fn twelve_digits_are_an_identifier(digits in "[0-9]{12}") {
            prop_assert_eq!(UserIdentifier::parse(&digits), Some(UserIdentifier(digits)));
        }

        #[test]
        fn a_name_reads_back_and_has_no_control_characters(
            given in "(?s).*|.{1,120}",
            family in "(?s).*|[a-z \t\u{7f}]{1,120}",
        ) {
            if let Ok(name) = PersonName::parse(&given, &family) {
                for part in [name.given(), name.family()] {
                    prop_assert!((1..=100).contains(&part.chars().count()) && part == part.trim());
                    prop_assert!(!part.contains(char::is_control));
                    prop_assert_eq!(cleaned(part), part);
                    prop_assert!(!part.chars().all(is_joiner));
                }
                prop_assert_eq!(PersonName::parse(name.given(), name.family()), Ok(name));
            }
        }
    }
}
