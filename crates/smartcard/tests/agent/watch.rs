//! Cards that come and go.

use std::time::Duration;

use card_protocol::{Answer, Fault};

use crate::{
    browser::{Page, fault},
    home::Home,
    sign::cards,
};

fn watched(page: &Page, seen: u64) -> (u64, usize) {
    match page.watch(seen) {
        Answer::Cards { change, cards } => (change, cards.len()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_learns_when_a_card_goes_and_when_it_comes_back() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let (first, cards) = cards(&page);
    assert_eq!(cards.len(), 1);
    for (mode, left) in [("absent", 0), ("", 1)] {
        let seen = crate::sign::cards(&page).0;
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| watched(&page, seen));
            std::thread::sleep(Duration::from_secs(1));
            assert!(!waiting.is_finished());
            home.misbehave(mode);
            let (change, there) = waiting.join().unwrap();
            assert!(change > first && there == left, "{change} {there}");
        });
    }
}

#[test]
fn a_card_whose_module_fails_was_not_taken_out() {
    let (home, _) = Home::with_card();
    let empty = home.empty_module();
    let agent = home.start_with(&["--module", empty.to_str().unwrap(), "--module", home.module().to_str().unwrap()]);
    let page = agent.paired_page();
    let (first, there) = watched(&page, 0);
    assert_eq!(there, 1);
    for (mode, reason) in [("crash", Fault::ModuleFails), ("hang", Fault::ModuleHangs)] {
        home.misbehave(mode);
        assert_eq!(fault(page.watch(0)).0, reason);
        home.misbehave("");
        assert_eq!(watched(&page, 0), (first, 1), "nothing came or went");
    }
    home.misbehave("absent");
    assert_eq!(watched(&page, first).1, 0);
}

#[test]
fn a_page_that_knows_nothing_is_told_at_once() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    assert_eq!(watched(&page, 0).1, 1);
}

#[test]
fn not_everybody_may_wait_at_once() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let (seen, _) = cards(&page);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| page.watch_and_leave(seen, Duration::from_secs(2)));
        }
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(fault(page.watch(seen)).0, Fault::TooMany);
    });
}
