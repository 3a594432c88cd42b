//! The side towards browsers: HTTP on 127.0.0.1, for pages of configured origins.

mod door;
mod endpoints;
pub mod listen;
pub mod rate;
pub mod watch;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use card_protocol::{ABOUT, ASK, PAIR, WATCH};

use crate::agent::Agent;

/// The longest request: two certificates and what is around them come nowhere near.
pub const LONGEST_BODY: usize = 64 * 1024;

/// What the agent answers, behind the door that every request must come through.
pub fn router(agent: Arc<Agent>) -> Router {
    Router::new()
        .route(ABOUT, get(endpoints::about))
        .route(PAIR, post(endpoints::pair))
        .route(ASK, post(endpoints::ask))
        .route(WATCH, get(endpoints::watch))
        .fallback(endpoints::unknown)
        .method_not_allowed_fallback(endpoints::unknown)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&agent), door::door))
        .with_state(agent)
}
