//! Which organisations have a word that was typed: whole, as the beginning of another, or as a slip of one.

use std::collections::BTreeSet;

use super::{Fitting, Search, Taken, all_of, members};
use crate::{
    organisation::{OrganisationCode, index, set::Set, slip},
    store::StoreResult,
};

/// Words that are named for an unfinished or mistyped one, and that a mistyped one may stand for.
const MOST_WORDS: usize = 12;
/// Rows of terms that are read for a beginning of three letters or more: no such beginning has a fourth of it in the directory.
const MOST_ROWS: u32 = 4_000;

/// Those that have a word.
#[derive(Clone, Default)]
pub(super) struct Having {
    /// They have it as it was typed, or the one that it is a slip of.
    whole: Set,
    /// These, and those that have a word that begins so, as far as it was taken for a beginning.
    pub(super) all: Set,
}

impl Having {
    fn whole(set: Set) -> Self {
        Self { all: set.clone(), whole: set }
    }
}

impl Search<'_> {
    /// Those that have every word, or one that it was taken for, and pass the filters. The last word may be under way. Where
    /// nobody has all of them so, each may be an abbreviation: "manchester univ hospitals".
    pub(super) async fn fitting(&mut self) -> StoreResult<Fitting> {
        let words = self.query.words();
        for (place, word) in words.iter().enumerate() {
            let having = self.having(word, place + 1 == words.len()).await?;
            self.having.push(having);
        }
        if let Some(postcode) = self.query.postcode() {
            let there = self.repository.list_organisation_numbers_at(postcode).await?;
            self.having.push(Having::whole(there.into_iter().collect()));
        }
        if words.len() > 1 && self.is_nothing() {
            self.abbreviate(words).await?;
            self.forgive(words).await?;
        }
        let whole: Vec<Set> = self.having.iter().map(|having| having.whole.clone()).collect();
        let (whole, all) = (self.filtered(all_of(&whole)), self.filtered(self.having_all()));
        Ok(Fitting { whole, all, ..Fitting::default() })
    }

    fn is_nothing(&self) -> bool {
        self.having_all().is_some_and(|all| all.is_empty())
    }

    fn having_all(&self) -> Option<Set> {
        all_of(&self.having.iter().map(|having| having.all.clone()).collect::<Vec<_>>())
    }

    /// A word that nobody has is the beginning of others, a code, or a slip. One that somebody has may still be under way.
    async fn having(&mut self, word: &str, is_last: bool) -> StoreResult<Having> {
        if !(is_last && may_be_under_way(word)) {
            let whole = self.set(&index::word(word));
            if !whole.is_empty() {
                return Ok(Having::whole(whole));
            }
        }
        let (begun, words) = self.beginning(word).await?;
        let whole = self.set(&index::word(word));
        if !whole.is_empty() {
            return Ok(Having { all: begun.or(&whole), whole });
        }
        if !begun.is_empty() {
            self.take(word, words);
            return Ok(Having { whole, all: begun });
        }
        if let Some(of_code) = self.of_code(word).await? {
            return Ok(Having::whole(of_code));
        }
        let (all, words) = self.near_to(word).await?;
        self.taken.push(Taken { typed: word.to_owned(), words, is_slip: true });
        Ok(Having::whole(all))
    }

    /// The one whose code it is, beside words of its name: whoever copies from elsewhere brings both. A code alone is another matter.
    async fn of_code(&mut self, word: &str) -> StoreResult<Option<Set>> {
        let Some(code) = OrganisationCode::parse(word).filter(|_| self.query.code().is_none()) else { return Ok(None) };
        let itself = self.numbered(&code).await?;
        Ok((!itself.is_empty()).then_some(itself))
    }

    /// Those that have a word that this may be a slip of, and these words.
    async fn near_to(&mut self, word: &str) -> StoreResult<(Set, Vec<String>)> {
        let known = self.repository.list_organisation_words().await?;
        let others = known.iter().flat_map(|(_, words)| words.split(' ')).filter(|known| *known != word);
        let words: Vec<String> = slip::nearest(word, others).into_iter().take(MOST_WORDS).map(str::to_owned).collect();
        let terms: Vec<String> = words.iter().map(|text| index::word(text)).collect();
        self.read_terms(terms.clone()).await?;
        Ok((terms.iter().fold(Set::default(), |all, term| all.or(&self.set(term))), words))
    }

    /// Tells what a beginning was taken for. Of the shortest ones that is nothing to tell.
    fn take(&mut self, word: &str, words: Vec<String>) {
        if !words.is_empty() {
            self.taken.push(Taken { typed: word.to_owned(), words, is_slip: false });
        }
    }

    /// Takes every word for a beginning, if somebody has all of them so.
    async fn abbreviate(&mut self, words: &[String]) -> StoreResult<()> {
        let (before, mut taken) = (self.having.clone(), Vec::new());
        for (place, word) in words.iter().enumerate() {
            if self.taken.iter().any(|taken| taken.typed == *word) {
                continue;
            }
            let (begun, words) = self.beginning(word).await?;
            if let Some(having) = self.having.get_mut(place) {
                having.all = begun.or(&having.whole);
            }
            if words.len() > 1 && place + 1 < self.query.words().len() {
                taken.push((word, words));
            }
        }
        if self.is_nothing() {
            self.having = before;
            return Ok(());
        }
        taken.into_iter().for_each(|(word, words)| self.take(word, words));
        Ok(())
    }

    /// Takes one word for a slip of another, though somebody has it or a word that begins so, if somebody has all of them then.
    async fn forgive(&mut self, words: &[String]) -> StoreResult<()> {
        for (place, word) in words.iter().enumerate() {
            if !self.is_nothing() {
                return Ok(());
            }
            if self.taken.iter().any(|taken| taken.is_slip && taken.typed == *word) {
                continue;
            }
            let (near, words) = self.near_to(word).await?;
            let before = self.having.get_mut(place).map(|having| std::mem::replace(having, Having::whole(near)));
            if self.is_nothing() {
                if let Some((having, before)) = self.having.get_mut(place).zip(before) {
                    *having = before;
                }
                continue;
            }
            self.taken.retain(|taken| taken.typed != *word);
            self.taken.push(Taken { typed: word.clone(), words, is_slip: true });
        }
        Ok(())
    }

    /// Those that have a word that begins so, and the shortest of these words, unless they are too many to be told apart.
    async fn beginning(&mut self, letters: &str) -> StoreResult<(Set, Vec<String>)> {
        if !is_long(letters) {
            let term = index::beginning(letters);
            self.read_terms(vec![term.clone()]).await?;
            return Ok((self.set(&term), Vec::new()));
        }
        let (all, terms) = self.read_terms_from(index::word(letters)).await?;
        let words: BTreeSet<(usize, &str)> =
            terms.iter().filter_map(|term| term.get(2..)).map(|word| (word.len(), word)).collect();
        Ok((all, words.into_iter().map(|(_, word)| word.to_owned()).take(MOST_WORDS).collect()))
    }

    /// Those with a term that begins so, and these terms. The one that ends so counts as read.
    pub(super) async fn read_terms_from(&mut self, beginning: String) -> StoreResult<(Set, BTreeSet<String>)> {
        let (mut all, mut itself, mut terms) = (Set::default(), Set::default(), BTreeSet::new());
        for term in self.repository.list_organisation_terms_from(&beginning, MOST_ROWS).await? {
            let block = members(&term.members)?;
            all.add_block(term.block, &block);
            if term.term == beginning {
                itself.add_block(term.block, &block);
            }
            terms.insert(term.term);
        }
        self.sets.insert(beginning, itself);
        Ok((all, terms))
    }
}

/// Whether letters may follow. A number or the half of a postcode is meant as it stands.
pub(super) fn may_be_under_way(word: &str) -> bool {
    !word.contains(|letter: char| letter.is_ascii_digit())
}

/// Whether a beginning is looked for among the terms: the shortest have a term of their own.
pub(super) fn is_long(beginning: &str) -> bool {
    beginning.chars().count() > index::SHORT
}
