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

    /// What the store has of what they change. Of blocks that begin at the number `new_from` or after it nothing is kept yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn look_up(&self, repository: &mut dyn Repository, new_from: i64) -> StoreResult<Held> {
        let mut held = Held { new_from, ..Held::default() };
        for (block, terms) in self.blocks.iter().filter(|(block, _)| **block * BLOCK < new_from) {
            let names: Vec<String> = terms.keys().cloned().collect();
            held.terms.extend(repository.list_organisation_terms(&names, Some(*block)).await?);
        }
        if !self.words.is_empty() {
            held.words = repository.list_organisation_words().await?;
        }
        Ok(held)
    }

    /// What is to be written, with what the store has: all of the work, and none of the waiting.
    ///
    /// # Errors
    /// When the store holds what this version does not write.
    pub fn apply_to(self, held: Held) -> StoreResult<Written> {
        let mut before: HashMap<(String, i64), String> =
            held.terms.into_iter().map(|term| ((term.term, term.block), term.members)).collect();
        let mut written = Vec::new();
        for (block, terms) in self.blocks {
            if block * BLOCK >= held.new_from {
                written.push(Term { term: WHOLE.to_owned(), block, members: Block::default().to_text() });
            }
            for (term, places) in terms {
                let key = (term, block);
                let mut members = match before.remove(&key) {
                    Some(text) => {
                        Block::from_text(&text).ok_or_else(|| StoreError::Invalid("the column members".into()))?
                    }
                    None => Block::default(),
                };
                places.iter().for_each(|(place, is_member)| members.put(*place, *is_member));
                written.push(Term { term: key.0, block, members: members.to_text() });
            }
        }
        // In the order of the table, where neighbours share a page.
        written.sort_unstable_by(|one, other| (&one.term, one.block).cmp(&(&other.term, other.block)));
        Ok(Written { terms: written, words: add_words(&held.words, &self.words) })
    }
}

/// What the store has of what changes.
#[derive(Default)]
pub struct Held {
    new_from: i64,
    terms: Vec<Term>,
    words: Vec<(i64, String)>,
}

/// What is to be written.
pub struct Written {
    terms: Vec<Term>,
    words: Vec<(i64, String)>,
}

impl Written {
    /// Writes it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write(self, repository: &mut dyn Repository) -> StoreResult<()> {
        repository.put_organisation_terms(&self.terms).await?;
        for (length, words) in self.words {
            repository.put_organisation_words(length, &words).await?;
        }
        Ok(())
    }
}

/// The lists of words that change when new ones come to those that are held. Words are never taken away: one that nobody has any more
/// finds nothing.
fn add_words(held: &[(i64, String)], new: &BTreeSet<String>) -> Vec<(i64, String)> {
    let held: HashMap<i64, BTreeSet<&str>> =
        held.iter().map(|(length, words)| (*length, words.split(' ').collect())).collect();
    let mut more: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for word in new {
        let length = i64::try_from(word.chars().count()).unwrap_or_default();
        if held.get(&length).is_none_or(|held| !held.contains(word.as_str())) {
            more.entry(length).or_default().insert(word);
        }
    }
    let with_held = |(length, mut words): (i64, BTreeSet<&str>)| {
        words.extend(held.get(&length).into_iter().flatten());
        (length, words.into_iter().collect::<Vec<_>>().join(" "))
    };
    more.into_iter().map(with_held).collect()
}
