//! Error pages: what happened, why, what to do next, and an Error Response ID that leads to the log.
//!
//! A handler answers a [`Fault`]; the envelope dresses it, and every other error that has no page of its own, as a page
//! for browsers and as a line of text for everybody else.

use std::sync::Arc;

use app::web::{Fault, Visitor, error_page::document, text};
use axum::{body::Body, response::Response};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE},
};

use super::{CspNonce, RequestId};
use crate::{pages::app, state::AppState};

/// Marks an answer that programs read, so that its words stay whatever its status. A response extension.
#[derive(Clone, Copy)]
pub struct ForPrograms;

/// Whether whoever asks shows pages: what a browser navigates to or posts by a form, not what a script fetches.
#[must_use]
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .is_none_or(|value| value.as_bytes() == b"*/*" || value.to_str().is_ok_and(|value| value.contains("text/html")))
}

/// Gives an error its page, unless the handler gave it one.
pub fn dress(response: Response, wants_page: bool, id: &RequestId, nonce: &CspNonce, state: &AppState) -> Response {
    let status = response.status();
    let fault = response.extensions().get::<Fault>().copied();
    if fault.is_none() && !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let starts_with =
        |kind: &[u8]| response.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(kind));
    let for_programs = !wants_page || response.extensions().get::<ForPrograms>().is_some();
    let has_own_page = fault.is_none() && (starts_with(b"text/html") || for_programs);
    if has_own_page {
        return response;
    }
    let fault = fault.unwrap_or_else(|| from_status(status));
    let (mut parts, _) = response.into_parts();
    let (content_type, body) = if wants_page {
        let visitor = parts.extensions.get::<Arc<Visitor>>();
        let me = visitor.and_then(|visitor| visitor.me.as_ref());
        ("text/html; charset=utf-8", document(app(state), nonce.shared(), me, fault, id.as_str()))
    } else {
        ("text/plain; charset=utf-8", text::fault_in_a_line(fault, id.as_str()) + "\n")
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Response::from_parts(parts, Body::from(body))
}

/// The fault of an answer that says no more than its status.
const fn from_status(status: StatusCode) -> Fault {
    match status {
        StatusCode::FORBIDDEN => Fault::Forbidden,
        StatusCode::NOT_FOUND => Fault::Missing,
        StatusCode::METHOD_NOT_ALLOWED => Fault::WrongMethod,
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => Fault::TooMany,
        StatusCode::SERVICE_UNAVAILABLE => Fault::TimedOut,
        other if other.as_u16() < 500 => Fault::BadRequest,
        _ => Fault::Unexpected,
    }
}
