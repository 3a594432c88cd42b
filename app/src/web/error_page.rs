//! Error pages: what happened, why, what to do next, and an Error Response ID that the log has, too.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use identity::Unexpected;
use leptos::prelude::*;

use super::{App, shell};

/// What went wrong, as far as people are told. Whoever answers one needs no page: what surrounds every request makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 400: the request was not one of our forms.
    BadRequest,
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

    /// Its status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
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

/// The words of a fault.
pub struct Words {
    /// What happened.
    pub heading: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// The words of a fault.
#[must_use]
pub const fn words(fault: Fault) -> Words {
    match fault {
        Fault::BadRequest => Words {
            heading: "We could not read that form",
            why: "Something in it was missing. This happens when a page was open for a long time, or was changed by a browser extension.",
            next: "Go back, reload the page and fill it in again. Nothing was changed.",
        },
        Fault::CrossSite => Words {
            heading: "That form did not come from this site",
            why: "To keep your Care Identity safe, we accept forms from our own pages only. Another site sent this one, or your browser hid where it came from.",
            next: "Open this service from its own address and try again there. Nothing was changed.",
        },
        // Whoever may not see a page is not told that it exists.
        Fault::Missing | Fault::Forbidden => Words {
            heading: "Page not found",
            why: "The address may be mistyped, or the page is not one that you can see.",
            next: "Check the address, or start again from the home page.",
        },
        Fault::WrongMethod => Words {
            heading: "That page cannot be used in this way",
            why: "The address belongs to a form, not to a page. This happens when a form's address is opened or reloaded by hand.",
            next: "Go to the home page and use the form there. Nothing was changed.",
        },
        Fault::TooLarge => Words {
            heading: "That was too much to send",
            why: "What was sent is larger than any of our forms.",
            next: "Go back and send less. Nothing was changed.",
        },
        Fault::TooMany => Words {
            heading: "Too many requests",
            why: "More is asked of the service at this moment, or by your network in the last few minutes, than it can answer.",
            next: "Wait a few minutes, then try again. Nothing was changed.",
        },
        Fault::Unexpected => Words {
            heading: "Sorry, there is a problem with the service",
            why: "Something went wrong on our side. It was not your mistake.",
            next: "Try again in a few minutes. What you had finished before is kept.",
        },
        Fault::DatabaseAway => Words {
            heading: "Sorry, the service is not available for a moment",
            why: "We cannot reach our database. It was not your mistake.",
            next: "Try again in a few minutes. What you had finished before is kept, and nothing of this last step was.",
        },
        Fault::TimedOut => Words {
            heading: "Sorry, that took too long",
            why: "The service is busier than usual.",
            next: "Wait a minute, then look at the page again before you repeat the step: it may have been done.",
        },
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
    let words = words(fault);
    view! {
        <h1 class="nhsuk-heading-l">{words.heading}</h1>
        <p>{words.why}</p>
        <p>{words.next}</p>
        <p>
            <a href="/">"Go to the home page"</a>
        </p>
        <p>{format!("If it happens again: {support} Give them this ID.")}</p>
        <p>
            <strong>"Error Response ID: "</strong>
            <span class="nhsuk-u-text-break-word">{reference}</span>
        </p>
    }
}

/// A whole error page, for what fails before or outside of any page.
#[must_use]
pub fn document(app: Arc<App>, nonce: Arc<str>, fault: Fault, reference: &str) -> String {
    let (reference, support) = (reference.to_owned(), app.support.to_string());
    Owner::new().with(move || {
        view! {
            <shell::Document app=app.clone() nonce=nonce title=words(fault).heading.to_owned()>
                <shell::Bare app=app>
                    <Body fault=fault reference=reference support=support />
                </shell::Bare>
            </shell::Document>
        }
        .to_html()
    })
}
