//! `/authenticators/ID/found`: "I have it again", for whoever had to sign in first. The list asks the same with one button.

use identity::{
    Unexpected,
    authenticator::{
        AuthenticatorId,
        reinstate::{self, ReinstateAuthenticator},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{list, text};
use crate::{
    components::Button,
    pages::frozen,
    web::{Answer, Next, Page, Request, act},
};

/// The question.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let held = match list::find(&request).await? {
        Ok(held) => held,
        Err(answer) => return Ok(answer),
    };
    if held.suspended_at.is_none() {
        return Ok(Answer::Go(list::PAGE.into()));
    }
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::FOUND_IT}</h1>
        <p class="nhsuk-u-text-break-word">{text::found_is(held.name.as_str())} " " {text::added_is(&held)}</p>
        <form method="post" action="/api/authenticators/found">
            <input type="hidden" name="id" value=held.id.to_string() />
            <Button text=text::FOUND />
        </form>
        <p><a href=list::PAGE>{text::KEEP}</a></p>
    };
    Ok(Answer::Page(Page::new(text::FOUND_IT, body).back(list::PAGE).flash(request.flash().await?)))
}

/// It was found again.
#[server(endpoint = "authenticators/found")]
pub async fn post_found_authenticator(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = AuthenticatorId::from_text(id);
        let page = format!("{}/{id}/found", list::PAGE);
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(&page));
        };
        Ok(match reinstate::reinstate(request.service(), me, request.origin(), &id).await? {
            ReinstateAuthenticator::Reinstated => Next::done(list::PAGE, text::REINSTATED),
            ReinstateAuthenticator::NotThere => list::not_there(),
            ReinstateAuthenticator::Frozen => frozen::refused(),
            ReinstateAuthenticator::LevelTooLow | ReinstateAuthenticator::SignInAgain => {
                list::sign_in_for(&request, &id, &page).await?
            }
        })
    })
    .await
}
