//! "Dismiss" of the maintenance banner.

use identity::settings;
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
