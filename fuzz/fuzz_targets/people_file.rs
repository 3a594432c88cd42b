//! Any bytes are refused as a file, refused line by line, or are people with positions within their limits.
#![no_main]

use identity::ra::bulk::{COLUMNS, MOST_LINES, ReadLine, Whom, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // Most bytes have no first line: with one, the lines are read.
    check(&[COLUMNS.join(",").as_bytes(), b"\n", bytes].concat());
});

fn check(file: &[u8]) {
    let Ok(lines) = parse(file) else { return };
    assert!((1..=MOST_LINES).contains(&lines.len()));
    let number = |line: &ReadLine| line.as_ref().map_or_else(|(number, _)| *number, |line| line.number);
    assert!(lines.iter().map(number).is_sorted_by(|one, next| one < next));
    for line in lines.iter().flatten() {
        assert!(!line.position.role.is_ra(), "the roles of the desk are given one by one");
        if let Whom::New { name, .. } = &line.whom {
            assert!(!name.full().contains(char::is_control));
        }
    }
}
