//! `/forgot-password/…`: an address, the code mailed to it, the code of the app, a new password. Each page shows itself
//! only when its step is due; any other leads to the one that is. Nothing here tells known from unknown people before the
//! first code was right (failure 22).

pub mod code;
pub mod end;
pub mod inbox;
pub mod password;
pub mod start;
pub mod text;

use identity::{
    Unexpected,
    password::forgot::{
        RecoveryId,
        current::{self, RecoveryView, Step},
    },
};
use leptos::prelude::*;

use crate::{
    pages::{self, profile},
    web::{Request, paths},
};

/// Where it begins.
pub const PAGE: &str = "/forgot-password";

/// The path of the step that is due.
fn path(view: &RecoveryView) -> String {
    let step = match view.step {
        Step::EnterCode { .. } => "inbox",
        Step::ProveAnother => "code",
        Step::ChoosePassword => "password",
        Step::AskRegistrationAuthority | Step::Frozen | Step::Done | Step::Over => "end",
    };
    format!("{PAGE}/{}/{step}", view.id)
}

/// The recovery of a page, in the browser that began it.
async fn find(request: &Request) -> Result<Option<RecoveryView>, Unexpected> {
    let id = RecoveryId::from_text(request.param("id"));
    match &request.origin().browser {
        Some(browser) => current::view(request.service(), browser, &id).await,
        None => Ok(None),
    }
}

/// On to whatever step is due, after a form.
async fn next(request: &Request, id: &RecoveryId) -> Result<String, Unexpected> {
    let browser = request.browser().await?;
    let view = current::view(request.service(), &browser, id).await?;
    Ok(view.as_ref().map_or_else(|| format!("{PAGE}/{id}/end"), path))
}

/// What helps whoever does not have both proofs: another authenticator, or the Registration Authority.
fn without(request: &Request) -> impl IntoView + use<> {
    view! {
        <p>{text::WITH_ANOTHER} " " <a href=with_another(request)>{text::WITH_ANOTHER_LINK}</a> "."</p>
        <p>{text::without(&request.app.support)}</p>
    }
}

/// Where somebody signs in with another authenticator, which then stands in for the password.
#[must_use]
pub fn with_another(request: &Request) -> String {
    match request.me() {
        Some(_) => paths::sign_in_again(profile::password::PAGE),
        None => paths::with("/sign-in?choose=yes", "to", profile::password::PAGE),
    }
}

/// Until when it must be done, for the foot of each step.
fn finish_by(view: &RecoveryView) -> impl IntoView + use<> {
    pages::finish_by(view.finish_by)
}
