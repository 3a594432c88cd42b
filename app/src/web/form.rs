//! What a server function does around its one use case: redirect, leave errors behind, or fail with a reference.

use http::{HeaderName, HeaderValue, StatusCode, header};
use identity::Unexpected;
use leptos::server_fn::error::ServerFnError;

use super::{Flash, Request, error_page::Fault, paths};

/// Tells the router which error page a failed server function gets: `database-away`, `too-many` or `unexpected`.
pub const FAILURE_HEADER: HeaderName = HeaderName::from_static("x-failure");

/// Where the browser goes next.
pub enum Next {
    /// To a page.
    Go(String),
    /// To a page, with something to show there.
    Tell(String, Flash),
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
        Self::Go(paths::with("/sign-in", "to", path))
    }

    /// To a fresh sign-in, and back to `path` afterwards.
    #[must_use]
    pub fn sign_in_again(path: &str) -> Self {
        Self::Go(paths::with("/sign-in/again", "to", path))
    }
}

/// Runs a server function's work and redirects (post/redirect/get): with and without script the same.
///
/// # Errors
/// When the work failed unexpectedly: the router makes an error page of it.
pub async fn act<F>(work: impl FnOnce(Request) -> F) -> Result<(), ServerFnError>
where
    F: Future<Output = Result<Next, Unexpected>>,
{
    let request = Request::of_form();
    let location = match work(request.clone()).await {
        Ok(next) => locate(&request, next).await,
        Err(error) => Err(error),
    };
    let location = location.map_err(|error| fail(&request, &error))?;
    request.response().insert_header(header::LOCATION, paths::location(&location));
    request.response().set_status(StatusCode::SEE_OTHER);
    Ok(())
}

async fn locate(request: &Request, next: Next) -> Result<String, Unexpected> {
    match next {
        Next::Go(path) => Ok(path),
        Next::Tell(path, flash) => {
            let browser = request.browser().await?;
            let id = flash.write(request.service(), &browser).await?;
            Ok(paths::with(&path, "flash", &id))
        }
    }
}

fn fail(request: &Request, error: &Unexpected) -> ServerFnError {
    tracing::error!(reference = request.visitor.reference, %error, "a form failed");
    let kind = match Fault::of(error) {
        Fault::DatabaseAway => "database-away",
        Fault::TooMany => "too-many",
        _ => "unexpected",
    };
    request.response().insert_header(FAILURE_HEADER, HeaderValue::from_static(kind));
    ServerFnError::ServerError("unexpected".into())
}
