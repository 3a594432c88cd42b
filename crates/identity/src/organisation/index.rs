//! What an organisation can be found by: its terms. A word of its name or its place, the word that its name begins with, what
//! filters ask for, and where it stands in the hierarchy; told apart by their first letter.

mod changes;

use std::collections::BTreeSet;

pub use self::changes::Changes;
use super::{Organisation, OrganisationCode, Status, words::words};

/// A word of the name or the place.
#[must_use]
pub fn word(word: &str) -> String {
    format!("w:{word}")
}

/// The word that a name begins with.
#[must_use]
pub fn first(word: &str) -> String {
    format!("f:{word}")
}

/// Letters of a beginning that has a term of its own: so many words begin with them that they are put together when they are
/// written, not when somebody looks for them.
pub const SHORT: usize = 2;

/// The first letters of a word of the name or the place, [`SHORT`] at the most.
#[must_use]
pub fn beginning(letters: &str) -> String {
    format!("b:{letters}")
}

/// The first letters of the word that a name begins with, [`SHORT`] at the most.
#[must_use]
pub fn first_beginning(letters: &str) -> String {
    format!("a:{letters}")
}

/// The whole name: one of 1,024 heaps, so that those of a name are few among all that have its words, and each heap is a short
/// text. Names of the same words are in the same one.
#[must_use]
pub fn name(words: &[String]) -> String {
    // FNV-1a: it must be the same wherever and whenever it is worked out.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, mix);
    format!("n:{:03x}", (hash ^ (hash >> 32)) & 0x3ff)
}

/// Those with a role of the directory.
#[must_use]
pub fn role(id: &str) -> String {
    format!("k:{id}")
}

/// Those in a region of NHS England.
#[must_use]
pub fn region(code: &str) -> String {
    format!("r:{code}")
}

/// An integrated care board.
#[must_use]
pub fn geography(code: &OrganisationCode) -> String {
    format!("g:{code}")
}

/// The one that it belongs to.
#[must_use]
pub fn parent(code: &OrganisationCode) -> String {
    format!("p:{code}")
}

/// Those that are closed.
pub const CLOSED: &str = "s:closed";
/// All others.
pub const OPEN: &str = "s:open";

/// No organisation has it: it says that all terms of a block are there, in the form of this version.
pub const WHOLE: &str = "v:4";

/// The words of the name and the place: people search by either, in one box.
#[must_use]
pub fn words_of(organisation: &Organisation) -> BTreeSet<String> {
    // The first line is a house and a street, and so is the second where there are more: the place comes after.
    let lines = &organisation.address;
    let place = lines.iter().skip(if lines.len() > 2 { 2 } else { 1 });
    let outward = organisation.postcode.as_deref().and_then(|postcode| postcode.split(' ').next());
    words(&organisation.name)
        .into_iter()
        .chain(place.flat_map(|line| words(line)))
        .chain(outward.into_iter().flat_map(words))
        .collect()
}

/// A name's words, each once: what a query of the same words has.
#[must_use]
pub fn words_of_name(name: &str) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for word in words(name) {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

/// What an organisation is found by, without the beginnings of these.
pub(super) fn whole_terms(organisation: &Organisation) -> Vec<String> {
    let of_name = words_of_name(&organisation.name);
    let mut terms: Vec<String> = words_of(organisation).iter().map(|text| word(text)).collect();
    terms.extend(of_name.first().map(|text| first(text)));
    terms.push(name(&of_name));
    let roles: BTreeSet<&str> = organisation.held_roles().collect();
    terms.extend(roles.into_iter().map(role));
    terms.extend(organisation.region.as_ref().map(|code| region(code.as_str())));
    terms.extend(organisation.geography.as_ref().map(geography));
    terms.extend(organisation.parent().map(parent));
    terms.push(if organisation.status == Status::Closed { CLOSED } else { OPEN }.to_owned());
    terms
}

/// The terms of the beginnings of a term that is a word.
pub(super) fn beginnings(term: &str) -> Vec<String> {
    let (of, text): (fn(&str) -> String, &str) = match term.split_once(':') {
        Some(("w", text)) => (beginning, text),
        Some(("f", text)) => (first_beginning, text),
        _ => return Vec::new(),
    };
    let ends = text.char_indices().map(|(start, letter)| start + letter.len_utf8()).take(SHORT);
    ends.filter_map(|end| text.get(..end)).map(of).collect()
}

/// Everything that an organisation is found by.
#[must_use]
pub fn terms(organisation: &Organisation) -> BTreeSet<String> {
    let whole = whole_terms(organisation);
    let beginnings: Vec<String> = whole.iter().flat_map(|term| beginnings(term)).collect();
    whole.into_iter().chain(beginnings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{organisation::Role, time::parse_date};

    #[test]
    fn an_organisation_is_found_by_words_their_beginnings_and_its_whole_name() {
        let code = |text: &str| OrganisationCode::parse(text).unwrap();
        let mill = Organisation::named(code("Z1"), "The Mill").unwrap();
        let exact = name(&["the".to_owned(), "mill".to_owned()]);
        let expected = ["a:t", "a:th", "b:m", "b:mi", "b:t", "b:th", "f:the", &exact, OPEN, "w:mill", "w:the"];
        assert_eq!(terms(&mill), expected.map(str::to_owned).into());
        assert_eq!(name(&words_of_name("THE MILL, the")), exact);
        assert_ne!(name(&words_of_name("Mill, the")), exact);
        assert_eq!(exact.len(), 5);
    }

    #[test]
    fn a_role_that_ended_finds_nothing_but_those_of_an_organisation_that_is_closed() {
        let day = |text: &str| parse_date(text).ok();
        let held = |id: &str, ends_on| Role { id: id.to_owned(), starts_on: None, ends_on };
        let open = Organisation {
            roles: vec![
                held("RO1", None),
                held("RO2", day("2020-03-31")),
                held("RO3", day("2030-03-31")),
                held("RO4", day("2031-03-31")),
            ],
            closed_on: day("2031-03-31"),
            ..Organisation::named(OrganisationCode::parse("Z1").unwrap(), "The Mill").unwrap()
        };
        let kinds = |of: &Organisation| terms(of).into_iter().filter(|term| term.starts_with("k:")).collect::<Vec<_>>();
        assert_eq!(kinds(&open), ["k:RO1", "k:RO4"]);
        let closed = Organisation { status: Status::Closed, ..open };
        assert_eq!(kinds(&closed), ["k:RO1", "k:RO2", "k:RO3", "k:RO4"]);
    }
}
