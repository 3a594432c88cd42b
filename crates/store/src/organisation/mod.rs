//! Organisations: what is kept of them (`write`), how they are looked up and found (`read`), and the terms that they are found
//! by (`terms`).

mod read;
mod terms;
mod write;

use async_trait::async_trait;
use identity::{
    organisation::{
        Held, Import, Mark, Organisation, OrganisationCode, Organisations, Source, Tally, Term,
        batch::Prepared,
        store::{Found, Link},
    },
    person::PersonId,
    store::StoreResult,
    time::Timestamp,
};
use time::Date;

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

/// Changes nothing once it is there, and keeps others out until the transaction ends.
const LOCK: &str = "INSERT INTO organisation_numbers (name, next) VALUES ('organisation', 0) \
    ON CONFLICT (name) DO UPDATE SET next = organisation_numbers.next RETURNING next";
const SET_NEXT: &str = "UPDATE organisation_numbers SET next = $1 WHERE name = 'organisation'";
const CLOSE: &str = "UPDATE organisations SET status = 'closed' WHERE code = $1";
const BEGIN_IMPORT: &str = "INSERT INTO organisation_imports \
    (id, file, source, started_at, done, added, changed, closed, unchanged) VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0) \
    ON CONFLICT (id) DO UPDATE SET file = excluded.file \
    RETURNING id, file, source, started_at, done, added, changed, closed, unchanged, finished_at";
const PUT_IMPORT: &str = "UPDATE organisation_imports SET started_at = $2, done = $3, added = $4, changed = $5, \
    closed = $6, unchanged = $7, finished_at = $8 WHERE id = $1";

impl Stored for Import {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: row.text("id")?,
            file: row.text("file")?,
            source: row.parsed("source", Source::from_text)?,
            started_at: row.time("started_at")?,
            done: count(row, "done")?,
            tally: Tally {
                added: count(row, "added")?,
                changed: count(row, "changed")?,
                closed: count(row, "closed")?,
                unchanged: count(row, "unchanged")?,
            },
            finished_at: row.optional_time("finished_at")?,
        })
    }
}

fn count(row: &Row, column: &str) -> StoreResult<u64> {
    u64::try_from(row.number(column)?).map_err(|_| invalid(column))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[async_trait]
impl Organisations for Connection {
    async fn lookup_organisation(&mut self, code: &OrganisationCode) -> StoreResult<Option<Held>> {
        read::lookup(self, code).await
    }

    async fn list_organisations(&mut self, codes: &[OrganisationCode]) -> StoreResult<Vec<Organisation>> {
        read::list(self, codes).await
    }

    async fn list_organisations_by_number(&mut self, from: i64, until: i64) -> StoreResult<Vec<(i64, Organisation)>> {
        read::numbered(self, from, until).await
    }

    async fn list_organisation_marks(&mut self, codes: &[OrganisationCode]) -> StoreResult<Vec<Mark>> {
        read::marks(self, codes).await
    }

    async fn lock_organisations(&mut self) -> StoreResult<i64> {
        self.get(sql(LOCK)).await
    }

    async fn set_next_organisation_number(&mut self, next: i64) -> StoreResult<()> {
        self.put(sql(SET_NEXT).bind(next)).await
    }

    async fn put_organisations(
        &mut self,
        organisations: &[(i64, Prepared)],
        known: &[OrganisationCode],
        now: Timestamp,
    ) -> StoreResult<()> {
        write::put(self, organisations, known, now).await
    }

    async fn list_organisations_to_close(&mut self, day: Date) -> StoreResult<Vec<OrganisationCode>> {
        read::to_close(self, day).await
    }

    async fn close_organisation(&mut self, code: &OrganisationCode) -> StoreResult<()> {
        self.put(sql(CLOSE).bind(code.as_str())).await
    }

    async fn list_organisation_links(&mut self, code: &OrganisationCode) -> StoreResult<(Vec<Link>, Vec<Link>)> {
        read::links(self, code).await
    }

    async fn list_organisation_terms(&mut self, names: &[String], block: Option<i64>) -> StoreResult<Vec<Term>> {
        terms::list(self, names, block).await
    }

    async fn list_organisation_terms_from(&mut self, beginning: &str, limit: u32) -> StoreResult<Vec<Term>> {
        terms::list_from(self, beginning, limit).await
    }

    async fn list_organisation_terms_in_use(&mut self, names: &[String]) -> StoreResult<Vec<String>> {
        terms::in_use(self, names).await
    }

    async fn clear_organisation_terms(&mut self, block: i64) -> StoreResult<()> {
        self.put(sql(terms::CLEAR).bind(block)).await
    }

    async fn put_organisation_terms(&mut self, terms: &[Term]) -> StoreResult<()> {
        terms::put(self, terms).await
    }

    async fn list_organisation_words(&mut self) -> StoreResult<Vec<(i64, String)>> {
        terms::words(self).await
    }

    async fn put_organisation_words(&mut self, length: i64, words: &str) -> StoreResult<()> {
        terms::put_words(self, length, words).await
    }

    async fn find_organisations_by_number(&mut self, numbers: &[i64]) -> StoreResult<Vec<Found>> {
        read::by_number(self, numbers).await
    }

    async fn list_organisation_numbers_by_code(&mut self, beginning: &OrganisationCode) -> StoreResult<Vec<i64>> {
        read::by_code(self, beginning).await
    }

    async fn list_organisation_numbers_at(&mut self, postcode: &str) -> StoreResult<Vec<i64>> {
        read::at_postcode(self, postcode).await
    }

    async fn list_organisations_of(&mut self, person: &PersonId, day: Date) -> StoreResult<Vec<Found>> {
        read::of_person(self, person, day).await
    }

    async fn begin_organisation_import(&mut self, import: &Import) -> StoreResult<Import> {
        let begin = sql(BEGIN_IMPORT).bind(&import.id).bind(&import.file).bind(import.source.as_str());
        self.get(begin.bind(import.started_at.micros())).await
    }

    async fn put_organisation_import(&mut self, import: &Import) -> StoreResult<()> {
        let Tally { added, changed, closed, unchanged } = import.tally;
        let put = [import.done, added, changed, closed, unchanged]
            .into_iter()
            .fold(sql(PUT_IMPORT).bind(&import.id).bind(import.started_at.micros()), |put, count| {
                put.bind(number(count))
            });
        self.put(put.bind(import.finished_at.map(Timestamp::micros))).await
    }
}
