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
    let support = request.app.support.to_string();
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
        Some(Step::AskRegistrationAuthority) => ask(text::ASK, text::ASK_IS, &support),
        Some(Step::Frozen) => ask(text::FROZEN, text::FROZEN_IS, &support),
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

fn ask(heading: &'static str, why: &'static str, support: &str) -> Page {
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <p>{why}</p>
        <p>{text::without(support)}</p>
        <p><a href="/sign-in?choose=yes">{sign_in::text::ANOTHER}</a></p>
    };
    Page::new(heading, body)
}
