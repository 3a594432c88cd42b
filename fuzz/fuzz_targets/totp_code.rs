//! The first line is a code, the second the time in seconds, the third the last step used. Any code is refused, or is six digits
//! however they are grouped; the step that it matches is near now and after the last one.
#![no_main]

use identity::totp::{Code, Secret, matching_step};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let text = lines.next().unwrap_or_default();
    let now: i64 = lines
        .next()
        .and_then(|line| line.parse().ok())
        .unwrap_or_default();
    let last: Option<i64> = lines.next().and_then(|line| line.parse().ok());

    let digits: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    let six = text.len() <= 64 && digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let Ok(code) = Code::parse(text) else {
        assert!(!six);
        return;
    };
    assert!(six);
    if let Some(step) = matching_step(
        &Secret::from_bytes(*b"12345678901234567890"),
        &code,
        now,
        last,
    ) {
        assert!(step >= 0 && step.abs_diff(now.div_euclid(30)) <= 1);
        assert!(last.is_none_or(|last| step > last));
    }
});
