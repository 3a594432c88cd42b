//! Any bytes are refused line by line, or are organisations within their limits; and what they are written from reads the same
//! again.
#![no_main]

use identity::organisation::{Source, index, records::Records, report::detect};
use identity::time::{Date, parse_date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let today = parse_date("2026-03-22").expect("a date");
    // What tells nothing of itself may be said to be any report.
    let sources = match detect(bytes, None) {
        Ok(Source::Ord) => return,
        Ok(source) => vec![source],
        Err(_) => vec![Source::Epraccur, Source::Edispensary, Source::Etr, Source::Eccg],
    };
    sources.into_iter().for_each(|source| check(bytes, source, today));
});

fn check(bytes: &[u8], source: Source, today: Date) {
    let read = || {
        let mut records = Records::new(bytes, source, today);
        let mut all = Vec::new();
        while let Some(read) = records.next_record().expect("memory can be read") {
            all.push((read.line, read.outcome));
        }
        assert!(records.position() == bytes.len() as u64);
        all
    };
    let records = read();
    assert_eq!(read(), records);
    let mut codes = std::collections::HashSet::new();
    for organisation in records.into_iter().filter_map(|(_, outcome)| outcome.ok()) {
        assert!(codes.insert(organisation.code.clone()), "each code once");
        assert!((1..=400).contains(&organisation.name.chars().count()));
        assert!(!organisation.address.iter().any(|line| line.contains(char::is_control)));
        assert!(index::terms(&organisation).iter().all(|term| (3..=60).contains(&term.chars().count())));
    }
}
