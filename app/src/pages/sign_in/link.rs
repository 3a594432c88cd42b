//! `/sign-in/link/TOKEN`: a sign-in link of the Registration Authority. To look at it consumes nothing.

use identity::{
    Unexpected,
    session::Computer,
    sign_in::link::{self, LookAtLink},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::{shared_computer, text};
use crate::{
    components::Button,
    web::{Answer, Next, Page, Request, Secret, act, cookies},
};

/// Whose link it is, and "Continue"; or why it does not work, and what to do.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let token = request.param("token");
    let look = link::look(request.service(), &token).await?;
    let ask = |heading: &'static str, why: String| {
        let support = request.app.support.to_string();
        let body = view! {
            <h1 class="nhsuk-heading-l">{heading}</h1>
            <p>{why}</p>
            <p>"If you have set up an authenticator, " <a href="/sign-in">"sign in with it"</a> "."</p>
            <p>{format!("Otherwise ask your Registration Authority for a new link. {support}")}</p>
        };
        Ok(Answer::Page(Page::new(heading, body)))
    };
    match look {
        LookAtLink::Used => ask(
            text::LINK_USED,
            "A sign-in link works once, and a newer one takes its place. If it was not you who used it, contact your Registration Authority now.".into(),
        ),
        LookAtLink::Expired => ask(text::LINK_EXPIRED, "A sign-in link works for 24 hours.".into()),
        LookAtLink::Unknown => ask(
            text::LINK_UNKNOWN,
            "Check that you have the whole link. It may have been cut off when it was copied.".into(),
        ),
        LookAtLink::Usable { name, expires_at } => {
            let other = request.me().map(|me| {
                view! { <p>{format!("{} is signed in on this computer, and will be signed out.", me.person.name.full())}</p> }
            });
            let body = view! {
                <h1 class="nhsuk-heading-l">{text::LINK}</h1>
                <p>"This link is for " <strong class="nhsuk-u-text-break-word">{name}</strong> "."</p>
                <p>{format!("It works once, until {}.", expires_at.for_people())}</p>
                <p>"Continue only if that is you. With it you set up your contact details and your authenticators."</p>
                {other}
                <form method="post" action="/api/sign-in/link" novalidate>
                    <input type="hidden" name="token" value=token />
                    {shared_computer(false)}
                    <Button text=text::CONTINUE />
                </form>
            };
            Ok(Answer::Page(Page::new(text::LINK, body)))
        }
    }
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
        let place = (&browser, Computer::from_shared(shared == "yes"));
        let session = link::open(request.service(), request.origin(), place, before, token).await?;
        Ok(match session {
            Some(session) => {
                cookies::set_session(&request, &session);
                Next::go("/")
            }
            // Its page says why: used, expired or unknown.
            None if identity::random::Token::parse(token).is_some() => Next::go(format!("/sign-in/link/{token}")),
            None => Next::go("/sign-in"),
        })
    })
    .await
}
