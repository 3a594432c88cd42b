use proptest::prelude::*;

use super::AllowListFault as Fault;
use super::*;

fn address(domain: &str) -> EmailAddress {
    EmailAddress::parse(&format!("jane@{domain}")).unwrap()
}

fn fault(text: &str) -> (usize, Fault) {
    let error = AllowList::parse(text).unwrap_err();
    (error.line(), error.fault())
}

#[test]
fn the_list_that_ships_accepts_what_it_names() {
    let list = AllowList::default();
    for domain in [
        "nhs.net",
        "NHS.NET",
        "gmail.com",
        "hotmail.co.uk",
        "gov.uk",
        "leeds.gov.uk",
        "a.b.nhs.uk",
        "leeds.ac.uk",
        "dstl.mod.uk",
    ] {
        assert!(list.accepts(&address(domain)), "{domain}");
    }
    assert_eq!(list.rules().count(), 17);
    assert!(list.rules().any(|rule| rule == ("gov.uk", true)) && list.rules().any(|rule| rule == ("nhs.net", false)));
}

#[test]
fn failure_20_a_name_that_ends_like_an_accepted_one_is_refused() {
    let list = AllowList::default();
    for domain in [
        "evil-nhs.net",
        "mail.nhs.net",
        "notgov.uk",
        "gov.uk.evil.org",
        "nhs.net.evil.org",
        "uk",
        "co.uk",
        "gmail.com.uk",
    ] {
        if let Ok(address) = EmailAddress::parse(&format!("jane@{domain}")) {
            assert!(!list.accepts(&address), "{domain}");
        }
    }
}

#[test]
fn failure_20_look_alikes_odd_characters_and_trailing_dots_are_refused() {
    let list = AllowList::default();
    for domain in [
        "nhѕ.net",
        "nhs.nеt",
        "gmaıl.com",
        "ɡmail.com",
        "ｎｈｓ.net",
        "nhs.net.",
        "nhs。net",
        "nhs.net\u{200B}",
        "nhs.net%00",
        "nhs.net#.evil.org",
        "nhş.net",
    ] {
        let passed = EmailAddress::parse(&format!("jane@{domain}")).is_ok_and(|address| list.accepts(&address));
        assert!(!passed, "{domain}");
    }
}

#[test]
fn comments_blank_lines_letter_case_and_duplicates_do_not_matter() {
    let text = "\u{FEFF}# ours\r\n\r\n  NHS.net # mail\r\nnhs.net\r\n.Gov.UK\r\ngov.uk\r\nbücher.example\r\nxn--bcher-kva.example";
    let list = AllowList::parse(text).unwrap();
    assert_eq!(
        list.rules().collect::<Vec<_>>(),
        [("gov.uk", true), ("nhs.net", false), ("xn--bcher-kva.example", false)]
    );
    assert!(list.accepts(&address("bücher.example")) && list.accepts(&address("leeds.gov.uk")));
}

#[test]
fn a_wrong_line_is_named_with_its_fault() {
    assert_eq!(fault("nhs.net\n\n*.gov.uk"), (3, Fault::Wildcard));
    assert_eq!(fault("@nhs.net"), (1, Fault::AtSign));
    assert_eq!(fault("nhs.net gov.uk"), (1, Fault::SeveralNames));
    assert_eq!(fault("nhs.net,gov.uk"), (1, Fault::SeveralNames));
    assert_eq!(fault(".uk"), (1, Fault::SingleLabel));
    assert_eq!(fault("localhost"), (1, Fault::SingleLabel));
    assert_eq!(fault("nhs.net\n."), (2, Fault::NotADomain(EmailAddressError::NoDomain)));
    assert_eq!(fault("nhs.net."), (1, Fault::NotADomain(EmailAddressError::TrailingDot)));
    assert_eq!(fault("..gov.uk"), (1, Fault::NotADomain(EmailAddressError::DomainDots)));
    assert_eq!(fault("# nothing\n\n"), (2, Fault::NoRules));
    assert_eq!(fault(""), (1, Fault::NoRules));
    let message = AllowList::parse("nhs.net\n.uk").unwrap_err().to_string();
    assert_eq!(message, "line 2: a domain needs at least two parts, such as nhs.net or .gov.uk");
}

#[test]
fn a_slip_suggests_the_domain_that_was_meant() {
    let list = AllowList::default();
    for (typed, meant) in [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hmail.com", "gmail.com"),
        ("nhs.ent", "nhs.net"),
        ("nsh.net", "nhs.net"),
        ("outlok.com", "outlook.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("leeds.gov.ku", "leeds.gov.uk"),
        ("a.leedsth.nsh.uk", "a.leedsth.nhs.uk"),
    ] {
        assert_eq!(list.nearest(&address(typed)).as_deref(), Some(meant), "{typed}");
    }
}

#[test]
fn an_accepted_domain_and_one_like_no_other_suggest_nothing() {
    let list = AllowList::default();
    for domain in [
        "nhs.net",
        "leeds.gov.uk",
        "firm.co.uk",
        "charity.org.uk",
        "a.me.uk",
        "school.sch.uk",
        "firm.ltd.uk",
        "yahoo.fr",
        "example.org",
        "me.com",
    ] {
        assert_eq!(list.nearest(&address(domain)), None, "{domain}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_list_or_names_a_line_of_it(text in "\\PC*|([a-c.#@* \n]{0,4}(nhs\\.net|\\.gov\\.uk)?\r?\n?){0,6}") {
        match AllowList::parse(&text) {
            Ok(list) => {
                let written: String = list.rules().map(|(name, is_suffix)| format!("{}{name}\n", if is_suffix { "." } else { "" })).collect();
                prop_assert_eq!(AllowList::parse(&written).unwrap(), list);
            }
            Err(error) => prop_assert!((1..=text.lines().count().max(1)).contains(&error.line())),
        }
    }

    #[test]
    fn a_suffix_accepts_at_label_boundaries_only(before in "[a-z0-9]{1,12}(\\.[a-z0-9]{1,5})?") {
        let list = AllowList::parse(".gov.uk").unwrap();
        let (below, beside) = (format!("{before}.gov.uk"), format!("{before}gov.uk"));
        prop_assert!(list.accepts(&address(&below)));
        prop_assert!(!list.accepts(&address(&beside)));
    }

    #[test]
    fn whatever_is_suggested_is_accepted(domain in "[a-z]{2,9}\\.(com|cmo|ent|net|gov\\.ku|go\\.uk|nhs\\.u)|g[a-z]{1,2}il\\.com") {
        let list = AllowList::default();
        if let Some(suggestion) = list.nearest(&address(&domain)) {
            prop_assert!(list.accepts(&address(&suggestion)) && suggestion != domain);
        }
    }

    #[test]
    fn one_swap_of_neighbours_is_one_slip(text in "[a-z]{2,12}", at in any::<proptest::sample::Index>()) {
        let mut swapped = text.clone().into_bytes();
        let at = at.index(swapped.len() - 1);
        swapped.swap(at, at + 1);
        let swapped = String::from_utf8(swapped).unwrap();
        prop_assert_eq!(slips_between(&text, &swapped, 2), Some(usize::from(text != swapped)));
        prop_assert_eq!(slips_between(&text, &swapped, 2), slips_between(&swapped, &text, 2));
    }
}
