use proptest::prelude::*;

use super::*;

const SALT: [u8; 16] = [7; 16];

fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

fn made(password: &str, salt: [u8; 16], parameters: Parameters) -> PasswordHash {
    hash(&secret(password), salt, &parameters, &mut Memory::new()).unwrap()
}

fn fast(text: &str) -> PasswordHash {
    made(text, SALT, Parameters::insecurely_fast_for_tests())
}

fn fits(password: &str, hash: &PasswordHash) -> bool {
    verify(&secret(password), hash, &mut Memory::new()).unwrap()
}

#[test]
fn the_defaults_are_owasps_floor_and_show_in_the_hash() {
    let hash = made("correct horse", SALT, Parameters::default());
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
    assert!(fits("correct horse", &hash));
    assert!(!fits("correct horsf", &hash));
}

#[test]
fn a_hash_read_back_from_the_store_verifies() {
    let stored = fast("correct horse").as_str().to_owned();
    let hash = PasswordHash::parse(&stored).unwrap();
    assert_eq!(hash.as_str(), stored);
    assert!(fits("correct horse", &hash));
}

#[test]
fn another_salt_gives_another_hash_of_the_same_password() {
    let other = made("correct horse", [8; 16], Parameters::insecurely_fast_for_tests());
    assert_ne!(other.as_str(), fast("correct horse").as_str());
}

#[test]
fn memory_of_another_hash_changes_nothing_and_is_as_large_as_the_largest() {
    let mut memory = Memory::new();
    for memory_kib in [19_456, 20_000, 19_456] {
        let parameters = Parameters::new(memory_kib, 2, 1).unwrap();
        let again = hash(&secret("correct horse"), SALT, &parameters, &mut memory).unwrap();
        assert_eq!(again.as_str(), made("correct horse", SALT, parameters).as_str());
        assert_eq!(verify(&secret("correct horse"), &again, &mut memory), Ok(true));
        assert_eq!(verify(&secret("correct horsf"), &again, &mut memory), Ok(false));
    }
    assert_eq!(memory.kib(), 20_000);
    memory.release();
    assert_eq!(memory.kib(), 0);
    assert_eq!(verify(&secret("correct horse"), &fast("correct horse"), &mut memory), Ok(true));
}

#[test]
fn a_hash_is_what_others_make_of_the_same_password() {
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
    let theirs = Argon2::default().hash_password_with_salt(b"correct horse", &SALT).unwrap();
    assert_eq!(made("correct horse", SALT, Parameters::default()).as_str(), theirs.to_string());
    let ours = phc::PasswordHash::new(fast("correct horse").as_str()).unwrap().to_owned();
    assert!(Argon2::default().verify_password(b"correct horse", &ours).is_ok());
}

#[test]
fn accents_typed_either_way_verify() {
    assert!(fits("cre\u{300}me bru\u{302}le\u{301}e", &fast("crème brûlée")));
}

#[test]
fn failure_25_a_huge_password_verifies_as_nobodys() {
    assert!(!fits(&"a".repeat(10_000_000), &fast("correct horse")));
}

#[test]
fn failure_22_the_dummy_costs_what_a_real_hash_costs_and_fits_no_password() {
    for parameters in [Parameters::default(), Parameters::insecurely_fast_for_tests()] {
        let dummy = dummy(&parameters);
        assert_eq!(PasswordHash::parse(dummy.as_str()).unwrap().parameters, parameters);
        assert_eq!(dummy.as_str().len(), made("x", SALT, parameters).as_str().len());
        for password in ["", "password", "AAAA"] {
            assert!(!fits(password, &dummy));
        }
    }
}

#[test]
fn a_hash_is_renewed_when_any_parameter_rises_and_not_when_one_falls() {
    let (weak, floor) = (fast("correct horse"), Parameters::default());
    assert!(needs_rehash(&weak, &floor));
    let stored = dummy(&floor);
    assert!(!needs_rehash(&stored, &floor));
    assert!(!needs_rehash(&stored, &Parameters::insecurely_fast_for_tests()));
    for raised in [Parameters::new(19_457, 2, 1), Parameters::new(19_456, 3, 1), Parameters::new(19_456, 2, 2)] {
        assert!(needs_rehash(&stored, &raised.unwrap()));
    }
}

#[test]
fn parameters_below_the_floor_or_beyond_reason_are_refused() {
    for (memory, passes, lanes) in [(19_455, 2, 1), (19_456, 1, 1), (19_456, 2, 0)] {
        assert_eq!(Parameters::new(memory, passes, lanes), Err(ParametersError::TooWeak));
    }
    for (memory, passes, lanes) in [(1_048_577, 2, 1), (19_456, 65, 1), (19_456, 2, 65)] {
        assert_eq!(Parameters::new(memory, passes, lanes), Err(ParametersError::TooCostly));
    }
    assert_eq!(Parameters::new(19_456, 2, 1), Ok(Parameters::default()));
    assert_eq!(Parameters::default().memory_kib(), 19_456);
}

#[test]
fn other_algorithms_missing_parts_and_costs_beyond_reason_are_not_read() {
    let good = dummy(&Parameters::default()).as_str().to_owned();
    assert!(PasswordHash::parse(&good).is_ok());
    for (from, to) in [
        ("argon2id", "argon2i"),
        ("v=19", "v=16"),
        ("$v=19", ""),
        ("m=19456", "m=4294967295"),
        ("t=2", "t=4294967295"),
        ("p=1", "p=16777215"),
        ("$AAAAAAAAAAAAAAAAAAAAAA$", "$"),
        ("$AAAAAAAAAAAAAAAAAAAAAA$", "$$"),
        ("AAAAA", ""),
        ("$argon2id", "argon2id"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(PasswordHash::parse(&bad).is_err(), "{bad}");
    }
}

#[test]
fn debug_does_not_tell_the_hash() {
    assert_eq!(format!("{:?}", fast("correct horse")), "PasswordHash(..)");
}

proptest! {
    #[test]
    fn any_text_from_the_store_is_a_hash_or_refused(text in "\\PC*|\\$argon2id\\$v=19\\$m=[0-9]{1,10},t=[0-9]{1,3},p=[0-9]{1,3}\\$[A-Za-z0-9+/]{0,30}\\$[A-Za-z0-9+/]{40,45}") {
        if let Ok(hash) = PasswordHash::parse(&text) {
            prop_assert_eq!(hash.as_str(), text);
        }
    }
}
