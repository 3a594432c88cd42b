//! Somebody who looks after their Care Identity: password, authenticators, and a change that was not theirs. As in
//! `person`, it is the heading of each page that tells what to do next.

use std::rc::Rc;

use serde_json::Value;

use crate::{
    browser::Browser,
    device::Device,
    http::{Asked, Carrier, Gone},
    person::Person,
    process::{IDENTIFIER, Installation, Server, Wire},
    records::Records,
};

pub const KEY_PAGE: &str = "/sign-in/security-key";
pub const KEY_SET_UP: &str = "/authenticators/add/security-key";
pub const HOME: &str = "Care Identity Management";

/// A person with an authenticator app and a security key at AAL3, who is signed in with the key.
pub struct Carer {
    pub person: Person,
    key: Device,
    pub new_key: Device,
    pub uses_new_key: bool,
    /// The authenticator app, as the store names it.
    pub app: String,
    /// The page of "this was not me", once something was changed.
    pub undo: String,
    pub reported: bool,
    pub done: bool,
}

/// Something that a person does, from a page of its own until it is done.
pub struct Journey {
    /// What comes before it.
    pub prepare: fn(&mut Carer, &Installation) -> Result<(), Gone>,
    /// Where it begins, and goes on when a page does not say what to do.
    pub begin: fn(&Carer) -> String,
    /// What a page asks for; `false` when it is none of this journey's.
    pub step: fn(&mut Carer, &str) -> Result<bool, Gone>,
    /// What comes to pass once, however often it was tried.
    pub once: &'static [&'static str],
    /// What is told by mail, once to each address.
    pub told: &'static [&'static str],
    /// What may come to pass again where an answer was lost, and what ends the one before each time: one is left.
    pub renewed: Option<(&'static str, &'static str)>,
}

impl Carer {
    pub fn new(world: &Rc<Installation>, server: &Server) -> Result<Self, Gone> {
        let carrier = Wire::to(server);
        world.run(&["setting", "set", "accept-unattested", "security-key"]);
        let mut person = Person::new(Rc::clone(world) as _, Rc::clone(&carrier) as _);
        person.whole_journey()?;
        let app = records(world).of(IDENTIFIER).authenticators[0].id.to_string();
        let key = || Device { origin: "http://localhost:3000".into(), ..Device::security_key() };
        let mut carer = Self {
            person,
            key: key(),
            new_key: key(),
            uses_new_key: false,
            app,
            undo: String::new(),
            reported: false,
            done: false,
        };
        // A sign-in link of the Registration Authority grants AAL3.
        carer.person.browser = Browser::new(carrier);
        carer.person.begin()?;
        carer.person.submit("/api/sign-in/link", &[])?;
        carer.until(KEY_SET_UP, |carer, heading| match heading {
            "Registration successful" => carer.is_done(),
            _ => carer.register(heading, |carer| &mut carer.key),
        })?;
        carer.sign_in_anew()?;
        Ok(carer)
    }

    /// The same person as they are now, in another world.
    pub fn moved(&self, world: &Rc<Installation>, carrier: Rc<dyn Carrier>) -> Self {
        Self {
            person: self.person.moved(Rc::clone(world) as _, carrier),
            key: self.key.clone(),
            new_key: self.new_key.clone(),
            app: self.app.clone(),
            undo: self.undo.clone(),
            ..*self
        }
    }

    /// Goes on until it is done.
    pub fn go_on(&mut self, journey: &Journey) -> Result<(), Gone> {
        self.until(&(journey.begin)(self), journey.step)
    }

    pub fn until(
        &mut self,
        begin: &str,
        mut step: impl FnMut(&mut Self, &str) -> Result<bool, Gone>,
    ) -> Result<(), Gone> {
        self.done = false;
        for _ in 0..40 {
            let heading = self.person.browser.heading();
            self.person.trail.push(heading.clone());
            let is_known = match heading.as_str() {
                "Select your login method" => self.go(KEY_PAGE)?,
                "Sign in with your security key" => self.sign()?,
                _ => step(self, &heading)?,
            };
            if self.done {
                return Ok(());
            }
            if !is_known {
                self.go(begin)?;
            }
        }
        panic!("no end in sight: {:?}: {}", self.person.trail, self.person.browser.text());
    }

    pub fn go(&mut self, path: &str) -> Result<bool, Gone> {
        self.person.browser.open(path).map(|()| true)
    }

    pub fn submit(&mut self, action: &str, fields: &[(&str, &str)]) -> Result<bool, Gone> {
        self.person.submit(action, fields).map(|()| true)
    }

    pub fn is_done(&mut self) -> Result<bool, Gone> {
        self.done = true;
        Ok(true)
    }

    pub fn text_says(&self, words: &str) -> bool {
        self.person.browser.text().contains(words)
    }

    pub fn sign_in_anew(&mut self) -> Result<(), Gone> {
        self.person.browser = Browser::new(Rc::clone(&self.person.browser.carrier));
        self.until(KEY_PAGE, |carer, heading| if heading == HOME { carer.is_done() } else { Ok(false) })
    }

    /// What a page's device is asked: the challenge, and its name.
    fn challenge(&mut self, path: &str) -> Result<(String, String), Gone> {
        let answer = self.person.browser.ask(Asked::form(path, &[]))?;
        let json: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no challenge: {answer:?}"));
        Ok((json["ceremony"].as_str().expect("a name").to_owned(), json["options"].to_string()))
    }

    fn sign(&mut self) -> Result<bool, Gone> {
        let (ceremony, options) = self.challenge(&format!("{KEY_PAGE}/challenge"))?;
        let key = if self.uses_new_key { &mut self.new_key } else { &mut self.key };
        let answer = key.get(&options);
        self.submit("/api/sign-in/device", &[("ceremony", &ceremony), ("credential", &answer)])
    }

    /// The pages on which a security key is registered.
    pub fn register(&mut self, heading: &str, key: fn(&mut Self) -> &mut Device) -> Result<bool, Gone> {
        match heading {
            "Register Security key with your Care Identity" => {
                self.submit("/api/authenticators/register", &[("confirm", "yes")])
            }
            "Registration link" | "Register your device" => self.submit("/api/register/open", &[]),
            "Register your security key" => {
                let path = self.person.browser.path.replace("/device", "/challenge");
                let (ceremony, options) = self.challenge(&path)?;
                let answer = key(self).create(&options);
                self.submit("/api/register/device", &[("ceremony", &ceremony), ("credential", &answer)])
            }
            _ => Ok(false),
        }
    }
}

pub fn records(world: &Installation) -> Records {
    Records::open(&format!("sqlite:{}", world.path("data/care-identity.db").display()))
}
