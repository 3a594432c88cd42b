//! The store's part of organisations.

use async_trait::async_trait;
use time::Date;

use super::{Organisation, OrganisationCode, Relation, Source, Status, batch::Prepared};
use crate::{person::PersonId, store::StoreResult, time::Timestamp};

/// An organisation that is kept, and since when it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What is known of it.
    pub organisation: Organisation,
    /// When a source last said something new; `None` for what nobody but us says.
    pub imported_at: Option<Timestamp>,
}

/// What an import must know of one that is kept already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// By which all others name it.
    pub code: OrganisationCode,
    /// Its number, once it can be found by its words.
    pub number: Option<i64>,
    /// Of what its source said last.
    pub digest: Option<String>,
}

/// What a list of results shows, and what ranking looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// By which all others name it.
    pub code: OrganisationCode,
    /// Its place in the sets of terms.
    pub number: i64,
    /// As its source writes it.
    pub name: String,
    /// Whether it is in business.
    pub status: Status,
    /// The identifiers of its roles, the primary one first.
    pub roles: Vec<String>,
    /// The lines of its address.
    pub address: Vec<String>,
    /// With one space.
    pub postcode: Option<String>,
    /// Of NHS England.
    pub region: Option<OrganisationCode>,
    /// Its integrated care board.
    pub geography: Option<OrganisationCode>,
    /// The one that it belongs to.
    pub parent: Option<OrganisationCode>,
}

/// The organisations that have a term, of one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As `index` writes it.
    pub term: String,
    /// The block of numbers.
    pub block: i64,
    /// Its members, as [`super::set::Block`] writes them.
    pub members: String,
}

/// A relation as it is seen from either side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose relation it is.
    pub from: OrganisationCode,
    /// From which one to which, and when.
    pub relation: Relation,
    /// The name of the one at the other side, if it is known.
    pub name: Option<String>,
    /// Whether that one is in business.
    pub status: Option<Status>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// These were not known.
    pub added: u64,
    /// These are different now, and in business or not as before.
    pub changed: u64,
    /// These were in business and are no more.
    pub closed: u64,
    /// These were so already.
    pub unchanged: u64,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.added + self.changed + self.closed + self.unchanged
    }

    /// Whether anything is different from what was known.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        self.all() > self.unchanged
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            closed: self.closed + other.closed,
            unchanged: self.unchanged + other.unchanged,
        }
    }
}

/// An import of one file, as far as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Names the file's content and how it is read.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// What it was read as.
    pub source: Source,
    /// When it began.
    pub started_at: Timestamp,
    /// Records of the file that are dealt with.
    pub done: u64,
    /// What it did so far.
    pub tally: Tally,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// The store's part.
#[async_trait]
pub trait Organisations: Send {
    /// Looks one up.
    async fn lookup_organisation(&mut self, code: &OrganisationCode) -> StoreResult<Option<Held>>;
    /// The organisations of these codes that are kept, in the order of their codes.
    async fn list_organisations(&mut self, codes: &[OrganisationCode]) -> StoreResult<Vec<Organisation>>;
    /// The organisations with a number from one to before another, in the order of their codes.
    async fn list_organisations_by_number(&mut self, from: i64, until: i64) -> StoreResult<Vec<(i64, Organisation)>>;
    /// Marks of those of these codes that are kept.
    async fn list_organisation_marks(&mut self, codes: &[OrganisationCode]) -> StoreResult<Vec<Mark>>;
    /// Keeps others from writing organisations until the transaction ends; answers the next number.
    async fn lock_organisations(&mut self) -> StoreResult<i64>;
    /// Sets the number that the next new one gets; the caller holds the lock.
    async fn set_next_organisation_number(&mut self, next: i64) -> StoreResult<()>;
    /// Writes organisations with their numbers and relations, whether they were there or not. `known` names those that have
    /// relations already, which are forgotten: in a first import, none.
    async fn put_organisations(
        &mut self,
        organisations: &[(i64, Prepared)],
        known: &[OrganisationCode],
        now: Timestamp,
    ) -> StoreResult<()>;
    /// Those whose last day is this one or before it and that are not closed, 1,000 of them at the most.
    async fn list_organisations_to_close(&mut self, day: Date) -> StoreResult<Vec<OrganisationCode>>;
    /// Makes one a closed one; its terms are another matter.
    async fn close_organisation(&mut self, code: &OrganisationCode) -> StoreResult<()>;
    /// The relations from an organisation, and those to it, in an order that stays; 500 of each at the most.
    async fn list_organisation_links(&mut self, code: &OrganisationCode) -> StoreResult<(Vec<Link>, Vec<Link>)>;

    /// The members of terms, in one block or in all.
    async fn list_organisation_terms(&mut self, terms: &[String], block: Option<i64>) -> StoreResult<Vec<Term>>;
    /// The members of the terms that begin so and go on with plain letters and digits, in all blocks, in the order of the
    /// terms and blocks; of more rows than `limit` the first.
    async fn list_organisation_terms_from(&mut self, beginning: &str, limit: u32) -> StoreResult<Vec<Term>>;
    /// Which of these terms anybody has, in order.
    async fn list_organisation_terms_in_use(&mut self, terms: &[String]) -> StoreResult<Vec<String>>;
    /// Forgets the terms of a block.
    async fn clear_organisation_terms(&mut self, block: i64) -> StoreResult<()>;
    /// Writes members of terms.
    async fn put_organisation_terms(&mut self, terms: &[Term]) -> StoreResult<()>;
    /// Every distinct word, by its length: words with spaces between them.
    async fn list_organisation_words(&mut self) -> StoreResult<Vec<(i64, String)>>;
    /// Writes the words of a length.
    async fn put_organisation_words(&mut self, length: i64, words: &str) -> StoreResult<()>;
    /// What results show of these numbers, in no order.
    async fn find_organisations_by_number(&mut self, numbers: &[i64]) -> StoreResult<Vec<Found>>;
    /// The numbers of those whose code begins so, the first 5,000 of these codes at the most.
    async fn list_organisation_numbers_by_code(&mut self, beginning: &OrganisationCode) -> StoreResult<Vec<i64>>;
    /// The numbers of those with this postcode.
    async fn list_organisation_numbers_at(&mut self, postcode: &str) -> StoreResult<Vec<i64>>;
    /// Where somebody has a position on a day.
    async fn list_organisations_of(&mut self, person: &PersonId, day: Date) -> StoreResult<Vec<Found>>;

    /// Begins an import, or finds the one of the same file.
    async fn begin_organisation_import(&mut self, import: &Import) -> StoreResult<Import>;
    /// Writes how far one came.
    async fn put_organisation_import(&mut self, import: &Import) -> StoreResult<()>;
}
