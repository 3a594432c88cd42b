//! The first line is an address; the rest is a list. With the list that ships, the address is tried as well.
#![no_main]

use identity::email::{address::EmailAddress, allow_list::AllowList};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let address = EmailAddress::parse(first).ok();
    let parsed = AllowList::parse(rest);
    if let Err(error) = &parsed {
        assert!((1..=rest.lines().count().max(1)).contains(&error.line()));
    }
    for list in parsed.into_iter().chain([AllowList::default()]) {
        check(&list, address.as_ref());
    }
});

fn check(list: &AllowList, address: Option<&EmailAddress>) {
    let written: String = list
        .rules()
        .map(|(name, is_suffix)| format!("{}{name}\n", if is_suffix { "." } else { "" }))
        .collect();
    assert_eq!(
        &AllowList::parse(&written).expect("a list that was read"),
        list
    );

    let Some(address) = address else { return };
    let named = list.rules().any(
        |(name, is_suffix)| match address.domain().strip_suffix(name) {
            Some(before) => before.is_empty() || (is_suffix && before.ends_with('.')),
            None => false,
        },
    );
    assert_eq!(list.accepts(address), named);
    if let Some(suggestion) = list.nearest(address) {
        assert!(!named);
        // A suggestion may be too long for an address, and then nobody could follow it.
        if let Ok(suggested) = EmailAddress::parse(&format!("a@{suggestion}")) {
            assert!(list.accepts(&suggested));
        }
    }
}
