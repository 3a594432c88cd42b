//! "Check your inbox": the 8-digit code. It opens nothing by itself.

use identity::{
    Unexpected,
    email::proof::Resend,
    password::forgot::{
        RecoveryId,
        current::Step,
        prove::{self, ProveEmail},
        start,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{PAGE, text};
use crate::{
    pages::{
        profile,
        register::{
            self,
            mailed_code::{self, Anew, MailedCode, code_form},
        },
        sign_in::wait,
        text::ANOTHER_ADDRESS,
    },
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// To which address the code went if it is known, how long it lives, and how to correct a slip.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(view) = super::find(&request).await? else {
        return Ok(Answer::Go(PAGE.into()));
    };
    let Step::EnterCode { expires_at, next_send_at, is_open } = view.step else {
        return Ok(Answer::Go(super::path(&view)));
    };
    let flash = request.flash().await?;
    let address = flash.value_of("email");
    let anew = match &address {
        Some(address) => Anew::Form("/api/forgot-password", vec![("email", address.clone())]),
        None => Anew::Page(PAGE),
    };
    let code = MailedCode {
        id: view.id.to_string(),
        address: address.clone(),
        to: text::ENTERED,
        expires_at,
        next_send_at,
        is_open,
        action: "/api/forgot-password/inbox",
        resend_action: "/api/forgot-password/resend",
        anew,
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::INBOX}</h1>
        <p>{text::INBOX_IS}</p>
        {code_form(&request, &flash, code)}
        <p>{text::NOTHING_CAME} " " <a href=PAGE>{ANOTHER_ADDRESS}</a></p>
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::INBOX, body).back(PAGE).flash(flash)))
}

/// Checks the code.
#[server(endpoint = "forgot-password/inbox")]
pub async fn post_recovery_email_code(
    #[server(default)] id: String,
    #[server(default)] address: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RecoveryId::from_text(id);
        let back = |flash: Flash| Next::back(format!("{PAGE}/{id}/inbox"), flash.keep("email", &address));
        let refused = |words: &str| back(Flash::error("code", words));
        let code = code.into_inner();
        let browser = request.browser().await?;
        let place = (&browser, &id);
        Ok(match prove::prove_email(request.service(), request.origin(), place, code.expose_secret()).await? {
            ProveEmail::Right | ProveEmail::Over => Next::go(super::next(&request, &id).await?),
            ProveEmail::Wrong { tries_left } => back(mailed_code::wrong(tries_left)),
            ProveEmail::NotACode => refused(profile::text::NOT_A_CODE),
            ProveEmail::CodeOver => back(Flash::error("", profile::text::CODE_OVER)),
            ProveEmail::Wait(until) => refused(&profile::text::wait_to_enter(&wait(request.service().now(), until))),
            ProveEmail::Disabled => refused(register::text::DISABLED),
        })
    })
    .await
}

/// Sends another code, or does as if.
#[server(endpoint = "forgot-password/resend")]
pub async fn post_resend_recovery_code(
    #[server(default)] id: String,
    #[server(default)] address: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RecoveryId::from_text(id);
        let page = format!("{PAGE}/{id}/inbox");
        let browser = request.browser().await?;
        Ok(match start::resend(request.service(), request.origin(), &browser, &id).await? {
            Resend::Sent => Next::back(page, Flash::done(text::SENT_AGAIN).keep("email", &address)),
            Resend::Wait(until) => {
                let words = profile::text::wait(&wait(request.service().now(), until));
                Next::back(page, Flash::error("", words).keep("email", &address))
            }
            Resend::NoMore => Next::back(page, Flash::error("", profile::text::NO_MORE_CODES).keep("email", &address)),
        })
    })
    .await
}
