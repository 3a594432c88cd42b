//! A card that counts: it goes low, final and locked, and is unblocked. SoftHSM2 never blocks; openCryptoki's software token does.

use card_protocol::{
    Answer, Ask, Fault, Passcode, Purpose,
    seal::{Task, UnblockingKeys, Use, seal},
};

use crate::{
    browser::{Page, fault, signed},
    ca::checked,
    home::{Home, ORIGIN},
    sign::cards,
};

const RIGHT: &str = "pin 902107";
const WRONG: &str = "pin 111111";
const NEW: &str = "pin 740285";
const NEXT: &str = "24680135";

fn offered(page: &Page, card: &str, nonce: &str) -> String {
    match page.ask(&Ask::OfferUnblock { card: card.into(), nonce: nonce.into() }) {
        Answer::Offered { key } => key,
        other => panic!("{other:?}"),
    }
}

fn sealed(key: &str, of: Use<'_>, now: &str, next: &str) -> String {
    seal(key, of, &UnblockingKeys { now: now.to_owned().into(), next: next.to_owned().into() }).unwrap()
}

fn unblock(page: &Page, card: &str, now: &str, next: &str) -> Answer {
    let key = offered(page, card, "u");
    let sealed = sealed(&key, Use { task: Task::Unblock, origin: ORIGIN, card, nonce: "u" }, now, next);
    page.ask(&Ask::Unblock { card: card.into(), nonce: "u".into(), sealed, certificate: None })
}

pub fn block(home: &Home, page: &Page) {
    home.will_answer(&[WRONG, WRONG, WRONG]);
    assert_eq!(fault(page.sign_in()), (Fault::PasscodeWrong, Some(Passcode::Low)));
    assert_eq!(fault(page.sign_in()), (Fault::PasscodeWrong, Some(Passcode::Final)));
    let (_, passcode) = fault(page.sign_in());
    assert_eq!(passcode, Some(Passcode::Locked));
}

#[test]
fn three_wrong_passcodes_block_the_card_and_the_person_is_warned() {
    let (home, card, _) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    block(&home, &page);
    let windows = home.windows();
    assert!(windows.contains("SETERROR A wrong passcode was entered before."), "{windows}");
    assert!(windows.contains("SETERROR This is the last try."));
    assert_eq!(cards(&page).1[0].passcode, Passcode::Locked);
    // Nobody is asked in vain.
    let asked = windows.matches("GETPIN").count();
    assert_eq!(fault(page.sign_in()), (Fault::PasscodeLocked, Some(Passcode::Locked)));
    let change = Ask::ChangePasscode { card, nonce: "c".into(), certificate: None };
    assert_eq!(fault(page.ask(&change)).0, Fault::PasscodeLocked);
    assert_eq!(home.windows().matches("GETPIN").count(), asked);
}

#[test]
fn a_right_passcode_gives_all_tries_back() {
    let (home, _, _) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[WRONG, WRONG, RIGHT]);
    fault(page.sign_in());
    assert_eq!(fault(page.sign_in()).1, Some(Passcode::Final));
    assert_eq!(cards(&page).1[0].passcode, Passcode::Final);
    signed(page.sign_in());
    assert_eq!(cards(&page).1[0].passcode, Passcode::Fine);
}

#[test]
fn a_blocked_card_is_unblocked_and_its_key_is_replaced() {
    let (home, card, key) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    block(&home, &page);
    home.will_answer(&["pin 123456", NEW, NEW, NEW]);
    let statement = checked(&signed(unblock(&page, &card, &key, NEXT)));
    assert_eq!((statement.purpose, statement.nonce.as_str()), (Purpose::Unblocked, "u"));
    signed(page.sign_in());
    // The key that was used is no key any more; the next one is.
    home.will_answer(&[RIGHT, RIGHT, RIGHT, RIGHT]);
    assert_eq!(fault(unblock(&page, &card, &key, &key)).0, Fault::UnblockRefused);
    signed(unblock(&page, &card, NEXT, &key));
}

#[test]
fn an_unblocking_that_the_server_never_heard_of_goes_on() {
    let (home, card, key) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[NEW, NEW, RIGHT, RIGHT]);
    signed(unblock(&page, &card, &key, NEXT));
    // The answer was lost: the server gives the same two keys again.
    signed(unblock(&page, &card, &key, NEXT));
}

#[test]
fn an_unblocking_that_breaks_off_says_that_the_passcode_may_be_the_new_one() {
    let (home, card, key) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("crash-sign");
    home.will_answer(&[NEW, NEW]);
    assert_eq!(fault(unblock(&page, &card, &key, NEXT)).0, Fault::PasscodeUncertain);
    home.misbehave("");
    home.will_answer(&[NEW, NEW, NEW]);
    signed(page.sign_in());
    signed(unblock(&page, &card, &key, NEXT));
}

#[test]
fn keys_for_another_use_open_nothing() {
    let (home, card, key) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    let right = Use { task: Task::Unblock, origin: ORIGIN, card: &card, nonce: "u" };
    let ask = |nonce: &str, sealed: String| Ask::Unblock {
        card: card.clone(),
        nonce: nonce.into(),
        sealed,
        certificate: None,
    };
    // Nothing was offered yet.
    assert_eq!(fault(page.ask(&ask("u", "AAAA".into()))).0, Fault::OfferOver);
    let first = offered(&page, &card, "u");
    for other in [
        Use { task: Task::Prepare, ..right },
        Use { origin: "https://evil.example", ..right },
        Use { card: "x", ..right },
        Use { nonce: "v", ..right },
    ] {
        assert_eq!(fault(page.ask(&ask("u", sealed(&first, other, &key, NEXT)))).0, Fault::OfferOver);
    }
    assert_eq!(fault(page.ask(&ask("v", sealed(&first, right, &key, NEXT)))).0, Fault::OfferOver);
    // A new offer is the end of the one before.
    offered(&page, &card, "u");
    assert_eq!(fault(page.ask(&ask("u", sealed(&first, right, &key, NEXT)))).0, Fault::OfferOver);
    // And a use is the end of its offer.
    let last = offered(&page, &card, "u");
    let sealed = sealed(&last, right, &key, NEXT);
    home.will_answer(&["cancel", NEW, NEW]);
    assert_eq!(fault(page.ask(&ask("u", sealed.clone()))).0, Fault::PasscodeCancelled);
    signed(page.ask(&ask("u", sealed.clone())));
    assert_eq!(fault(page.ask(&ask("u", sealed))).0, Fault::OfferOver);
}

#[test]
fn two_wrong_unblocking_keys_leave_a_try_for_the_right_one() {
    let (home, card, key) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[NEW; 8]);
    assert_eq!(fault(unblock(&page, &card, "11111111", "22222222")).0, Fault::UnblockRefused);
    signed(unblock(&page, &card, &key, NEXT));
    // Wrong ones again and again block the unblocking key: only a new card helps then.
    assert_eq!(fault(unblock(&page, &card, "11111111", "22222222")).0, Fault::UnblockRefused);
    assert_eq!(fault(unblock(&page, &card, "11111111", "22222222")).0, Fault::UnblockLocked);
    let offer = Ask::OfferUnblock { card, nonce: "u".into() };
    assert_eq!(fault(page.ask(&offer)).0, Fault::UnblockLocked);
}

#[test]
fn a_card_that_counts_is_renewed_too() {
    let (home, card, _) = Home::with_strict_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.will_answer(&[RIGHT]);
    crate::renew::renew(&home, &page, &card, "r1");
    home.will_answer(&[RIGHT]);
    signed(page.sign_in());
}
