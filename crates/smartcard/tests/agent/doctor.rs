//! What a person and their help desk are told of a machine.

use crate::home::{Home, ORIGIN};

fn told(home: &Home, more: &[&str]) -> (Option<i32>, String) {
    let output = home.run(&[&["doctor", "--origin", ORIGIN], more].concat());
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_machine_on_which_all_is_well_is_said_to_be_so() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let (code, words) = told(&home, &[]);
    assert_eq!(code, Some(0), "{words}");
    assert!(
        words.contains(&format!("port {}", agent.port))
            && words.contains(&format!("Amina ({card}): no wrong passcode"))
    );
    // The certificates of the tests have 30 days left.
    assert!(words.contains("Renew it on the website."), "{words}");
}

#[test]
fn what_is_wrong_is_said_with_what_to_do_and_written_down() {
    let (home, _) = Home::with_card();
    home.misbehave("hang");
    std::fs::remove_file(home.file("pinentry")).unwrap();
    let report = home.file("report.txt");
    let (code, words) =
        told(&home, &["--report", report.to_str().unwrap(), "--config", home.config().to_str().unwrap()]);
    assert_eq!(code, Some(1));
    for line in ["WRONG  pinentry", "WRONG  module", "Take the card out, wait, and put it in again."] {
        assert!(words.contains(line), "{line} in {words}");
    }
    assert!(words.contains(&std::fs::read_to_string(report).unwrap()));
}

#[test]
fn a_setting_that_cannot_be_read_is_a_finding() {
    let home = Home::new();
    let (code, words) = told(&home, &["--origin", "example"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("WRONG  settings   `origins`: example"), "{words}");
}
