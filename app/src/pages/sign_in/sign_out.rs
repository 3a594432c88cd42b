//! Sign out, and the page that says so.

use identity::{Unexpected, session::end};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::ButtonLink,
    web::{Answer, Next, Page, Request, act, cookies},
};

/// "You are signed out".
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    if request.me().is_some() {
        return Ok(Answer::Go("/".into()));
    }
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::SIGNED_OUT}</h1>
        <p>{text::CLOSE_BROWSER}</p>
        <ButtonLink text=text::SIGN_IN_AGAIN href="/sign-in" />
    };
    Ok(Answer::Page(Page::new(text::SIGNED_OUT, body)))
}

/// Ends the session.
#[server(endpoint = "sign-out")]
pub async fn post_sign_out() -> Result<(), ServerFnError> {
    act(async |request| {
        if let Some(me) = request.me() {
            if me.session.computer.is_shared() {
                cookies::clear_method(&request);
            }
            end::sign_out(request.service(), me, request.origin()).await?;
        }
        cookies::clear_session(&request);
        Ok(Next::go("/signed-out"))
    })
    .await
}
