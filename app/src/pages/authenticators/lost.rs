//! `/authenticators/ID/lost`: "Report lost or stolen". Works at any level, at once.

use identity::{
    Unexpected,
    assurance::Kind,
    authenticator::{
        AuthenticatorId,
        suspend::{self, SuspendAuthenticator},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{list, text};
use crate::{
    components::{Button, ButtonVariant},
    pages::ra,
    web::{Answer, Next, Page, Request, act},
};

/// What happens when it is reported.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let held = match list::find(&request).await? {
        Ok(held) => held,
        Err(answer) => return Ok(answer),
    };
    let ours = ra::contact::mine(&request).await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LOST}</h1>
        <p class="nhsuk-u-text-break-word">{text::lost_is(held.name.as_str())} " " {text::added_is(&held)}</p>
        <p>{text::LOST_FOUND}</p>
        {if_not_found(held.kind, &request.app.support)}
        <form method="post" action="/api/authenticators/lost">
            <input type="hidden" name="id" value=held.id.to_string() />
            <Button text=text::REPORT variant=ButtonVariant::Warning />
        </form>
        <p><a href=list::PAGE>{text::KEEP}</a></p>
        {ours}
    };
    Ok(Answer::Page(Page::new(text::LOST, body).back(list::PAGE).flash(request.flash().await?)))
}

/// What to do when it is not found again. Nobody sets up a card themself.
fn if_not_found(kind: Kind, support: &str) -> AnyView {
    match kind {
        Kind::Smartcard => view! { <p>{text::lost_card(support)}</p> }.into_any(),
        _ => view! {
            <p>{text::LOST_ALONE}</p>
            <p>{text::lost_otherwise(support)}</p>
        }
        .into_any(),
    }
}

/// Suspends it.
#[server(endpoint = "authenticators/lost")]
pub async fn post_lost_authenticator(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            // Nothing is more urgent: after the sign-in, they are here again.
            return Ok(Next::sign_in(&format!("{}/{id}/lost", list::PAGE)));
        };
        let id = AuthenticatorId::from_text(id);
        Ok(match suspend::suspend(request.service(), me, request.origin(), &id).await? {
            SuspendAuthenticator::Suspended { kind, other_way_in } => {
                let can_add = me.person.frozen.is_none() && me.session.can_add(request.service().now());
                Next::done(list::PAGE, text::suspended(kind, other_way_in, can_add))
            }
            SuspendAuthenticator::NotThere => list::not_there(),
        })
    })
    .await
}
