//! Preparing a card: what breaks off loses nothing, and what a card had before goes when it is issued anew.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::{
    browser::signed,
    home::{Home, MAKERS_KEY, PASSCODE, done},
    sign::cards,
};

const PIN: &str = "pin 902107";

/// The unblocking key that the file holds before the card is prepared.
fn drafted(home: &Home) -> String {
    let file = home.file("bundle.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let draft: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    draft["unblocking_key"].as_str().unwrap().to_owned()
}

#[test]
fn a_card_whose_initialising_breaks_off_keeps_the_key_that_unblocks_it_and_goes_on() {
    for mode in ["torn-token", "torn-pin", "full 0", "full 1", "crash-sign"] {
        let home = Home::new();
        home.misbehave(mode);
        home.will_answer(&[PIN, PIN]);
        let broken = home.try_to_prepare(&["--initialise", "Amina"]);
        let said = String::from_utf8_lossy(&broken.stderr).into_owned();
        assert!(!broken.status.success() && said.contains("Run the same command again"), "{mode}: {said}");
        let key = drafted(&home);
        assert!(!said.contains(&key), "{said}");
        home.misbehave("");
        home.will_answer(&[PIN, PIN]);
        let said = done(&home.try_to_prepare(&["--initialise", "Amina"]));
        assert!(!said.contains("can never be unblocked"), "{said}");
        let bundle = home.bundle();
        assert_eq!(bundle.unblocking_key.as_deref(), Some(key.as_str()), "{mode}");
        home.write(&bundle);
        let agent = home.start();
        let page = agent.paired_page();
        assert_eq!(cards(&page).1.len(), 1, "{mode}: it is the same card");
        home.will_answer(&[PIN]);
        signed(page.sign_in());
    }
}

#[test]
fn a_card_with_a_makers_key_goes_on_from_before_and_from_after_its_key_was_replaced() {
    for mode in ["torn-key", "torn-pin"] {
        let home = Home::with_strict_blank();
        let (pin, makers) = (format!("pin {PASSCODE}"), format!("pin {MAKERS_KEY}"));
        let prepare = || {
            home.will_answer(&[&pin, &pin, &makers]);
            home.try_to_prepare(&["--initialise", "Amina", "--rsa", "--makers-key"])
        };
        home.misbehave(mode);
        assert!(!prepare().status.success(), "{mode}");
        let key = drafted(&home);
        home.misbehave("");
        done(&prepare());
        let bundle = home.bundle();
        assert_eq!(bundle.unblocking_key, Some(key), "{mode}");
        home.write(&bundle);
        let agent = home.start();
        let page = agent.paired_page();
        home.will_answer(&[PIN]);
        signed(page.sign_in());
    }
}

#[test]
fn a_file_of_something_else_is_never_written_over_and_none_is_left_where_nothing_was_done() {
    let home = Home::new();
    let file = home.file("bundle.json");
    for content in ["", "{}", "precious"] {
        fs::write(&file, content).unwrap();
        home.will_answer(&[PIN, PIN]);
        let refused = home.try_to_prepare(&["--initialise", "Amina"]);
        assert_eq!(refused.status.code(), Some(3), "{content}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    fs::remove_file(&file).unwrap();
    home.misbehave("absent");
    home.will_answer(&[PIN, PIN]);
    assert!(!home.try_to_prepare(&["--initialise", "Amina"]).status.success());
    assert!(!file.exists());
    // What was begun for one card goes on for no other.
    home.misbehave("torn-pin");
    home.will_answer(&[PIN, PIN]);
    assert!(!home.try_to_prepare(&["--initialise", "Amina"]).status.success());
    let key = drafted(&home);
    home.misbehave("");
    home.will_answer(&[PIN, PIN]);
    assert_eq!(home.try_to_prepare(&["--initialise", "Bao"]).status.code(), Some(3));
    assert_eq!(drafted(&home), key);
}

#[test]
fn a_card_that_is_issued_anew_has_its_new_pair_and_no_other() {
    let (home, card) = Home::with_card();
    fs::remove_file(home.file("bundle.json")).unwrap();
    home.will_answer(&[PIN]);
    let said = done(&home.try_to_prepare(&["--card", &card]));
    let bundle = home.bundle();
    assert_eq!(bundle.unblocking_key, None);
    assert!(said.contains("can never be unblocked"), "{said}");
    home.write(&bundle);
    let agent = home.start();
    let page = agent.paired_page();
    assert_eq!(cards(&page).1.remove(0).certificates.len(), 2);
    home.will_answer(&[PIN]);
    signed(page.sign_in());
}
