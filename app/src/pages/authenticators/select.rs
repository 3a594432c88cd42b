//! `/authenticators/add`: "Select authenticator type".

use identity::{Unexpected, assurance::Kind, authenticator::Authenticator};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{Button, Choice, Radios, Size},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// The types, and which of them are held.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let held = request.service().read().await?.list_active_authenticators(&me.person.id).await?;
    let flash = request.flash().await?;
    let offered = Kind::REGISTERED.into_iter().filter(|kind| request.service().policy.offers(*kind));
    let choices = offered.map(|kind| choice(kind, &held)).collect();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::SELECT}</h1>
        <p>
            {text::SELECT_IS} " " {text::LEARN_MORE} " "
            <a href="/help#authenticators" target="_blank" rel="noopener">
                {text::OF_AUTHENTICATORS}
            </a>
        </p>
        <form method="post" action="/api/authenticators/select" novalidate>
            <Radios
                name="kind"
                legend=text::TYPES
                legend_size=Some(Size::S)
                choices=choices
                error=flash.error_of("kind")
            />
            <Button text=text::CONTINUE />
        </form>
    };
    Ok(Answer::Page(Page::new(text::SELECT, body).back("/").flash(flash)))
}

fn choice(kind: Kind, held: &[Authenticator]) -> Choice {
    let hint = match held.iter().find(|held| held.kind == kind) {
        Some(held) => text::held_already(held),
        None => text::what_it_does(kind).to_owned(),
    };
    Choice::new(kind.slug(), kind.name()).hint(hint)
}

/// On to the set-up page of the chosen type.
#[server(endpoint = "authenticators/select")]
pub async fn post_select_kind(#[server(default)] kind: String) -> Result<(), ServerFnError> {
    act(async |_| {
        Ok(match Kind::from_slug(&kind).filter(|kind| kind.is_registered()) {
            Some(kind) => Next::go(super::path(kind)),
            None => Next::back("/authenticators/add", Flash::error("kind", text::CHOOSE)),
        })
    })
    .await
}
