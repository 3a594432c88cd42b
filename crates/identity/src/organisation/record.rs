//! What is known of an organisation.

use sha2::{Digest as _, Sha256};
use time::Date;

use super::{OrganisationCode, words::one_line};
use crate::random;

/// An organisation, as its source tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The ODS code.
    pub code: OrganisationCode,
    /// The name: 1 to 400 characters.
    pub name: String,
    /// Whether it is in business.
    pub status: Status,
    /// What it is; the primary role first.
    pub roles: Vec<Role>,
    /// The first day.
    pub opened_on: Option<Date>,
    /// The last day, past or planned.
    pub closed_on: Option<Date>,
    /// The lines of the address, without the postcode. None is empty.
    pub address: Vec<String>,
    /// The postcode with one space, as people write it.
    pub postcode: Option<String>,
    /// The telephone number, as the source writes it.
    pub telephone: Option<String>,
    /// The national grouping: a region of NHS England.
    pub region: Option<OrganisationCode>,
    /// The high level health geography: an integrated care board.
    pub geography: Option<OrganisationCode>,
    /// To other organisations, in the source's order.
    pub relations: Vec<Relation>,
    /// Who says so.
    pub source: Source,
}

impl Organisation {
    /// One of which nothing is known but its name; `None` when it has none.
    #[must_use]
    pub fn named(code: OrganisationCode, name: &str) -> Option<Self> {
        Some(Self {
            code,
            name: one_line(name, 400).filter(|name| !name.is_empty())?,
            status: Status::Active,
            roles: Vec::new(),
            opened_on: None,
            closed_on: None,
            address: Vec::new(),
            postcode: None,
            telephone: None,
            region: None,
            geography: None,
            relations: Vec::new(),
            source: Source::Named,
        })
    }

    /// Names everything that is said here: two that say the same have the same.
    #[must_use]
    pub fn digest(&self) -> String {
        let hash = Sha256::digest(format!("{self:?}").as_bytes());
        random::encode(hash.get(..16).unwrap_or_default())
    }

    /// Whether it is in business on a day: a source that tells of a last day to come is not asked again after it.
    #[must_use]
    pub fn status_on(&self, day: Date) -> Status {
        if self.closed_on.is_some_and(|last| last <= day) { Status::Closed } else { self.status }
    }

    /// The roles that it has, or had when it was closed, as the search takes them: as with [`Self::parent`], one with an end to come
    /// does not count, unless it ends with the organisation.
    pub fn held_roles(&self) -> impl Iterator<Item = &str> {
        let held = |role: &&Role| is_held(role.ends_on, (self.status, self.closed_on));
        self.roles.iter().filter(held).map(|role| role.id.as_str())
    }

    /// The one that it belongs to, as the search takes it: of its relations without an end, the nearest kind. What is written of it
    /// at an import stays as it is on later days, so that one with an end to come does not count; who belongs to whom on a day,
    /// [`crate::ra::contact::RaContacts::list_parent_organisations`] knows.
    #[must_use]
    pub fn parent(&self) -> Option<&OrganisationCode> {
        let kinds = [RelationKind::OPERATED_BY, RelationKind::COMMISSIONED_BY, RelationKind::DIRECTED_BY];
        let open = |kind: &str| {
            self.relations.iter().find(|relation| relation.kind.as_str() == kind && relation.ends_on.is_none())
        };
        kinds.into_iter().find_map(open).map(|relation| &relation.to)
    }
}

/// Whether a role counts that ends on a day, of an organisation with a status that is closed on another: see
/// [`Organisation::held_roles`]. Days are dates, or texts of them as the store writes them.
pub fn is_held<T: PartialOrd>(ends_on: Option<T>, (status, closed_on): (Status, Option<T>)) -> bool {
    let ends_with_it = |end: T| status == Status::Closed || closed_on.is_some_and(|closed| end >= closed);
    ends_on.is_none_or(ends_with_it)
}

/// Whether an organisation is in business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// In business.
    Active,
    /// It is no more.
    Closed,
    /// It rests.
    Dormant,
    /// It is planned.
    Proposed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Closed, Self::Dormant, Self::Proposed];

    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Dormant => "dormant",
            Self::Proposed => "proposed",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// What an organisation is, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// `RO177`; `role` has the words.
    pub id: String,
    /// The first day.
    pub starts_on: Option<Date>,
    /// The last day.
    pub ends_on: Option<Date>,
}

/// The kind of a relation: an identifier of the directory, or succession.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationKind(String);

impl RelationKind {
    /// The other one directs it (ODS RE3).
    pub const DIRECTED_BY: &'static str = "RE3";
    /// The other one commissions it (ODS RE4).
    pub const COMMISSIONED_BY: &'static str = "RE4";
    /// The other one runs it (ODS RE6).
    pub const OPERATED_BY: &'static str = "RE6";
    /// Is followed by.
    pub const SUCCESSOR: &'static str = "successor";
    /// Follows.
    pub const PREDECESSOR: &'static str = "predecessor";

    /// From a source or the store: 1 to 40 plain characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned()))
    }

    /// As the store writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one organisation comes after another by it.
    #[must_use]
    pub fn is_succession(&self) -> bool {
        [Self::SUCCESSOR, Self::PREDECESSOR].contains(&self.0.as_str())
    }
}

/// How an organisation stands to another, for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Which way round the two belong together.
    pub kind: RelationKind,
    /// It need not be kept: files name organisations of other files.
    pub to: OrganisationCode,
    /// From which day on.
    pub starts_on: Option<Date>,
    /// The last day.
    pub ends_on: Option<Date>,
}

/// Who tells of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Nobody but us: a code and a name.
    Named,
    /// Report of general practices and other prescribing cost centres.
    Epraccur,
    /// Report of pharmacies and appliance contractors.
    Edispensary,
    /// Report of NHS trusts.
    Etr,
    /// Report of sub-ICB locations, before that clinical commissioning groups.
    Eccg,
    /// A whole record of the directory's interface (ODS ORD, JSON).
    Ord,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Named, Self::Epraccur, Self::Edispensary, Self::Etr, Self::Eccg, Self::Ord];

    /// As the store, commands and file names write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Epraccur => "epraccur",
            Self::Edispensary => "edispensary",
            Self::Etr => "etr",
            Self::Eccg => "eccg",
            Self::Ord => "ord",
        }
    }

    /// From the store or a command.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}
