//! `/register/TOKEN`: a registration link. To look at it consumes nothing; "Continue" opens it.

use identity::{
    Unexpected,
    registration::open::{self, LookAtRegistrationLink, OpenLink},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::text;
use crate::{
    components::{Button, ButtonLink},
    islands::countdown::Countdown,
    pages::{authenticators, text::NEW_LINK},
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// What the link registers, or why it does not work; in the browser that opened it, on to the step that is due.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let token = request.param("token");
    let browser = request.origin().browser.as_ref();
    let (kind, expires_at) = match open::look(request.service(), browser, &token).await? {
        LookAtRegistrationLink::Usable { kind, expires_at } => (kind, expires_at),
        LookAtRegistrationLink::Here(id) => return Ok(Answer::Go(super::next(&request, &id).await?)),
        LookAtRegistrationLink::Over => return Ok(link_over()),
    };
    let left = u32::try_from(request.service().now().until(expires_at).as_secs()).unwrap_or(0);
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::OPEN}</h1>
        <p>{text::open_is(kind)}</p>
        <p>{authenticators::text::open_by(expires_at)}</p>
        <Countdown seconds=left renew="/authenticators/add".to_owned() />
        <form method="post" action="/api/register/open" novalidate>
            <input type="hidden" name="token" value=token />
            <Button text=text::CONTINUE />
        </form>
    };
    Ok(Answer::Page(Page::new(text::OPEN, body).flash(request.flash().await?)))
}

fn link_over() -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::OPEN_OVER}</h1>
        <p>{text::OPEN_OVER_IS}</p>
        <p>{text::OPEN_OVER_KEEPS}</p>
        <ButtonLink text=NEW_LINK href="/authenticators/add" />
    };
    Answer::Page(Page::new(text::OPEN_OVER, body))
}

/// Opens the link in this browser.
#[server(endpoint = "register/open")]
pub async fn post_open_registration(#[server(default)] token: Secret) -> Result<(), ServerFnError> {
    act(async |request| {
        let token = token.into_inner();
        let token = token.expose_secret();
        let browser = request.browser().await?;
        let outcome = open::open(request.service(), request.me(), request.origin(), &browser, token).await?;
        let link = identity::random::Token::parse(token)
            .map_or_else(|| "/authenticators/add".into(), |_| format!("/register/{token}"));
        Ok(match outcome {
            OpenLink::Opened(id) => Next::go(super::next(&request, &id).await?),
            OpenLink::Over => Next::go(link),
            OpenLink::SomebodyElse => Next::back(link, Flash::error("", text::SOMEBODY_ELSE)),
        })
    })
    .await
}
