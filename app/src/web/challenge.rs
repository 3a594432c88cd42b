//! A challenge for a device: asked for by an island, answered as JSON. It changes nothing but what the island then sends as
//! a form.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Query, RawPathParams, State, rejection::RawPathParamsRejection},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, post},
};
use http::header;
use identity::Unexpected;

use super::{
    App, Fault, Request, Visitor, cookies,
    page::readable,
    request::Parts,
};

/// What a device is asked to sign.
pub struct Challenge {
    /// The row that remembers it.
    pub ceremony: String,
    /// JSON for `navigator.credentials`.
    pub options: String,
}

/// The route of a challenge. The island shows its own words for a fault, by its status.
pub fn challenge<F>(begin: fn(Request) -> F) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Result<Challenge, Fault>, Unexpected>> + Send + 'static,
{
    post(
        async move |State(app): State<Arc<App>>,
                    Extension(visitor): Extension<Arc<Visitor>>,
                    params: Result<RawPathParams, RawPathParamsRejection>,
                    Query(query): Query<Parts>| {
            let request = Request::of_page(app, visitor, readable(params), query);
            let response = match begin(request.clone()).await {
                Ok(Ok(challenge)) => json(&challenge),
                Ok(Err(fault)) => fault.into_response(),
                Err(error) => Fault::of(&error).into_response(),
            };
            cookies::with(&request, response)
        },
    )
}

fn json(challenge: &Challenge) -> Response {
    // The row's name is made of letters and digits of ours, and the options are JSON already.
    let body = format!(r#"{{"ceremony":"{}","options":{}}}"#, challenge.ceremony, challenge.options);
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
