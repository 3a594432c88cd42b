//! `/ra/approvals`: what waits to be decided, and where stands what one asked for.

use identity::{
    Unexpected,
    ra::{
        approval::{self, Asked},
        export::List,
    },
};
use leptos::prelude::*;

use super::{HOME, enter, link_to, lists, text};
use crate::web::{Answer, Page, Request};

/// Both lists.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let waiting = approval::waiting(request.service(), &desk).await?;
    let mine = approval::mine(request.service(), &desk).await?;
    let waiting = if waiting.is_empty() {
        view! { <p>{text::list_empty(List::Approvals)}</p> }.into_any()
    } else {
        view! {
            {lists::approvals(&waiting)}
            <p>
                <a href=lists::download(List::Approvals)>{text::CSV}</a>
            </p>
        }
        .into_any()
    };
    let mine = if mine.is_empty() {
        view! { <p>{text::ASKED_NOTHING}</p> }.into_any()
    } else {
        view! { <ul class="nhsuk-list nhsuk-list--bullet">{mine.iter().map(asked).collect_view()}</ul> }.into_any()
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::APPROVALS}</h1>
        <p>{text::APPROVALS_ARE}</p>
        <h2 class="nhsuk-heading-m">{text::list_title(List::Approvals)}</h2>
        {waiting}
        <h2 class="nhsuk-heading-m">{text::YOU_ASKED}</h2>
        {mine}
    };
    Ok(Answer::Page(Page::new(text::APPROVALS, body).back(HOME).wide().flash(request.flash().await?)))
}

fn asked(asked: &Asked) -> AnyView {
    view! { <li>{link_to(&asked.person)} ": " {text::standing(&asked.approval, text::take_over(asked.approval.target.action()))}</li> }.into_any()
}
