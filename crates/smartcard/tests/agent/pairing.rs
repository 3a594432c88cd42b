//! Which browsers may ask.

use std::{os::unix::fs::PermissionsExt as _, time::Duration};

use card_protocol::{Ask, Fault};

use crate::{
    browser::{Page, fault},
    home::{Home, ORIGIN, OTHER_ORIGIN, done},
};

#[test]
fn a_page_says_who_it_is_and_is_paired_once() {
    let home = Home::new();
    let agent = home.start();
    assert!(!agent.page().about().paired);
    let page = agent.paired_page();
    let about = page.about();
    assert!(about.paired && about.speaks.contains(&card_protocol::VERSION));
    assert_eq!(about.agent, "care-identity-agent");
    assert!(home.windows().contains(&format!("SETDESC {ORIGIN}%0Awants to use your smartcard")));
}

#[test]
fn a_person_who_says_no_is_not_asked_again_at_once() {
    let home = Home::new();
    let agent = home.start();
    home.will_answer(&["no", "yes"]);
    let page = agent.page();
    assert_eq!(page.try_pair().fault(), Some(Fault::PairingRefused));
    assert_eq!(page.try_pair().fault(), Some(Fault::PairingRefused), "with no other window");
    // Another website is not held to it.
    Page::new(agent.port, OTHER_ORIGIN).pair();
}

#[test]
fn without_a_pairing_nothing_is_asked() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let mut page = agent.page();
    assert_eq!(fault(page.ask(&Ask::Cards)).0, Fault::NotPaired);
    assert_eq!(fault(page.watch(0)).0, Fault::NotPaired);
    page.secret = Some("guessed".into());
    assert_eq!(page.try_ask(&Ask::Cards).status, 401);
    assert_eq!(fault(page.sign_in()).0, Fault::NotPaired);
}

#[test]
fn a_pairing_of_another_origin_is_none() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let paired = agent.paired_page();
    let thief = Page { origin: OTHER_ORIGIN.into(), ..paired };
    assert!(!thief.about().paired);
    assert_eq!(fault(thief.sign_in()).0, Fault::NotPaired);
}

#[test]
fn a_pairing_outlives_the_agent_and_ends_when_the_person_says_so() {
    let home = Home::new();
    let agent = home.start();
    let mut page = agent.paired_page();
    drop(agent);
    let agent = home.start();
    page.port = agent.port;
    assert!(page.about().paired);
    assert!(done(&home.run(&["pairings", "list"])).contains(ORIGIN));
    assert!(done(&home.run(&["pairings", "remove", ORIGIN])).contains("Forgotten: 1"));
    assert!(!page.about().paired);
}

#[test]
fn what_is_kept_of_a_pairing_is_no_secret_and_the_persons_alone() {
    let home = Home::new();
    let agent = home.start();
    let page = agent.paired_page();
    let path = home.file(".local/state/care-identity-agent/pairings.json");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!std::fs::read_to_string(&path).unwrap().contains(page.secret.as_deref().unwrap()));
}

#[test]
fn two_pages_that_want_to_be_paired_get_one_window() {
    let home = Home::new();
    let agent = home.start();
    home.will_answer(&["wait"]);
    std::thread::scope(|scope| {
        scope.spawn(|| agent.page().pair_and_leave(Duration::from_secs(2)));
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(agent.page().try_pair().fault(), Some(Fault::Busy));
    });
}
