//! What an organisation can be found by: its terms. A word of its name or its place, the word that its name begins with, what
//! filters ask for, and where it stands in the hierarchy; told apart by their first letter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Organisation, OrganisationCode, Status, Term,
    set::{Block, place},
    words::words,
};
use crate::store::{Repository, StoreError, StoreResult};

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

/// A role.
#[must_use]
pub fn role(id: &str) -> String {
    format!("k:{id}")
}

/// A region.
#[must_use]
pub fn region(code: &str) -> String {
    format!("r:{code}")
}

/// An integrated care board.
#[must_use]
pub fn geography(code: &OrganisationCode) -> String {
    format!("g:{code}")
}

/// Those that are closed.
pub const CLOSED: &str = "s:closed";
/// All others.
pub const OPEN: &str = "s:open";

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

/// Everything that an organisation is found by.
#[must_use]
pub fn terms(organisation: &Organisation) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = words_of(organisation).iter().map(|text| word(text)).collect();
    terms.extend(words(&organisation.name).first().map(|text| first(text)));
    terms.extend(organisation.roles.iter().map(|held| role(&held.id)));
    terms.extend(organisation.region.as_ref().map(|code| region(code.as_str())));
    terms.extend(organisation.geography.as_ref().map(geography));
    terms.insert(if organisation.status == Status::Closed { CLOSED } else { OPEN }.to_owned());
    terms
}

/// Changes to terms, gathered for a batch.
#[derive(Default)]
pub struct Changes {
    blocks: BTreeMap<i64, HashMap<String, Vec<(u16, bool)>>>,
    words: BTreeSet<String>,
}

impl Changes {
    /// New organisations: the terms of a batch, and their numbers by their places in it.
    pub fn add(&mut self, terms: HashMap<String, Vec<usize>>, numbers: &[Option<i64>]) {
        for (term, places) in terms {
            let numbers = places.into_iter().filter_map(|place| numbers.get(place).copied().flatten());
            let numbers: Vec<(i64, u16)> = numbers.map(place).collect();
            for members in numbers.chunk_by(|one, other| one.0 == other.0) {
                let Some((block, _)) = members.first() else { continue };
                let members = members.iter().map(|(_, place)| (*place, true));
                self.places(*block, &term).extend(members);
            }
            if !numbers.is_empty() {
                self.add_word(&term);
            }
        }
    }

    /// An organisation with this number is found by other terms than before.
    pub fn note(&mut self, number: i64, before: Option<&Organisation>, after: &Organisation) {
        let (block, place) = place(number);
        let (old, new) = (before.map(terms).unwrap_or_default(), terms(after));
        for term in old.difference(&new) {
            self.places(block, term).push((place, false));
        }
        for term in new.difference(&old) {
            self.add_word(term);
            self.places(block, term).push((place, true));
        }
    }

    fn places(&mut self, block: i64, term: &str) -> &mut Vec<(u16, bool)> {
        self.blocks.entry(block).or_default().entry(term.to_owned()).or_default()
    }

    fn add_word(&mut self, term: &str) {
        if let Some(text) = term.strip_prefix("w:")
            && !self.words.contains(text)
        {
            self.words.insert(text.to_owned());
        }
    }

    /// Writes them.
    ///
    /// # Errors
    /// When the database refuses, or holds what this version does not write.
    pub async fn write(self, repository: &mut dyn Repository) -> StoreResult<()> {
        for (block, terms) in self.blocks {
            // In the order of the table, where neighbours share a page.
            let terms: BTreeMap<String, Vec<(u16, bool)>> = terms.into_iter().collect();
            let names: Vec<String> = terms.keys().cloned().collect();
            let held = repository.list_organisation_terms(&names, Some(block)).await?;
            let mut held: HashMap<String, String> = held.into_iter().map(|term| (term.term, term.members)).collect();
            let mut written = Vec::with_capacity(terms.len());
            for (term, places) in terms {
                let mut members = match held.remove(&term) {
                    Some(text) => {
                        Block::from_text(&text).ok_or_else(|| StoreError::Invalid("the column members".into()))?
                    }
                    None => Block::default(),
                };
                places.iter().for_each(|(place, is_member)| members.put(*place, *is_member));
                written.push(Term { term, block, members: members.to_text() });
            }
            repository.put_organisation_terms(&written).await?;
        }
        add_words(repository, self.words).await
    }
}

/// Adds what is new to the distinct words. They are never taken away: a word that nobody has any more finds nothing.
async fn add_words(repository: &mut dyn Repository, new: BTreeSet<String>) -> StoreResult<()> {
    if new.is_empty() {
        return Ok(());
    }
    let held = repository.list_organisation_words().await?;
    let mut by_length: BTreeMap<i64, BTreeSet<&str>> =
        held.iter().map(|(length, words)| (*length, words.split(' ').collect())).collect();
    let mut touched = BTreeSet::new();
    for word in &new {
        let length = i64::try_from(word.chars().count()).unwrap_or_default();
        if by_length.entry(length).or_default().insert(word) {
            touched.insert(length);
        }
    }
    for length in touched {
        let words: Vec<&str> = by_length.remove(&length).unwrap_or_default().into_iter().collect();
        repository.put_organisation_words(length, &words.join(" ")).await?;
    }
    Ok(())
}
