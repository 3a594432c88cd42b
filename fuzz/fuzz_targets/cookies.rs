//! Any header is read as pairs that read back the same; a value is refused, or is a token that only its owner sees.
#![no_main]

use identity::{cookie::pairs, random::Token};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    let found: Vec<_> = pairs(header).collect();
    let written: Vec<_> = found
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert!(pairs(&written.join("; ")).eq(found.iter().copied()));

    for (key, value) in found {
        assert!(!key.contains(['=', ';']) && !value.contains(';'));
        assert_eq!((key, value), (key.trim(), value.trim()));
        let Some(token) = Token::parse(value) else {
            continue;
        };
        assert_eq!(token.reveal(), value);
        assert!(value.len() == 43 && value.is_ascii());
        assert!(!value.contains(|c: char| c.is_control() || c.is_whitespace()));
        assert_ne!(token.hash().as_str(), value);
        assert!(!format!("{token:?}").contains(value));
    }
});
