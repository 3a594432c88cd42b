//! What a server function does around its one use case: redirect, leave errors behind, or fail with a reference.

use std::sync::Arc;

use axum::{
    Router,
    response::{Html, IntoResponse as _, Response},
    routing::post,
};
use identity::{Unexpected, failpoint};
use leptos::{
    prelude::*,
    server_fn::{axum::server_fn_paths, error::ServerFnError},
};

use super::{
    App, Fault, Flash, Page, Request, cookies, page, paths,
    request::{Ended, Ending},
};

/// Where the browser goes next.
pub enum Next {
    /// To a page.
    Go(String),
    /// To a page, with something to show there.
    Tell(String, Flash),
    /// To the sign-in, and then to a page that shows what was typed to whoever's session was over when they sent it.
    SignIn(String, Flash),
    /// To a fresh sign-in, and then to a page that shows what was typed.
    Again(String, Flash),
    /// To a sign-in that gives very high confidence, and then to a page that shows what was typed.
    Stronger(String, Flash),
    /// There is no such form, for this person at least.
    Missing,
    /// The answer is a page itself: for a secret that is kept nowhere.
    Show(Box<Page>),
}

impl Next {
    /// To a page.
    pub fn go(path: impl Into<String>) -> Self {
        Self::Go(path.into())
    }

    /// Back to the form, which shows what is wrong and keeps what was typed.
    pub fn back(path: impl Into<String>, flash: Flash) -> Self {
        Self::Tell(path.into(), flash)
    }

    /// On to a page, which shows what was done.
    pub fn done(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Tell(path.into(), Flash::done(text))
    }

    /// To the sign-in, and back to `path` afterwards.
    #[must_use]
    pub fn sign_in(path: &str) -> Self {
        Self::Go(paths::sign_in(path))
    }

    /// To a fresh sign-in, and back to `path` afterwards.
    #[must_use]
    pub fn sign_in_again(path: &str) -> Self {
        Self::Go(paths::sign_in_again(path))
    }

    /// To a sign-in that gives very high confidence, and back to `path` afterwards.
    #[must_use]
    pub fn sign_in_stronger(path: &str) -> Self {
        Self::Go(paths::sign_in_stronger(path))
    }
}

/// The addresses that take forms: one for each server function.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    server_fn_paths().map(|(address, _)| address)
}

/// The routes of the forms.
pub fn routes() -> Router<Arc<App>> {
    addresses().fold(Router::new(), |routes, address| {
        routes.route(address, post(async move |request: Request, form| answer(address, request, form).await))
    })
}

/// Runs a server function, and answers what `act` said. What the server function itself answers is dropped: it would write
/// errors into an address (docs/decisions/0003).
async fn answer(address: &str, request: Request, form: axum::extract::Request) -> Response {
    let asked = request.clone();
    let _ = leptos_axum::handle_server_fns_with_context(move || provide_context(asked.clone()), form).await;
    finish(address, &request)
}

/// The answer to a form whose work is done.
pub(super) fn finish(address: &str, request: &Request) -> Response {
    match request.ending() {
        Some(Ok(ended)) => {
            let response = match ended {
                Ended::To(path) => page::go(path),
                Ended::Page(html) => Html(html.clone()).into_response(),
            };
            let response = cookies::with(request, response);
            if cfg!(debug_assertions) {
                failpoint::reach(&format!("answered:{address}"));
            }
            response
        }
        Some(Err(fault)) => fault.into_response(),
        None => {
            tracing::warn!("refused: the fields of a form could not be read");
            Fault::BadRequest.into_response()
        }
    }
}

/// Runs a server function's work and redirects (post/redirect/get): with and without script the same.
///
/// # Errors
/// Never: what went wrong is told to whoever answers the form. Server functions must have an error.
pub async fn act<F>(work: impl FnOnce(Request) -> F) -> Result<(), ServerFnError>
where
    F: Future<Output = Result<Next, Unexpected>>,
{
    run(Request::current(), work).await;
    Ok(())
}

/// Does a form's work, and notes how it ended.
pub(super) async fn run<F>(request: Request, work: impl FnOnce(Request) -> F)
where
    F: Future<Output = Result<Next, Unexpected>>,
{
    let ending = match work(request.clone()).await {
        Ok(next) => ending(&request, next).await,
        Err(error) => Err(Fault::of(&error)),
    };
    request.end(ending);
}

async fn ending(request: &Request, next: Next) -> Ending {
    match next {
        Next::Show(page) => Ok(Ended::Page(page::html(request, *page))),
        next => path(request, next).await.map(Ended::To),
    }
}

/// Where to, for a script that goes there itself. It cannot take a page for an answer.
pub(super) async fn path(request: &Request, next: Next) -> Result<String, Fault> {
    let path = match next {
        Next::Go(path) => Ok(path),
        Next::Tell(path, flash) => leave(request, &path, &flash).await,
        Next::SignIn(path, flash) => leave_for_owner(request, path, flash).await.map(|path| paths::sign_in(&path)),
        Next::Again(path, flash) => leave(request, &path, &flash).await.map(|path| paths::sign_in_again(&path)),
        Next::Stronger(path, flash) => leave(request, &path, &flash).await.map(|path| paths::sign_in_stronger(&path)),
        Next::Missing => return Err(Fault::Missing),
        Next::Show(_) => return Err(Fault::Unexpected),
    };
    path.map_err(|error| Fault::of(&error))
}

/// The same for whoever's session is over: on a shared computer somebody else may sign in next.
async fn leave_for_owner(request: &Request, path: String, flash: Flash) -> Result<String, Unexpected> {
    match request.was().await? {
        Some(person) => leave(request, &path, &flash.of(&person)).await,
        None => Ok(path),
    }
}

/// The address of a page that shows what a form leaves.
async fn leave(request: &Request, path: &str, flash: &Flash) -> Result<String, Unexpected> {
    let browser = request.browser().await?;
    let id = flash.write(request.service(), &browser).await?;
    Ok(paths::with(path, "flash", &id))
}
