//! All routes and what they pass through: the same for `serve` and for tests in process.

use std::{any::Any, sync::Arc};

use app::web::Fault;
use axum::{
    Router,
    handler::Handler as _,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    pages::{pages, visitor},
    state::AppState,
    web::{authority, envelope::envelope, guard::guard, health},
};

/// The whole application.
pub fn router(state: AppState) -> Router {
    // One pointer to copy for each layer of each request, in place of a dozen.
    let state = Arc::new(state);
    with_layers(pages(&state).merge(state.assets.routes()).merge(health::routes()).merge(authority::routes()), state)
}

/// Puts what every request passes through around routes. A layer that is added later stands further out.
pub fn with_layers(routes: Router<Arc<AppState>>, state: Arc<AppState>) -> Router {
    // Whoever is signed in keeps their name and the way out on these pages, too.
    let known = || from_fn_with_state(state.clone(), visitor);
    routes
        .method_not_allowed_fallback((async || Fault::WrongMethod).layer(known()))
        .fallback((async || Fault::Missing).layer(known()))
        .layer(from_fn_with_state(state.clone(), guard))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(state.clone(), envelope))
        .with_state(state)
}

/// The panic hook has logged where and why.
fn caught(_: Box<dyn Any + Send + 'static>) -> Response {
    Fault::Unexpected.into_response()
}
