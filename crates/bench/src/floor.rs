//! The floor: the least that an answer costs with the same libraries in the same kind of process. A constant, no layers,
//! no log.

use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::failure::{Context, Outcome};

/// What it answers.
const ANSWER: &str = "ok\n";

/// Answers until the process is ended.
///
/// # Errors
/// When the address is taken.
pub async fn serve(address: &str) -> Outcome {
    let listener = TcpListener::bind(address).await.context("the floor cannot listen")?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, Router::new().route("/", get(async || ANSWER))).await.context("the floor ended")
}
