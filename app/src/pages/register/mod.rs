//! `/register/…`: from an opened registration link to "Registration successful". Each page shows itself only when its
//! step is due; any other leads to the one that is.

pub mod app;
pub mod code;
pub mod device;
pub mod done;
pub mod email;
pub mod inbox;
pub mod mailed_code;
pub mod open;
pub mod password;
pub mod qr;
pub mod text;

use identity::{
    Unexpected,
    registration::{
        RegistrationId,
        current::{self, RegistrationView, Step},
    },
    session::BrowserId,
};
use leptos::prelude::*;

use crate::{
    components::ButtonLink,
    pages::{self, text::NEW_LINK},
    web::{Answer, Page, Request},
};

/// The path of the step that is due.
fn path(view: &RegistrationView) -> String {
    let step = match view.step {
        Step::EnterEmail => "email",
        Step::EnterEmailCode(_) => "inbox",
        Step::CreatePassword | Step::EnterPassword => "password",
        Step::SetUpApp => "app",
        Step::UseDevice => "device",
        Step::Done | Step::Over => "done",
    };
    format!("/register/{}/{step}", view.id)
}

/// The registration of a page, in the browser that opened it.
async fn find(request: &Request) -> Result<Option<(BrowserId, RegistrationView)>, Unexpected> {
    let Some(browser) = request.origin().browser.clone() else {
        return Ok(None);
    };
    let id = RegistrationId::from_text(request.param("id"));
    let view = current::view(request.service(), &browser, &id).await?;
    Ok(view.map(|view| (browser, view)))
}

/// The page when its registration is not to be found in this browser, or its time is over.
fn over() -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::OVER}</h1>
        <p>{text::OVER_IS}</p>
        <p>{text::OVER_KEEPS}</p>
        <ButtonLink text=NEW_LINK href="/authenticators/add" />
    };
    Answer::Page(Page::new(text::OVER, body))
}

/// Until when the registration must be done, for the foot of each step.
fn finish_by(view: &RegistrationView) -> impl IntoView + use<> {
    view.finish_by.map(pages::finish_by)
}

/// On to whatever step is due, after a form.
async fn next(request: &Request, id: &RegistrationId) -> Result<String, Unexpected> {
    let browser = request.browser().await?;
    let view = current::view(request.service(), &browser, id).await?;
    Ok(view.as_ref().map_or_else(|| format!("/register/{id}/done"), path))
}
