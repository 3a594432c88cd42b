//! That the words are well marked, lead somewhere, and name the times that the rules have.

use std::collections::HashSet;

use super::*;
use crate::pages::help::text::{accessibility, guide, privacy, terms};

fn names() -> Names {
    Names {
        service: "Care Identity".into(),
        support: "Call [us] on **1**, {site}.".into(),
        site: "https://id.example".into(),
    }
}

fn texts(words: &Words) -> Vec<&'static str> {
    let mut texts = words.opening.to_vec();
    for block in words.sections.iter().flat_map(|section| section.blocks) {
        match *block {
            Block::Paragraph(text) | Block::Heading(text) => texts.push(text),
            Block::List(list) | Block::Steps(list) => texts.extend(list),
            Block::Rows { rows, .. } => texts.extend(rows.iter().copied().flatten()),
        }
    }
    texts
}

#[test]
fn links_and_words_that_stand_out_are_read_and_broken_marks_stay_words() {
    let read = parts("See **this**, [that](/x) and a * or [");
    let expected = [
        Part::Plain("See "),
        Part::Strong("this"),
        Part::Plain(", "),
        Part::Link { words: "that", href: "/x" },
        Part::Plain(" and a * or ["),
    ];
    assert_eq!(read, expected);
    assert_eq!(parts("**a"), [Part::Plain("**a")]);
    assert_eq!(parts(""), []);
}

#[test]
fn what_the_operator_writes_is_never_read_as_a_mark() {
    assert_eq!(
        names().fill("Help: {support} At {site}, {x} {"),
        "Help: Call [us] on **1**, {site}. At https://id.example, {x} {"
    );
    let html = Owner::new().with(|| inline("{support} [Go](/help)", &names()).to_html());
    assert!(html.contains("Call [us] on **1**, {site}.") && html.contains("<a href=\"/help\">"), "{html}");
}

#[test]
fn every_link_leads_to_a_page_or_a_section_that_exists() {
    let pages = [
        "/sign-in",
        "/profile",
        "/profile/email/add",
        "/profile/password",
        "/forgot-password",
        "/applications",
        "/authenticators",
        "/authenticators/add",
        "/organisations",
        "/smartcard",
        "/smartcard/renew",
        "/api/openapi.json",
        "/help",
        "/help/choose-an-authenticator",
        "/help/smartcard",
        "/help/email-domains",
        "/help/terms",
        "/help/privacy",
        "/help/accessibility",
        "https://ico.org.uk",
        "https://www.equalityadvisoryservice.com",
    ];
    let guide: HashSet<_> = guide::WORDS.sections.iter().map(|section| section.id).collect();
    for words in [&guide::WORDS, &privacy::WORDS, &terms::WORDS, &accessibility::WORDS] {
        let own: HashSet<_> = words.sections.iter().map(|section| section.id).collect();
        assert_eq!(own.len(), words.sections.len(), "two sections with one id in {}", words.title);
        for text in texts(words) {
            for part in parts(text) {
                match part {
                    Part::Link { href, .. } => {
                        let (page, section) =
                            href.split_once('#').map_or((href, None), |(page, section)| (page, Some(section)));
                        let there = if page == "/help" { &guide } else { &own };
                        assert!(page.is_empty() || pages.contains(&page), "{href}");
                        assert!(section.is_none_or(|section| there.contains(section)), "{href}");
                    }
                    Part::Plain(rest) | Part::Strong(rest) => {
                        assert!(!rest.contains("**") && !rest.contains("]("), "{text}");
                    }
                }
            }
            assert!(!names().fill(&text.replace("{support}", "")).contains('{'), "{text}");
        }
    }
}

#[test]
fn each_page_has_the_sections_that_its_contents_name_and_its_tables() {
    for words in [&guide::WORDS, &privacy::WORDS, &terms::WORDS, &accessibility::WORDS] {
        let html = Owner::new().with(|| body(words, &names(), None).into_view().to_html());
        for section in words.sections {
            assert!(
                html.contains(&format!("href=\"#{}\"", section.id)) && html.contains(&format!("id=\"{}\"", section.id))
            );
        }
        assert_eq!(html.matches("<h1").count(), 1);
        assert_eq!(html.contains("<table"), words.title == privacy::WORDS.title);
    }
    for linked in ["sign-in", "code", "email", "registration", "authenticators", "contact"] {
        assert!(guide::WORDS.sections.iter().any(|section| section.id == linked), "other pages link to #{linked}");
    }
}

#[test]
fn every_row_has_a_cell_for_each_column() {
    for block in privacy::WORDS.sections.iter().flat_map(|section| section.blocks) {
        if let Block::Rows { columns, rows, .. } = *block {
            assert!(rows.iter().all(|row| row.len() == columns.len()));
        }
    }
}

#[test]
fn the_times_and_limits_that_the_words_name_are_those_of_the_rules() {
    use identity::{
        assurance::AssuranceLevel,
        email,
        password::{self, policy},
        registration, session, sign_in, undo,
    };
    let minutes = |length: std::time::Duration| length.as_secs() / 60;
    assert_eq!(minutes(registration::LINK_LIFE), 3);
    assert_eq!(minutes(registration::LONGEST), 15);
    assert_eq!(minutes(sign_in::link::LINK_LIFE), 24 * 60);
    assert_eq!(minutes(session::SessionKind::Enrolment.longest()), 60);
    assert_eq!(minutes(session::SessionKind::Full.longest()), 12 * 60);
    assert_eq!(minutes(session::longest_rest(AssuranceLevel::Aal2)), 30);
    assert_eq!(minutes(session::FRESH), 5);
    assert_eq!(minutes(password::forgot::LONGEST), 15);
    assert_eq!(minutes(undo::LIFE), 7 * 24 * 60);
    assert_eq!((email::proof::TRIES, email::proof::SENDS, email::add::MOST_EMAILS), (5, 6, 5));
    assert_eq!((policy::FEWEST, policy::MOST), (8, 256));
    assert_eq!(minutes(session::longest_rest(AssuranceLevel::Aal3)), 15);
    let shared = session::Computer::Shared;
    assert_eq!(minutes(shared.longest_rest(AssuranceLevel::Aal2)), 10);
    assert_eq!(minutes(shared.longest(session::SessionKind::Full)), 2 * 60);
    assert_eq!(
        identity::assurance::Kind::REGISTERED.map(identity::assurance::Kind::name),
        ["iPad", "Microsoft Authenticator", "Windows Hello", "Security key", "Passkey"]
    );
}
