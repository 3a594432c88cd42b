//! Changing the passcode.

use card_protocol::{Answer, Ask, Fault, Purpose};

use crate::{
    browser::{Page, fault, signed},
    ca::checked,
    home::Home,
};

const OLD: &str = "pin 902107";
const NEW: &str = "pin 740285";

fn change(page: &Page, card: &str) -> Answer {
    page.ask(&Ask::ChangePasscode { card: card.into(), nonce: "c".into(), certificate: None })
}

#[test]
fn a_passcode_is_changed_by_its_holder() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[OLD, NEW, NEW, OLD, NEW]);
    let statement = checked(&signed(change(&page, &card)));
    assert_eq!((statement.purpose, statement.card), (Purpose::PasscodeChanged, card));
    assert_eq!(fault(page.sign_in()).0, Fault::PasscodeWrong);
    signed(page.sign_in());
    let log = agent.log();
    assert!(!log.contains("902107") && !log.contains("740285"), "{log}");
}

#[test]
fn a_weak_passcode_is_asked_for_again_with_the_reason() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[OLD, "pin 123456", "pin 121212", OLD, NEW, NEW]);
    signed(change(&page, &card));
    let windows = home.windows();
    for reason in ["Not a run of digits", "Not the same digits again", "Not the passcode that the card has now"] {
        assert!(windows.contains(&format!("SETERROR {reason}")), "{reason}");
    }
}

#[test]
fn two_that_differ_change_nothing_and_are_asked_for_again() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[OLD, NEW, "pin 740286", "cancel", OLD]);
    assert_eq!(fault(change(&page, &card)).0, Fault::PasscodeCancelled);
    assert!(home.windows().contains("SETERROR The two were not the same"));
    signed(page.sign_in());
}

#[test]
fn with_a_wrong_passcode_nobody_is_asked_for_a_new_one() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let before = home.windows().matches("GETPIN").count();
    home.will_answer(&[NEW, OLD]);
    assert_eq!(fault(change(&page, &card)).0, Fault::PasscodeWrong);
    assert_eq!(home.windows().matches("GETPIN").count(), before + 1);
    signed(page.sign_in());
}

#[test]
fn a_passcode_that_the_card_refuses_is_not_changed_and_one_that_broke_off_may_be() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("refuse-pin");
    home.will_answer(&[OLD, NEW, NEW, OLD]);
    assert_eq!(fault(change(&page, &card)).0, Fault::PasscodeRefused);
    signed(page.sign_in());
    // The card takes it, and ends before it shows that it has.
    home.misbehave("crash-sign");
    home.will_answer(&[OLD, NEW, NEW]);
    assert_eq!(fault(change(&page, &card)).0, Fault::PasscodeUncertain);
    home.misbehave("");
    home.will_answer(&[OLD, NEW]);
    assert_eq!(fault(page.sign_in()).0, Fault::PasscodeWrong);
    signed(page.sign_in());
    // It may also have ended before.
    home.misbehave("torn-key");
    home.will_answer(&[NEW, OLD, OLD]);
    assert_eq!(fault(change(&page, &card)).0, Fault::PasscodeUncertain);
    home.misbehave("");
    home.will_answer(&[NEW]);
    signed(page.sign_in());
}

#[test]
fn a_card_that_could_not_sign_afterwards_keeps_its_passcode() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[OLD, NEW, NEW, OLD]);
    let certificate = Some("ab".repeat(32));
    let change = Ask::ChangePasscode { card, nonce: "c".into(), certificate };
    assert_eq!(fault(page.ask(&change)).0, Fault::NoCertificate);
    signed(page.sign_in());
}
