//! Signing a statement.

use std::time::Duration;

use card_protocol::{Answer, Ask, Card, Fault, Passcode, Purpose, Signature};

use crate::{
    browser::{Page, fault, sign_in, signed},
    ca::checked,
    home::{Home, ORIGIN, PASSCODE},
};

fn pin(passcode: &str) -> String {
    format!("pin {passcode}")
}

pub fn cards(page: &Page) -> (u64, Vec<Card>) {
    match page.ask(&Ask::Cards) {
        Answer::Cards { change, cards } => (change, cards),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_signs_what_its_holder_was_told() {
    let (home, serial) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[&pin(PASSCODE)]);
    let signed = signed(page.sign_in());
    assert_eq!(signed.algorithm, Signature::EcdsaP256);
    let statement = checked(&signed);
    assert_eq!((statement.purpose, statement.origin.as_str()), (Purpose::SignIn, ORIGIN));
    assert_eq!((statement.nonce.as_str(), statement.card, statement.content), ("bm9uY2U", serial.clone(), None));
    let windows = home.windows();
    assert!(windows.contains(&format!("SETDESC {ORIGIN}%0Aasks for your smartcard to sign you in.")), "{windows}");
    assert!(windows.contains(&serial));
}

#[test]
fn an_old_card_signs_with_rsa() {
    let home = Home::new();
    home.new_card("Amina", &["--rsa"]);
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[&pin(PASSCODE)]);
    let signed = signed(page.sign_in());
    assert_eq!(signed.algorithm, Signature::RsaPkcs1);
    checked(&signed);
}

#[test]
fn the_cards_are_shown_with_their_certificates_and_no_passcode_is_asked() {
    let (home, serial) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let before = home.windows();
    let (_, cards) = cards(&page);
    let [card] = cards.as_slice() else { panic!("{cards:?}") };
    assert_eq!((card.serial.as_str(), card.label.as_str(), card.renewable), (serial.as_str(), "Amina", true));
    assert_eq!((card.passcode, card.certificates.len()), (Passcode::Fine, 2));
    assert_eq!(home.windows(), before);
}

#[test]
fn a_wrong_passcode_signs_nothing_and_a_right_one_before_does_not_help_it() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[&pin(PASSCODE), &pin("000000"), &pin("no digits"), "cancel", &pin(PASSCODE)]);
    signed(page.sign_in());
    assert_eq!(fault(page.sign_in()).0, Fault::PasscodeWrong);
    let (wrong, said) = fault(page.sign_in());
    assert_eq!(wrong, Fault::PasscodeWrong);
    assert!(said.is_some());
    assert_eq!(fault(page.sign_in()).0, Fault::PasscodeCancelled);
    signed(page.sign_in());
}

#[test]
fn no_passcode_is_in_a_log() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[&pin("731904"), &pin(PASSCODE)]);
    assert_eq!(fault(page.sign_in()).0, Fault::PasscodeWrong);
    signed(page.sign_in());
    let log = agent.log();
    assert!(!log.contains("731904") && !log.contains(PASSCODE), "{log}");
    assert!(!log.contains(page.secret.as_deref().unwrap()));
}

#[test]
fn the_card_that_is_named_must_be_the_one_that_is_there() {
    let (home, serial) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    assert_eq!(fault(page.ask(&sign_in(Some("another")))).0, Fault::OtherCard);
    home.will_answer(&[&pin(PASSCODE)]);
    signed(page.ask(&sign_in(Some(&serial))));
    home.misbehave("absent");
    assert_eq!(fault(page.ask(&sign_in(Some(&serial)))).0, Fault::NoCard);
    assert_eq!(fault(page.sign_in()).0, Fault::NoCard);
}

#[test]
fn among_several_cards_none_is_chosen_for_the_person() {
    let (home, first) = Home::with_card();
    let second = home.new_card("Bao", &[]);
    let agent = home.start();
    let page = agent.paired_page();
    assert_eq!(cards(&page).1.len(), 2);
    assert_eq!(fault(page.sign_in()).0, Fault::SeveralCards);
    for serial in [first, second] {
        home.will_answer(&[&pin(PASSCODE)]);
        assert_eq!(checked(&signed(page.ask(&sign_in(Some(&serial))))).card, serial);
    }
}

#[test]
fn the_server_may_name_the_certificate() {
    let (home, serial) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let certificates = cards(&page).1.remove(0).certificates;
    let answers = certificates.iter().map(|certificate| {
        home.will_answer(&[&pin(PASSCODE)]);
        let (card, certificate) = (serial.clone(), certificate.fingerprint.clone());
        page.ask(&Ask::SignWith { card, certificate, purpose: Purpose::SignIn, nonce: "x".into() })
    });
    // One of the two is for signing in; the other must not sign a statement.
    let (right, wrong): (Vec<_>, Vec<_>) = answers.partition(|answer| matches!(answer, Answer::Signed(_)));
    assert_eq!((right.len(), wrong.len()), (1, 1));
    assert_eq!(fault(wrong.into_iter().next().unwrap()).0, Fault::NoCertificate);
}

#[test]
fn two_pages_at_once_get_one_window() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&["wait"]);
    std::thread::scope(|scope| {
        scope.spawn(|| page.ask_and_leave(&sign_in(None), Duration::from_secs(2)));
        std::thread::sleep(Duration::from_millis(1200));
        assert_eq!(fault(page.sign_in()).0, Fault::Busy);
        // Which cards are there can be asked all the same.
        assert_eq!(cards(&page).1.len(), 1);
    });
}

#[test]
fn a_page_that_goes_away_takes_its_window_with_it() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&["wait", &pin(PASSCODE)]);
    page.ask_and_leave(&sign_in(None), Duration::from_millis(1500));
    std::thread::sleep(Duration::from_millis(500));
    signed(page.sign_in());
}

#[test]
fn a_nonce_that_would_write_lines_of_its_own_is_not_signed() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    for nonce in ["", "x\ntime 1\ncard other", "a\rb", &"n".repeat(2000)] {
        home.will_answer(&[&pin(PASSCODE)]);
        let ask = Ask::Sign { card: None, nonce: nonce.to_owned() };
        assert_eq!(fault(page.ask(&ask)).0, Fault::NotUnderstood, "{nonce:?}");
    }
}

#[test]
fn without_a_pinentry_nothing_is_signed() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&["broken"]);
    assert_eq!(fault(page.sign_in()).0, Fault::NoPinentry);
    std::fs::remove_file(home.file("pinentry")).unwrap();
    assert_eq!(fault(page.sign_in()).0, Fault::NoPinentry);
}
