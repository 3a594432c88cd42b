//! Of those that fit, the ones that ranking would put first, as far as sets can tell: by how their names fit, open before closed, near
//! before far. Only where more fit than are wanted is anything of this looked at.

use super::{Fitting, Search, having::is_long};
use crate::{
    organisation::{OrganisationCode, index, set::Set},
    store::StoreResult,
};

/// Of one's own places, what they belong to, their regions and their integrated care boards, so many are looked at.
const NEAR: usize = 6;

/// What tells those that fit equally well apart.
struct Ranks {
    open: Set,
    /// The nearest first, each without those before it or not.
    near: [Set; 4],
}

/// Numbers that were drawn, the best first.
struct Drawn {
    most: usize,
    numbers: Vec<i64>,
    seen: Set,
}

impl Search<'_> {
    /// The numbers of the best.
    pub(super) async fn best(&mut self, fitting: &Fitting, most: usize) -> StoreResult<Vec<i64>> {
        if fitting.all.len() <= most {
            return Ok(fitting.all.numbers().collect());
        }
        let ranks = self.read_ranks().await?;
        let mut drawn = Drawn { most, numbers: Vec::with_capacity(most), seen: Set::default() };
        for fit in self.fits(fitting).await? {
            drawn.draw(&fit, &ranks);
        }
        Ok(drawn.numbers)
    }

    async fn read_ranks(&mut self) -> StoreResult<Ranks> {
        let near = self.near;
        let heads: Vec<String> = near.heads().take(2 * NEAR).map(index::parent).collect();
        let geographies: Vec<String> = near.geographies().take(NEAR).map(index::geography).collect();
        let regions: Vec<String> = near.regions().take(NEAR).map(|code| index::region(code.as_str())).collect();
        let words = self.meant.words();
        let mut terms = vec![index::OPEN.to_owned(), index::name(words)];
        // The beginning of a single long word is read later, and brings this.
        let is_read_later = matches!(words, [word] if is_long(word));
        terms.extend(words.first().filter(|_| !is_read_later).map(|word| index::first(word)));
        terms.extend(heads.iter().chain(&geographies).chain(&regions).cloned());
        self.read_terms(terms).await?;
        let [parents, boards] = self.numbers_around().await?;
        let (next, around) = (parents.or(&self.any_of(&heads)), boards.or(&self.any_of(&geographies)));
        let own: Set = near.numbers().collect();
        Ok(Ranks { open: self.set(index::OPEN), near: [own, next, around, self.any_of(&regions)] })
    }

    fn any_of(&self, terms: &[String]) -> Set {
        terms.iter().fold(Set::default(), |all, term| all.or(&self.set(term)))
    }

    /// What one's own places belong to, and their integrated care boards, in one question.
    async fn numbers_around(&mut self) -> StoreResult<[Set; 2]> {
        let parents: Vec<OrganisationCode> = self.near.parents().take(NEAR).cloned().collect();
        let boards: Vec<OrganisationCode> = self.near.geographies().take(NEAR).cloned().collect();
        let marks = self.repository.list_organisation_marks(&[&parents[..], &boards].concat()).await?;
        let numbers_of = |codes: &[OrganisationCode]| {
            marks.iter().filter(|mark| codes.contains(&mark.code)).filter_map(|mark| mark.number).collect()
        };
        Ok([numbers_of(&parents), numbers_of(&boards)])
    }

    /// Those that fit, as `rank::fit` has it: the code is what was typed; the name is, begins with it, begins so; the code begins so;
    /// the name has it; then all.
    async fn fits(&mut self, fitting: &Fitting) -> StoreResult<[Set; 7]> {
        let words = self.meant.words().to_vec();
        let begun = match words.as_slice() {
            [word] => Some(self.first_beginning(word).await?),
            _ => None,
        };
        let first = words.first().map(|word| self.set(&index::first(word))).unwrap_or_default();
        let begins = fitting.whole.and(&first);
        let exact = begins.and(&self.set(&index::name(&words)));
        let under_way = fitting.all.and(begun.as_ref().unwrap_or(&first));
        let Fitting { itself, by_code, whole, all } = fitting;
        Ok([itself.clone(), exact, begins, under_way, by_code.clone(), whole.clone(), all.clone()])
    }

    /// Those whose name begins so.
    async fn first_beginning(&mut self, letters: &str) -> StoreResult<Set> {
        if is_long(letters) {
            return Ok(self.read_terms_from(index::first(letters)).await?.0);
        }
        let term = index::first_beginning(letters);
        self.read_terms(vec![term.clone()]).await?;
        Ok(self.set(&term))
    }
}

impl Drawn {
    /// Draws from a set: all of it, or the best as far as there is room.
    fn draw(&mut self, set: &Set, ranks: &Ranks) {
        if self.room() == 0 {
            return;
        }
        let new = set.without(&self.seen);
        if new.len() <= self.room() {
            return self.put(&new);
        }
        self.draw_near(new.and(&ranks.open), ranks);
        if self.room() > 0 {
            self.draw_near(new.without(&ranks.open), ranks);
        }
    }

    fn draw_near(&mut self, mut rest: Set, ranks: &Ranks) {
        for near in ranks.near.iter().filter(|near| !near.is_empty()) {
            if rest.len() > self.room() {
                self.put(&rest.and(near));
                rest = rest.without(near);
            }
        }
        self.put(&rest);
    }

    fn room(&self) -> usize {
        self.most - self.numbers.len()
    }

    fn put(&mut self, set: &Set) {
        let room = self.room();
        let drawn: Set = set.numbers().take(room).collect();
        self.numbers.extend(drawn.numbers());
        self.seen = std::mem::take(&mut self.seen).or(&drawn);
    }
}
