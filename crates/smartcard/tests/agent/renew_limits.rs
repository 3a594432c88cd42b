//! What a page cannot have done under the window of a renewal, or with the login that it leaves.

use card_protocol::{Answer, Fault};

use crate::{
    browser::{Page, fault, sign_in, signed},
    home::{Home, OTHER_ORIGIN, PASSCODE},
    renew::{
        discard, fingerprint_of, fingerprints, first_use, generate, generate_after, install, installed, requested,
    },
};

const PIN: &str = "pin 902107";

#[test]
fn the_old_key_signs_until_the_new_one_is_asked_for() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN, PIN, PIN, PIN]);
    let old = signed(page.sign_in()).certificate;
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let certificates = home.ca.issue(&requests);
    installed(page.ask(&install(&card, "r1", &certificates)));
    assert_eq!(signed(page.sign_in()).certificate, old);
    // The passcode of a sign-in ended the renewal's login.
    assert_eq!(signed(page.ask(&first_use(&card, &certificates))).certificate, certificates.authentication);
    assert_eq!(home.windows().matches("GETPIN").count(), 2 + 1 + 4);
}

#[test]
fn a_login_is_kept_for_its_renewal_and_its_page_only() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&["yes"]);
    let mut other = Page::new(agent.port, OTHER_ORIGIN);
    other.pair();
    home.will_answer(&[PIN, "cancel", "cancel", "cancel", "cancel", "pin 111111"]);
    let old = fingerprints(&page);
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let certificates = home.ca.issue(&requests);
    for refused in [
        other.ask(&generate(&card, "r1")),
        other.ask(&first_use(&card, &certificates)),
        page.ask(&install(&card, "r2", &certificates)),
        page.ask(&discard(&card, "r2", &old)),
    ] {
        assert_eq!(fault(refused).0, Fault::PasscodeCancelled);
    }
    // To sign in is never a part of a renewal.
    assert_eq!(fault(page.ask(&sign_in(Some(&card)))).0, Fault::PasscodeWrong);
    home.will_answer(&["cancel"]);
    assert_eq!(fault(page.ask(&install(&card, "r1", &certificates))).0, Fault::PasscodeCancelled);
}

#[test]
fn a_login_that_was_kept_ends_by_itself() {
    let (home, card) = Home::with_card();
    home.configure("renewal-login-seconds = 1");
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN, "cancel"]);
    requested(page.ask(&generate(&card, "r1")));
    std::thread::sleep(std::time::Duration::from_millis(1300));
    assert_eq!(fault(page.ask(&generate(&card, "r1"))).0, Fault::PasscodeCancelled);
}

#[test]
fn a_page_cannot_have_the_last_key_deleted() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN, PIN]);
    let all = fingerprints(&page);
    assert_eq!(fault(page.ask(&discard(&card, "r1", &all))).0, Fault::NoCertificate);
    signed(page.sign_in());
    assert!(home.windows().contains("forget its old certificates"));
}

#[test]
fn a_page_cannot_have_pairs_of_other_services_deleted() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN; 8]);
    let first = fingerprints(&page);
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let [newer, _] = installed(page.ask(&install(&card, "r1", &home.ca.issue(&requests))));
    // From now on all keys of the card are somebody else's.
    home.misbehave("foreign");
    assert_eq!(page.ask(&discard(&card, "r1", &first)), Answer::Discarded);
    requested(page.ask(&generate_after(&card, "r2", Some(&fingerprint_of(&newer)), &first)));
    assert_eq!(fingerprints(&page).len(), 4);
    home.misbehave("");
    assert_eq!(page.ask(&discard(&card, "r1", &first)), Answer::Discarded);
    assert_eq!(fingerprints(&page).len(), 2);
    assert!(home.windows().contains("be renewed: new keys and certificates take the place of the old"));
}

#[test]
fn a_name_that_would_be_another_label_is_refused() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    for name in ["", "a b", "a/b", &"n".repeat(65)] {
        assert_eq!(fault(page.ask(&generate(&card, name))).0, Fault::NotUnderstood);
    }
    assert_eq!(PIN, format!("pin {PASSCODE}"));
}
