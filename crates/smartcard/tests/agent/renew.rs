//! Renewing a card, and everything that can come between.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Answer, Ask, Certificates, Fault, Purpose, Requests, Signed};

use sha2::{Digest as _, Sha256};

use crate::{
    browser::{Page, fault, signed},
    ca::{checked, content_of, public_keys},
    home::Home,
    sign::cards,
};

const PIN: &str = "pin 902107";

pub fn generate(card: &str, renewal: &str) -> Ask {
    generate_after(card, renewal, None, &[])
}

pub fn generate_after(card: &str, renewal: &str, certificate: Option<&str>, over: &[String]) -> Ask {
    Ask::Generate {
        card: card.into(),
        renewal: renewal.into(),
        nonce: "g".into(),
        certificate: certificate.map(str::to_owned),
        over: over.to_vec(),
    }
}

pub fn install(card: &str, renewal: &str, certificates: &Certificates) -> Ask {
    Ask::Install { card: card.into(), renewal: renewal.into(), nonce: "i".into(), certificates: certificates.clone() }
}

pub fn first_use(card: &str, certificates: &Certificates) -> Ask {
    let (card, certificate) = (card.into(), print(&certificates.authentication));
    Ask::SignWith { card, certificate, purpose: Purpose::FirstUse, nonce: "f".into() }
}

pub fn discard(card: &str, renewal: &str, fingerprints: &[String]) -> Ask {
    Ask::Discard { card: card.into(), renewal: renewal.into(), fingerprints: fingerprints.to_vec() }
}

pub fn requested(answer: Answer) -> (Requests, Signed) {
    match answer {
        Answer::Requested { requests, vouched } => (requests, vouched),
        other => panic!("{other:?}"),
    }
}

pub fn installed(answer: Answer) -> [Signed; 2] {
    match answer {
        Answer::Installed { authentication, signing } => [authentication, signing],
        other => panic!("{other:?}"),
    }
}

pub fn fingerprints(page: &Page) -> Vec<String> {
    cards(page).1.remove(0).certificates.into_iter().map(|it| it.fingerprint).collect()
}

pub fn fingerprint_of(signed: &Signed) -> String {
    print(&signed.certificate)
}

fn print(certificate: &str) -> String {
    let der = BASE64_STANDARD.decode(certificate).unwrap();
    Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// From the first step to the last, whatever the answers of windows are.
pub fn renew(home: &Home, page: &Page, card: &str, renewal: &str) {
    let old = fingerprints(page);
    let (requests, _) = requested(page.ask(&generate(card, renewal)));
    let certificates = home.ca.issue(&requests);
    installed(page.ask(&install(card, renewal, &certificates)));
    signed(page.ask(&first_use(card, &certificates)));
    assert_eq!(page.ask(&discard(card, renewal, &old)), Answer::Discarded);
}

#[test]
fn a_card_is_renewed_with_one_passcode() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let old = fingerprints(&page);
    home.will_answer(&[PIN]);

    let (requests, vouched) = requested(page.ask(&generate(&card, "r1")));
    let statement = checked(&vouched);
    assert_eq!((statement.purpose, statement.content), (Purpose::Renew, Some(content_of(&requests))));

    let certificates = home.ca.issue(&requests);
    let both = installed(page.ask(&install(&card, "r1", &certificates)));
    assert_eq!(both[0].certificate, certificates.authentication);
    assert_eq!(both[1].certificate, certificates.signing);
    assert!(both.iter().all(|signed| checked(signed).purpose == Purpose::Installed));
    assert_eq!(fingerprints(&page).len(), 4);

    let first = signed(page.ask(&first_use(&card, &certificates)));
    assert_eq!((checked(&first).purpose, first.certificate), (Purpose::FirstUse, certificates.authentication.clone()));

    assert_eq!(page.ask(&discard(&card, "r1", &old)), Answer::Discarded);
    assert_eq!(fingerprints(&page).len(), 2);
    // What is gone already is no fault.
    home.will_answer(&[PIN, PIN]);
    assert_eq!(page.ask(&discard(&card, "r1", &old)), Answer::Discarded);
    assert_eq!(signed(page.sign_in()).certificate, certificates.authentication);
}

#[test]
fn an_old_card_is_renewed_with_keys_of_its_kind_and_again_later() {
    let home = Home::new();
    let card = home.new_card("Amina", &["--rsa"]);
    let agent = home.start();
    let page = agent.paired_page();
    for renewal in ["r1", "r2"] {
        home.will_answer(&[PIN]);
        renew(&home, &page, &card, renewal);
    }
    home.will_answer(&[PIN]);
    checked(&signed(page.sign_in()));
}

#[test]
fn keys_that_a_renewal_made_are_found_again_and_those_of_another_go() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN, PIN, PIN]);
    let (first, _) = requested(page.ask(&generate(&card, "r1")));
    let (again, _) = requested(page.ask(&generate(&card, "r1")));
    assert_eq!(public_keys(&first), public_keys(&again));
    let (other, _) = requested(page.ask(&generate(&card, "r2")));
    assert_ne!(public_keys(&first), public_keys(&other));
    let (later, _) = requested(page.ask(&generate(&card, "r1")));
    assert_ne!(public_keys(&first), public_keys(&later));
}

#[test]
fn what_a_renewal_that_was_given_up_left_makes_room_for_the_next() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("room 4");
    home.will_answer(&[PIN; 8]);
    let old = fingerprints(&page);
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    installed(page.ask(&install(&card, "r1", &home.ca.issue(&requests))));
    let given_up: Vec<String> = fingerprints(&page).into_iter().filter(|it| !old.contains(it)).collect();
    assert_eq!(given_up.len(), 2);
    assert_eq!(fault(page.ask(&generate(&card, "r2"))).0, Fault::CardFull);
    // The pair in use stays, whatever the page says.
    let in_use = fingerprint_of(&signed(page.sign_in()));
    let all = [given_up.as_slice(), &old].concat();
    assert_eq!(fault(page.ask(&generate_after(&card, "r2", Some(&in_use), &all))).0, Fault::NotUnderstood);
    assert_eq!(fingerprints(&page).len(), 4);
    let (requests, vouched) = requested(page.ask(&generate_after(&card, "r2", Some(&in_use), &given_up)));
    assert_eq!(fingerprint_of(&vouched), in_use);
    assert_eq!(fingerprints(&page), old);
    installed(page.ask(&install(&card, "r2", &home.ca.issue(&requests))));
    assert_eq!(page.ask(&discard(&card, "r1", &old)), Answer::Discarded);
    signed(page.sign_in());
}

#[test]
fn the_certificate_that_is_named_vouches_though_an_older_one_is_there() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN; 8]);
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let certificates = home.ca.issue(&requests);
    let [newer, _] = installed(page.ask(&install(&card, "r1", &certificates)));
    let (_, vouched) = requested(page.ask(&generate_after(&card, "r2", Some(&fingerprint_of(&newer)), &[])));
    assert_eq!(vouched.certificate, certificates.authentication);
}

#[test]
fn a_full_card_keeps_what_it_had_and_nothing_half() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    for room in ["full 0", "full 1"] {
        home.misbehave(room);
        home.will_answer(&[PIN, PIN, PIN]);
        // What was counted belongs to the process.
        assert_eq!(fault(page.ask(&generate(&card, "r1"))).0, Fault::CardFull, "{room}");
        home.misbehave("crash");
        fault(page.sign_in());
        home.misbehave("");
        signed(page.sign_in());
        assert_eq!(fingerprints(&page).len(), 2);
    }
    renew(&home, &page, &card, "r1");
}

#[test]
fn a_renewal_that_breaks_off_while_it_writes_goes_on() {
    for torn in ["torn 1", "torn 2"] {
        let (home, card) = Home::with_card();
        let agent = home.start();
        let page = agent.paired_page();
        home.will_answer(&[PIN, PIN, PIN, PIN, PIN]);
        let (requests, _) = requested(page.ask(&generate(&card, "r1")));
        let certificates = home.ca.issue(&requests);
        home.misbehave(torn);
        assert_eq!(fault(page.ask(&install(&card, "r1", &certificates))).0, Fault::ModuleFails, "{torn}");
        home.misbehave("");
        signed(page.sign_in());
        installed(page.ask(&install(&card, "r1", &certificates)));
        assert_eq!(fingerprints(&page).len(), 4);
    }
}

#[test]
fn a_renewal_survives_a_card_that_was_pulled_out_and_an_agent_that_was_started_again() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let mut page = agent.paired_page();
    let old = fingerprints(&page);
    home.will_answer(&[PIN, PIN]);
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let certificates = home.ca.issue(&requests);
    home.misbehave("absent");
    assert_eq!(fault(page.ask(&install(&card, "r1", &certificates))).0, Fault::NoCard);
    home.misbehave("");
    drop(agent);
    let agent = home.start();
    page.port = agent.port;
    installed(page.ask(&install(&card, "r1", &certificates)));
    signed(page.ask(&first_use(&card, &certificates)));
    assert_eq!(page.ask(&discard(&card, "r1", &old)), Answer::Discarded);
}

#[test]
fn certificates_that_do_not_fit_are_not_written() {
    let (home, card) = Home::with_card();
    let second = home.new_card("Bao", &[]);
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[PIN; 8]);
    let (other, _) = requested(page.ask(&generate(&second, "r1")));
    let (requests, _) = requested(page.ask(&generate(&card, "r1")));
    let (right, other) = (home.ca.issue(&requests), home.ca.issue(&other));
    let swapped = Certificates { authentication: right.signing.clone(), signing: right.authentication.clone() };
    let half = Certificates { signing: other.signing.clone(), ..right.clone() };
    let nonsense = Certificates { authentication: "AAAA".into(), ..right.clone() };
    for wrong in [other, swapped, half, nonsense] {
        assert_eq!(fault(page.ask(&install(&card, "r1", &wrong))).0, Fault::CertificateDoesNotFit);
    }
    let certificates = cards(&page).1.into_iter().find(|it| it.serial == card).unwrap().certificates;
    assert_eq!(certificates.len(), 2);
    installed(page.ask(&install(&card, "r1", &right)));
}
