//! What programs read: JSON beside the pages, for whoever is signed in, by the same use cases. Errors are problems (RFC 9457), never
//! a page and never a redirect.

mod etag;
mod organisation;
mod pace;
mod parameters;
pub mod problem;
mod search;

use std::sync::Arc;

use app::web::{Fault, Visitor};
use axum::{
    Extension, Router,
    extract::FromRequestParts,
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER},
    request::Parts,
};
use identity::person::PersonId;
use serde_json::Value;

use self::pace::Pace;
use crate::state::AppState;

/// The description of it, for people and programs (OpenAPI 3.1).
pub const DESCRIPTION: &str = include_str!("openapi.json");
/// Where the description is.
pub const DESCRIBED_AT: &str = "/api/openapi.json";
const ORGANISATIONS: &str = "/api/organisations";

/// The routes. Forms have addresses of their own beside them, and other methods.
pub fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(ORGANISATIONS, get(search::answer))
        .route("/api/organisations/{code}", get(organisation::answer))
        .layer(Extension(Arc::new(Pace::default())))
        .route(DESCRIBED_AT, get(async |headers: HeaderMap| found(&headers, DESCRIPTION.to_owned())))
}

/// Whether a path is one of these.
#[must_use]
pub fn is_path(path: &str) -> bool {
    path == DESCRIBED_AT
        || path.strip_prefix(ORGANISATIONS).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Somebody who is signed in and does not ask too fast.
struct Caller(PersonId);

impl FromRequestParts<Arc<AppState>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, Response> {
        let found = parts.extensions.get::<Arc<Visitor>>().zip(parts.extensions.get::<Arc<Pace>>());
        let (visitor, pace) = found.ok_or_else(|| Fault::Unexpected.into_response())?;
        let Some(me) = &visitor.me else { return Err(Fault::SignedOut.into_response()) };
        match pace.take(&me.person.id, state.service.now()) {
            None => Ok(Self(me.person.id.clone())),
            Some(wait) => {
                let seconds = HeaderValue::from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
                Err(([(RETRY_AFTER, seconds)], Fault::TooMany).into_response())
            }
        }
    }
}

/// The answer of a use case.
fn answered(headers: &HeaderMap, answer: Result<Option<Value>, identity::Unexpected>) -> Response {
    match answer {
        Ok(Some(value)) => found(headers, value.to_string()),
        Ok(None) => Fault::Missing.into_response(),
        Err(error) => Fault::of(&error).into_response(),
    }
}

/// JSON, or that it is what whoever asks has already. It may be kept, and is asked for each time: who signs out sees nothing more.
fn found(headers: &HeaderMap, body: String) -> Response {
    let tag = etag::of(&body);
    let is_known = headers.get_all(IF_NONE_MATCH).iter().any(|value| etag::is_among(&tag, value));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, "application/json")], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}
