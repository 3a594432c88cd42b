//! Who asks for a change, and from where: every change takes an actor and leaves it in the audit log.

use crate::{person::PersonId, session::BrowserId};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is signed in, or whose proof is being checked.
    Person(PersonId),
    /// Whoever runs the command line on the server.
    Operator,
    /// The server itself: jobs and sweeps.
    System,
}

impl Actor {
    /// As the audit log writes it.
    #[must_use]
    pub fn audit_text(&self) -> String {
        match self {
            Self::Person(id) => format!("person:{id}"),
            Self::Operator => "operator".into(),
            Self::System => "system".into(),
        }
    }
}

/// Who makes a change for somebody else, from where, and what the log is to say of it beside the change itself.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who answers for it; the audit log names them.
    pub actor: &'a Actor,
    /// From where.
    pub origin: &'a Origin,
    /// More for the log: a reason above all.
    pub why: &'a [(&'a str, &'a str)],
}

/// From where a request comes: the browser, if it was here before, and its network.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The browser's row, once it has one.
    pub browser: Option<BrowserId>,
    /// The network address: IPv4 whole, IPv6 as its /64 (one household or ward).
    pub network: String,
    /// The browser's own description of itself, cut to 200 characters.
    pub user_agent: String,
}

impl Origin {
    /// For the command line and jobs.
    #[must_use]
    pub fn server() -> Self {
        Self { browser: None, network: "server".into(), user_agent: String::new() }
    }
}
