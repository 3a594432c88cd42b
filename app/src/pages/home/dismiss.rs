//! "Dismiss" of the maintenance banner, "Not now" of an advice.

use identity::{person::readiness, settings};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use crate::web::{Next, act};

/// Puts the banner away, for this person and this outage.
#[server(endpoint = "home/dismiss")]
pub async fn post_dismiss_maintenance() -> Result<(), ServerFnError> {
    act(async |request| {
        if let Some(me) = request.me() {
            settings::dismiss_maintenance_banner(request.service(), me, request.origin()).await?;
        }
        Ok(Next::go("/"))
    })
    .await
}

/// Puts an advice away, for this person and as long as what they have stays the same.
#[server(endpoint = "home/dismiss-advice")]
pub async fn post_dismiss_advice(#[server(default)] advice: String) -> Result<(), ServerFnError> {
    act(async |request| {
        if let Some(me) = request.me() {
            readiness::dismiss(request.service(), me, &advice).await?;
        }
        Ok(Next::go("/"))
    })
    .await
}
