//! The end: the password is changed, or why it goes no further here and whom to ask.

use identity::{Unexpected, password::forgot::current::Step};
use leptos::prelude::*;

use super::{PAGE, text};
use crate::{
    components::{ButtonLink, Panel},
    pages::sign_in,
    web::{Answer, Page, Request},
};

/// How it ended.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let view = super::find(&request).await?;
    let page = match view.as_ref().map(|view| &view.step) {
        Some(Step::Done) => {
            let body = view! {
                <Panel heading=text::DONE>
                    <p>{text::DONE_IS}</p>
                </Panel>
                <ButtonLink text=text::SIGN_IN href=sign_in::password::PAGE />
            };
            Page::new(text::DONE, body)
        }
        Some(Step::AskRegistrationAuthority) => ask(text::ASK, text::ASK_IS, super::without(&request)),
        Some(Step::Frozen) => {
            ask(text::FROZEN, text::FROZEN_IS, view! { <p>{text::frozen_until(&request.app.support)}</p> })
        }
        Some(Step::Over) | None => {
            let body = view! {
                <h1 class="nhsuk-heading-l">{text::OVER}</h1>
                <p>{text::OVER_IS}</p>
                <ButtonLink text=text::AGAIN href=PAGE />
            };
            Page::new(text::OVER, body)
        }
        Some(_) => return Ok(Answer::Go(view.as_ref().map_or_else(|| PAGE.into(), super::path))),
    };
    Ok(Answer::Page(page))
}

fn ask(heading: &'static str, why: &'static str, help: impl IntoView + 'static) -> Page {
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <p>{why}</p>
        {help}
    };
    Page::new(heading, body)
}
