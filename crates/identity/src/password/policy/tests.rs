use proptest::prelude::*;

use super::PasswordRefusal as Refusal;
use super::*;

fn parse(typed: &str) -> Result<NewPassword, Refusal> {
    let addresses =
        [EmailAddress::parse("J.Smith42@nhs.net").unwrap(), EmailAddress::parse("zoe@hospital-trust.nhs.uk").unwrap()];
    let context = Context {
        names: &["Zoë", "Smith-Jones", "Li"],
        email_addresses: &addresses,
        service_name: "NHS Care Identity",
    };
    NewPassword::parse(SecretString::from(typed), &context)
}

fn refusal(typed: &str) -> Option<Refusal> {
    parse(typed).err()
}

#[test]
fn eight_characters_of_any_kind_are_enough() {
    for typed in
        ["qmzjwxkv", "  spaced ", "пять слонов", "🐘🐘🐘🐘🐘🐘🐘🦒", "correct horse battery staple", "93716240"]
    {
        assert_eq!(refusal(typed), None, "{typed}");
    }
}

#[test]
fn length_is_counted_in_code_points_after_nfc() {
    assert_eq!(refusal(""), Some(Refusal::Empty));
    assert_eq!(refusal("qmzjwxk"), Some(Refusal::TooShort));
    assert_eq!(refusal("qmzjwxe\u{301}\u{301}"), None);
    assert_eq!(refusal("qmzjwe\u{301}k"), Some(Refusal::TooShort));
    assert_eq!(refusal(&"ab".repeat(128)), None);
    assert_eq!(refusal(&format!("{}c", "ab".repeat(128))), Some(Refusal::TooLong));
    // 256 characters that take nine bytes each before NFC joins them.
    assert_eq!(refusal(&"각\u{1112}\u{1161}\u{11AB}".nfd().collect::<String>().repeat(128)), None);
}

#[test]
fn failure_25_a_huge_password_is_refused_before_any_work() {
    assert_eq!(refusal(&"a\u{301}b".repeat(10_000_000)), Some(Refusal::TooLong));
    assert_eq!(normalise(SecretString::from("a\u{301}b".repeat(10_000_000))).expose_secret(), "");
}

#[test]
fn common_passwords_and_one_character_over_and_over_are_refused() {
    assert_eq!(refusal("Password123"), Some(Refusal::Common));
    assert_eq!(refusal("aaaaaaaaaaaa"), Some(Refusal::OneCharacter));
    assert_eq!(refusal("        "), Some(Refusal::OneCharacter));
    assert_eq!(refusal("password123 and a walk"), None);
}

#[test]
fn the_persons_own_words_with_trivial_additions_are_refused() {
    for (typed, expected) in [
        ("smith-jones", Refusal::OwnName),
        ("SmithJones1", Refusal::OwnName),
        ("zoesmithjones", Refusal::OwnName),
        ("Smith Jones, Zoë!", Refusal::OwnName),
        ("zoe01021980", Refusal::OwnName),
        ("li123456", Refusal::OwnName),
        ("j.smith42@nhs.net", Refusal::OwnEmailAddress),
        ("J.Smith42@nhs.net!1", Refusal::OwnEmailAddress),
        ("jsmith42", Refusal::OwnEmailAddress),
        ("jsmith2024", Refusal::OwnEmailAddress),
        ("nhscareidentity", Refusal::ServiceName),
        ("NHS Care Identity 2025", Refusal::ServiceName),
    ] {
        assert_eq!(refusal(typed), Some(expected), "{typed}");
    }
}

#[test]
fn the_persons_own_words_within_more_are_accepted() {
    for typed in ["smithjones likes tea", "zoe8374659201", "nhs care identity and a biscuit", "%%%%%%%%%l%%%%%%%%%i%%%"]
    {
        assert_eq!(refusal(typed), None, "{typed}");
    }
}

#[test]
fn without_names_nothing_but_the_list_is_compared() {
    let nothing = Context { names: &["", " "], email_addresses: &[], service_name: "" };
    for typed in ["!!!!!!??", "40718365", "........,"] {
        assert!(NewPassword::parse(SecretString::from(typed), &nothing).is_ok(), "{typed}");
    }
}

#[test]
fn a_password_is_the_same_however_its_accents_are_typed() {
    let (one, two) = (parse("crème brûlée").unwrap(), parse(&"crème brûlée".nfd().collect::<String>()).unwrap());
    assert!(!format!("{one:?}").contains("br"));
    assert_eq!(one.into_secret().expose_secret(), two.into_secret().expose_secret());
}

#[test]
fn strength_rises_with_what_is_hard_to_guess() {
    assert_eq!(strength(""), Strength::VeryWeak);
    assert!(strength("password1") < strength("purple-otter"));
    assert!(strength("purple-otter") < Strength::Strong);
    assert_eq!(strength("vivid crab drums under nine lamps"), Strength::Strong);
    assert_eq!(strength(&"é".repeat(100_000)), strength(&"é".repeat(100)));
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_within_the_limits_and_in_nfc(typed in "\\PC{0,40}|[a\u{301}각\u{1161}]{0,300}") {
        if let Ok(password) = parse(&typed) {
            let secret = password.into_secret();
            let text = secret.expose_secret();
            prop_assert!((FEWEST..=MOST).contains(&text.chars().count()));
            prop_assert_eq!(text, text.nfc().collect::<String>());
            let again = normalise(SecretString::from(typed.as_str()));
            prop_assert_eq!(again.expose_secret(), text);
            prop_assert!(parse(text).is_ok());
        }
    }
}
