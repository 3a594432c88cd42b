//! Which domains an e-mail address may have: configuration, read once, asked on add, on change and at use (failure 20).
//!
//! One rule a line. `nhs.net` accepts that domain alone; `.gov.uk` accepts `gov.uk` and all below it at a label boundary, so never
//! `notgov.uk`. `#` begins a comment; blank lines are skipped; duplicates are merged. Names are held to the same strict
//! form as an address's domain (`address::parse_domain`), so that both sides of a comparison are lower-case ASCII.

use std::collections::BTreeMap;
use std::fmt;

use super::address::{EmailAddress, EmailAddressError, parse_domain};

/// The list that an installation starts with.
const DEFAULT: &str = include_str!("accepted_domains.txt");

/// The accepted domains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowList {
    /// Name, and whether everything below it is accepted too.
    rules: BTreeMap<String, bool>,
}

/// A line of an allow-list that is not a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct AllowListError {
    line: usize,
    fault: AllowListFault,
}

impl AllowListError {
    /// Counted from 1; the last line when the fault is of the whole text.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong there.
    #[must_use]
    pub fn fault(&self) -> AllowListFault {
        self.fault
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowListFault {
    /// `*.gov.uk`.
    Wildcard,
    /// `@nhs.net`, or a whole address.
    AtSign,
    /// Two names on one line.
    SeveralNames,
    /// `.uk` or `localhost`: everybody, or nobody.
    SingleLabel,
    /// Not a domain name, and why.
    NotADomain(EmailAddressError),
    /// No rule in the whole text: nobody could have an address, which is a slip.
    NoRules,
}

impl fmt::Display for AllowListFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wildcard => f.write_str("for a domain and all below it write .gov.uk, without a star"),
            Self::AtSign => f.write_str("write the domain alone, such as nhs.net, without an @"),
            Self::SeveralNames => f.write_str("write one domain a line"),
            Self::SingleLabel => f.write_str("a domain needs at least two parts, such as nhs.net or .gov.uk"),
            Self::NotADomain(why) => write!(f, "not a domain: {why}"),
            Self::NoRules => f.write_str("the list accepts no domain; write at least one, such as nhs.net"),
        }
    }
}

impl Default for AllowList {
    /// The list that ships with the product. A test reads it; were it unreadable all the same, it would accept nothing.
    fn default() -> Self {
        Self::parse(DEFAULT).unwrap_or(Self { rules: BTreeMap::new() })
    }
}

impl AllowList {
    /// Reads a list in the format above. A byte order mark and either kind of line end are accepted.
    ///
    /// # Errors
    /// The first line that is not a rule.
    pub fn parse(text: &str) -> Result<Self, AllowListError> {
        let mut rules = BTreeMap::new();
        let mut line = 1;
        for (index, content) in text.strip_prefix('\u{FEFF}').unwrap_or(text).lines().enumerate() {
            line = index + 1;
            let rule = content.split('#').next().unwrap_or_default().trim_matches(|c: char| c.is_ascii_whitespace());
            if !rule.is_empty() {
                let (name, is_suffix) = parse_rule(rule).map_err(|fault| AllowListError { line, fault })?;
                *rules.entry(name).or_insert(false) |= is_suffix;
            }
        }
        if rules.is_empty() {
            return Err(AllowListError { line, fault: AllowListFault::NoRules });
        }
        Ok(Self { rules })
    }

    /// Whether an address of this domain may be used.
    #[must_use]
    pub fn accepts(&self, address: &EmailAddress) -> bool {
        self.accepts_domain(address.domain())
    }

    fn accepts_domain(&self, domain: &str) -> bool {
        self.rules.contains_key(domain) || tails(domain).any(|tail| self.rules.get(tail).copied().unwrap_or(false))
    }

    /// The accepted domain that was probably meant, when this one is refused and a slip away from one: a letter wrong, missing,
    /// extra, or two swapped; for names of nine letters or more, two such slips. `None` when accepted, or like nothing here.
    #[must_use]
    pub fn nearest(&self, address: &EmailAddress) -> Option<String> {
        let domain = address.domain();
        if self.accepts_domain(domain) {
            return None;
        }
        self.rules
            .iter()
            .filter_map(|(name, &is_suffix)| {
                let labels = name.split('.').count();
                let typed =
                    if is_suffix { tails(domain).find(|tail| tail.split('.').count() == labels)? } else { domain };
                let slips = slips_between(typed, name, if name.len() < 9 { 1 } else { 2 })?;
                let first_letter_differs = typed.as_bytes().first() != name.as_bytes().first();
                let before = &domain[..domain.len() - typed.len()];
                Some((slips, first_letter_differs, format!("{before}{name}")))
            })
            .min()
            .map(|(_, _, suggestion)| suggestion)
    }

    /// Every rule by name: the name in ASCII, and whether all domains below it are accepted too.
    pub fn rules(&self) -> impl Iterator<Item = (&str, bool)> {
        self.rules.iter().map(|(name, &is_suffix)| (name.as_str(), is_suffix))
    }
}

fn parse_rule(rule: &str) -> Result<(String, bool), AllowListFault> {
    if rule.contains('*') {
        return Err(AllowListFault::Wildcard);
    }
    if rule.contains('@') {
        return Err(AllowListFault::AtSign);
    }
    if rule.contains(|c: char| c.is_whitespace() || c == ',' || c == ';') {
        return Err(AllowListFault::SeveralNames);
    }
    let name = rule.strip_prefix('.').unwrap_or(rule);
    match parse_domain(name) {
        Ok(domain) => Ok((domain, name.len() < rule.len())),
        Err(EmailAddressError::DomainSingleLabel) => Err(AllowListFault::SingleLabel),
        Err(why) => Err(AllowListFault::NotADomain(why)),
    }
}

/// `a.b.c`, `b.c`, `c`.
fn tails(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |tail| tail.split_once('.').map(|(_, rest)| rest))
}

/// The Damerau-Levenshtein distance (optimal string alignment) when it is not over `most`; `None` otherwise.
fn slips_between(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|&slips| slips <= most)
}

#[cfg(test)]
mod tests;
