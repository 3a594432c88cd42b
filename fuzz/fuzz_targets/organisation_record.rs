//! Any bytes are cut into objects, each refused or an organisation within its limits.
#![no_main]

use identity::organisation::{Source, index, records::Records};
use identity::time::parse_date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut records = Records::new(bytes, Source::Ord, parse_date("2026-03-22").expect("a date"));
    let mut last = 1;
    while let Some(read) = records.next_record().expect("memory can be read") {
        assert!(read.line >= last && records.raw().first() == Some(&b'{'));
        last = read.line;
        let Ok(organisation) = read.outcome else {
            continue;
        };
        assert!((1..=400).contains(&organisation.name.chars().count()));
        assert_eq!(organisation.digest(), organisation.clone().digest());
        assert!(index::terms(&organisation).iter().all(|term| (3..=60).contains(&term.chars().count())));
    }
    assert_eq!(records.position(), bytes.len() as u64);
});
