//! `GET /api/organisations/{code}`: everything that is known of an organisation.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::HeaderMap;
use identity::{
    organisation::{
        OrganisationCode, Relation, Role, Status,
        look_up::{Looked, look_up},
        role::{name_of_region, name_of_role},
        store::Link,
    },
    time::{Date, Timestamp, date_text},
};
use serde_json::{Value, json};

use super::{Caller, answered};
use crate::state::AppState;

pub(super) async fn answer(
    State(state): State<Arc<AppState>>,
    _: Caller,
    headers: HeaderMap,
    code: Option<Path<String>>,
) -> Response {
    let looked = match code.and_then(|Path(code)| OrganisationCode::parse(&code)) {
        Some(code) => look_up(&state.service, &code).await,
        None => Ok(None),
    };
    answered(&headers, looked.map(|looked| looked.as_ref().map(body)))
}

fn body(looked: &Looked) -> Value {
    let it = &looked.held.organisation;
    let own = looked.from.iter().map(|link| related("to", &link.relation.to, link));
    let theirs = looked.to.iter().map(|link| related("from", &link.from, link));
    json!({
        "code": it.code.as_str(),
        "name": it.name,
        "status": it.status.as_str(),
        "roles": it.roles.iter().map(role).collect::<Vec<_>>(),
        "openedOn": day(it.opened_on),
        "closedOn": day(it.closed_on),
        "address": it.address,
        "postcode": it.postcode,
        "telephone": it.telephone,
        "region": place(looked, it.region.as_ref()),
        "geography": place(looked, it.geography.as_ref()),
        "relations": own.chain(theirs).collect::<Vec<_>>(),
        "source": it.source.as_str(),
        "importedAt": looked.held.imported_at.map(Timestamp::rfc3339),
    })
}

fn role(role: &Role) -> Value {
    let Role { id, starts_on, ends_on } = role;
    json!({ "id": id, "name": name_of_role(id), "startsOn": day(*starts_on), "endsOn": day(*ends_on) })
}

fn place(looked: &Looked, code: Option<&OrganisationCode>) -> Option<Value> {
    let code = code?;
    let named = || looked.names.iter().find(|(known, _)| known == code).map(|(_, name)| name.as_str());
    Some(json!({ "code": code.as_str(), "name": name_of_region(code.as_str()).or_else(named) }))
}

fn related(direction: &str, other: &OrganisationCode, link: &Link) -> Value {
    let Relation { kind, starts_on, ends_on, .. } = &link.relation;
    json!({
        "kind": kind.as_str(),
        "direction": direction,
        "code": other.as_str(),
        "name": link.name,
        "status": link.status.map(Status::as_str),
        "startsOn": day(*starts_on),
        "endsOn": day(*ends_on),
    })
}

fn day(day: Option<Date>) -> Option<String> {
    day.map(date_text)
}
