//! Those who sit at a desk of a Registration Authority, and those whom they look after.

use std::{rc::Rc, time::Duration};

use identity::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    organisation::OrganisationCode,
    person::{Person, PersonName, Position, UserIdentifier, add},
    ra::{
        approval::{self, Approval, ApprovalId},
        reach,
        store::PositionId,
        target::Target,
        tie::Made,
    },
    random::Token,
    session::{Computer, Session, SessionId, SessionKind, browser},
    time::{Timestamp, parse_date},
};
use server::demo::organisations::fill_in;

use crate::{browser::Browser, in_process::App};

/// The Registration Authority, an organisation in its reach, and one that is not.
pub const RA: &str = "X9A05";
pub const NEAR: &str = "X9A01";
pub const FAR: &str = "X9A04";

pub const MANAGER: &str = "R5080";
pub const AGENT: &str = "R5090";
pub const NURSE: &str = "R0620";

pub struct Desk {
    pub app: Rc<App>,
}

impl Desk {
    pub fn new(app: &Rc<App>) -> Self {
        let desk = Self { app: Rc::clone(app) };
        app.runtime.block_on(fill_in(&app.state.service)).map_err(|failure| failure.words).unwrap();
        let code = |text: &str| OrganisationCode::parse(text).unwrap();
        let confirmed = async {
            let pair = (&code(RA), &code(NEAR));
            reach::confirm(&app.state.service, &Actor::Operator, &Origin::server(), pair).await
        };
        app.runtime.block_on(confirmed).unwrap();
        desk
    }

    /// Proposes an organisation for the reach of the Registration Authority.
    pub fn propose(&self, organisation: &str) {
        let code = |text: &str| OrganisationCode::parse(text).unwrap();
        let (ra, of) = (code(RA), code(organisation));
        let proposed =
            async { reach::propose(&self.app.state.service, &Actor::Operator, &Origin::server(), (&ra, &of)).await };
        self.app.runtime.block_on(proposed).unwrap();
    }

    /// Somebody with a position.
    pub fn person(&self, given: &str, role: &str, at: &str) -> Person {
        let service = &self.app.state.service;
        let added = self.app.runtime.block_on(async {
            let name = PersonName::parse(given, "Example").unwrap();
            let born = parse_date("1984-05-30").unwrap();
            add::add(service, &Actor::Operator, &Origin::server(), name, born, None).await.unwrap()
        });
        let add::Add::Added(added) = added else { panic!("not added: {added:?}") };
        self.hold(added.identifier.as_str(), role, at)
    }

    /// Gives somebody who is there a position.
    pub fn hold(&self, identifier: &str, role: &str, at: &str) -> Person {
        let service = &self.app.state.service;
        let position = Position {
            organisation_code: at.into(),
            organisation_name: String::new(),
            role_code: role.into(),
            role_name: "A role".into(),
            starts_on: parse_date("2020-01-01").unwrap(),
            ends_on: None,
        };
        let identifier = UserIdentifier::parse(identifier).unwrap();
        self.app.runtime.block_on(async {
            let mut repository = service.write().await.unwrap();
            let person = repository.find_person_by_identifier(&identifier).await.unwrap().unwrap();
            let id = PositionId::random(&*service.random);
            repository.add_position(&person.id, &position, id.as_str()).await.unwrap();
            repository.commit().await.unwrap();
            person
        })
    }

    /// The row of their position.
    pub fn position_of(&self, person: &Person) -> String {
        let service = &self.app.state.service;
        let held = async {
            service.read().await.unwrap().list_held_positions(std::slice::from_ref(&person.id)).await.unwrap()
        };
        self.app.runtime.block_on(held)[0].id.to_string()
    }

    /// A browser in which somebody has just signed in.
    pub fn signed_in(&self, person: &Person, level: AssuranceLevel) -> Browser {
        let service = &self.app.state.service;
        let (known, token) = self.app.runtime.block_on(async {
            let (id, known) = browser::add(service, &Origin::server()).await.unwrap();
            let (token, now) = (Token::random(&*service.random), service.now());
            let session = Session {
                id: SessionId::random(&*service.random),
                person_id: person.id.clone(),
                browser_id: id,
                authenticator: None,
                kind: SessionKind::Full,
                level,
                factors: "key".into(),
                authenticated_at: now,
                last_seen_at: now,
                expires_at: now.plus(Duration::from_secs(12 * 60 * 60)),
                network: "127.0.0.1".into(),
                user_agent: String::new(),
                computer: Computer::Own,
            };
            let mut repository = service.write().await.unwrap();
            repository.add_session(&session, &token.hash()).await.unwrap();
            repository.commit().await.unwrap();
            (known, token)
        });
        let mut browser = Browser::new(Rc::clone(&self.app) as _);
        browser.set_cookie("browser", known.reveal());
        browser.set_cookie("session", token.reveal());
        browser
    }

    /// Somebody asks so many times for a second pair of eyes.
    pub fn ask(&self, asker: &Person, about: &Person, times: i64) {
        let service = &self.app.state.service;
        self.app.runtime.block_on(async {
            let mut repository = service.write().await.unwrap();
            for number in 0..times {
                let approval = Approval {
                    id: ApprovalId::random(&*service.random),
                    person: about.id.clone(),
                    target: Target::SignInLink,
                    asked_by: asker.id.clone(),
                    asked_at: Timestamp::from_micros(service.now().micros() - number / 2),
                    reason: format!("number {number}"),
                    expires_at: service.now().plus(approval::LIFE),
                    decision: None,
                    used_at: None,
                };
                repository.add_approval(&approval).await.unwrap();
            }
            repository.commit().await.unwrap();
        });
    }

    /// Somebody created the Care Identity of another, at a desk.
    pub fn made(&self, by: &Person, whom: &Person) {
        let service = &self.app.state.service;
        self.app.runtime.block_on(async {
            let mut repository = service.write().await.unwrap();
            let made = Made { by: by.id.clone(), at: service.now() };
            repository.note_made(whom.id.as_str(), &made).await.unwrap();
            repository.commit().await.unwrap();
        });
    }

    /// Somebody new at the desk.
    pub fn seated(&self, given: &str, role: &str) -> Browser {
        self.signed_in(&self.person(given, role, RA), AssuranceLevel::Aal3)
    }
}

/// Every page about somebody.
pub fn pages_of(person: &str, position: &str) -> Vec<String> {
    let rest = [
        "",
        "/name",
        "/email",
        "/positions/add",
        &format!("/positions/{position}/end"),
        "/authenticators/add",
        "/authenticators/x/lock",
        "/authenticators/x/unlock",
        "/authenticators/x/remove",
        "/links/x",
        "/sign-in-link",
        "/approval/set-email",
        "/clear-counters",
        "/lift-freeze",
        "/close",
        "/reopen",
    ]
    .map(str::to_owned);
    rest.map(|rest| format!("/ra/people/{person}{rest}")).to_vec()
}

/// A form: where it goes, its page, and what is filled in.
type Filled = (&'static str, String, Vec<(&'static str, String)>);
type Row = (&'static str, String, &'static [(&'static str, &'static str)]);

/// Every form about somebody, filled in so that it would be carried out, and its page.
pub fn forms_of(person: &str, position: &str) -> Vec<Filled> {
    let table: [Row; 14] = [
        ("name", "name".into(), &[("given", "Ann"), ("family", "Other")]),
        ("email", "email".into(), &[("email", "ann.other@nhs.net"), ("documents[]", "passport")]),
        (
            "positions/add",
            "positions/add".into(),
            &[("organisation", NEAR), ("role", "R1730"), ("from_day", "1"), ("from_month", "2"), ("from_year", "2026")],
        ),
        (
            "positions/end",
            format!("positions/{position}/end"),
            &[("to_day", "1"), ("to_month", "2"), ("to_year", "2027")],
        ),
        (
            "authenticators/issue",
            "authenticators/add".into(),
            &[("kind", "microsoft-authenticator"), ("presence", "in-person")],
        ),
        ("authenticators/change", "authenticators/x/lock".into(), &[("id", "x"), ("verb", "lock")]),
        ("authenticators/change", "authenticators/x/unlock".into(), &[("id", "x"), ("verb", "unlock")]),
        ("authenticators/change", "authenticators/x/remove".into(), &[("id", "x"), ("verb", "remove")]),
        ("sign-in-link", "sign-in-link".into(), &[("presence", "on-video"), ("form", "a-form-of-22-character")]),
        ("approvals/ask", "approval/set-email".into(), &[("action", "set-email"), ("target", "ann.other@nhs.net")]),
        ("account", "clear-counters".into(), &[("action", "clear-counters")]),
        ("account", "lift-freeze".into(), &[("action", "lift-freeze")]),
        ("account", "close".into(), &[("action", "close")]),
        ("account", "reopen".into(), &[("action", "reopen")]),
    ];
    let row = |(endpoint, page, own): Row| {
        let mut fields: Vec<(&'static str, String)> =
            own.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if endpoint == "positions/end" {
            fields.push(("id", position.to_owned()));
        }
        fields.extend([("person", person.to_owned()), ("reason", "asked in person".to_owned())]);
        (endpoint, format!("/ra/people/{person}/{page}"), fields)
    };
    table.into_iter().map(row).collect()
}
