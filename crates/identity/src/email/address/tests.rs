use proptest::prelude::*;

use super::EmailAddressError as E;
use super::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn fault(text: &str) -> E {
    EmailAddress::parse(text).unwrap_err()
}

#[test]
fn an_ordinary_address_keeps_its_local_part_and_lower_cases_its_domain() {
    let jane = address(" \tJane.O'Smith+cims@NHS.Net\r\n");
    assert_eq!(jane.as_str(), "Jane.O'Smith+cims@nhs.net");
    assert_eq!(jane.domain(), "nhs.net");
    assert_eq!(jane.to_string(), jane.as_str());
    assert_eq!(address("_a-b@x1.ac.uk").as_str(), "_a-b@x1.ac.uk");
}

#[test]
fn each_fault_has_a_name_of_its_own() {
    for (text, expected) in [
        ("", E::Empty),
        (" \n", E::Empty),
        ("jane@nhs.net\nbcc:x@y.org", E::ControlCharacter),
        ("jane\0@nhs.net", E::ControlCharacter),
        ("Jane Smith <jane@nhs.net>", E::DisplayName),
        ("<jane@nhs.net>", E::DisplayName),
        ("\"jane smith\"@nhs.net", E::Quoted),
        ("jane(work)@nhs.net", E::Comment),
        ("jane@[192.0.2.1]", E::AddressLiteral),
        ("jane@nhs.net,joe@nhs.net", E::Several),
        ("jane@nhs.net;", E::Comma),
        ("jane@nhs,net", E::Comma),
        ("jane@nhs.net joe@nhs.net", E::Several),
        ("jane@evil.org@nhs.net", E::Several),
        ("jane smith@nhs.net", E::Space),
        ("jane@nhs\u{A0}.net", E::Space),
        ("jane.nhs.net", E::NoAtSign),
        ("@nhs.net", E::NoLocalPart),
        ("jané@nhs.net", E::LocalPartNotAscii),
        ("mailto:jane@nhs.net", E::LocalPartCharacter(':')),
        ("jane\\x@nhs.net", E::LocalPartCharacter('\\')),
        ("jane%evil.org@nhs.net", E::LocalPartCharacter('%')),
        ("evil.org!jane@nhs.net", E::LocalPartCharacter('!')),
        (".jane@nhs.net", E::LocalPartDots),
        ("jane.@nhs.net", E::LocalPartDots),
        ("ja..ne@nhs.net", E::LocalPartDots),
        ("jane@", E::NoDomain),
        ("jane@nhs.net.", E::TrailingDot),
        ("jane@.nhs.net", E::DomainDots),
        ("jane@nhs..net", E::DomainDots),
        ("jane@localhost", E::DomainSingleLabel),
        ("jane@192.0.2.1", E::DomainNumeric),
        ("jane@-nhs.net", E::DomainInvalid),
        ("jane@nhs-.net", E::DomainInvalid),
        ("jane@nh--s.net", E::DomainInvalid),
        ("jane@nhs_trust.net", E::DomainInvalid),
        ("jane@nhs.net/x", E::DomainInvalid),
        ("jane@xn--nhs-.net", E::DomainInvalid),
        ("jane@xn--a.net", E::DomainInvalid),
    ] {
        assert_eq!(fault(text), expected, "{text:?}");
    }
}

#[test]
fn the_length_limits_are_those_of_smtp_and_dns() {
    let (local, label) = ("a".repeat(64), "b".repeat(63));
    assert!(EmailAddress::parse(&format!("{local}@nhs.net")).is_ok());
    assert_eq!(fault(&format!("a{local}@nhs.net")), E::LocalPartTooLong);
    assert!(EmailAddress::parse(&format!("a@{label}.net")).is_ok());
    assert_eq!(fault(&format!("a@b{label}.net")), E::DomainLabelTooLong);
    let domain = format!("{label}.{label}.{}.net", "c".repeat(57));
    assert_eq!(address(&format!("{local}@{domain}")).as_str().len(), 254);
    assert_eq!(fault(&format!("{local}@{domain}c")), E::TooLong);
    assert_eq!(fault(&"@".repeat(1025)), E::TooLong);
}

#[test]
fn a_domain_in_another_script_becomes_ascii() {
    assert_eq!(address("jane@BÜCHER.example").domain(), "xn--bcher-kva.example");
    assert_eq!(address("jane@bu\u{308}cher.example").domain(), "xn--bcher-kva.example");
    assert_eq!(address("jane@XN--BCHER-KVA.example"), address("jane@bücher.example"));
}

#[test]
fn a_domain_is_shown_in_unicode_only_when_plainly_latin() {
    assert_eq!(address("jane@xn--bcher-kva.example").domain_for_people(), "bücher.example");
    assert_eq!(address("jane@tŷ.cymru").domain_for_people(), "tŷ.cymru");
    assert_eq!(address("jane@nhs.net").domain_for_people(), "nhs.net");
    // Cyrillic, whole and mixed; a Latin letter that is taken for another.
    for look_alike in ["аррӏе.com", "nhѕ.net", "gmaıl.com"] {
        let shown = address(&format!("jane@{look_alike}")).domain_for_people();
        assert!(shown.starts_with("xn--"), "{shown}");
    }
}

#[test]
fn failure_20_what_unicode_would_quietly_turn_into_an_accepted_domain_is_refused() {
    for domain in [
        "ｎｈｓ.net",
        "nhs。net",
        "nhs．net",
        "ⓝhs.net",
        "nhs.ﬁ.net",
        "nhſ.net",
        "nhs.Ket\u{212A}",
        "\u{212A}hs.net",
        "nℎs.net",
    ] {
        assert_eq!(fault(&format!("jane@{domain}")), E::DomainInvalid, "{domain}");
    }
    for invisible in
        ['\u{AD}', '\u{200B}', '\u{200D}', '\u{202E}', '\u{2060}', '\u{FE0F}', '\u{FEFF}', '\u{E0061}', '\u{3164}']
    {
        assert_eq!(fault(&format!("jane@nh{invisible}s.net")), E::InvisibleCharacter);
        assert_eq!(fault(&format!("ja{invisible}ne@nhs.net")), E::InvisibleCharacter);
        assert_eq!(fault(&format!("jane@nhs.net{invisible}")), E::InvisibleCharacter);
    }
}

#[test]
fn failure_05_letter_case_and_plus_tags_share_a_counter() {
    let keys: Vec<_> = ["jane@nhs.net", "JANE@NHS.NET", "jane+a@nhs.net", "Jane+a+b@nhs.net"]
        .map(|text| address(text).throttle_key())
        .into();
    assert!(keys.iter().all(|key| key == "jane@nhs.net"), "{keys:?}");
    assert_eq!(address("+tag@nhs.net").throttle_key(), "+tag@nhs.net");
    assert_eq!(address("jane.+a@nhs.net").throttle_key(), "jane@nhs.net");
}

#[test]
fn plus_tags_make_another_address_and_letter_case_does_not() {
    assert_eq!(address("Jane@NHS.net").comparison_key(), "jane@nhs.net");
    assert_eq!(address("Jane@nhs.net"), address("jane@nhs.net"));
    assert_ne!(address("jane+a@nhs.net"), address("jane@nhs.net"));
    assert_eq!(address("Jane+A@nhs.net").comparison_key(), "jane+a@nhs.net");
}

#[test]
fn debug_and_mask_do_not_tell_the_address() {
    assert_eq!(address("jane.smith@nhs.net").masked(), "ja…h@nhs.net");
    assert_eq!(address("janes@nhs.net").masked(), "ja…s@nhs.net");
    assert_eq!(address("jane@nhs.net").masked(), "j…@nhs.net");
    assert_eq!(address("j@nhs.net").masked(), "…@nhs.net");
    assert_eq!(format!("{:?}", address("jane@nhs.net")), "EmailAddress(j…@nhs.net)");
}

#[test]
fn people_see_one_form_of_a_domain_and_of_another_persons_address_a_part() {
    let jane = address("jane.smith@bücher.example");
    assert_eq!(jane.for_people(), "jane.smith@bücher.example");
    assert_eq!(jane.masked(), "ja…h@bücher.example");
    assert_eq!(jane.as_told_to(&address("Jane.Smith@xn--bcher-kva.example")), "jane.smith@bücher.example");
    assert_eq!(jane.as_told_to(&address("jane.smith@nhs.net")), "ja…h@bücher.example");
    let cyrillic = address("jane.smith@аррӏе.example");
    assert_eq!(cyrillic.for_people(), cyrillic.as_str(), "whole words of another script can deceive");
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_canonical_and_parses_to_itself(text in "\\PC*|[a-c.@+ é\u{200B}ＡK-]{0,20}|[a-z]{1,3}@\\PC{1,6}\\.[a-zé]{2,3}") {
        if let Ok(parsed) = EmailAddress::parse(&text) {
            let shown = parsed.as_str();
            prop_assert!(shown.is_ascii() && shown.len() <= 254 && shown.matches('@').count() == 1);
            prop_assert!(parsed.domain().contains('.') && !parsed.domain().ends_with('.'));
            prop_assert_eq!(parsed.domain(), parsed.domain().to_ascii_lowercase());
            prop_assert_eq!(address(shown).to_string(), shown);
            let for_people = format!("a@{}", parsed.domain_for_people());
            prop_assert_eq!(address(&for_people).domain().to_owned(), parsed.domain());
            prop_assert_eq!(address(&parsed.for_people()).to_string(), shown);
            prop_assert_eq!(address(&parsed.throttle_key()).throttle_key(), parsed.throttle_key());
        }
    }

    #[test]
    fn every_plain_address_is_accepted_and_none_with_an_odd_character_inside(
        text in "[a-z0-9]{1,8}(\\.[a-z0-9_'+-]{1,8})?@[a-z]{1,8}(\\.[a-z0-9]{1,8}){0,2}\\.[a-z]{2,6}",
        at in any::<proptest::sample::Index>(),
        odd in "[\\p{Cc}\\p{Cf}\\p{Z}<>\"(),;:\\[\\]@%!\\\\]",
    ) {
        prop_assert!(EmailAddress::parse(&text).is_ok());
        let inside = 1 + at.index(text.len() - 1);
        let changed = format!("{}{odd}{}", &text[..inside], &text[inside..]);
        prop_assert!(EmailAddress::parse(&changed).is_err());
    }
}
