use proptest::prelude::*;

use super::MobileNumberError as E;
use super::*;

fn number(text: &str) -> MobileNumber {
    MobileNumber::parse(text).unwrap()
}

#[test]
fn a_british_number_is_one_number_however_it_is_written() {
    for text in [
        "07700900123",
        "07700 900 123",
        "(07700) 900-123",
        " 07700.900123 ",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "+44 07700 900123",
        "0044 7700 900123",
        "00 44 (0) 7700 900123",
        "(+44) 7700 900123",
        "\u{202A}+44\u{A0}7700\u{2011}900123\u{202C}",
    ] {
        assert_eq!(number(text).as_str(), "+447700900123", "{text}");
    }
}

#[test]
fn numbers_of_other_countries_need_their_country_code() {
    assert_eq!(number("+33 6 12 34 56 78").as_str(), "+33612345678");
    assert_eq!(number("00 353 (0)85 123 4567").as_str(), "+353851234567");
    assert_eq!(number("+1 (212) 555-0123").as_str(), "+12125550123");
    assert_eq!(number("+39 (0)347 1234567").as_str(), "+393471234567");
}

#[test]
fn the_mobile_ranges_of_the_islands_are_british_numbers() {
    for text in ["07624 412345", "07797 712345", "07781 112345"] {
        assert!(MobileNumber::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn each_fault_has_a_name_of_its_own() {
    for (text, expected) in [
        ("", E::Empty),
        (" -()", E::Empty),
        ("+", E::Empty),
        ("07700 90012x", E::Character('x')),
        ("07700+900123", E::Character('+')),
        ("++447700900123", E::Character('+')),
        ("０７７００ 900123", E::Character('０')),
        ("7700900123", E::NoPrefix),
        ("447700900123", E::NoPrefix),
        ("+07700900123", E::CountryCode),
        ("000447700900123", E::CountryCode),
        ("07700 90012", E::TooShort),
        ("07", E::TooShort),
        ("+33 612", E::TooShort),
        ("+44", E::TooShort),
        ("07700 9001234", E::TooLong),
        ("+3361234567890123", E::TooLong),
        ("020 7946 0000", E::NotMobile),
        ("+44 113 496 0000", E::NotMobile),
        ("07012 345678", E::NotMobile),
        ("07612 345678", E::NotMobile),
    ] {
        assert_eq!(MobileNumber::parse(text), Err(expected), "{text}");
    }
    assert_eq!(MobileNumber::parse(&"0".repeat(10_000)), Err(E::TooLong));
}

#[test]
fn numbers_are_grouped_for_people() {
    for (text, expected) in [
        ("+447700900123", "07700 900123"),
        ("+33612345678", "+33 612 345 678"),
        ("+12125550123", "+1 212 555 0123"),
        ("+353851234567", "+353 851 234 567"),
        ("+49 1512 3456789", "+49 151 234 567 89"),
    ] {
        assert_eq!(number(text).for_people(), expected);
    }
}

#[test]
fn debug_and_mask_do_not_tell_the_number() {
    assert_eq!(number("07700 900123").masked(), "07… …123");
    assert_eq!(number("+33612345678").masked(), "+33… …678");
    assert_eq!(format!("{:?}", number("07700 900123")), "MobileNumber(07… …123)");
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_e164_and_reads_back_from_every_form(text in "\\PC*|[+0-9 ()-]{0,18}|\\+?(44|0)?7[0-9 ]{9,11}|(\\+|00)[0-9]{5,17}") {
        if let Ok(parsed) = MobileNumber::parse(&text) {
            let digits = parsed.as_str().strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(&number(parsed.as_str()), &parsed);
            prop_assert_eq!(&number(&parsed.for_people()), &parsed);
            prop_assert!(parsed.masked().len() < 20);
        }
    }
}
