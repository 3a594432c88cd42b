//! `/sign-in/code/ID`: the code of the authenticator app.

use identity::{
    Unexpected,
    assurance::Kind,
    sign_in::{
        SignInId,
        code::{self, Due, SubmitCode},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{Wish, password, text, wait};
use crate::{
    components::{Button, Input, InputWidth},
    web::{Answer, Flash, Next, Page, Request, Secret, act, cookies, paths},
};

/// The page to enter the code.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let id = SignInId::from_text(request.param("id"));
    let due = match &request.origin().browser {
        Some(browser) => code::due(request.service(), request.me(), browser, &id).await?,
        None => None,
    };
    if due != Some(Due::Code) {
        return Ok(Answer::Go(elsewhere(&request, due)));
    }
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CODE}</h1>
        <p>{text::CODE_IS}</p>
        <form method="post" action="/api/sign-in/code" novalidate>
            <input type="hidden" name="id" value=id.to_string() />
            {code_input(&flash)}
            <Button text=text::SUBMIT />
        </form>
        <p>
            <a href="/help#code">{text::CODE_PROBLEMS}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::CODE, body).back(password::PAGE).flash(flash)))
}

/// Where a sign-in goes on that waits for no code, with what its form left to be said.
fn elsewhere(request: &Request, due: Option<Due>) -> String {
    let flash = |page: String| match request.query("flash") {
        Some(id) => paths::with(&page, "flash", &id),
        None => page,
    };
    match (due, request.me()) {
        (Some(Due::Nothing { return_to, .. }), Some(_)) => return_to,
        (Some(Due::Password { return_to, .. }), Some(_)) => {
            let again = paths::sign_in_again(&return_to);
            flash(paths::with(&again, "with", Kind::MicrosoftAuthenticator.slug()))
        }
        (Some(Due::Nothing { return_to, computer } | Due::Password { return_to, computer }), None) => {
            flash(Wish { to: return_to, level: None, shared: computer.is_shared() }.page(password::PAGE))
        }
        // Who signed in meanwhile is somebody else.
        (None, Some(_)) if request.query("flash").is_some() => flash(paths::sign_in_again("/")),
        (Some(Due::Code) | None, _) => flash(password::PAGE.to_owned()),
    }
}

/// The field for the 6 digits of the app.
pub fn code_input(flash: &Flash) -> impl IntoView + use<> {
    view! {
        <Input
            name="code"
            label=text::ENTER_CODE
            inputmode="numeric"
            autocomplete="one-time-code"
            spellcheck=Some(false)
            code=true
            width=Some(InputWidth::Ten)
            error=flash.error_of("code")
        />
    }
}

/// Checks the code and signs in.
#[server(endpoint = "sign-in/code")]
pub async fn post_submit_code(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let page = format!("/sign-in/code/{}", SignInId::from_text(id.as_str()));
        let code = code.into_inner();
        let browser = request.browser().await?;
        let before = request.me().map(|me| &me.session.id);
        let id = SignInId::from_text(id);
        let outcome =
            code::submit(request.service(), request.origin(), &browser, before, &id, code.expose_secret()).await?;
        Ok(match outcome {
            SubmitCode::SignedIn { token, return_to } => {
                cookies::set_session(&request, &token);
                Next::go(return_to)
            }
            SubmitCode::Wrong => Next::back(page, Flash::error("code", text::CODE_WRONG)),
            SubmitCode::NotACode => Next::back(page, Flash::error("code", text::NOT_A_CODE)),
            SubmitCode::Wait(until) => {
                Next::back(page, Flash::error("code", text::wait(&wait(request.service().now(), until))))
            }
            SubmitCode::Disabled => Next::back(page, Flash::error("code", text::DISABLED)),
            // The page itself leads on: it is asked for with the cookies of now, a form that was sent twice was not.
            SubmitCode::Over => {
                let due = code::due(request.service(), request.me(), &browser, &id).await?;
                let meanwhile = request.me().is_some() && due.is_none();
                let words = if meanwhile { text::SIGNED_IN_MEANWHILE } else { text::CODE_OVER };
                Next::back(page, Flash::error("email", words))
            }
        })
    })
    .await
}
