//! `/profile/email/code/ID`: the code that proves a new address.

use identity::{
    Unexpected,
    email::{
        EmailProofId, ProofOf,
        proof::{self, Resend},
        verify::{self, ProveEmail},
    },
    session::SignedIn,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{
    super::text,
    add::{ADD, change_page},
};
use crate::{
    pages::{
        frozen,
        register::{
            self,
            mailed_code::{self, Anew, MailedCode, code_form},
        },
        sign_in::wait,
        text::ANOTHER_ADDRESS,
    },
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// To which address the code went, how long it lives, and how to correct a slip.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let id = EmailProofId::from_text(request.param("id"));
    let view = match &request.origin().browser {
        Some(browser) => proof::view(request.service(), browser, &id).await?,
        None => None,
    };
    let Some(view) = view else {
        return Ok(Answer::Go("/profile/email".into()));
    };
    let flash = request.flash().await?;
    let another = another_page(&request, me, &view.of).await?;
    let anew = match &view.of {
        ProofOf::Address(email) => Anew::Form("/api/profile/email/verify-pending", vec![("id", email.to_string())]),
        ProofOf::Registration(_) => Anew::Page("/profile/email"),
    };
    let code = MailedCode::of(view, id.as_str(), ("/api/profile/email/verify", "/api/profile/email/resend"), anew);
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::INBOX}</h1>
        <p>{register::text::INBOX_IS}</p>
        {code_form(&request, &flash, code)}
        <p>{text::ADDRESS_WRONG} " " <a href=another>{ANOTHER_ADDRESS}</a></p>
    };
    Ok(Answer::Page(Page::new(text::INBOX, body).back("/profile/email").flash(flash)))
}

/// Where another address is typed in the place of this one: it is to replace what this one was to replace.
async fn another_page(request: &Request, me: &SignedIn, of: &ProofOf) -> Result<String, Unexpected> {
    let pending = match of {
        ProofOf::Address(id) => request.service().read().await?.lookup_email(id).await?,
        ProofOf::Registration(_) => None,
    };
    let replaces = pending.filter(|email| email.person_id == me.person.id).and_then(|email| email.replaces);
    Ok(replaces.as_ref().map_or_else(|| ADD.to_owned(), change_page))
}

/// Checks the code.
#[server(endpoint = "profile/email/verify")]
pub async fn post_verify_email(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = EmailProofId::from_text(id);
        let page = format!("/profile/email/code/{id}");
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(&page));
        };
        let code = code.into_inner();
        let browser = request.browser().await?;
        let outcome =
            verify::prove(request.service(), me, request.origin(), &browser, &id, code.expose_secret()).await?;
        Ok(match outcome {
            ProveEmail::Verified => Next::done("/profile/email", text::VERIFIED),
            ProveEmail::Wrong { tries_left } => Next::back(page, mailed_code::wrong(tries_left)),
            ProveEmail::NotACode => Next::back(page, Flash::error("code", text::NOT_A_CODE)),
            ProveEmail::Disabled => Next::back(page, Flash::error("code", register::text::DISABLED)),
            ProveEmail::Over => Next::back(page, Flash::error("", text::CODE_OVER)),
            ProveEmail::Wait(until) => {
                Next::back(page, Flash::error("code", text::wait_to_enter(&wait(request.service().now(), until))))
            }
            ProveEmail::Frozen => frozen::refused(),
            ProveEmail::NoLongerPossible => Next::back("/profile/email/add", Flash::error("email", text::NO_LONGER)),
        })
    })
    .await
}

/// Sends another code.
#[server(endpoint = "profile/email/resend")]
pub async fn post_resend_code(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = EmailProofId::from_text(id);
        let page = format!("/profile/email/code/{id}");
        if request.me().is_none() {
            return Ok(Next::sign_in(&page));
        }
        resend(&request, &page, &id).await
    })
    .await
}

/// Sends another code and says so, here and in a registration.
///
/// # Errors
/// When the database refuses.
pub async fn resend(request: &Request, page: &str, id: &EmailProofId) -> Result<Next, Unexpected> {
    let browser = request.browser().await?;
    Ok(match proof::resend(request.service(), request.origin(), &browser, id).await? {
        Resend::Sent => Next::done(page, text::SENT_AGAIN),
        Resend::Wait(until) => Next::back(page, Flash::error("", text::wait(&wait(request.service().now(), until)))),
        Resend::NoMore => Next::back(page, Flash::error("", text::NO_MORE_CODES)),
    })
}
