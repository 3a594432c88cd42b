//! The terms that organisations are found by, and the distinct words.

use identity::{organisation::Term, store::StoreResult};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
    rows::{AnyOf, ManyRows},
};

static LIST: AnyOf = AnyOf::new("SELECT term, block, members FROM organisation_terms WHERE term IN", 1, "");
static LIST_IN_BLOCK: AnyOf =
    AnyOf::new("SELECT term, block, members FROM organisation_terms WHERE block = $1 AND term IN", 2, "");
/// `z` thirty times comes after every other end of a word, as long as one may be, in the order of either database.
const LIST_FROM: &str = "SELECT term, block, members FROM organisation_terms \
    WHERE term BETWEEN $1 AND $1 || 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' ORDER BY term, block LIMIT $2";
/// `s` alone is written when there are no members any more.
static IN_USE: AnyOf =
    AnyOf::new("SELECT DISTINCT term FROM organisation_terms WHERE members <> 's' AND term IN", 1, "ORDER BY term");
pub(super) const CLEAR: &str = "DELETE FROM organisation_terms WHERE block = $1";
static PUT: ManyRows = ManyRows::new(
    "INSERT INTO organisation_terms (term, block, members)",
    3,
    "ON CONFLICT (term, block) DO UPDATE SET members = excluded.members",
);
const WORDS: &str = "SELECT length, words FROM organisation_words ORDER BY length";
const PUT_WORDS: &str = "INSERT INTO organisation_words (length, words) VALUES ($1, $2) \
    ON CONFLICT (length) DO UPDATE SET words = excluded.words";

impl Stored for Term {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { term: row.text("term")?, block: row.number("block")?, members: row.text("members")? })
    }
}

struct Words(i64, String);

impl Stored for Words {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self(row.number("length")?, row.text("words")?))
    }
}

pub(super) async fn list(connection: &mut Connection, names: &[String], block: Option<i64>) -> StoreResult<Vec<Term>> {
    let mut rest = names;
    let mut all = Vec::new();
    loop {
        let next = match block {
            Some(block) => LIST_IN_BLOCK.next(rest, |query| query.bind(block), sqlx::query::Query::bind),
            None => LIST.next(rest, |query| query, sqlx::query::Query::bind),
        };
        let Some((query, later)) = next else { return Ok(all) };
        all.extend(connection.list(query).await?);
        rest = later;
    }
}

/// Letters with a place of their own in the order of one database, or between others in that of the other, are left out.
pub(super) async fn list_from(connection: &mut Connection, beginning: &str, limit: u32) -> StoreResult<Vec<Term>> {
    let mut found: Vec<Term> = connection.list(sql(LIST_FROM).bind(beginning).bind(i64::from(limit))).await?;
    found.retain(|found| found.term.strip_prefix(beginning).is_some_and(str::is_ascii));
    Ok(found)
}

pub(super) async fn in_use(connection: &mut Connection, names: &[String]) -> StoreResult<Vec<String>> {
    IN_USE.list(connection, names, |query| query, sqlx::query::Query::bind).await
}

pub(super) async fn put(connection: &mut Connection, terms: &[Term]) -> StoreResult<()> {
    PUT.run(connection, terms, |query, it| query.bind(&it.term).bind(it.block).bind(&it.members)).await
}

pub(super) async fn words(connection: &mut Connection) -> StoreResult<Vec<(i64, String)>> {
    let words: Vec<Words> = connection.list(sql(WORDS)).await?;
    Ok(words.into_iter().map(|Words(length, words)| (length, words)).collect())
}

pub(super) async fn put_words(connection: &mut Connection, length: i64, words: &str) -> StoreResult<()> {
    connection.put(sql(PUT_WORDS).bind(length).bind(words)).await
}
