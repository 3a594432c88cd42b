//! `/undo/TOKEN`: "This was not me", from the mail that told of a change. To look at it changes nothing (failure 23).

pub mod text;

use identity::{
    Unexpected,
    undo::{
        carry_out::{self, CarryOut},
        look::{self, LookAtUndo},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use crate::{
    components::{Button, ButtonVariant, HeadingLevel, WarningCallout},
    pages::frozen,
    web::{Answer, Next, Page, Request, Secret, act, cookies},
};

/// What was changed, what taking it back does, and the button; or why that is no longer possible.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let token = request.param("token");
    let support = request.app.support.to_string();
    let flash = request.flash().await?;
    let page = match look::look(request.service(), &token).await? {
        LookAtUndo::Usable { name, what, changed_at, expires_at } => {
            let body = view! {
                <h1 class="nhsuk-heading-l">{text::QUESTION}</h1>
                <p>{text::told(&name, &what, changed_at)}</p>
                <WarningCallout heading=text::EFFECTS level=HeadingLevel::Two>
                    <p>{text::ONLY_IF}</p>
                    <ul>{text::EFFECTS_ARE.map(|effect| view! { <li>{effect}</li> }).collect_view()}</ul>
                </WarningCallout>
                <p>{text::until(expires_at)}</p>
                <form method="post" action="/api/undo" novalidate>
                    <input type="hidden" name="token" value=token />
                    <Button text=text::CONFIRM variant=ButtonVariant::Warning />
                </form>
                <p>{text::IF_IT_WAS_YOU}</p>
            };
            Page::new(text::QUESTION, body)
        }
        LookAtUndo::Used => {
            // Whoever has just used it is told what that did; whoever comes later, that it was used.
            let just_now = flash.done.is_some();
            let heading = if just_now { frozen::text::STOPPED } else { text::USED };
            let body = view! {
                <h1 class="nhsuk-heading-l">{heading}</h1>
                <p>{if just_now { text::STOPPED_IS } else { text::USED_IS }}</p>
                <h2 class="nhsuk-heading-m">{text::NEXT}</h2>
                <p>{text::next(&support)}</p>
                <p>{text::ALONE}</p>
                <p><a href="/sign-in">{text::SIGN_IN}</a></p>
            };
            Page::new(heading, body)
        }
        LookAtUndo::Over => {
            let body = view! {
                <h1 class="nhsuk-heading-l">{text::OVER}</h1>
                <p>{text::OVER_IS}</p>
                <p>{text::if_it_was_not_you(&support)}</p>
            };
            Page::new(text::OVER, body)
        }
    };
    Ok(Answer::Page(page.flash(flash)))
}

/// Takes the change back.
#[server(endpoint = "undo")]
pub async fn post_undo(#[server(default)] token: Secret) -> Result<(), ServerFnError> {
    act(async |request| {
        let token = token.into_inner();
        let token = token.expose_secret();
        // Only what is a token may stand in an address of ours.
        if identity::random::Token::parse(token).is_none() {
            return Ok(Next::go("/undo/over"));
        }
        let page = format!("/undo/{token}");
        Ok(match carry_out::carry_out(request.service(), request.origin(), token).await? {
            CarryOut::Done { what, restored, .. } => {
                cookies::clear_session(&request);
                Next::done(page, text::restored(&what, restored))
            }
            CarryOut::Used | CarryOut::Over => Next::go(page),
        })
    })
    .await
}
