//! Looking organisations up.

use std::collections::HashMap;

use identity::{
    organisation::{
        Held, Mark, Organisation, OrganisationCode, Relation, RelationKind, Role, Source, Status,
        record::is_held,
        store::{Found, Link},
    },
    person::PersonId,
    store::StoreResult,
    time::{date_text, parse_date},
};
use time::Date;

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
    rows::AnyOf,
};

const LOOKUP: &str = "SELECT code, name, status, roles, opened_on, closed_on, address, postcode, telephone, region, \
    geography, source, imported_at FROM organisations WHERE code = $1";
static LIST: AnyOf = AnyOf::new(
    "SELECT code, name, status, roles, opened_on, closed_on, address, postcode, telephone, region, geography, source, \
     imported_at FROM organisations WHERE code IN",
    1,
    "ORDER BY code",
);
static LIST_RELATIONS: AnyOf = AnyOf::new(
    "SELECT from_code, kind, to_code, starts_on, ends_on FROM organisation_relations WHERE from_code IN",
    1,
    "ORDER BY from_code, place",
);
/// More codes than this are an import's. In a first one none of them is kept, and mostly nothing between them either.
const MANY: usize = 256;
const ANY_BETWEEN: &str = "SELECT code FROM organisations WHERE code BETWEEN $1 AND $2 LIMIT 1";
static MARKS: AnyOf = AnyOf::new("SELECT code, number, digest FROM organisations WHERE code IN", 1, "");
const NUMBERED: &str =
    "SELECT code, number, digest FROM organisations WHERE number >= $1 AND number < $2 ORDER BY number";
static BY_NUMBER: AnyOf = AnyOf::new(
    "SELECT code, number, name, status, roles, closed_on, address, postcode, region, geography, parent FROM organisations WHERE number IN",
    1,
    "",
);
/// `Z` twelve times comes after every other end of a code, in the order of either database.
const BY_CODE: &str = "SELECT number FROM organisations WHERE code BETWEEN $1 AND $1 || 'ZZZZZZZZZZZZ' \
    AND number IS NOT NULL ORDER BY code LIMIT 5000";
const AT_POSTCODE: &str =
    "SELECT number FROM organisations WHERE postcode = $1 AND number IS NOT NULL ORDER BY number LIMIT 500";
const OF_PERSON: &str = "SELECT code, number, name, status, roles, closed_on, address, postcode, region, geography, parent \
    FROM positions JOIN organisations ON code = organisation_code \
    WHERE person_id = $1 AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2) AND number IS NOT NULL ORDER BY code LIMIT 50";
/// Asked once a day: it reads them all.
const TO_CLOSE: &str = "SELECT code FROM organisations WHERE closed_on <= $1 AND status <> 'closed' AND number IS NOT NULL \
    ORDER BY code LIMIT 1000";
/// Of more than 500, what came before and after an organisation first.
const LINKS_FROM: &str = "SELECT from_code, kind, to_code, starts_on, ends_on, name, status \
    FROM organisation_relations LEFT JOIN organisations ON code = to_code WHERE from_code = $1 \
    ORDER BY kind NOT IN ('successor', 'predecessor'), place LIMIT 500";
const LINKS_TO: &str = "SELECT from_code, kind, to_code, starts_on, ends_on, name, status \
    FROM organisation_relations JOIN organisations ON code = from_code WHERE to_code = $1 \
    ORDER BY kind NOT IN ('successor', 'predecessor'), from_code, place LIMIT 500";

/// Without its relations.
impl Stored for Held {
    fn read(row: &Row) -> StoreResult<Self> {
        let code = code(row, "code")?;
        let named = Organisation::named(code, &row.text("name")?).ok_or_else(|| invalid("name"))?;
        let organisation = Organisation {
            status: row.parsed("status", Status::from_text)?,
            roles: row.parsed("roles", roles)?,
            opened_on: row.optional_date("opened_on")?,
            closed_on: row.optional_date("closed_on")?,
            address: lines(&row.text("address")?),
            postcode: row.optional_text("postcode")?,
            telephone: row.optional_text("telephone")?,
            region: optional_code(row, "region")?,
            geography: optional_code(row, "geography")?,
            source: row.parsed("source", Source::from_text)?,
            ..named
        };
        Ok(Self { organisation, imported_at: row.optional_time("imported_at")? })
    }
}

impl Stored for Mark {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            code: code(row, "code")?,
            number: row.optional_number("number")?,
            digest: row.optional_text("digest")?,
        })
    }
}

impl Stored for Found {
    fn read(row: &Row) -> StoreResult<Self> {
        let (roles, closed_on) = (row.text("roles")?, row.optional_text("closed_on")?);
        let status = row.parsed("status", Status::from_text)?;
        Ok(Self {
            code: code(row, "code")?,
            number: row.number("number")?,
            name: row.text("name")?,
            status,
            roles: roles.lines().filter_map(|line| held(line, (status, closed_on.as_deref()))).collect(),
            address: lines(&row.text("address")?),
            postcode: row.optional_text("postcode")?,
            region: optional_code(row, "region")?,
            geography: optional_code(row, "geography")?,
            parent: optional_code(row, "parent")?,
        })
    }
}

/// A relation and whose it is.
struct Related(OrganisationCode, Relation);

impl Stored for Related {
    fn read(row: &Row) -> StoreResult<Self> {
        let relation = Relation {
            kind: row.parsed("kind", RelationKind::parse)?,
            to: code(row, "to_code")?,
            starts_on: row.optional_date("starts_on")?,
            ends_on: row.optional_date("ends_on")?,
        };
        Ok(Self(code(row, "from_code")?, relation))
    }
}

impl Stored for Link {
    fn read(row: &Row) -> StoreResult<Self> {
        let Related(from, relation) = Related::read(row)?;
        let status = row.optional_text("status")?;
        let status = status.map(|text| Status::from_text(&text).ok_or_else(|| invalid("status"))).transpose()?;
        Ok(Self { from, relation, name: row.optional_text("name")?, status })
    }
}

fn code(row: &Row, column: &str) -> StoreResult<OrganisationCode> {
    row.parsed(column, OrganisationCode::parse)
}

fn optional_code(row: &Row, column: &str) -> StoreResult<Option<OrganisationCode>> {
    let text = row.optional_text(column)?;
    text.map(|text| OrganisationCode::parse(&text).ok_or_else(|| invalid(column))).transpose()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// The identifier in a line of roles, if it is held: days are compared as they are written.
fn held(line: &str, of: (Status, Option<&str>)) -> Option<String> {
    let (id, days) = line.split_once(' ')?;
    let ends_on = days.rsplit(' ').next().filter(|day| *day != "-");
    is_held(ends_on, of).then(|| id.to_owned())
}

fn roles(text: &str) -> Option<Vec<Role>> {
    let day = |text: &str| if text == "-" { Some(None) } else { parse_date(text).ok().map(Some) };
    text.lines()
        .map(|line| {
            let mut parts = line.split(' ');
            let (id, starts_on, ends_on) = (parts.next()?, parts.next()?, parts.next()?);
            Some(Role { id: id.to_owned(), starts_on: day(starts_on)?, ends_on: day(ends_on)? })
        })
        .collect()
}

pub(super) async fn lookup(connection: &mut Connection, code: &OrganisationCode) -> StoreResult<Option<Held>> {
    let Some(mut held) = connection.find::<Held>(sql(LOOKUP).bind(code.as_str())).await? else { return Ok(None) };
    held.organisation.relations =
        relations(connection, std::slice::from_ref(code)).await?.remove(code).unwrap_or_default();
    Ok(Some(held))
}

pub(super) async fn list(connection: &mut Connection, codes: &[OrganisationCode]) -> StoreResult<Vec<Organisation>> {
    let mut relations = relations(connection, codes).await?;
    let mut rest = codes;
    let mut found = Vec::with_capacity(codes.len());
    while let Some((query, later)) = LIST.next(rest, |query| query, |query, code| query.bind(code.as_str())) {
        for Held { mut organisation, .. } in connection.list(query).await? {
            organisation.relations = relations.remove(&organisation.code).unwrap_or_default();
            found.push(organisation);
        }
        rest = later;
    }
    Ok(found)
}

pub(super) async fn numbered(
    connection: &mut Connection,
    from: i64,
    until: i64,
) -> StoreResult<Vec<(i64, Organisation)>> {
    let marks: Vec<Mark> = connection.list(sql(NUMBERED).bind(from).bind(until)).await?;
    let codes: Vec<OrganisationCode> = marks.iter().map(|mark| mark.code.clone()).collect();
    let numbers: HashMap<OrganisationCode, Option<i64>> =
        marks.into_iter().map(|mark| (mark.code, mark.number)).collect();
    let organisations = list(connection, &codes).await?;
    let number = |organisation: &Organisation| numbers.get(&organisation.code).copied().flatten();
    Ok(organisations.into_iter().filter_map(|organisation| Some((number(&organisation)?, organisation))).collect())
}

async fn relations(
    connection: &mut Connection,
    codes: &[OrganisationCode],
) -> StoreResult<HashMap<OrganisationCode, Vec<Relation>>> {
    let mut rest = codes;
    let mut all: HashMap<OrganisationCode, Vec<Relation>> = HashMap::new();
    while let Some((query, later)) = LIST_RELATIONS.next(rest, |query| query, |query, code| query.bind(code.as_str())) {
        for Related(from, relation) in connection.list(query).await? {
            all.entry(from).or_default().push(relation);
        }
        rest = later;
    }
    Ok(all)
}

pub(super) async fn marks(connection: &mut Connection, codes: &[OrganisationCode]) -> StoreResult<Vec<Mark>> {
    if let (true, Some(first), Some(last)) = (codes.len() > MANY, codes.iter().min(), codes.iter().max()) {
        let any = sql(ANY_BETWEEN).bind(first.as_str()).bind(last.as_str());
        if !connection.has(any).await? {
            return Ok(Vec::new());
        }
    }
    let mut rest = codes;
    let mut all = Vec::new();
    while let Some((query, later)) = MARKS.next(rest, |query| query, |query, code| query.bind(code.as_str())) {
        all.extend(connection.list(query).await?);
        rest = later;
    }
    Ok(all)
}

pub(super) async fn by_number(connection: &mut Connection, numbers: &[i64]) -> StoreResult<Vec<Found>> {
    let mut rest = numbers;
    let mut all = Vec::new();
    while let Some((query, later)) = BY_NUMBER.next(rest, |query| query, |query, number| query.bind(*number)) {
        all.extend(connection.list(query).await?);
        rest = later;
    }
    Ok(all)
}

pub(super) async fn by_code(connection: &mut Connection, beginning: &OrganisationCode) -> StoreResult<Vec<i64>> {
    connection.list(sql(BY_CODE).bind(beginning.as_str())).await
}

pub(super) async fn to_close(connection: &mut Connection, day: Date) -> StoreResult<Vec<OrganisationCode>> {
    let codes: Vec<String> = connection.list(sql(TO_CLOSE).bind(date_text(day))).await?;
    Ok(codes.iter().filter_map(|code| OrganisationCode::parse(code)).collect())
}

pub(super) async fn at_postcode(connection: &mut Connection, postcode: &str) -> StoreResult<Vec<i64>> {
    connection.list(sql(AT_POSTCODE).bind(postcode)).await
}

pub(super) async fn of_person(connection: &mut Connection, person: &PersonId, day: Date) -> StoreResult<Vec<Found>> {
    connection.list(sql(OF_PERSON).bind(person.as_str()).bind(date_text(day))).await
}

pub(super) async fn links(connection: &mut Connection, code: &OrganisationCode) -> StoreResult<(Vec<Link>, Vec<Link>)> {
    let from = connection.list(sql(LINKS_FROM).bind(code.as_str())).await?;
    Ok((from, connection.list(sql(LINKS_TO).bind(code.as_str())).await?))
}
