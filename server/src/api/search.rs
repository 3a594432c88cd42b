//! `GET /api/organisations`: the search, as the page has it.

use std::sync::Arc;

use app::web::Fault;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse as _, Response},
};
use http::HeaderMap;
use identity::organisation::{
    OrganisationCode,
    query::Query,
    search::{Results, Taken, search},
    store::Found,
};
use serde_json::{Value, json};

use super::{Caller, answered, parameters};
use crate::state::AppState;

/// Results of a page.
pub(super) const A_PAGE: usize = 20;

pub(super) async fn answer(
    State(state): State<Arc<AppState>>,
    Caller(person): Caller,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some((query, page)) = parameters::parse(query.as_deref().unwrap_or_default()) else {
        return Fault::BadRequest.into_response();
    };
    let results = search(&state.service, &person, &query).await;
    answered(&headers, results.map(|results| Some(body(&query, &results, page))))
}

fn body(query: &Query, results: &Results, page: usize) -> Value {
    let shown: Vec<Value> = results.found.iter().skip((page - 1) * A_PAGE).take(A_PAGE).map(listed).collect();
    json!({
        "query": query.typed(),
        "total": results.total,
        "page": page,
        "pages": results.found.len().div_ceil(A_PAGE),
        "organisations": shown,
        "taken": results.taken.iter().map(taken).collect::<Vec<_>>(),
        "nearest": results.nearest.iter().map(listed).collect::<Vec<_>>(),
        "withoutFilters": results.without_filters,
    })
}

fn taken(taken: &Taken) -> Value {
    json!({ "typed": taken.typed, "words": taken.words, "isSlip": taken.is_slip })
}

fn listed(found: &Found) -> Value {
    json!({
        "code": found.code.as_str(),
        "name": found.name,
        "status": found.status.as_str(),
        "roles": found.roles,
        "address": found.address,
        "postcode": found.postcode,
        "region": found.region.as_ref().map(OrganisationCode::as_str),
        "geography": found.geography.as_ref().map(OrganisationCode::as_str),
        "parent": found.parent.as_ref().map(OrganisationCode::as_str),
    })
}
