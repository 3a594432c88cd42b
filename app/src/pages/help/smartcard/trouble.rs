//! What can go wrong with a smartcard: what the agent says, and what a page finds out by itself. Each has a code to read out and to
//! search for, and a help page.

use card_protocol::Fault;

use super::text;

/// Something that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The agent or the card says so.
    Card(Fault),
    /// The page or the server says so.
    Here(Here),
}

/// What is not for the agent to say. A name is never given to something else later, nor is its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// No agent answers.
    NotFound,
    /// It does not speak the language of this page any more.
    AgentTooOld,
    /// It speaks a newer one only.
    PageTooOld,
    /// The browser lets no page reach this computer.
    Denied,
    /// Something else answers, or an agent that does not serve this site.
    AnotherProgram,
    /// The agent answered, and then did not.
    Stopped,
    /// The server does not answer.
    Offline,
    /// The server does not know the page any more.
    Stale,
    /// The server takes no more from this network for now.
    TooMany,
    /// The computer's clock is wrong.
    Clock,
    /// The card's certificates have expired.
    Expired,
    /// The card is not known here, or may not be used.
    Refused,
    /// An agent is running already, or several are installed.
    Several,
    /// The browser asks for the computer's own user name and password.
    Credentials,
    /// A card's driver that was installed without a setting.
    Driver,
    /// The card answered something else than it was asked.
    NotAsked,
    /// The card did not make new keys as it should, for its renewal.
    BadKeys,
    /// The same, of a card that is prepared for somebody.
    BadNewKeys,
}

impl Here {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::NotFound,
        Self::AgentTooOld,
        Self::PageTooOld,
        Self::Denied,
        Self::AnotherProgram,
        Self::Stopped,
        Self::Offline,
        Self::Stale,
        Self::TooMany,
        Self::Clock,
        Self::Expired,
        Self::Refused,
        Self::Several,
        Self::Credentials,
        Self::Driver,
        Self::NotAsked,
        Self::BadKeys,
        Self::BadNewKeys,
    ];

    const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "CARD-001",
            Self::AgentTooOld => "CARD-002",
            Self::PageTooOld => "CARD-003",
            Self::Denied => "CARD-004",
            Self::AnotherProgram => "CARD-005",
            Self::Stopped => "CARD-006",
            Self::Offline => "CARD-007",
            Self::Stale => "CARD-008",
            Self::TooMany => "CARD-009",
            Self::Clock => "CARD-010",
            Self::Expired => "CARD-011",
            Self::Refused => "CARD-012",
            Self::Several => "CARD-013",
            Self::Credentials => "CARD-014",
            Self::Driver => "CARD-015",
            Self::NotAsked => "CARD-016",
            Self::BadKeys => "CARD-017",
            Self::BadNewKeys => "CARD-018",
        }
    }

    /// As the script of the page says it; what it never says has no name.
    const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound => "not-found",
            Self::AgentTooOld => "agent-too-old",
            Self::PageTooOld => "page-too-old",
            Self::Denied => "denied",
            Self::AnotherProgram => "another-program",
            Self::Stopped => "stopped",
            Self::Offline => "offline",
            Self::Stale => "stale",
            Self::TooMany => "too-many-here",
            _ => return None,
        })
    }
}

/// What an agent may say before it is asked anything.
const AT_THE_DOOR: [Fault; 8] = [
    Fault::NotPaired,
    Fault::PairingRefused,
    Fault::OriginRefused,
    Fault::OtherUser,
    Fault::TooMany,
    Fault::NotUnderstood,
    Fault::Busy,
    Fault::NoPinentry,
];

impl Trouble {
    /// All of them, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        Here::ALL.into_iter().map(Self::Here).chain(Fault::ALL.iter().copied().map(Self::Card))
    }

    /// Those that the script of a page can meet by itself, with the names that it has for them.
    pub fn of_the_page() -> impl Iterator<Item = (String, Self)> {
        let here = Here::ALL.into_iter().filter_map(|here| Some((here.name()?.to_owned(), Self::Here(here))));
        let faults = AT_THE_DOOR.into_iter().filter_map(|fault| match serde_json::to_value(fault) {
            Ok(serde_json::Value::String(name)) => Some((name, Self::Card(fault))),
            _ => None,
        });
        here.chain(faults)
    }

    /// Finds one by its code, or by one that staff know from elsewhere.
    #[must_use]
    pub fn find(code: &str) -> Option<Self> {
        // "CARD 302" and "card302" are the same code.
        let plain =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let code = plain(code);
        let is = |known: &str| !code.is_empty() && plain(known) == code;
        Self::all().find(|trouble| is(trouble.code()) || trouble.words().known_as.iter().any(|known| is(known)))
    }

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Card(fault) => fault.code(),
            Self::Here(here) => here.code(),
        }
    }

    /// Its page.
    #[must_use]
    pub fn path(self) -> String {
        format!("{}/{}", super::PAGE, self.code())
    }

    /// Its words.
    #[must_use]
    pub const fn words(self) -> text::Words {
        match self {
            Self::Card(fault) => text::card::words(fault),
            Self::Here(here) => text::here::words(here),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Card(fault)
    }
}

impl From<Here> for Trouble {
    fn from(here: Here) -> Self {
        Self::Here(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_is_found_by_its_code_however_it_is_typed() {
        for trouble in Trouble::all() {
            assert_eq!(Trouble::find(trouble.code()), Some(trouble));
            assert_eq!(Trouble::find(&format!(" {} ", trouble.code().to_lowercase())), Some(trouble));
        }
        assert_eq!(Trouble::find("400_645"), Some(Trouble::Here(Here::NotFound)));
        assert_eq!(Trouble::find("err1000"), Some(Trouble::Here(Here::Driver)));
        assert_eq!(Trouble::find("card302"), Some(Trouble::Card(Fault::PasscodeWrong)));
        assert_eq!(Trouble::find("CARD 302"), Some(Trouble::Card(Fault::PasscodeWrong)));
        for none in ["CARD-999", "", " - "] {
            assert_eq!(Trouble::find(none), None);
        }
    }

    #[test]
    fn the_script_says_nothing_that_the_page_has_no_words_for() {
        let scripts =
            [include_str!("../../../../../style/card/agent.mjs"), include_str!("../../../../../style/card/relay.mjs")];
        let names: Vec<String> = Trouble::of_the_page().map(|(name, _)| name).collect();
        let said = scripts.iter().flat_map(|script| script.split("new Trouble('").skip(1));
        let said: Vec<&str> = said.map(|rest| rest.split('\'').next().unwrap()).collect();
        assert!(said.len() >= 5, "{said:?}");
        // What `find` tells of what it met on all ports.
        let of_ports = scripts[0].split_once("const first = [").unwrap().1.split(']').next().unwrap();
        let of_ports: Vec<&str> = of_ports.split(", ").map(|name| name.trim_matches('\'')).collect();
        assert!(of_ports.contains(&"agent-too-old") && of_ports.contains(&"page-too-old"), "{of_ports:?}");
        let otherwise = scripts[0].split_once("new Trouble(first ?? '").unwrap().1.split('\'').next().unwrap();
        for name in said.into_iter().chain(of_ports).chain([otherwise]) {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
    }

    #[test]
    fn what_a_desk_or_an_unblocking_meets_says_nothing_of_a_renewal_or_of_what_the_card_had() {
        let met = [Fault::PasscodeRefused, Fault::CardRemoved, Fault::ReadBackDiffers, Fault::CertificateDoesNotFit];
        for trouble in met.into_iter().map(Trouble::Card).chain([Trouble::Here(Here::BadNewKeys)]) {
            let words = trouble.words();
            for wrong in ["this renewal", "The old certificates", "The old one", "what you had"] {
                assert!(![words.cause, words.next].concat().contains(wrong), "{trouble:?}: {wrong}");
            }
        }
    }

    #[test]
    fn what_was_never_tried_warns_of_no_try() {
        assert!(Trouble::from(Fault::UnblockRefused).words().next.contains("Do not try again"));
        assert!(!Trouble::from(Fault::OfferOver).words().next.contains("Do not"));
    }

    #[test]
    fn the_script_knocks_where_agents_listen_and_speaks_their_language() {
        let script = include_str!("../../../../../style/card/agent.mjs");
        let ports: Vec<String> = card_protocol::PORTS.map(|port| port.to_string()).collect();
        assert!(script.contains(&format!("const PORTS = [{}];", ports.join(", "))));
        assert!(script.contains(&format!("const VERSION = {};", card_protocol::VERSION)));
        for path in [card_protocol::ABOUT, card_protocol::PAIR, card_protocol::ASK] {
            assert!(script.contains(&format!("'{path}'")), "{path}");
        }
        assert!(
            include_str!("../../../../../style/card/watch.mjs").contains(&format!("`{}?seen=", card_protocol::WATCH))
        );
    }
}
