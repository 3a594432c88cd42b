//! `/sign-in/link/TOKEN`: a sign-in link of the Registration Authority. To look at it consumes nothing.

use identity::{
    Unexpected,
    session::Computer,
    sign_in::link::{self, LookAtLink},
    time::Timestamp,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{shared_computer, text};
use crate::{
    components::Button,
    web::{Answer, Next, Page, Request, Secret, act},
};

/// Whose link it is, and "Continue"; or why it does not work, and what to do.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let token = request.param("token");
    Ok(Answer::Page(match link::look(request.service(), &token).await? {
        LookAtLink::Used => does_not_work(&request, text::LINK_USED, text::LINK_USED_IS),
        LookAtLink::Expired => does_not_work(&request, text::LINK_EXPIRED, text::LINK_EXPIRED_IS),
        LookAtLink::Unknown => does_not_work(&request, text::LINK_UNKNOWN, text::LINK_UNKNOWN_IS),
        LookAtLink::Usable { name, expires_at } => usable(&request, token, name, expires_at),
    }))
}

fn does_not_work(request: &Request, heading: &'static str, why: &'static str) -> Page {
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <p>{why}</p>
        <p>{text::WITH_AUTHENTICATOR} " " <a href="/sign-in">{text::WITH_IT}</a> "."</p>
        <p>{text::new_link(&request.app.support)}</p>
    };
    Page::new(heading, body)
}

fn usable(request: &Request, token: String, name: String, expires_at: Timestamp) -> Page {
    let other = request.me().map(|me| view! { <p>{text::other_is_signed_in(&me.person.name.full())}</p> });
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK}</h1>
        <p>{text::LINK_IS_FOR} " " <strong class="nhsuk-u-text-break-word">{name}</strong> "."</p>
        <p>{text::link_lives(expires_at)}</p>
        <p>{text::LINK_ONLY_YOU}</p>
        {other}
        <form method="post" action="/api/sign-in/link" novalidate>
            <input type="hidden" name="token" value=token />
            {shared_computer(false)}
            <Button text=text::CONTINUE />
        </form>
    };
    Page::new(text::LINK, body)
}

/// Uses the link up and opens the session that it is for.
#[server(endpoint = "sign-in/link")]
pub async fn post_open_link(
    #[server(default)] token: Secret,
    #[server(default)] shared: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let token = token.into_inner();
        let token = token.expose_secret();
        let browser = request.browser().await?;
        let before = request.me().map(|me| &me.session.id);
        let computer = Computer::from_shared(shared == "yes");
        let place = (&browser, computer);
        let session = link::open(request.service(), request.origin(), place, before, token).await?;
        Ok(match session {
            Some(session) => {
                super::set_session(&request, &session, computer);
                Next::go("/")
            }
            // Its page says why: used, expired or unknown.
            None if identity::random::Token::parse(token).is_some() => Next::go(format!("/sign-in/link/{token}")),
            None => Next::go("/sign-in"),
        })
    })
    .await
}
