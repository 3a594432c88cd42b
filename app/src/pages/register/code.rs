//! The first code of the app.

use identity::{
    Unexpected,
    registration::{
        RegistrationId,
        confirm_code::{self, ConfirmCode},
        current::Step,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::text;
use crate::{
    components::Button,
    pages::sign_in::{self, code::code_input},
    web::{Answer, Flash, Next, Page, Request, Secret, act, cookies},
};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((_, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    if view.step != Step::SetUpApp {
        return Ok(Answer::Go(super::path(&view)));
    }
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CODE}</h1>
        <p>{text::CODE_IS}</p>
        <form method="post" action="/api/register/code" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            {code_input(&flash)}
            <Button text=text::SUBMIT />
        </form>
        {super::finish_by(&view)}
    };
    let back = format!("/register/{}/app", view.id);
    Ok(Answer::Page(Page::new(text::CODE, body).back(back).flash(flash)))
}

/// Checks the code; the first right one makes the authenticator.
#[server(endpoint = "register/code")]
pub async fn post_confirm_code(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let page = format!("/register/{id}/code");
        let code = code.into_inner();
        let browser = request.browser().await?;
        let place = (&browser, &id);
        let outcome =
            confirm_code::submit(request.service(), request.me(), request.origin(), place, code.expose_secret())
                .await?;
        Ok(match outcome {
            ConfirmCode::Done(token) => {
                if let Some(token) = token {
                    cookies::set_session(&request, &token);
                }
                Next::go(format!("/register/{id}/done"))
            }
            ConfirmCode::Wrong => Next::back(page, Flash::error("code", text::CODE_WRONG)),
            ConfirmCode::NotACode => Next::back(page, Flash::error("code", sign_in::text::NOT_A_CODE)),
            ConfirmCode::Wait(until) => Next::back(
                page,
                Flash::error("code", sign_in::text::wait(&sign_in::wait(request.service().now(), until))),
            ),
            ConfirmCode::Disabled => Next::back(page, Flash::error("code", text::DISABLED)),
            ConfirmCode::AlreadyHeld => Next::back(page, Flash::error("", text::ALREADY_HELD)),
            ConfirmCode::Over => Next::go(super::next(&request, &id).await?),
        })
    })
    .await
}
