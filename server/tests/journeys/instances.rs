//! Several instances on one PostgreSQL: no request needs the instance that the one before went to.

use std::{cell::Cell, net::SocketAddr, rc::Rc, thread};

use store::testing::{self, TestDatabase};
use tokio::runtime::Runtime;

use crate::{
    browser::Browser,
    http::{Answer, Asked, Carrier, Gone},
    person::Person,
    process::{IDENTIFIER, Installation, Server, Wire, exchange},
    records::Records,
};

/// Two servers and their database.
struct Two {
    world: Rc<Installation>,
    servers: Option<[Server; 2]>,
    addresses: [SocketAddr; 2],
    turn: Cell<usize>,
    runtime: Runtime,
    database: Option<TestDatabase>,
}

impl Two {
    fn start() -> Rc<Self> {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(testing::postgres());
        let world = Rc::new(Installation::new(&[("LOG", "info"), ("DATABASE_URL", database.url())]));
        let servers = [world.start(None), world.start(None)];
        let addresses = [servers[0].address, servers[1].address];
        Rc::new(Self {
            world,
            servers: Some(servers),
            addresses,
            turn: Cell::new(0),
            runtime,
            database: Some(database),
        })
    }

    fn person(self: &Rc<Self>) -> Person {
        Person::new(Rc::clone(&self.world) as _, Rc::clone(self) as _)
    }

    fn records(&self) -> Records {
        Records::open(self.database.as_ref().unwrap().url())
    }
}

impl Carrier for Two {
    fn carry(&self, asked: &Asked) -> Result<Answer, Gone> {
        self.turn.set(1 - self.turn.get());
        exchange(self.addresses[self.turn.get()], asked)
    }
}

impl Drop for Two {
    fn drop(&mut self) {
        self.servers.take();
        let _entered = self.runtime.enter();
        self.database.take();
    }
}

#[test]
fn failure_32_two_instances_take_the_requests_of_a_whole_journey_in_turn() {
    let two = Two::start();
    let mut person = two.person();
    person.whole_journey().unwrap();
    assert_eq!(person.links, 1, "{:?}", person.trail);
    let known = two.records().of(IDENTIFIER);
    assert!(known.is_whole() && known.authenticators.len() == 1, "{:?}", known.events);
    // Each mail was sent once, whichever instance took it: two codes and four notices.
    let mails = crate::person::World::mails(&*two.world);
    assert!(mails.len() <= 6, "{mails:?}");

    // Wrong passwords are counted together.
    let mut stranger = Browser::new(Rc::clone(&two) as _);
    stranger.open("/sign-in/microsoft-authenticator").unwrap();
    let mut answers = Vec::new();
    for _ in 0..6 {
        let form = stranger.form("/api/sign-in").fill("email", &person.email).fill("password", "not the password");
        stranger.submit(&form).unwrap();
        answers.push(stranger.errors().contains("too many wrong attempts"));
    }
    assert_eq!(answers, [false, false, false, false, false, true]);
}

#[test]
fn failure_1_of_two_instances_that_get_one_code_at_once_one_signs_in() {
    let two = Two::start();
    let mut person = two.person();
    person.begin().unwrap();
    person.until_heading("Registration successful").unwrap();
    let code_pages = two.addresses.map(|address| {
        let mut browser = Browser::new(Rc::new(Wire(Cell::new(address))));
        browser.open("/sign-in/microsoft-authenticator").unwrap();
        let form = browser.form("/api/sign-in").fill("email", &person.email).fill("password", &person.password);
        browser.submit(&form).unwrap();
        let cookie = format!("browser={}", browser.cookie("browser").unwrap());
        (address, cookie, browser.form("/api/sign-in/code").value("id").to_owned())
    });
    let code = person.next_code();
    let sent = code_pages.map(|(address, cookie, id)| {
        let asked = Asked::form("/api/sign-in/code", &[("id", &id), ("code", &code)])
            .with("cookie", &cookie)
            .with("accept", "text/html");
        thread::spawn(move || exchange(address, &asked))
    });
    let mut locations = sent.map(|sent| sent.join().unwrap().unwrap().location().split('?').next().unwrap().len());
    locations.sort_unstable();
    // One goes home, "/"; the other back to its page.
    assert!(locations[0] == 1 && locations[1] > 1, "{locations:?}");
}
