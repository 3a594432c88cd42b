//! The cards' software at its worst: the agent lives on, and says what is wrong.

use std::time::Duration;

use card_protocol::{Ask, Fault};

use crate::{
    browser::{fault, signed},
    home::{Home, PASSCODE},
    sign::cards,
};

#[test]
fn a_module_that_hangs_is_given_up_and_asked_again() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("hang");
    assert_eq!(fault(page.ask(&Ask::Cards)).0, Fault::ModuleHangs);
    assert_eq!(fault(page.sign_in()).0, Fault::ModuleHangs);
    home.misbehave("");
    assert_eq!(cards(&page).1.len(), 1);
}

#[test]
fn a_module_that_crashes_takes_nothing_with_it() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("crash");
    assert_eq!(fault(page.ask(&Ask::Cards)).0, Fault::ModuleFails);
    home.misbehave("");
    assert_eq!(cards(&page).1.len(), 1);
}

#[test]
fn a_module_that_hangs_or_crashes_while_it_signs_signs_nothing() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    let pin = format!("pin {PASSCODE}");
    home.will_answer(&[&pin, &pin, &pin]);
    home.misbehave("crash-sign");
    assert_eq!(fault(page.sign_in()).0, Fault::ModuleFails);
    home.misbehave("hang-sign");
    assert_eq!(fault(page.sign_in()).0, Fault::ModuleHangs);
    home.misbehave("");
    signed(page.sign_in());
}

#[test]
fn what_a_module_prints_is_no_answer() {
    let (home, serial) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    home.misbehave("noise");
    let (_, cards) = cards(&page);
    assert_eq!(cards.iter().map(|card| card.serial.as_str()).collect::<Vec<_>>(), [serial]);
}

#[test]
fn one_module_that_fails_does_not_hide_the_cards_of_another() {
    let (home, _) = Home::with_card();
    let broken = home.file("broken.so");
    std::fs::write(&broken, "no module").unwrap();
    let module = home.module().to_str().unwrap();
    let agent = home.start_with(&["--module", broken.to_str().unwrap(), "--module", module]);
    let page = agent.paired_page();
    assert_eq!(cards(&page).1.len(), 1);
    // The same card through two modules is one card.
    drop(agent);
    let copy = home.file("copy.so");
    std::fs::copy(module, &copy).unwrap();
    let agent = home.start_with(&["--module", copy.to_str().unwrap(), "--module", module]);
    let page = agent.paired_page();
    assert_eq!(cards(&page).1.len(), 1);
}

#[test]
fn a_file_that_is_no_module_is_told_as_one_that_is_missing() {
    let home = Home::new();
    let broken = home.file("broken.so");
    std::fs::write(&broken, "no module").unwrap();
    let agent = home.start_with(&["--module", broken.to_str().unwrap()]);
    assert_eq!(fault(agent.paired_page().ask(&Ask::Cards)).0, Fault::NoModule);
}

#[test]
fn a_modules_process_ends_with_its_agent() {
    let (home, _) = Home::with_card();
    let agent = home.start();
    let page = agent.paired_page();
    cards(&page);
    let children = agent.module_processes();
    assert_eq!(children.len(), 1);
    drop(agent);
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        children
            .iter()
            .all(|process| !std::path::Path::new(&format!("/proc/{process}/status")).exists() || is_zombie(*process))
    );
}

fn is_zombie(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| stat.contains(") Z "))
}
