//! Error pages: what happened, why, what to do next, and an Error Response ID that the log has, too.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use identity::{Unexpected, session::SignedIn};
use leptos::prelude::*;

use super::{App, shell, text};

/// What went wrong, as far as people are told. Whoever answers one needs no page: what surrounds every request makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 400: the request was not one of our forms.
    BadRequest,
    /// 401: only for programs; a page leads to the sign-in.
    SignedOut,
    /// 403: not allowed to whoever asks.
    Forbidden,
    /// 403: it came from another site, or from nowhere.
    CrossSite,
    /// 404: there is no such page.
    Missing,
    /// 405: the page is not used in this way.
    WrongMethod,
    /// 413: it was larger than any form of ours.
    TooLarge,
    /// 429: too many requests.
    TooMany,
    /// 500: something that no rule expects.
    Unexpected,
    /// 503: the database is away.
    DatabaseAway,
    /// 503: it took too long.
    TimedOut,
}

impl Fault {
    /// For a cause that no rule expects. The cause goes to the log, where the Error Response ID finds it.
    #[must_use]
    pub fn of(cause: &Unexpected) -> Self {
        tracing::error!(%cause, "a request failed");
        match cause {
            Unexpected::Busy(_) => Self::TooMany,
            cause if cause.database_away() => Self::DatabaseAway,
            _ => Self::Unexpected,
        }
    }

    /// What programs and proxies read, where people read the page.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Missing => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unexpected => StatusCode::INTERNAL_SERVER_ERROR,
            Self::DatabaseAway | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Fault {
    /// Without a body: the envelope finds the fault in the extensions and gives it one.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }
}

/// The body of an error page.
#[component]
pub fn Body(
    /// What went wrong.
    fault: Fault,
    /// The request's reference.
    reference: String,
    /// Whom to ask for help.
    support: String,
) -> impl IntoView {
    let words = text::fault(fault);
    view! {
        <h1 class="nhsuk-heading-l">{words.heading}</h1>
        <p>{words.why}</p>
        <p>{words.next}</p>
        <p>
            <a href="/">{text::GO_HOME}</a>
        </p>
        <p>{text::if_again(&support)}</p>
        <p>
            <strong>{text::REFERENCE}</strong>
            <span class="nhsuk-u-text-break-word">{reference}</span>
        </p>
    }
}

/// A whole error page, for what fails before or outside of any page.
#[must_use]
pub fn document(app: Arc<App>, nonce: Arc<str>, me: Option<&SignedIn>, fault: Fault, reference: &str) -> String {
    let account = me.map(shell::account);
    let (reference, support) = (reference.to_owned(), app.support.to_string());
    Owner::new().with(move || {
        view! {
            <shell::Document app=app.clone() nonce=nonce title=text::fault(fault).heading.to_owned()>
                <shell::Bare app=app account=account>
                    <Body fault=fault reference=reference support=support />
                </shell::Bare>
            </shell::Document>
        }
        .to_html()
    })
}
