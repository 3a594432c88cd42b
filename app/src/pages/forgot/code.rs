//! The second proof: the code of the authenticator app.

use identity::{
    Unexpected,
    password::forgot::{
        RecoveryId,
        current::Step,
        prove::{self, ProveAnother},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{PAGE, text};
use crate::{
    components::Button,
    pages::sign_in::{self, code::code_input},
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(view) = super::find(&request).await? else {
        return Ok(Answer::Go(PAGE.into()));
    };
    let Step::ProveAnother = view.step else {
        return Ok(Answer::Go(super::path(&view)));
    };
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{sign_in::text::CODE}</h1>
        <p>{text::CODE_IS}</p>
        <form method="post" action="/api/forgot-password/code" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            {code_input(&flash)}
            <Button text=text::CONTINUE />
        </form>
        <h2 class="nhsuk-heading-m">{text::NO_APP}</h2>
        {super::without(&request)}
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(sign_in::text::CODE, body).flash(flash)))
}

/// Checks it.
#[server(endpoint = "forgot-password/code")]
pub async fn post_recovery_code(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RecoveryId::from_text(id);
        let refused = |words: &str| Next::back(format!("{PAGE}/{id}/code"), Flash::error("code", words));
        let code = code.into_inner();
        let browser = request.browser().await?;
        let place = (&browser, &id);
        Ok(match prove::prove_code(request.service(), request.origin(), place, code.expose_secret()).await? {
            ProveAnother::Right | ProveAnother::Over => Next::go(super::next(&request, &id).await?),
            ProveAnother::NotACode => refused(sign_in::text::NOT_A_CODE),
            ProveAnother::Wrong => refused(sign_in::text::CODE_WRONG),
            ProveAnother::Wait(until) => refused(&sign_in::text::wait(&sign_in::wait(request.service().now(), until))),
            ProveAnother::Disabled => refused(sign_in::text::DISABLED),
        })
    })
    .await
}
