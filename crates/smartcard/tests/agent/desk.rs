//! A card that a page prepares for somebody: a blank one, the one that they have, and one that an earlier try has left.

use card_protocol::{
    Answer, Ask, Bundle, Fault, Passcode, Purpose, Requests,
    seal::{Task, UnblockingKeys, Use, seal},
};

use crate::{
    browser::{Page, fault, signed},
    ca::checked,
    home::{Home, ORIGIN},
    sign::cards,
};

const NEW: &str = "pin 740285";
const KEY: &str = "2468013524680135";
const NEXT: &str = "24680135";
const LABEL: &str = "Amina Bello 27182818";

fn offer(page: &Page, own: Option<&str>) -> Answer {
    page.ask(&Ask::OfferCard { label: LABEL.into(), own: own.map(str::to_owned), nonce: "p".into() })
}

/// A card of which the label is what another one's serial number is.
fn offer_as(page: &Page, label: &str) -> Answer {
    page.ask(&Ask::OfferCard { label: label.into(), own: None, nonce: "p".into() })
}

fn offered(answer: Answer) -> (Option<String>, String) {
    match answer {
        Answer::OfferedCard { card, digits, key } => {
            assert!(digits >= 8, "{digits}");
            (card, key)
        }
        other => panic!("{other:?}"),
    }
}

fn prepare(page: &Page, (card, key): (Option<String>, &str), (now, next): (&str, &str)) -> Answer {
    let of = Use { task: Task::Prepare, origin: ORIGIN, card: LABEL, nonce: "p" };
    let keys = UnblockingKeys { now: now.to_owned().into(), next: next.to_owned().into() };
    let sealed = seal(key, of, &keys).unwrap();
    let (label, preparation, nonce) = (LABEL.into(), "p1".into(), "p".into());
    page.ask(&Ask::Prepare { label, card, preparation, nonce, sealed })
}

fn prepared(answer: Answer) -> (String, Requests) {
    match answer {
        Answer::Prepared { card, requests } => (card, requests),
        other => panic!("{other:?}"),
    }
}

fn install(home: &Home, page: &Page, card: &str, requests: &Requests) {
    let certificates = home.ca.issue(requests);
    let install = Ask::Install { card: card.into(), renewal: "p1".into(), nonce: "i".into(), certificates };
    match page.ask(&install) {
        Answer::Installed { authentication, signing } => {
            assert_eq!(checked(&authentication).purpose, Purpose::Installed);
            assert_eq!(checked(&signing).card, card);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_blank_card_is_prepared_and_written_with_one_passcode() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&["pin 123456", NEW, NEW]);
    let (card, key) = offered(offer(&page, None));
    assert_eq!(card, None);
    let (card, requests) = prepared(prepare(&page, (None, &key), ("", KEY)));
    install(&home, &page, &card, &requests);
    let windows = home.windows();
    assert!(windows.contains(ORIGIN) && windows.contains("Amina Bello 27182818"), "{windows}");
    assert_eq!(windows.matches("GETPIN").count(), 3, "one was too weak, and the login is kept");
    home.will_answer(&[NEW]);
    signed(page.sign_in());
    let there = cards(&page).1.remove(0);
    assert_eq!((there.serial, there.label.as_str(), there.certificates.len()), (card, LABEL, 2));
    assert!(!agent.log().contains(KEY) && !agent.log().contains("740285"));
}

#[test]
fn a_card_that_an_earlier_try_has_left_is_known_by_its_label() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[NEW, NEW]);
    let (_, key) = offered(offer(&page, None));
    let (card, requests) = prepared(prepare(&page, (None, &key), ("", KEY)));
    // Nobody heard of it; the browser comes back.
    home.will_answer(&["pin 902107", "pin 902107"]);
    let (known, key) = offered(offer(&page, None));
    assert_eq!(known.as_ref(), Some(&card));
    let (again, other) = prepared(prepare(&page, (known, &key), ("", KEY)));
    assert_ne!(crate::ca::public_keys(&requests), crate::ca::public_keys(&other));
    install(&home, &page, &again, &other);
    assert_eq!(cards(&page).1.len(), 1);
    home.will_answer(&["pin 902107"]);
    signed(page.sign_in());
}

#[test]
fn the_card_that_somebody_has_is_initialised_with_its_own_key_only() {
    let home = Home::new();
    let Bundle { serial: card, unblocking_key, .. } = home.new_bundle("Amina", &[]);
    let own = unblocking_key.unwrap();
    let other = home.new_card("Bao", &[]);
    let agent = home.start();
    let page = agent.paired_page();
    let (named, key) = offered(offer(&page, Some(&card)));
    assert_eq!(named.as_ref(), Some(&card));
    home.will_answer(&[NEW, NEW]);
    assert_eq!(fault(prepare(&page, (named.clone(), &key), ("11111111", KEY))).0, Fault::UnblockRefused);
    home.will_answer(&["cancel"]);
    assert_eq!(fault(prepare(&page, (named.clone(), &key), (&own, KEY))).0, Fault::PasscodeCancelled);
    let count = |serial: &str| cards(&page).1.into_iter().find(|it| it.serial == serial).unwrap().certificates.len();
    assert_eq!((count(&card), count(&other)), (2, 2), "nothing was deleted");
    home.will_answer(&[NEW, NEW]);
    let (again, requests) = prepared(prepare(&page, (named, &key), (&own, KEY)));
    assert!(home.windows().contains("Everything that is on it is deleted."));
    install(&home, &page, &again, &requests);
    assert_eq!((count(&again), count(&other), cards(&page).1.len()), (2, 2, 2));
    // Its key is the next one from then on; an earlier try may have got as far.
    home.will_answer(&[NEW, NEW]);
    let (named, key) = offered(offer(&page, None));
    prepared(prepare(&page, (named, &key), (&own, KEY)));
}

#[test]
fn a_card_that_is_not_named_is_never_touched() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    // SoftHSM2 always has a blank one besides.
    let (blank, key) = offered(offer(&page, None));
    assert_eq!(blank, None);
    assert_eq!(fault(offer(&page, Some("0000"))).0, Fault::NotBlank);
    home.misbehave("absent");
    assert_eq!(fault(offer(&page, Some(&card))).0, Fault::NoCard);
    home.misbehave("");
    // The offer that was refused did not end the one before; a card that is none is not prepared.
    home.will_answer(&[NEW, NEW]);
    assert_eq!(fault(prepare(&page, (Some("0000".into()), &key), ("", KEY))).0, Fault::NoCard);
    for label in ["", " x", "a\nb", &"x".repeat(33)] {
        let ask = Ask::OfferCard { label: label.into(), own: None, nonce: "p".into() };
        assert_eq!(fault(page.ask(&ask)).0, Fault::NotUnderstood, "{label}");
    }
    home.will_answer(&["pin 902107"]);
    signed(page.sign_in());
}

#[test]
fn keys_for_another_use_prepare_nothing() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    let (_, key) = offered(offer(&page, None));
    let right = Use { task: Task::Prepare, origin: ORIGIN, card: LABEL, nonce: "p" };
    for other in [
        Use { task: Task::Unblock, ..right },
        Use { origin: "https://evil.example", ..right },
        Use { card: "x", ..right },
        Use { nonce: "v", ..right },
    ] {
        let keys = UnblockingKeys { now: String::new().into(), next: KEY.to_owned().into() };
        let sealed = seal(&key, other, &keys).unwrap();
        let (label, preparation, nonce) = (LABEL.into(), "p1".into(), "p".into());
        let ask = Ask::Prepare { label, card: None, preparation, nonce, sealed };
        assert_eq!(fault(page.ask(&ask)).0, Fault::OfferOver);
    }
    assert_eq!(cards(&page).1.len(), 0);
    assert_eq!(home.windows().matches("GETPIN").count(), 0, "nobody is asked in vain");
}

#[test]
fn what_was_offered_to_unblock_a_card_prepares_none() {
    let (home, card) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let offer = Ask::OfferUnblock { card: card.clone(), nonce: "p".into() };
    let Answer::Offered { key } = page.ask(&offer) else { panic!("an offer") };
    let keys = || UnblockingKeys { now: KEY.to_owned().into(), next: NEXT.to_owned().into() };
    for task in [Task::Unblock, Task::Prepare] {
        let sealed = seal(&key, Use { task, origin: ORIGIN, card: &card, nonce: "p" }, &keys()).unwrap();
        let (label, preparation, nonce) = (card.clone(), "p1".into(), "p".into());
        let ask = Ask::Prepare { label, card: Some(card.clone()), preparation, nonce, sealed };
        assert_eq!(fault(page.ask(&ask)).0, Fault::OfferOver);
    }
    // Nor the other way round.
    let (_, key) = offered(offer_as(&page, &card));
    for task in [Task::Unblock, Task::Prepare] {
        let sealed = seal(&key, Use { task, origin: ORIGIN, card: &card, nonce: "p" }, &keys()).unwrap();
        let ask = Ask::Unblock { card: card.clone(), nonce: "p".into(), sealed, certificate: None };
        assert_eq!(fault(page.ask(&ask)).0, Fault::OfferOver);
    }
    assert_eq!(home.windows().matches("GETPIN").count(), 3, "nobody is asked in vain");
}

#[test]
fn a_card_that_is_blocked_is_prepared_afresh() {
    let (home, card, own) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    crate::blocked::block(&home, &page);
    let (named, key) = offered(offer(&page, Some(&card)));
    home.will_answer(&[NEW, NEW]);
    let answer = prepare(&page, (named, &key), (&own, NEXT));
    assert!(matches!(answer, Answer::Prepared { .. }), "{answer:?}: {}", agent.log());
    let (again, requests) = prepared(answer);
    install(&home, &page, &again, &requests);
    assert_eq!(cards(&page).1[0].passcode, Passcode::Fine);
    home.will_answer(&[NEW]);
    signed(page.sign_in());
}
