//! "Check your inbox": the 8-digit code.

use identity::{
    Unexpected,
    email::{EmailProofId, proof, verify::ProveEmail},
    registration::{RegistrationId, current::Step, prove_email},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{
    mailed_code::{self, Anew, MailedCode, code_form},
    text,
};
use crate::{
    components::{Button, ButtonVariant},
    pages::{profile, sign_in::wait, text::ANOTHER_ADDRESS},
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// To which address the code went, how long it lives, and how to correct a slip.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((browser, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    let Step::EnterEmailCode(proof_id) = view.step.clone() else {
        return Ok(Answer::Go(super::path(&view)));
    };
    let Some(proof) = proof::view(request.service(), &browser, &proof_id).await? else {
        return Ok(super::over());
    };
    let flash = request.flash().await?;
    let again = vec![("id", view.id.to_string()), ("email", proof.address.clone())];
    let anew = Anew::Form("/api/register/email", again);
    let code = MailedCode::of(proof, view.id.as_str(), ("/api/register/inbox", "/api/register/resend"), anew);
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::INBOX}</h1>
        <p>{text::INBOX_IS}</p>
        {code_form(&request, &flash, code)}
        <form method="post" action="/api/register/change-email" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            <p>{text::INBOX_WRONG}</p>
            <Button text=ANOTHER_ADDRESS variant=ButtonVariant::Secondary small=true />
        </form>
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::INBOX, body).flash(flash)))
}

/// Checks the code.
#[server(endpoint = "register/inbox")]
pub async fn post_check_code(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let page = format!("/register/{id}/inbox");
        let code = code.into_inner();
        let browser = request.browser().await?;
        let outcome =
            prove_email::prove(request.service(), request.origin(), &browser, &id, code.expose_secret()).await?;
        Ok(match outcome {
            ProveEmail::Verified | ProveEmail::NoLongerPossible | ProveEmail::Frozen => {
                Next::go(super::next(&request, &id).await?)
            }
            ProveEmail::Wrong { tries_left } => Next::back(page, mailed_code::wrong(tries_left)),
            ProveEmail::NotACode => Next::back(page, Flash::error("code", profile::text::NOT_A_CODE)),
            ProveEmail::Disabled => Next::back(page, Flash::error("code", text::DISABLED)),
            ProveEmail::Over => Next::back(page, Flash::error("", profile::text::CODE_OVER)),
            ProveEmail::Wait(until) => Next::back(
                page,
                Flash::error("code", profile::text::wait_to_enter(&wait(request.service().now(), until))),
            ),
        })
    })
    .await
}

/// Sends another code.
#[server(endpoint = "register/resend")]
pub async fn post_resend_registration_code(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        match due_proof(&request, &id).await? {
            Some(proof) => profile::email::verify::resend(&request, &format!("/register/{id}/inbox"), &proof).await,
            None => Ok(Next::go(super::next(&request, &id).await?)),
        }
    })
    .await
}

async fn due_proof(request: &Request, id: &RegistrationId) -> Result<Option<EmailProofId>, Unexpected> {
    let browser = request.browser().await?;
    let view = identity::registration::current::view(request.service(), &browser, id).await?;
    Ok(view.and_then(|view| match view.step {
        Step::EnterEmailCode(proof) => Some(proof),
        _ => None,
    }))
}

/// Back to the address, to correct it.
#[server(endpoint = "register/change-email")]
pub async fn post_change_address(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        prove_email::change_address(request.service(), &browser, &id).await?;
        Ok(Next::go(super::next(&request, &id).await?))
    })
    .await
}
