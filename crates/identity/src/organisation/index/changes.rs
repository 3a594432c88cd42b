//! Changes to terms, gathered for a batch and written together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{WHOLE, beginnings, terms};
use crate::{
    organisation::{
        Organisation, Term,
        set::{BLOCK, Block, place},
    },
    store::{Repository, StoreError, StoreResult},
};

/// Changes to terms, gathered for a batch.
#[derive(Default)]
pub struct Changes {
    blocks: BTreeMap<i64, HashMap<String, Vec<(u16, bool)>>>,
    words: BTreeSet<String>,
}

impl Changes {
    /// New organisations: the terms of a batch without their beginnings, and their numbers by their places in it.
    pub fn add(&mut self, terms: HashMap<String, Vec<usize>>, numbers: &[Option<i64>]) {
        for (term, places) in terms {
            let numbers = places.into_iter().filter_map(|place| numbers.get(place).copied().flatten());
            let numbers: Vec<(i64, u16)> = numbers.map(place).collect();
            if numbers.is_empty() {
                continue;
            }
            let beginnings = beginnings(&term);
            for members in numbers.chunk_by(|one, other| one.0 == other.0) {
                let Some((block, _)) = members.first() else { continue };
                for term in beginnings.iter().chain([&term]) {
                    self.places(*block, term).extend(members.iter().map(|(_, place)| (*place, true)));
                }
            }
            self.add_word(&term);
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
        let terms = self.blocks.entry(block).or_default();
        if !terms.contains_key(term) {
            terms.insert(term.to_owned(), Vec::new());
        }
        terms.entry(term.to_owned()).or_default()
    }

    fn add_word(&mut self, term: &str) {
        if let Some(text) = term.strip_prefix("w:")
            && !self.words.contains(text)
        {
            self.words.insert(text.to_owned());
        }
    }

    /// Writes them. Of blocks that begin at the number `new_from` or after it nothing is kept yet.
    ///
    /// # Errors
    /// When the database refuses, or holds what this version does not write.
    pub async fn write(self, repository: &mut dyn Repository, new_from: i64) -> StoreResult<()> {
        for (block, terms) in self.blocks {
            // In the order of the table, where neighbours share a page.
            let terms: BTreeMap<String, Vec<(u16, bool)>> = terms.into_iter().collect();
            let names: Vec<String> =
                if block * BLOCK < new_from { terms.keys().cloned().collect() } else { Vec::new() };
            let held = repository.list_organisation_terms(&names, Some(block)).await?;
            let mut held: HashMap<String, String> = held.into_iter().map(|term| (term.term, term.members)).collect();
            let mut written = Vec::with_capacity(terms.len() + 1);
            if block * BLOCK >= new_from {
                written.push(Term { term: WHOLE.to_owned(), block, members: Block::default().to_text() });
            }
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
