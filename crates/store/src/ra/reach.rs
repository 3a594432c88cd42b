//! What is in reach of a Registration Authority.

use identity::{
    organisation::OrganisationCode,
    ra::reach::{Reach, ReachState},
    store::StoreResult,
    time::{Timestamp, date_text},
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO reaches (ra_organisation, organisation, state, changed_by, changed_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
const CHANGE: &str = "UPDATE reaches SET state = $3, changed_by = $4, changed_at = $5 \
    WHERE ra_organisation = $1 AND organisation = $2 AND state = $6";
const LIST: &str = "SELECT ra_organisation, organisation, name, state, changed_by, changed_at \
    FROM reaches JOIN organisations ON code = organisation WHERE ($1 = '' OR ra_organisation = $1) \
    AND (ra_organisation > $2 OR (ra_organisation = $2 AND organisation > $3)) \
    ORDER BY ra_organisation, organisation LIMIT $4";
const LOOKUP: &str = "SELECT ra_organisation, organisation, name, state, changed_by, changed_at \
    FROM reaches JOIN organisations ON code = organisation WHERE ra_organisation = $1 AND organisation = $2";
/// Who is directed, commissioned or operated by the one that is asked for, in business. Succession is no such thing.
const PROPOSE_RELATED: &str = "INSERT INTO reaches (ra_organisation, organisation, state, changed_by, changed_at) \
    SELECT DISTINCT to_code, from_code, 'proposed', $2, CAST($3 AS BIGINT) FROM organisation_relations \
    JOIN organisations ON code = from_code \
    WHERE to_code = $1 AND from_code <> $1 AND kind IN ('RE3', 'RE4', 'RE6') AND (ends_on IS NULL OR ends_on >= $4) AND status = 'active' \
    AND EXISTS (SELECT 1 FROM organisations ra WHERE ra.code = $1) ON CONFLICT DO NOTHING";

impl Stored for Reach {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            ra: row.parsed("ra_organisation", OrganisationCode::parse)?,
            organisation: row.parsed("organisation", OrganisationCode::parse)?,
            name: row.text("name")?,
            state: row.parsed("state", ReachState::from_text)?,
            by: row.text("changed_by")?,
            at: row.time("changed_at")?,
        })
    }
}

pub(super) async fn put(connection: &mut Connection, reach: &Reach, from: &[Option<ReachState>]) -> StoreResult<bool> {
    if reach.ra == reach.organisation {
        return Ok(false);
    }
    for from in from {
        let write = sql(from.map_or(ADD, |_| CHANGE))
            .bind(reach.ra.as_str())
            .bind(reach.organisation.as_str())
            .bind(reach.state.as_str())
            .bind(&reach.by)
            .bind(reach.at.micros());
        let write = match from {
            Some(from) => write.bind(from.as_str()),
            None => write,
        };
        if connection.changes(write).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn list(
    connection: &mut Connection,
    ra: Option<&OrganisationCode>,
    (after_ra, after): (&str, &str),
    limit: u32,
) -> StoreResult<Vec<Reach>> {
    let list = sql(LIST).bind(ra.map_or("", OrganisationCode::as_str)).bind(after_ra).bind(after);
    connection.list(list.bind(i64::from(limit))).await
}

pub(super) async fn lookup(
    connection: &mut Connection,
    ra: &OrganisationCode,
    organisation: &OrganisationCode,
) -> StoreResult<Option<Reach>> {
    connection.find(sql(LOOKUP).bind(ra.as_str()).bind(organisation.as_str())).await
}

pub(super) async fn propose_related(
    connection: &mut Connection,
    ra: &OrganisationCode,
    by: &str,
    now: Timestamp,
) -> StoreResult<u64> {
    let propose = sql(PROPOSE_RELATED).bind(ra.as_str()).bind(by).bind(now.micros());
    connection.run(propose.bind(date_text(now.uk_date()))).await
}
