//! Sign out, and the page that says so.

use identity::{Unexpected, session::end};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::ButtonLink,
    web::{Answer, Next, Page, Request, act, cookies},
};

/// Why a session ended that nobody ended by hand: its smartcard was taken out.
pub const CARD_OUT: &str = "card";

/// "You are signed out".
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    if request.me().is_some() {
        return Ok(Answer::Go("/".into()));
    }
    let by_card = request.query("why").is_some_and(|why| why == CARD_OUT);
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::SIGNED_OUT}</h1>
        {by_card.then(|| view! { <p>{text::CARD_TAKEN_OUT}</p> })}
        <p>{text::CLOSE_BROWSER}</p>
        <ButtonLink text=text::SIGN_IN_AGAIN href="/sign-in" />
    };
    Ok(Answer::Page(Page::new(text::SIGNED_OUT, body)))
}

/// Ends the session.
#[server(endpoint = "sign-out")]
pub async fn post_sign_out(#[server(default)] why: String) -> Result<(), ServerFnError> {
    act(async |request| {
        if let Some(me) = request.me() {
            if me.session.computer.is_shared() {
                cookies::clear_method(&request);
            }
            end::sign_out(request.service(), me, request.origin()).await?;
        }
        cookies::clear_session(&request);
        Ok(Next::go(if why == CARD_OUT { format!("/signed-out?why={CARD_OUT}") } else { "/signed-out".into() }))
    })
    .await
}
