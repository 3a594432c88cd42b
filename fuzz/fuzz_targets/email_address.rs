//! Any text is refused, or is one canonical address.
#![no_main]

use identity::email::address::EmailAddress;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(address) = EmailAddress::parse(text) else {
        return;
    };
    let shown = address.as_str();
    assert!(shown.is_ascii() && shown.len() <= 254);
    assert_eq!(shown.matches('@').count(), 1);
    assert!(!shown.contains(|c: char| c.is_control() || c.is_whitespace()));

    let (local_part, domain) = shown.split_once('@').expect("it has one");
    assert_eq!(domain, address.domain());
    assert_eq!(domain, domain.to_ascii_lowercase());
    assert!(domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.'));
    assert!(
        (1..=64).contains(&local_part.len()) && text.contains(local_part),
        "kept as typed"
    );

    let again = EmailAddress::parse(shown).expect("its own form is accepted");
    assert_eq!(again.as_str(), shown);
    let for_people = format!("{local_part}@{}", address.domain_for_people());
    assert_eq!(
        EmailAddress::parse(&for_people)
            .expect("so is the form for people")
            .as_str(),
        shown
    );

    assert_eq!(address.comparison_key(), again.comparison_key());
    let throttled =
        EmailAddress::parse(&address.throttle_key()).expect("so is the key of its counter");
    assert_eq!(throttled.throttle_key(), address.throttle_key());
    assert!(address.masked().chars().count() <= shown.chars().count());
});
