//! Any text is refused, or is one number in E.164 form.
#![no_main]

use identity::telephone::MobileNumber;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(number) = MobileNumber::parse(text) else {
        return;
    };
    let digits = number
        .as_str()
        .strip_prefix('+')
        .expect("E.164 begins with a plus");
    assert!(
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    );
    assert_eq!(MobileNumber::parse(number.as_str()).as_ref(), Ok(&number));
    assert_eq!(
        MobileNumber::parse(&number.for_people()).as_ref(),
        Ok(&number)
    );
    assert!(!number.masked().contains(digits));
});
