//! The server's side of a page that carries what is asked to the smartcard agent, and its answers back (`style/card`): each POST
//! brings an answer, and is answered with what to ask next, or with the page that comes of it.

use std::sync::Arc;

use axum::{
    response::IntoResponse as _,
    routing::{MethodRouter, post},
};
use http::header;
use identity::{Unexpected, webauthn::ceremony::Challenge};
use serde_json::{Value, json};

use super::{App, Fault, Next, Request, cookies, form, paths};

/// What follows.
pub enum Turn {
    /// The agent is asked.
    Ask {
        /// What the page says meanwhile: the name of one of its steps.
        step: &'static str,
        /// What the page says besides, as text: which card it is.
        about: Option<String>,
        /// Where the answer goes: the address of this relay, to which the challenge's name is added.
        to: String,
        /// What is asked.
        challenge: Challenge,
    },
    /// It came to an end.
    Go(Next),
}

/// The route of a relay. Its `turn` gets the agent's answer, or an empty text to begin with. For a fault the page has words of
/// its own, by its status.
pub fn relay<F>(turn: fn(Request, String) -> F) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Turn, Unexpected>> + Send + 'static,
{
    post(async move |request: Request, answer: String| {
        let response = match turn(request.clone(), answer).await {
            Ok(turn) => match follow(&request, turn).await {
                Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response(),
                Err(fault) => fault.into_response(),
            },
            Err(error) => Fault::of(&error).into_response(),
        };
        cookies::with(&request, response)
    })
}

async fn follow(request: &Request, turn: Turn) -> Result<Value, Fault> {
    match turn {
        Turn::Ask { step, about, to, challenge } => {
            let asked: Value = serde_json::from_str(&challenge.options).map_err(|_| Fault::Unexpected)?;
            let to = paths::with(&to, "ceremony", challenge.ceremony.as_str());
            Ok(json!({ "step": step, "about": about, "next": to, "ask": asked }))
        }
        Turn::Go(next) => Ok(json!({ "go": form::path(request, next).await? })),
    }
}
