//! Sets of organisations by their numbers, in blocks, and how they are written down: whichever is shorter of a bit for each
//! number of the block, and the steps from one member to the next. To intersect even the most common words costs microseconds.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};

/// Numbers of a block.
pub const BLOCK: i64 = 32_768;
const WORDS: usize = 512;

/// Members of one block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block(Box<[u64; WORDS]>);

impl Default for Block {
    fn default() -> Self {
        Self(Box::new([0; WORDS]))
    }
}

impl Block {
    /// Adds a member, or takes one away; by its place in the block.
    pub fn put(&mut self, place: u16, is_member: bool) {
        if let Some(word) = self.0.get_mut(usize::from(place) / 64) {
            let bit = 1_u64 << (place % 64);
            if is_member { *word |= bit } else { *word &= !bit }
        }
    }

    /// Whether it has no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The places of the members, in order.
    pub fn places(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().enumerate().flat_map(|(number, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = u16::try_from(rest.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                rest &= rest - 1;
                Some(u16::try_from(number * 64).unwrap_or_default() + bit)
            })
        })
    }

    /// As the store keeps it.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut steps = Vec::new();
        let mut next = 0;
        for place in self.places() {
            let step = place - next;
            if step < 0x80 {
                steps.push(step.to_le_bytes()[0]);
            } else {
                // Seven bits, then the eight above them: a step has no more than 15.
                steps.extend([0x80 | (step & 0x7f).to_le_bytes()[0], (step >> 7).to_le_bytes()[0]]);
            }
            next = place + 1;
        }
        if steps.len() < WORDS * 8 {
            return format!("s{}", STANDARD_NO_PAD.encode(steps));
        }
        let bits: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        format!("b{}", STANDARD_NO_PAD.encode(bits))
    }

    /// From the store; `None` for what this version does not write.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (form, rest) = text.split_at_checked(1)?;
        let bytes = STANDARD_NO_PAD.decode(rest).ok()?;
        let mut block = Self::default();
        if form == "b" {
            let words = bytes.chunks_exact(8).map(|bytes| bytes.try_into().map(u64::from_le_bytes));
            for (word, bits) in block.0.iter_mut().zip(words) {
                *word = bits.ok()?;
            }
            return (bytes.len() == WORDS * 8).then_some(block);
        }
        let (mut place, mut bytes) = (0_u16, bytes.into_iter());
        while let Some(byte) = bytes.next() {
            let high = if byte < 0x80 { 0 } else { u16::from(bytes.next()?) << 7 };
            place = place.checked_add(high | u16::from(byte & 0x7f))?;
            if i64::from(place) >= BLOCK {
                return None;
            }
            block.put(place, true);
            place += 1;
        }
        (form == "s").then_some(block)
    }
}

/// Where a number stands: its block and its place there.
#[must_use]
pub fn place(number: i64) -> (i64, u16) {
    (number.div_euclid(BLOCK), u16::try_from(number.rem_euclid(BLOCK)).unwrap_or_default())
}

/// Members of all blocks.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Set(BTreeMap<i64, Block>);

impl Set {
    /// Adds the members of a block.
    pub fn add_block(&mut self, number: i64, block: &Block) {
        let mine = self.0.entry(number).or_default();
        mine.0.iter_mut().zip(block.0.iter()).for_each(|(mine, other)| *mine |= other);
    }

    /// Adds a member.
    pub fn add(&mut self, number: i64) {
        let (block, place) = place(number);
        self.0.entry(block).or_default().put(place, true);
    }

    /// Those of either.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        other.0.iter().for_each(|(number, block)| self.add_block(*number, block));
        self
    }

    /// Those of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |mine, other| mine & other)
    }

    /// Those that the other has not.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.with(other, |mine, other| mine & !other)
    }

    fn with(&self, other: &Self, how: impl Fn(u64, u64) -> u64) -> Self {
        let none = Block::default();
        let both = |(number, block): (&i64, &Block)| {
            let other = other.0.get(number).unwrap_or(&none);
            let mut block = block.clone();
            block.0.iter_mut().zip(other.0.iter()).for_each(|(mine, other)| *mine = how(*mine, *other));
            (!block.is_empty()).then_some((*number, block))
        };
        Self(self.0.iter().filter_map(both).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().flat_map(|block| block.0.iter()).map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Block::is_empty)
    }

    /// The numbers, in order.
    pub fn numbers(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().flat_map(|(number, block)| block.places().map(move |place| number * BLOCK + i64::from(place)))
    }
}

impl FromIterator<i64> for Set {
    fn from_iter<T: IntoIterator<Item = i64>>(numbers: T) -> Self {
        let mut set = Self::default();
        numbers.into_iter().for_each(|number| set.add(number));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    fn block(places: &BTreeSet<u16>) -> Block {
        let mut block = Block::default();
        places.iter().for_each(|place| block.put(*place, true));
        block
    }

    #[test]
    fn common_words_take_a_bit_each_and_rare_ones_less() {
        let all: BTreeSet<u16> = (0..32_768).collect();
        assert_eq!(block(&all).to_text().len(), 1 + 5_462);
        assert_eq!(block(&BTreeSet::from([32_767])).to_text().len(), 1 + 3);
        assert_eq!(Block::from_text(&block(&all).to_text()), Some(block(&all)));
    }

    proptest! {
        #[test]
        fn a_block_reads_back(places in btree_set(0_u16..32_768, 0..6_000)) {
            let block = block(&places);
            prop_assert_eq!(block.places().collect::<BTreeSet<_>>(), places);
            prop_assert_eq!(Block::from_text(&block.to_text()), Some(block));
        }

        #[test]
        fn any_text_is_refused_or_a_block(text in "[bs][A-Za-z0-9+/]{0,40}|.{0,10}") {
            if let Some(block) = Block::from_text(&text) {
                prop_assert!(block.places().all(|place| place < 32_768));
            }
        }

        #[test]
        fn sets_are_joined_and_cut_as_sets_are(
            one in btree_set(0_i64..100_000, 0..200),
            other in btree_set(0_i64..100_000, 0..200),
        ) {
            let (a, b): (Set, Set) = (one.iter().copied().collect(), other.iter().copied().collect());
            let numbers = |set: &Set| set.numbers().collect::<Vec<_>>();
            prop_assert_eq!(numbers(&a.and(&b)), one.intersection(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(numbers(&a.without(&b)), one.difference(&other).copied().collect::<Vec<_>>());
            let either: Vec<i64> = one.union(&other).copied().collect();
            prop_assert_eq!(a.clone().or(&b).len(), either.len());
            prop_assert_eq!(numbers(&a.or(&b)), either);
        }
    }
}
