//! How far a mistyped word is from one that there is.

/// How many slips are forgiven in a word of so many letters: none in the shortest, which are each other's neighbours.
#[must_use]
pub const fn forgiven(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// How many slips lie between two words: a letter more, one less, another one, or two that changed places (optimal string
/// alignment). `None` when there are more than `most`.
#[must_use]
pub fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let width = other.len() + 1;
    let mut before = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut here = vec![row + 1; width];
        for (column, wanted) in other.iter().enumerate() {
            let changed = at(&above, column) + usize::from(letter != wanted);
            let mut least = changed.min(at(&above, column + 1) + 1).min(at(&here, column) + 1);
            let swapped =
                row > 0 && column > 0 && one.get(row - 1) == Some(wanted) && other.get(column - 1) == Some(letter);
            if swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            if let Some(place) = here.get_mut(column + 1) {
                *place = least;
            }
        }
        if here.iter().all(|slips| *slips > most) {
            return None;
        }
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().filter(|slips| *slips <= most)
}

fn at(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(usize::MAX / 2)
}

/// The words that are nearest to a mistyped one, all at the same distance: those with its first letter before the others, then
/// in the order of the alphabet; none when nothing is near enough.
#[must_use]
pub fn nearest<'a>(typed: &str, words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let letters: Vec<char> = typed.chars().collect();
    let mut least = forgiven(letters.len());
    if least == 0 || letters.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for word in words {
        // Bytes are at least as many as letters, and no more for nearly all words: a cheap look before the dear one.
        if word.len() + least < letters.len() {
            continue;
        }
        let other: Vec<char> = word.chars().collect();
        if let Some(slips) = distance(&letters, &other, least) {
            if slips < least {
                found.clear();
                least = slips;
            }
            found.push(word);
        }
    }
    found.sort_unstable_by_key(|word| (word.chars().next() != letters.first().copied(), *word));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn between(one: &str, other: &str) -> Option<usize> {
        distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>(), 3)
    }

    #[test]
    fn slips_are_counted_as_people_make_them() {
        for (one, other, slips) in [
            ("surgery", "surgery", 0),
            ("surgrey", "surgery", 1),
            ("surgry", "surgery", 1),
            ("surggery", "surgery", 1),
            ("sirgery", "surgery", 1),
            ("farmacy", "pharmacy", 2),
        ] {
            assert_eq!(between(one, other), Some(slips), "{one}");
        }
        assert_eq!(between("surgery", "pharmacy"), None);
    }

    #[test]
    fn the_nearest_words_are_found_and_short_ones_and_numbers_left_alone() {
        let words = ["harbour", "arbour", "harbours", "barbour", "street"];
        assert_eq!(nearest("harbuor", words.into_iter()), ["harbour"]);
        assert_eq!(nearest("jarbour", words.into_iter()), ["arbour", "barbour", "harbour"]);
        assert_eq!(nearest("stret", words.into_iter()), ["street"]);
        assert!(nearest("zzz", ["zzy"].into_iter()).is_empty());
        assert!(nearest("a8100", ["a8101"].into_iter()).is_empty());
    }

    proptest! {
        #[test]
        fn a_distance_is_the_same_both_ways_and_nought_for_equals_only(one in "[a-c]{0,7}", other in "[a-c]{0,7}") {
            prop_assert_eq!(between(&one, &other), between(&other, &one));
            prop_assert_eq!(between(&one, &other) == Some(0), one == other);
        }
    }
}
