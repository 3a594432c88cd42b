//! Error pages: what happened, why, what to do next, and an Error Response ID that leads to the log.
//!
//! A handler answers an [`ErrorKind`]; the envelope dresses it, and every other error that has no page of its own, as a page
//! for browsers and as a line of text for everybody else.

use app::web::error_page::{Fault, document, words};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
};
use identity::service::Unexpected;
use leptos::prelude::Owner;

use super::{CspNonce, RequestId};
use crate::state::AppState;

/// What went wrong, as far as people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// 400: the request makes no sense.
    BadRequest,
    /// 403: not allowed to whoever asks.
    Forbidden,
    /// 403: a change that no page of ours asked for.
    CrossSite,
    /// 404.
    NotFound,
    /// 405: a page opened in a way that it is not made for.
    MethodNotAllowed,
    /// 413.
    TooLarge,
    /// 429.
    TooMany,
    /// 500: our fault.
    Internal,
    /// 503: it took too long, or too much is going on.
    TimedOut,
    /// 503: the database is away.
    DatabaseAway,
}

impl ErrorKind {
    /// For a cause that no rule expects. The cause goes to the log, where the Error Response ID finds it.
    #[must_use]
    pub fn of(cause: &Unexpected) -> Self {
        tracing::error!(%cause, "a request failed");
        match Fault::of(cause) {
            Fault::DatabaseAway => Self::DatabaseAway,
            Fault::TooMany => Self::TooMany,
            _ => Self::Internal,
        }
    }

    /// The status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TimedOut | Self::DatabaseAway => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::SERVICE_UNAVAILABLE => Self::TimedOut,
            other if other.as_u16() < 500 => Self::BadRequest,
            _ => Self::Internal,
        }
    }

    /// What the page says; the words are app's.
    const fn fault(self) -> Fault {
        match self {
            Self::BadRequest => Fault::BadRequest,
            Self::CrossSite => Fault::CrossSite,
            // Whoever may not see a page is not told that it exists.
            Self::Forbidden | Self::NotFound => Fault::Missing,
            Self::MethodNotAllowed => Fault::WrongMethod,
            Self::TooLarge => Fault::TooLarge,
            Self::TooMany => Fault::TooMany,
            Self::Internal => Fault::Unexpected,
            Self::TimedOut => Fault::TimedOut,
            Self::DatabaseAway => Fault::DatabaseAway,
        }
    }
}

/// Marks an answer that programs read, so that its words stay whatever its status. A response extension.
#[derive(Clone, Copy)]
pub struct ForPrograms;

impl IntoResponse for ErrorKind {
    /// Without a body: the envelope gives it one.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }
}

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
    let kind = response.extensions().get::<ErrorKind>().copied();
    if kind.is_none() && !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let starts_with =
        |kind: &[u8]| response.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(kind));
    let for_programs = !wants_page || response.extensions().get::<ForPrograms>().is_some();
    let has_own_page = kind.is_none() && (starts_with(b"text/html") || for_programs);
    if has_own_page {
        return response;
    }
    let kind = kind.unwrap_or_else(|| ErrorKind::from_status(status));
    let (mut parts, _) = response.into_parts();
    let (content_type, body) = if wants_page {
        ("text/html; charset=utf-8", render(kind, id, nonce, state))
    } else {
        let words = words(kind.fault());
        ("text/plain; charset=utf-8", format!("{}. {} Error Response ID: {id}\n", words.heading, words.next))
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Response::from_parts(parts, Body::from(body))
}

/// The page, as app renders it.
fn render(kind: ErrorKind, id: &RequestId, nonce: &CspNonce, state: &AppState) -> String {
    let app = crate::pages::app(state);
    Owner::new().with(|| {
        nonce.provide();
        document(&app, kind.fault(), id.as_str())
    })
}
