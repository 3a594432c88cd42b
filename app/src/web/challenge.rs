//! A challenge for a device: asked for by an island, answered as JSON. It changes nothing but what the island then sends as
//! a form.

use std::sync::Arc;

use axum::{
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, post},
};
use http::header;
use identity::{Unexpected, webauthn::ceremony::Challenge};

use super::{App, Fault, Request, cookies};

/// The route of a challenge. For a fault the island has words of its own, by its status.
pub fn challenge<F>(begin: fn(Request) -> F) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Result<Challenge, Fault>, Unexpected>> + Send + 'static,
{
    post(async move |request: Request| {
        let response = match begin(request.clone()).await {
            Ok(Ok(challenge)) => json(&challenge),
            Ok(Err(fault)) => fault.into_response(),
            Err(error) => Fault::of(&error).into_response(),
        };
        cookies::with(&request, response)
    })
}

fn json(challenge: &Challenge) -> Response {
    // The row's name is made of letters and digits of ours, and the options are JSON already.
    let body = format!(r#"{{"ceremony":"{}","options":{}}}"#, challenge.ceremony, challenge.options);
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
