//! Find organisations. Sets of numbers say which fit (`having`); of those, at the most [`MOST`] are fetched and ranked, drawn in the
//! order in which ranking would put them (`draw`), so that the most common word costs no more than a rare one.

mod draw;
mod having;

use std::collections::HashMap;

use self::having::{Having, is_long, may_be_under_way};
use super::{
    OrganisationCode, index,
    query::Query,
    rank::{Near, sort},
    set::{Block, Set},
    store::Found,
};
use crate::{
    person::PersonId,
    service::{Service, Unexpected},
    store::{Repository, StoreError, StoreResult},
};

/// Results that are ranked and shown. Who finds more types another word.
pub const MOST: usize = 100;
/// Names that are shown when nothing fits.
const MOST_NEAREST: usize = 10;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// How many fit.
    pub total: usize,
    /// The best of them, best first.
    pub found: Vec<Found>,
    /// Words that were not looked for as they stand, and what they were taken for.
    pub taken: Vec<Taken>,
    /// When nothing fits: those around the postcode, or those that fit all but a word.
    pub nearest: Vec<Found>,
    /// When nothing fits: how many would without filters.
    pub without_filters: usize,
}

/// A word that nobody has, or nobody with the others beside it.
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
    let (sets, having, taken) = (HashMap::new(), Vec::new(), Vec::new());
    let mut search = Search { repository, near, query, meant, sets, having, taken };
    search.read_sets().await?;
    let mut fitting = search.fitting().await?;
    search.mean();
    search.add_by_code(&mut fitting).await?;
    if !fitting.by_code.is_empty() {
        // It is a code, and no slip of a word.
        search.taken.retain(|taken| !taken.words.is_empty());
    }
    let mut results = search.results(&fitting).await?;
    if results.total == 0 {
        results.nearest = search.nearest().await?;
        if !query.filters().is_none() {
            results.without_filters = Box::pin(find(search.repository, near, &query.unfiltered())).await?.total;
        }
    }
    results.taken = search.taken;
    Ok(results)
}

/// Those that fit.
#[derive(Default)]
struct Fitting {
    /// The one whose code was typed.
    itself: Set,
    /// It, and those whose code begins so.
    by_code: Set,
    /// They have every word as it was typed or meant.
    whole: Set,
    /// All of these, and those that have a word that begins as one that was typed.
    all: Set,
}

struct Search<'a> {
    repository: &'a mut dyn Repository,
    near: &'a Near,
    query: &'a Query,
    /// With the words that were meant where others were typed.
    meant: Query,
    /// Terms that were read, with those that nobody has.
    sets: HashMap<String, Set>,
    /// For each word, and the postcode.
    having: Vec<Having>,
    taken: Vec<Taken>,
}

impl Search<'_> {
    /// What most searches need, in one question.
    async fn read_sets(&mut self) -> StoreResult<()> {
        let filters = self.query.filters();
        let (last, words) = self.query.words().split_last().unzip();
        let mut terms: Vec<String> = words.into_iter().flatten().map(|text| index::word(text)).collect();
        if let Some(last) = last {
            // A long one that may be under way is read with all that begins so.
            if !(is_long(last) && may_be_under_way(last)) {
                terms.push(index::word(last));
            }
            terms.extend((!is_long(last)).then(|| index::beginning(last)));
        }
        terms.extend(filters.role().map(index::role));
        terms.extend(filters.region().map(index::region));
        terms.extend(filters.is_open().map(of_status));
        self.read_terms(terms).await
    }

    /// Reads the members of terms, unless they were read before.
    async fn read_terms(&mut self, mut terms: Vec<String>) -> StoreResult<()> {
        terms.retain(|term| !self.sets.contains_key(term));
        let found = self.repository.list_organisation_terms(&terms, None).await?;
        self.sets.extend(terms.into_iter().map(|term| (term, Set::default())));
        for term in found {
            let block = members(&term.members)?;
            self.sets.entry(term.term).or_default().add_block(term.block, &block);
        }
        Ok(())
    }

    fn set(&self, term: &str) -> Set {
        self.sets.get(term).cloned().unwrap_or_default()
    }

    /// Adds those whose code is what was typed, or begins so, and pass the filters. Letters alone are a name under way; as the
    /// beginning of a code they count when nothing has them in its name.
    async fn add_by_code(&mut self, fitting: &mut Fitting) -> StoreResult<()> {
        let Some(code) = self.query.code() else { return Ok(()) };
        let itself = self.numbered(code).await?;
        let mut by_code = itself.clone();
        if fitting.all.is_empty() || code.has_digit() {
            let begun: Set = self.repository.list_organisation_numbers_by_code(code).await?.into_iter().collect();
            by_code = by_code.or(&begun);
        }
        fitting.itself = self.filtered(Some(itself));
        fitting.by_code = self.filtered(Some(by_code));
        fitting.all = std::mem::take(&mut fitting.all).or(&fitting.by_code);
        Ok(())
    }

    /// The one with this code.
    async fn numbered(&mut self, code: &OrganisationCode) -> StoreResult<Set> {
        let marks = self.repository.list_organisation_marks(std::slice::from_ref(code)).await?;
        Ok(marks.iter().filter_map(|mark| mark.number).collect())
    }

    /// Where a mistyped word stands for one word, that one was meant.
    fn mean(&mut self) {
        let meant = |word: &String| {
            let taken = self.taken.iter().find(|taken| taken.is_slip && taken.typed == *word && taken.words.len() == 1);
            taken.and_then(|taken| taken.words.first()).unwrap_or(word).clone()
        };
        self.meant = self.query.with_words(self.query.words().iter().map(meant).collect());
    }

    /// `None` stands for everything.
    fn filtered(&self, fitting: Option<Set>) -> Set {
        let filters = self.query.filters();
        let terms =
            [filters.role().map(index::role), filters.region().map(index::region), filters.is_open().map(of_status)];
        let sets = terms.into_iter().flatten().map(|term| self.set(&term));
        let all: Vec<Set> = fitting.into_iter().chain(sets).collect();
        all_of(&all).unwrap_or_default()
    }

    /// The best of those that fit.
    async fn results(&mut self, fitting: &Fitting) -> StoreResult<Results> {
        let wanted = self.best(fitting, MOST).await?;
        let mut found = self.repository.find_organisations_by_number(&wanted).await?;
        sort(&self.meant, self.near, &mut found);
        Ok(Results { total: fitting.all.len(), found, ..Results::default() })
    }

    /// Those with all words in the first half of the postcode; where there is none, those that have all words but one. Of many,
    /// the best.
    async fn nearest(&mut self) -> StoreResult<Vec<Found>> {
        let mut all = self.around().await?;
        if all.is_empty() {
            all = self.but_one();
        }
        let numbers = self.best(&Fitting { whole: all.clone(), all, ..Fitting::default() }, MOST_NEAREST).await?;
        let mut found = self.repository.find_organisations_by_number(&numbers).await?;
        sort(&self.meant, self.near, &mut found);
        Ok(found)
    }

    /// Those around the postcode.
    async fn around(&mut self) -> StoreResult<Set> {
        let Some((outward, _)) = self.query.postcode().and_then(|postcode| postcode.split_once(' ')) else {
            return Ok(Set::default());
        };
        let term = index::word(&outward.to_ascii_lowercase());
        self.read_terms(vec![term.clone()]).await?;
        // What is had of the postcode stands after what is had of the words.
        let words = self.having.iter().take(self.query.words().len()).map(|having| having.all.clone());
        Ok(all_of(&words.chain([self.set(&term)]).collect::<Vec<_>>()).unwrap_or_default())
    }

    fn but_one(&self) -> Set {
        let sets: Vec<Set> = self.having.iter().map(|having| having.all.clone()).collect();
        let without = |left_out: usize| {
            let others = sets.iter().enumerate().filter(|(place, _)| *place != left_out);
            all_of(&others.map(|(_, set)| set.clone()).collect::<Vec<_>>()).unwrap_or_default()
        };
        (0..sets.len()).fold(Set::default(), |all, left_out| all.or(&without(left_out)))
    }
}

fn of_status(is_open: bool) -> String {
    if is_open { index::OPEN } else { index::CLOSED }.to_owned()
}

fn members(text: &str) -> StoreResult<Block> {
    Block::from_text(text).ok_or_else(|| StoreError::Invalid("the column members".into()))
}

/// Those of every set; nothing when there is no set.
fn all_of(sets: &[Set]) -> Option<Set> {
    let (first, rest) = sets.split_first()?;
    Some(rest.iter().fold(first.clone(), |all, set| all.and(set)))
}
