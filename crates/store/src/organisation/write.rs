//! Writing organisations.

use identity::{
    organisation::{Organisation, OrganisationCode, Relation, batch::Prepared},
    store::StoreResult,
    time::{Timestamp, date_text},
};

use crate::{
    connection::Connection,
    rows::{AnyOf, ManyRows},
};

static PUT: ManyRows = ManyRows::new(
    "INSERT INTO organisations (code, number, name, status, roles, opened_on, closed_on, address, postcode, telephone, region, \
     geography, parent, source, imported_at, digest)",
    16,
    "ON CONFLICT (code) DO UPDATE SET number = excluded.number, name = excluded.name, status = excluded.status, \
     roles = excluded.roles, opened_on = excluded.opened_on, closed_on = excluded.closed_on, address = excluded.address, \
     postcode = excluded.postcode, telephone = excluded.telephone, region = excluded.region, \
     geography = excluded.geography, parent = excluded.parent, source = excluded.source, \
     imported_at = excluded.imported_at, digest = excluded.digest",
);
static FORGET_RELATIONS: AnyOf = AnyOf::new("DELETE FROM organisation_relations WHERE from_code IN", 1, "");
static ADD_RELATIONS: ManyRows =
    ManyRows::new("INSERT INTO organisation_relations (from_code, place, kind, to_code, starts_on, ends_on)", 6, "");

/// Writes them and their relations, after those of `known` are forgotten.
pub(super) async fn put(
    connection: &mut Connection,
    organisations: &[(i64, Prepared)],
    known: &[OrganisationCode],
    now: Timestamp,
) -> StoreResult<()> {
    PUT.run(connection, organisations, |query, (number, prepared)| {
        let it = prepared.organisation();
        query
            .bind(it.code.as_str())
            .bind(*number)
            .bind(&it.name)
            .bind(it.status.as_str())
            .bind(roles(it))
            .bind(it.opened_on.map(date_text))
            .bind(it.closed_on.map(date_text))
            .bind(it.address.join("\n"))
            .bind(it.postcode.as_deref())
            .bind(it.telephone.as_deref())
            .bind(it.region.as_ref().map(OrganisationCode::as_str))
            .bind(it.geography.as_ref().map(OrganisationCode::as_str))
            .bind(it.parent().map(OrganisationCode::as_str))
            .bind(it.source.as_str())
            .bind(now.micros())
            .bind(prepared.digest())
    })
    .await?;
    let mut rest = known;
    while let Some((query, later)) = FORGET_RELATIONS.next(rest, |query| query, |query, it| query.bind(it.as_str())) {
        connection.run(query).await?;
        rest = later;
    }
    let relations: Vec<(&str, i64, &Relation)> = organisations
        .iter()
        .map(|(_, prepared)| prepared.organisation())
        .flat_map(|it| (0..).zip(&it.relations).map(|(place, relation)| (it.code.as_str(), place, relation)))
        .collect();
    ADD_RELATIONS
        .run(connection, &relations, |query, (from, place, relation)| {
            query
                .bind(*from)
                .bind(*place)
                .bind(relation.kind.as_str())
                .bind(relation.to.as_str())
                .bind(relation.starts_on.map(date_text))
                .bind(relation.ends_on.map(date_text))
        })
        .await
}

/// A line for each role: its identifier and its days, `-` for none.
fn roles(organisation: &Organisation) -> String {
    let day = |day: Option<time::Date>| day.map_or_else(|| "-".to_owned(), date_text);
    let line =
        |role: &identity::organisation::Role| format!("{} {} {}", role.id, day(role.starts_on), day(role.ends_on));
    organisation.roles.iter().map(line).collect::<Vec<_>>().join("\n")
}
