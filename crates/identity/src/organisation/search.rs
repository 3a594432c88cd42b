//! Find organisations. Sets of numbers say which fit; of those, at the most [`MOST`] are fetched and ranked, drawn in the order in
//! which ranking would put them, so that the most common word costs no more than a rare one.

use std::collections::HashMap;

use super::{
    index,
    query::Query,
    rank::{Near, sort},
    set::{Block, Set},
    slip,
    store::Found,
};
use crate::{
    person::PersonId,
    service::{Service, Unexpected},
    store::{Repository, StoreError, StoreResult},
};

/// Results that are ranked and shown. Who finds more types another word.
pub const MOST: usize = 100;
/// Words that an unfinished or mistyped word may stand for.
const MOST_WORDS: usize = 12;
/// Names that are shown when nothing fits.
const MOST_NEAREST: usize = 10;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// How many fit.
    pub total: usize,
    /// The best of them, best first.
    pub found: Vec<Found>,
    /// Words that nobody has, and what they were taken for.
    pub taken: Vec<Taken>,
    /// When nothing fits: those that fit all but a word.
    pub nearest: Vec<Found>,
    /// When nothing fits: how many would without filters.
    pub without_filters: usize,
}

/// A word that nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The word.
    pub typed: String,
    /// What was looked for instead.
    pub words: Vec<String>,
    /// Whether it was taken for a slip, not for the beginning of a word.
    pub is_slip: bool,
}

/// Searches for somebody, whose own places are near.
///
/// # Errors
/// When the database refuses.
pub async fn search(service: &Service, person: &PersonId, query: &Query) -> Result<Results, Unexpected> {
    let mut repository = service.read().await?;
    let places = repository.list_organisations_of(person, service.now().uk_date()).await?;
    Ok(find(&mut *repository, &Near::to(&places), query).await?)
}

/// Searches.
///
/// # Errors
/// When the database refuses.
pub async fn find(repository: &mut dyn Repository, near: &Near, query: &Query) -> StoreResult<Results> {
    if query.is_empty() {
        return Ok(Results::default());
    }
    let meant = query.clone();
    let mut search = Search { repository, near, query, meant, sets: HashMap::new(), taken: Vec::new() };
    search.read_sets().await?;
    let fitting = search.fitting().await?;
    search.mean().await?;
    let by_code = search.by_code(fitting.is_empty()).await?;
    let mut results = search.draw(&fitting, by_code).await?;
    if results.total == 0 {
        results.nearest = search.nearest().await?;
        if !query.filters().is_none() {
            results.without_filters = Box::pin(find(search.repository, near, &query.unfiltered())).await?.total;
        }
    }
    results.taken = search.taken;
    Ok(results)
}

struct Search<'a> {
    repository: &'a mut dyn Repository,
    near: &'a Near,
    query: &'a Query,
    /// With the words that were meant where others were typed.
    meant: Query,
    sets: HashMap<String, Set>,
    taken: Vec<Taken>,
}

impl Search<'_> {
    /// Everything that a search needs in most cases, in one question.
    async fn read_sets(&mut self) -> StoreResult<()> {
        let filters = self.query.filters();
        let mut terms: Vec<String> = self.query.words().iter().map(|text| index::word(text)).collect();
        terms.extend(self.query.words().first().map(|text| index::first(text)));
        terms.extend(filters.role().map(index::role));
        terms.extend(filters.region().map(index::region));
        terms.extend(self.near.geographies().take(3).map(index::geography));
        terms.push(index::OPEN.to_owned());
        if filters.is_open() == Some(false) {
            terms.push(index::CLOSED.to_owned());
        }
        self.read_terms(&terms).await
    }

    async fn read_terms(&mut self, terms: &[String]) -> StoreResult<()> {
        for term in self.repository.list_organisation_terms(terms, None).await? {
            let block =
                Block::from_text(&term.members).ok_or_else(|| StoreError::Invalid("the column members".into()))?;
            self.sets.entry(term.term).or_default().add_block(term.block, &block);
        }
        Ok(())
    }

    fn set(&self, term: &str) -> Set {
        self.sets.get(term).cloned().unwrap_or_default()
    }

    /// Those whose code is what was typed, or begins so.
    async fn by_code(&mut self, is_nothing_else: bool) -> StoreResult<Vec<Found>> {
        let Some(code) = self.query.code() else { return Ok(Vec::new()) };
        let mut found = self.repository.find_organisations_by_code(code).await?;
        // Letters alone are a name under way; as a code they count when they are all of it, or nothing has them in its name.
        let is_code = is_nothing_else || code.as_str().bytes().any(|byte| byte.is_ascii_digit());
        let query = self.query;
        found.retain(|found| (is_code || found.code == *code) && is_wanted(query, found));
        Ok(found)
    }

    /// Those that have every word, or one that it was taken for, and pass the filters.
    async fn fitting(&mut self) -> StoreResult<Set> {
        let mut words = Vec::new();
        for word in self.query.words() {
            words.push(self.having(word).await?);
        }
        if let Some(postcode) = self.query.postcode() {
            words.push(self.repository.list_organisation_numbers_at(postcode).await?.into_iter().collect());
        }
        Ok(self.filtered(all_of(&words)))
    }

    /// Those that have a word. One that nobody has is the beginning of others, or a slip.
    async fn having(&mut self, word: &str) -> StoreResult<Set> {
        let known = self.set(&index::word(word));
        if !known.is_empty() {
            return Ok(known);
        }
        if !self.taken.iter().any(|taken| taken.typed == word) {
            self.take(word).await?;
        }
        let taken = self.taken.iter().find(|taken| taken.typed == word);
        let words = taken.map(|taken| taken.words.as_slice()).unwrap_or_default();
        Ok(words.iter().fold(Set::default(), |all, word| all.or(&self.set(&index::word(word)))))
    }

    async fn take(&mut self, word: &str) -> StoreResult<()> {
        let all = self.repository.list_organisation_words().await?;
        let each = || all.iter().flat_map(|(_, words)| words.split(' '));
        let mut words: Vec<&str> =
            if word.len() < 2 { Vec::new() } else { each().filter(|known| known.starts_with(word)).collect() };
        let is_slip = words.is_empty();
        if is_slip {
            words = slip::nearest(word, each());
        }
        let words: Vec<String> = words.into_iter().take(MOST_WORDS).map(str::to_owned).collect();
        let terms: Vec<String> = words.iter().map(|text| index::word(text)).collect();
        self.read_terms(&terms).await?;
        self.taken.push(Taken { typed: word.to_owned(), words, is_slip });
        Ok(())
    }

    /// Where a mistyped word stands for one word, that one was meant.
    async fn mean(&mut self) -> StoreResult<()> {
        let meant = |word: &String| {
            let taken = self.taken.iter().find(|taken| taken.is_slip && taken.typed == *word && taken.words.len() == 1);
            taken.and_then(|taken| taken.words.first()).unwrap_or(word).clone()
        };
        let words: Vec<String> = self.query.words().iter().map(meant).collect();
        let first =
            words.first().filter(|first| Some(*first) != self.query.words().first()).map(|word| index::first(word));
        self.meant = self.query.with_words(words);
        match first {
            Some(first) => self.read_terms(&[first]).await,
            None => Ok(()),
        }
    }

    /// `None` stands for everything.
    fn filtered(&self, fitting: Option<Set>) -> Set {
        let filters = self.query.filters();
        let status = filters.is_open().map(|is_open| if is_open { index::OPEN } else { index::CLOSED }.to_owned());
        let terms = [filters.role().map(index::role), filters.region().map(index::region), status];
        let sets = terms.into_iter().flatten().map(|term| self.set(&term));
        let all: Vec<Set> = fitting.into_iter().chain(sets).collect();
        all_of(&all).unwrap_or_default()
    }

    /// The best of those that fit, with those that are known by their code.
    async fn draw(&mut self, fitting: &Set, by_code: Vec<Found>) -> StoreResult<Results> {
        let wanted = draw(&self.tiers(fitting), MOST);
        let mut found = self.repository.find_organisations_by_number(&wanted).await?;
        let known: Set = by_code.iter().map(|found| found.number).collect();
        found.retain(|found| by_code.iter().all(|known| known.code != found.code));
        found.extend(by_code);
        sort(&self.meant, self.near, &mut found);
        found.truncate(MOST);
        Ok(Results { total: fitting.clone().or(&known).len(), found, ..Results::default() })
    }

    /// Those that fit, in the order in which ranking would put most of them.
    fn tiers(&self, fitting: &Set) -> Vec<Set> {
        let open = self.set(index::OPEN);
        let near = self.near.geographies().fold(Set::default(), |all, code| all.or(&self.set(&index::geography(code))));
        let first = self.meant.words().first().map(|word| fitting.and(&self.set(&index::first(word))));
        let begins = first.filter(|first| !first.is_empty());
        let of = |set: &Set| {
            let (open, closed) = (set.and(&open), set.without(&open));
            [open.and(&near), open, closed.and(&near), closed]
        };
        begins.iter().chain([fitting]).flat_map(of).collect()
    }

    /// Those that have all words but one: of many, the first.
    async fn nearest(&mut self) -> StoreResult<Vec<Found>> {
        let words = self.query.words();
        if words.len() < 2 {
            return Ok(Vec::new());
        }
        let mut sets = Vec::new();
        for word in words {
            sets.push(self.having(word).await?);
        }
        let without = |left_out: usize| {
            let others: Vec<Set> =
                sets.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, set)| set.clone()).collect();
            all_of(&others).unwrap_or_default()
        };
        let any = (0..sets.len()).fold(Set::default(), |all, left_out| all.or(&without(left_out)));
        let numbers = draw(&self.tiers(&any), MOST_NEAREST);
        let mut found = self.repository.find_organisations_by_number(&numbers).await?;
        sort(&self.meant, self.near, &mut found);
        Ok(found)
    }
}

fn is_wanted(query: &Query, found: &Found) -> bool {
    let filters = query.filters();
    let region =
        filters.region().is_none_or(|wanted| found.region.as_ref().is_some_and(|code| code.as_str() == wanted));
    let role = filters.role().is_none_or(|wanted| found.roles.iter().any(|role| role == wanted));
    filters.wants(found.status) && region && role
}

/// Those of every set; nothing when there is no set.
fn all_of(sets: &[Set]) -> Option<Set> {
    let (first, rest) = sets.split_first()?;
    Some(rest.iter().fold(first.clone(), |all, set| all.and(set)))
}

/// The first of several sets, each number once.
fn draw(tiers: &[Set], most: usize) -> Vec<i64> {
    let mut drawn: Vec<i64> = Vec::with_capacity(most);
    for tier in tiers {
        for number in tier.numbers() {
            if drawn.len() == most {
                return drawn;
            }
            if !drawn.contains(&number) {
                drawn.push(number);
            }
        }
    }
    drawn
}
