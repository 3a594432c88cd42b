//! Reads an application from texts: a command's, a file's or a row's.

use super::{ApplicationId, Details, Wanted};
use crate::{
    assurance::AssuranceLevel,
    web_address::{WebAddress, WebAddressError},
};

/// An application as texts, not read yet.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// See [`Details::name`].
    pub name: &'a str,
    /// See [`Details::address`].
    pub address: &'a str,
    /// 2 or 3.
    pub level: i64,
    /// See [`Details::description`].
    pub description: &'a str,
}

/// What is wrong with an application, in a clause that begins with what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationError {
    /// The id.
    #[error(
        "id: it needs 2 to 40 small letters a to z, digits and single hyphens between them, such as patient-records"
    )]
    Id,
    /// The name.
    #[error("name: it must be one line of 1 to 80 characters")]
    Name,
    /// The address.
    #[error("address: {0}")]
    Address(WebAddressError),
    /// The level.
    #[error("level: it is 2 (high confidence) or 3 (very high confidence)")]
    Level,
    /// The description.
    #[error("description: it must be one line of 1 to 300 characters that says what the application is for")]
    Description,
}

impl ApplicationId {
    /// Reads an id: words of small letters and digits with hyphens between them, 2 to 40 characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        ((2..=40).contains(&text.len()) && text.split('-').all(word)).then(|| Self(text.to_owned()))
    }
}

impl Draft<'_> {
    /// Reads what people read.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn parse(&self) -> Result<Details, ApplicationError> {
        // No sign-in has one factor only, so level 1 would say less than it seems to.
        let minimum_level = AssuranceLevel::from_number(self.level).filter(|level| *level >= AssuranceLevel::Aal2);
        Ok(Details {
            name: line(self.name, 80).ok_or(ApplicationError::Name)?,
            address: WebAddress::parse(self.address).map_err(ApplicationError::Address)?,
            minimum_level: minimum_level.ok_or(ApplicationError::Level)?,
            description: line(self.description, 300).ok_or(ApplicationError::Description)?,
        })
    }

    /// Reads it under an id.
    ///
    /// # Errors
    /// The first part that is wrong.
    pub fn parse_as(&self, id: &str) -> Result<Wanted, ApplicationError> {
        Ok(Wanted { id: ApplicationId::parse(id).ok_or(ApplicationError::Id)?, details: self.parse()? })
    }
}

fn line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let fits = (1..=longest).contains(&text.chars().count()) && !text.contains(char::is_control);
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RECORDS: Draft<'_> = Draft {
        name: "Patient records",
        address: "https://records.example",
        level: 2,
        description: "Look up a patient's record.",
    };

    #[test]
    fn a_draft_is_read_and_trimmed() {
        let wanted = Draft { name: " Patient records\n", ..RECORDS }.parse_as("patient-records").unwrap();
        assert_eq!(wanted.id.as_str(), "patient-records");
        assert_eq!(wanted.details.name(), "Patient records");
        assert_eq!(wanted.details.address().as_str(), "https://records.example/");
        assert_eq!(wanted.details.minimum_level(), AssuranceLevel::Aal2);
        assert_eq!(wanted.details.description(), "Look up a patient's record.");
    }

    #[test]
    fn each_part_that_is_wrong_is_named() {
        let (name, description) = ("n".repeat(81), "d".repeat(301));
        for (draft, fault) in [
            (Draft { name: " ", ..RECORDS }, ApplicationError::Name),
            (Draft { name: "two\nlines", ..RECORDS }, ApplicationError::Name),
            (Draft { name: &name, ..RECORDS }, ApplicationError::Name),
            (
                Draft { address: "http://records.example", ..RECORDS },
                ApplicationError::Address(WebAddressError::NotHttps),
            ),
            (Draft { level: 1, ..RECORDS }, ApplicationError::Level),
            (Draft { level: 4, ..RECORDS }, ApplicationError::Level),
            (Draft { description: "", ..RECORDS }, ApplicationError::Description),
            (Draft { description: &description, ..RECORDS }, ApplicationError::Description),
        ] {
            assert_eq!(draft.parse(), Err(fault));
        }
        for id in ["", "a", "Records", "a_b", "-a", "a-", "a--b", "é1", &"a".repeat(41)] {
            assert_eq!(RECORDS.parse_as(id), Err(ApplicationError::Id), "{id}");
        }
    }

    proptest! {
        #[test]
        fn an_id_reads_back_and_is_safe_in_an_address(text in "(?s).*|[a-z0-9-]{1,41}") {
            if let Some(id) = ApplicationId::parse(&text) {
                prop_assert!(id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
                prop_assert_eq!(ApplicationId::parse(id.as_str()), Some(id));
            }
        }
    }
}
