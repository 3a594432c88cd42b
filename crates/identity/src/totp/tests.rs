use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

/// RFC 6238 appendix B.
fn secret() -> Secret {
    Secret::from_bytes(*b"12345678901234567890")
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn code_of(step: i64) -> Code {
    let totp =
        totp_rs::Builder::new().with_secret(totp_rs::Secret::new_stack(*b"12345678901234567890")).build_noncompliant();
    code(&code_at(&totp, step))
}

#[test]
fn the_codes_are_those_of_rfc_6238() {
    for (seconds, expected) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(matching_step(&secret(), &code(expected), seconds, None), Some(seconds / 30), "{seconds}");
    }
}

#[test]
fn one_step_either_side_is_accepted_and_no_more() {
    let now = 1_000_000;
    for (step, expected) in [(-2, None), (-1, Some(now - 1)), (0, Some(now)), (1, Some(now + 1)), (2, None)] {
        assert_eq!(matching_step(&secret(), &code_of(now + step), now * 30 + 29, None), expected);
    }
}

#[test]
fn failure_01_a_step_is_not_accepted_again_nor_one_before_it() {
    let now = 1_000_000;
    let found = matching_step(&secret(), &code_of(now), now * 30, None);
    assert_eq!(found, Some(now));
    assert_eq!(matching_step(&secret(), &code_of(now), now * 30, found), None);
    assert_eq!(matching_step(&secret(), &code_of(now - 1), now * 30, found), None);
    assert_eq!(matching_step(&secret(), &code_of(now + 1), now * 30, found), Some(now + 1));
}

#[test]
fn failure_02_a_code_stays_used_for_as_long_as_its_step_is_within_the_window() {
    let step = 1_000_000;
    for seconds in (step - 1) * 30..(step + 2) * 30 {
        assert_eq!(matching_step(&secret(), &code_of(step), seconds, None), Some(step));
        assert_eq!(matching_step(&secret(), &code_of(step), seconds, Some(step)), None);
    }
}

#[test]
fn failure_01_of_two_steps_with_the_same_code_the_later_is_taken() {
    // Two neighbours share a code once in a million: of this secret these are the first.
    let twin = 910_737;
    assert_eq!(*code_of(twin).0, *code_of(twin + 1).0);
    assert_eq!(matching_step(&secret(), &code_of(twin), twin * 30, None), Some(twin + 1));
    assert_eq!(matching_step(&secret(), &code_of(twin), twin * 30, Some(twin + 1)), None);
}

#[test]
fn times_before_1970_and_at_its_start_do_no_harm() {
    assert_eq!(matching_step(&secret(), &code_of(0), 0, None), Some(0));
    assert_eq!(matching_step(&secret(), &code_of(0), -1, None), Some(0));
    assert_eq!(matching_step(&secret(), &code_of(0), i64::MIN, None), None);
    assert_eq!(matching_step(&secret(), &code_of(0), i64::MAX, None), None);
}

#[test]
fn a_code_may_have_white_space_and_hyphens_and_nothing_else() {
    for text in ["123456", " 123 456\n", "12\u{A0}34\u{2009}56", "123-456"] {
        assert_eq!(code(text).0.as_slice(), b"123456");
    }
    for (text, expected) in [
        ("", CodeError::Empty),
        ("  ", CodeError::Empty),
        ("12345", CodeError::WrongLength),
        ("1234567", CodeError::WrongLength),
        ("12345x", CodeError::NotDigits),
        ("+12345", CodeError::NotDigits),
        ("１２３４５６", CodeError::NotDigits),
        ("-", CodeError::Empty),
        ("123.456", CodeError::NotDigits),
    ] {
        assert_eq!(Code::parse(text).unwrap_err(), expected, "{text}");
    }
    assert_eq!(Code::parse(&" ".repeat(1000)).unwrap_err(), CodeError::WrongLength);
}

#[test]
fn the_key_is_shown_in_groups_of_four() {
    assert_eq!(secret().grouped_base32().expose_secret(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

#[test]
fn the_url_is_that_of_the_key_uri_format() {
    let url = secret().otpauth_url("Care Identity & Co", "jane+a@nhs.net").unwrap();
    assert_eq!(
        url.expose_secret(),
        "otpauth://totp/Care%20Identity%20%26%20Co:jane%2Ba%40nhs.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Care%20Identity%20%26%20Co"
    );
}

#[test]
fn a_label_that_apps_would_misread_is_refused() {
    for (part, expected) in
        [("a:b", LabelError::Colon), (" ", LabelError::Empty), ("a\nb", LabelError::ControlCharacter)]
    {
        assert_eq!(secret().otpauth_url(part, "jane@nhs.net").unwrap_err(), expected);
        assert_eq!(secret().otpauth_url("Care Identity", part).unwrap_err(), expected);
    }
    assert_eq!(check_label_part(&"a".repeat(255)), Err(LabelError::TooLong));
}

#[test]
fn debug_tells_neither_secret_nor_code() {
    assert_eq!(format!("{:?} {:?}", secret(), code("123456")), "Secret(..) Code(..)");
}

proptest! {
    #[test]
    fn any_text_is_six_digits_or_no_code(text in "\\PC*|[0-9 x]{0,9}") {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let expected = text.len() <= 64 && digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        prop_assert_eq!(Code::parse(&text).is_ok(), expected);
    }

    #[test]
    fn a_code_of_now_is_accepted_at_any_time_by_any_secret(bytes: [u8; 20], seconds in 0..4_000_000_000_i64) {
        let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::new_stack(bytes)).build_noncompliant();
        let shown = code(&totp.generate(u64::try_from(seconds).unwrap()).to_string());
        let step = matching_step(&Secret::from_bytes(bytes), &shown, seconds, None);
        prop_assert!(step == Some(seconds / 30) || step == Some(seconds / 30 + 1));
    }
}
