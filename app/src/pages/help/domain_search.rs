//! Searches the list of accepted domains for whatever people type: an address, a domain, or a part of one.

use identity::email::{
    address::{EmailAddress, EmailAddressError},
    allow_list::AllowList,
};

/// More than any address has; the rest is not looked at, nor shown again.
const MOST_CHARACTERS: usize = 300;

/// A rule of the list, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The domain.
    pub domain: String,
    /// Whether all domains below it are accepted, too.
    pub and_below: bool,
}

/// Whether what was typed would be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is neither an address nor a domain: nothing, or a part of a name.
    NotAsked,
    /// It would be.
    Accepted(String),
    /// It would not be.
    NotAccepted {
        /// The address or domain.
        what: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// It has an `@` and is not an address.
    NotAnAddress(EmailAddressError),
}

/// What a search finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was looked for; empty when nothing was.
    pub typed: String,
    /// Whether it would be accepted.
    pub verdict: Verdict,
    /// The rules that accept it, are like it or have it in their name; all of them when there is nothing to look for.
    pub rules: Vec<Rule>,
}

/// Searches the list.
#[must_use]
pub fn search(list: &AllowList, typed: &str) -> Found {
    let typed: String = typed.trim().chars().take(MOST_CHARACTERS).collect();
    let (local, domain) = match typed.split_once('@') {
        Some((local, domain)) if !local.is_empty() => (Some(local), domain),
        _ => (None, typed.trim_start_matches(['@', '*', '.'])),
    };
    let read = match local {
        Some(_) => EmailAddress::parse(&typed),
        None => EmailAddress::parse(&format!("somebody@{domain}")),
    };
    let whole = |domain: &str| local.map_or_else(|| domain.to_owned(), |local| format!("{local}@{domain}"));
    let (verdict, nearest) = match &read {
        Ok(address) if list.accepts(address) => (Verdict::Accepted(whole(&address.domain_for_people())), None),
        Ok(address) => {
            let nearest = list.nearest(address);
            let what = whole(&address.domain_for_people());
            (Verdict::NotAccepted { what, nearest: nearest.as_deref().map(whole) }, nearest)
        }
        Err(error) if local.is_some() => (Verdict::NotAnAddress(*error), None),
        Err(_) => (Verdict::NotAsked, None),
    };
    let all = typed.is_empty() || matches!(verdict, Verdict::NotAnAddress(_));
    let wanted = read.as_ref().map_or_else(|_| domain.to_lowercase(), |address| address.domain().to_owned());
    let rules = list.rules().filter_map(|(name, and_below)| {
        let rule = Rule { domain: for_people(name), and_below };
        let accepts = |domain: &str| {
            let below = domain.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
            domain == name || (and_below && below)
        };
        let holds = !wanted.is_empty() && (name.contains(&wanted) || rule.domain.contains(&wanted));
        (all || holds || accepts(&wanted) || nearest.as_deref().is_some_and(accepts)).then_some(rule)
    });
    Found { rules: rules.collect(), verdict, typed }
}

fn for_people(domain: &str) -> String {
    EmailAddress::parse(&format!("somebody@{domain}"))
        .map_or_else(|_| domain.to_owned(), |address| address.domain_for_people())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Found {
        search(&AllowList::parse("nhs.net\n.nhs.uk\n.gov.uk\ngmail.com\nhotmail.com\nmünchen.example").unwrap(), typed)
    }

    fn domains(typed: &str) -> Vec<String> {
        found(typed).rules.into_iter().map(|rule| rule.domain).collect()
    }

    #[test]
    fn nothing_typed_shows_the_whole_list() {
        let all = found("  ");
        assert_eq!((all.verdict, all.rules.len()), (Verdict::NotAsked, 6));
        assert!(all.rules.contains(&Rule { domain: "gov.uk".into(), and_below: true }));
        assert!(all.rules.contains(&Rule { domain: "nhs.net".into(), and_below: false }));
    }

    #[test]
    fn an_address_gets_yes_or_no() {
        assert_eq!(found(" jane@NHS.net ").verdict, Verdict::Accepted("jane@nhs.net".into()));
        assert_eq!(domains("jane@nhs.net"), ["nhs.net"]);
        assert_eq!(
            found("jane@mail.nhs.net").verdict,
            Verdict::NotAccepted { what: "jane@mail.nhs.net".into(), nearest: None }
        );
        assert_eq!(found("jane@anytown.nhs.uk").verdict, Verdict::Accepted("jane@anytown.nhs.uk".into()));
        assert_eq!(domains("jane@anytown.nhs.uk"), ["nhs.uk"]);
        assert!(domains("jane@example.org").is_empty());
    }

    #[test]
    fn a_slip_names_what_was_meant_and_shows_its_rule() {
        let slip = found("jane@nhs.nett");
        assert_eq!(
            slip.verdict,
            Verdict::NotAccepted { what: "jane@nhs.nett".into(), nearest: Some("jane@nhs.net".into()) }
        );
        assert_eq!(slip.rules, [Rule { domain: "nhs.net".into(), and_below: false }]);
    }

    #[test]
    fn a_domain_gets_yes_or_no_however_it_is_written() {
        for typed in ["gov.uk", "@gov.uk", ".gov.uk", "*.gov.uk", "GOV.UK"] {
            assert_eq!(found(typed).verdict, Verdict::Accepted("gov.uk".into()), "{typed}");
            assert_eq!(domains(typed), ["gov.uk"], "{typed}");
        }
        assert_eq!(found("notgov.uk").verdict, Verdict::NotAccepted { what: "notgov.uk".into(), nearest: None });
        assert_eq!(found("münchen.example").verdict, Verdict::Accepted("münchen.example".into()));
        assert_eq!(domains("mail.com"), ["gmail.com", "hotmail.com"]);
    }

    #[test]
    fn a_part_of_a_name_only_narrows_the_list() {
        assert_eq!(found("mail").verdict, Verdict::NotAsked);
        assert_eq!(domains("MAIL"), ["gmail.com", "hotmail.com"]);
        assert_eq!(domains("münch"), ["münchen.example"]);
        assert!(domains("no such thing").is_empty());
    }

    #[test]
    fn an_address_that_is_none_says_why_and_hides_nothing() {
        let fault = found("jane smith@nhs.net");
        assert_eq!((fault.verdict, fault.rules.len()), (Verdict::NotAnAddress(EmailAddressError::Space), 6));
        assert_eq!(found("a@b@nhs.net").verdict, Verdict::NotAnAddress(EmailAddressError::Several));
        assert_eq!(found(&"x".repeat(10_000)).typed.len(), MOST_CHARACTERS);
    }
}
