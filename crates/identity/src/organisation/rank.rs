//! Which result comes first: one pure function, so that it is the same on every database.

use std::{cmp::Ordering, collections::BTreeSet};

use super::{OrganisationCode, Status, index::words_of_name, query::Query, store::Found};

/// Where somebody works: what is near to it comes before what is far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Near {
    own: BTreeSet<OrganisationCode>,
    numbers: BTreeSet<i64>,
    parents: BTreeSet<OrganisationCode>,
    geographies: BTreeSet<OrganisationCode>,
    regions: BTreeSet<OrganisationCode>,
}

impl Near {
    /// Near to any of these.
    #[must_use]
    pub fn to(places: &[Found]) -> Self {
        let all = |of: fn(&Found) -> Option<&OrganisationCode>| places.iter().filter_map(of).cloned().collect();
        Self {
            own: all(|place| Some(&place.code)),
            numbers: places.iter().map(|place| place.number).collect(),
            parents: all(|place| place.parent.as_ref()),
            geographies: all(|place| place.geography.as_ref()),
            regions: all(|place| place.region.as_ref()),
        }
    }

    /// The numbers of one's own places.
    pub fn numbers(&self) -> impl Iterator<Item = i64> {
        self.numbers.iter().copied()
    }

    /// What one's own places belong to.
    pub fn parents(&self) -> impl Iterator<Item = &OrganisationCode> {
        self.parents.iter()
    }

    /// Those whose members are next to one's own places: the places themselves, and what they belong to.
    pub fn heads(&self) -> impl Iterator<Item = &OrganisationCode> {
        self.own.union(&self.parents)
    }

    /// The regions that are near.
    pub fn regions(&self) -> impl Iterator<Item = &OrganisationCode> {
        self.regions.iter()
    }

    /// The integrated care boards that are near.
    pub fn geographies(&self) -> impl Iterator<Item = &OrganisationCode> {
        self.geographies.iter()
    }

    /// 0 is one's own, 4 is anywhere.
    fn distance(&self, found: &Found) -> u8 {
        let is_in = |set: &BTreeSet<OrganisationCode>, code: &Option<OrganisationCode>| {
            code.as_ref().is_some_and(|code| set.contains(code))
        };
        if self.own.contains(&found.code) {
            0
        } else if self.parents.contains(&found.code)
            || is_in(&self.parents, &found.parent)
            || is_in(&self.own, &found.parent)
        {
            1
        } else if self.geographies.contains(&found.code) || is_in(&self.geographies, &found.geography) {
            2
        } else if is_in(&self.regions, &found.region) {
            3
        } else {
            4
        }
    }
}

/// How well an organisation fits what was looked for, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its code is what was typed.
    Code,
    /// Its name is.
    Name,
    /// Its name begins with these words.
    NameBegins,
    /// Its name begins so, and its last word is under way: "mill su" begins "Mill Surgery".
    NameIsUnderWay,
    /// Its code begins so, and a digit says that a code was meant.
    CodeBegins,
    /// Its name has every word.
    NameHasWords,
    /// Its name and place have, or words that begin so or are near to them.
    HasWords,
}

fn fit(query: &Query, found: &Found) -> Fit {
    if query.code() == Some(&found.code) {
        return Fit::Code;
    }
    let (wanted, name) = (query.words(), words_of_name(&found.name));
    if let Some((last, whole)) = wanted.split_last().filter(|_| query.postcode().is_none())
        && let Some(rest) = name.strip_prefix(whole)
        && let Some(next) = rest.first().filter(|next| next.starts_with(last.as_str()))
    {
        return match (next == last, rest.len()) {
            (true, 1) => Fit::Name,
            (true, _) => Fit::NameBegins,
            (false, _) => Fit::NameIsUnderWay,
        };
    }
    if query.code().filter(|code| code.has_digit()).is_some_and(|code| found.code.as_str().starts_with(code.as_str())) {
        return Fit::CodeBegins;
    }
    if !wanted.is_empty() && wanted.iter().all(|word| name.contains(word)) { Fit::NameHasWords } else { Fit::HasWords }
}

/// Puts the best first: what fits better, then open before proposed and dormant before closed, then near before far, then by name
/// and code.
pub fn sort(query: &Query, near: &Near, found: &mut Vec<Found>) {
    let in_business = |status: Status| match status {
        Status::Active => 0,
        Status::Proposed | Status::Dormant => 1,
        Status::Closed => 2,
    };
    let key = |found: &Found| (fit(query, found), in_business(found.status), near.distance(found));
    let mut keyed: Vec<_> = std::mem::take(found).into_iter().map(|found| (key(&found), found)).collect();
    keyed.sort_by(|(one_key, one), (other_key, other)| {
        one_key.cmp(other_key).then_with(|| by_name(one, other)).then_with(|| one.code.cmp(&other.code))
    });
    found.extend(keyed.into_iter().map(|(_, found)| found));
}

fn by_name(one: &Found, other: &Found) -> Ordering {
    one.name.cmp(&other.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::query::Filters;

    fn found(code: &str, name: &str, status: Status, geography: &str) -> Found {
        let code = OrganisationCode::parse(code).unwrap();
        let geography = OrganisationCode::parse(geography);
        let (number, name) = (0, name.to_owned());
        let (roles, address, postcode, region, parent) = (Vec::new(), Vec::new(), None, None, None);
        Found { code, number, name, status, roles, address, postcode, region, geography, parent }
    }

    fn order(typed: &str, near: &Near, mut all: Vec<Found>) -> Vec<String> {
        sort(&Query::parse(typed, Filters::default()), near, &mut all);
        all.into_iter().map(|found| found.code.to_string()).collect()
    }

    #[test]
    fn the_better_fit_comes_first() {
        let all = vec![
            found("C1", "Surgery of Mill Lane", Status::Active, "Q1"),
            found("C2", "Mill Surgery", Status::Closed, "Q1"),
            found("C3", "Mill Surgery North", Status::Active, "Q1"),
            found("C4", "Elsewhere", Status::Active, "Q1"),
            found("C5", "Mill Surgeryside", Status::Active, "Q1"),
        ];
        assert_eq!(order("mill surgery", &Near::default(), all.clone()), ["C2", "C3", "C5", "C1", "C4"]);
        assert_eq!(order("c4", &Near::default(), all), ["C4", "C3", "C5", "C1", "C2"]);
    }

    #[test]
    fn open_comes_before_closed_and_near_before_far() {
        let here = found("H1", "Here", Status::Active, "Q2");
        let near = Near::to(std::slice::from_ref(&here));
        let all = vec![
            found("A1", "Mill", Status::Closed, "Q2"),
            found("A2", "Mill", Status::Dormant, "Q2"),
            found("A3", "Mill", Status::Active, "Q1"),
            found("A4", "Mill", Status::Active, "Q2"),
            Found { parent: Some(here.code), ..found("A5", "Mill", Status::Active, "Q3") },
            found("A6", "Mill", Status::Active, "Q1"),
        ];
        assert_eq!(order("mill", &near, all), ["A5", "A4", "A3", "A6", "A2", "A1"]);
    }
}
