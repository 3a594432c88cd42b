//! What can be asked by HTTP.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{
        Query, State,
        rejection::{BytesRejection, QueryRejection},
    },
    response::{IntoResponse, Response},
};
use card_protocol::{About, Answer, Fault, VERSION};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde::Deserialize;

use super::door::Origin;
use crate::{agent::Agent, ask, pinentry::text};

/// A request that is not answered, as a fault with a status of HTTP's.
#[derive(Clone, Copy, Debug)]
pub struct Refusal(pub Fault);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self.0 {
            Fault::NotPaired => StatusCode::UNAUTHORIZED,
            Fault::PairingRefused | Fault::OriginRefused | Fault::OtherUser => StatusCode::FORBIDDEN,
            Fault::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Fault::NotUnderstood => StatusCode::BAD_REQUEST,
            Fault::Busy => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(Answer::Fault { fault: self.0, passcode: None })).into_response()
    }
}

/// GET [`card_protocol::ABOUT`].
pub async fn about(
    State(agent): State<Arc<Agent>>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
) -> Response {
    let about = About {
        agent: "care-identity-agent".to_owned(),
        release: env!("CARGO_PKG_VERSION").to_owned(),
        speaks: vec![VERSION],
        paired: is_paired(&agent, &origin, &headers),
    };
    Json(about).into_response()
}

/// POST [`card_protocol::PAIR`].
pub async fn pair(
    State(agent): State<Arc<Agent>>,
    Extension(Origin(origin)): Extension<Origin>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Answer>, Refusal> {
    if !is_json(&headers) || !body.is_empty() {
        return Err(Refusal(Fault::NotUnderstood));
    }
    if agent.rates.was_refused(&origin) {
        return Err(Refusal(Fault::PairingRefused));
    }
    let _at_work = agent.at_work.try_lock().map_err(|_| Refusal(Fault::Busy))?;
    if !agent.asker.confirm(&text::pair(&origin)).await.map_err(Refusal)? {
        agent.rates.refuse(&origin);
        return Err(Refusal(Fault::PairingRefused));
    }
    let secret = agent.pairings.add(&origin).map_err(|error| {
        tracing::error!(%error, "the pairing cannot be kept");
        Refusal(Fault::PairingRefused)
    })?;
    tracing::info!("paired with a browser for {origin}");
    Ok(Json(Answer::Paired { secret: secret.expose().to_owned() }))
}

/// POST [`card_protocol::ASK`].
pub async fn ask(
    State(agent): State<Arc<Agent>>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Answer>, Refusal> {
    let body = body.map_err(|_| Refusal(Fault::NotUnderstood))?;
    if !is_json(&headers) {
        return Err(Refusal(Fault::NotUnderstood));
    }
    if !is_paired(&agent, &origin, &headers) {
        return Err(Refusal(Fault::NotPaired));
    }
    let asked = ask::parse(&body).ok_or(Refusal(Fault::NotUnderstood))?;
    Ok(Json(ask::answer(&agent, &origin.0, asked).await))
}

/// `?seen=N`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    seen: u64,
}

/// GET [`card_protocol::WATCH`].
pub async fn watch(
    State(agent): State<Arc<Agent>>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    seen: Result<Query<Seen>, QueryRejection>,
) -> Result<Json<Answer>, Refusal> {
    if !is_paired(&agent, &origin, &headers) {
        return Err(Refusal(Fault::NotPaired));
    }
    let Query(Seen { seen }) = seen.map_err(|_| Refusal(Fault::NotUnderstood))?;
    agent.presence.watch(&agent, seen).await.map(Json).map_err(Refusal)
}

/// Anything else: a page newer than this agent.
pub async fn unknown() -> Refusal {
    Refusal(Fault::NotUnderstood)
}

/// What makes a browser ask us first, whether this page may.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json")
}

/// `Authorization: Bearer SECRET` of a browser that the person allowed for this origin.
fn is_paired(agent: &Agent, origin: &Origin, headers: &HeaderMap) -> bool {
    let secret = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    secret.is_some_and(|secret| agent.pairings.knows(&origin.0, secret))
}
