//! "Forgot your password?": the address.

use identity::Unexpected;
use identity::password::forgot::start::{self, Start};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{PAGE, text};
use crate::{
    components::{Button, Input},
    pages::{profile, sign_in},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// The form, and what will be asked for, so that nobody begins in vain.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::START}</h1>
        <p>{text::START_IS}</p>
        <ul>{text::NEEDED.map(|needed| view! { <li>{needed}</li> }).collect_view()}</ul>
        <form method="post" action="/api/forgot-password" novalidate>
            <Input
                name="email"
                label=sign_in::text::EMAIL
                hint=text::EMAIL_HINT
                kind="email"
                autocomplete="username"
                spellcheck=Some(false)
                value=flash.value_of("email")
                error=flash.error_of("email")
            />
            <Button text=text::SEND />
        </form>
        <h2 class="nhsuk-heading-m">{text::WITHOUT}</h2>
        {super::without(&request)}
    };
    Ok(Answer::Page(Page::new(text::START, body).back(sign_in::password::PAGE).flash(flash)))
}

/// Sends the code, or does as if.
#[server(endpoint = "forgot-password")]
pub async fn post_forgot_password(#[server(default)] email: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let refused = |words: String| Next::back(PAGE, Flash::error("email", words).keep("email", &email));
        if email.trim().is_empty() {
            return Ok(refused(sign_in::text::ENTER_EMAIL.into()));
        }
        let browser = request.browser().await?;
        Ok(match start::start(request.service(), request.origin(), &browser, &email).await? {
            // The address goes along for the page to name it: a slip is seen there, or nowhere.
            Start::Begun(id) => Next::back(format!("{PAGE}/{id}/inbox"), Flash::default().keep("email", email.trim())),
            Start::NotAnAddress(error) => refused(profile::text::not_an_address(error)),
            Start::Wait(until) => refused(text::wait(&sign_in::wait(request.service().now(), until))),
        })
    })
    .await
}
