//! What somebody looks for: one box, and filters.

use super::{
    OrganisationCode,
    role::{REGIONS, ROLES},
    words::{whole_postcode, words},
};

/// More than any name and place have; the rest is not looked at.
const MOST_CHARACTERS: usize = 120;
/// Words that are looked for. Nobody types more, and each costs time.
const MOST_WORDS: usize = 8;

/// What results are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    role: Option<&'static str>,
    is_open: Option<bool>,
    region: Option<&'static str>,
}

impl Filters {
    /// From a page's address: a role's identifier, `open` or `closed`, a region's code. What is none of ours is no filter.
    #[must_use]
    pub fn parse(role: &str, status: &str, region: &str) -> Self {
        let known = |list: &[(&'static str, &'static str)], id: &str| {
            list.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).map(|(known, _)| *known)
        };
        let is_open = match status {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        };
        Self { role: known(&ROLES, role), is_open, region: known(&REGIONS, region) }
    }

    /// The role, if only those with it are wanted.
    #[must_use]
    pub const fn role(&self) -> Option<&'static str> {
        self.role
    }

    /// Whether open ones are wanted, or closed ones; nothing for both.
    #[must_use]
    pub const fn is_open(&self) -> Option<bool> {
        self.is_open
    }

    /// The region, if only those in it are wanted.
    #[must_use]
    pub const fn region(&self) -> Option<&'static str> {
        self.region
    }

    /// Whether nothing is narrowed.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What was typed, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    typed: String,
    words: Vec<String>,
    code: Option<OrganisationCode>,
    postcode: Option<String>,
    filters: Filters,
}

impl Query {
    /// Reads it. Every text is a query; that of nothing finds nothing.
    #[must_use]
    pub fn parse(typed: &str, filters: Filters) -> Self {
        let line: Vec<&str> = typed.split_whitespace().collect();
        let typed: String = line.join(" ").chars().take(MOST_CHARACTERS).collect();
        let typed = typed.trim_end().to_owned();
        let mut found = Vec::new();
        let mut postcode = None;
        let mut rest = words(&typed).into_iter().peekable();
        while let Some(word) = rest.next() {
            if postcode.is_none() {
                // Some write a postcode with its space, some without.
                let both = rest.peek().map(|next| format!("{word}{next}")).filter(|_| word.len() <= 4);
                if let Some(whole) = both.and_then(|both| whole_postcode(&both)) {
                    postcode = Some(whole);
                    rest.next();
                    continue;
                }
                if let Some(whole) = whole_postcode(&word) {
                    postcode = Some(whole);
                    continue;
                }
            }
            if !found.contains(&word) && found.len() < MOST_WORDS {
                found.push(word);
            }
        }
        let code = OrganisationCode::parse(&typed);
        Self { typed, words: found, code, postcode, filters }
    }

    /// What was typed, in one line.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The words to look for, without a postcode.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The code that it may be, or begin.
    #[must_use]
    pub const fn code(&self) -> Option<&OrganisationCode> {
        self.code.as_ref()
    }

    /// The whole postcode in it.
    #[must_use]
    pub fn postcode(&self) -> Option<&str> {
        self.postcode.as_deref()
    }

    /// What results are narrowed to.
    #[must_use]
    pub const fn filters(&self) -> &Filters {
        &self.filters
    }

    /// The same without filters.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self { filters: Filters::default(), ..self.clone() }
    }

    /// The same with other words, each in the place of one that nobody has.
    #[must_use]
    pub fn with_words(&self, words: Vec<String>) -> Self {
        Self { words, ..self.clone() }
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.postcode.is_none() && self.filters.is_none()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn query(typed: &str) -> Query {
        Query::parse(typed, Filters::default())
    }

    #[test]
    fn one_box_takes_a_code_words_and_a_postcode() {
        let code = query(" a81001 ");
        assert_eq!(
            (code.code().map(OrganisationCode::as_str), code.words()),
            (Some("A81001"), &["a81001".to_owned()][..])
        );
        let both = query("Boots  LS2 8PJ leeds");
        assert_eq!((both.typed(), both.postcode()), ("Boots LS2 8PJ leeds", Some("LS2 8PJ")));
        assert_eq!(both.words(), ["boots", "leeds"]);
        assert_eq!(query("ls28pj").postcode(), Some("LS2 8PJ"));
        assert_eq!(query("mill mill MILL").words(), ["mill"]);
        assert!(query(" -- ").is_empty());
        assert!(!Query::parse("", Filters::parse("RO182", "", "")).is_empty());
    }

    #[test]
    fn a_filter_that_is_none_of_ours_narrows_nothing() {
        let filters = Filters::parse("ro182", "open", "y63");
        assert_eq!((filters.role(), filters.is_open(), filters.region()), (Some("RO182"), Some(true), Some("Y63")));
        assert!(Filters::parse("x", "x", "x").is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_within_its_limits(text in "(?s).{0,300}|([a-z]{1,9} ){0,30}") {
            let query = query(&text);
            prop_assert!(query.typed().chars().count() <= MOST_CHARACTERS && query.words().len() <= MOST_WORDS);
            prop_assert_eq!(Query::parse(query.typed(), Filters::default()), query);
        }
    }
}
