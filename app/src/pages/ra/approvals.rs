//! `/ra/approvals`: what waits to be decided, and where stands what one asked for.

use identity::{
    Unexpected,
    ra::{
        approval::{self, Asked},
        export::List,
        lists as in_pages,
    },
    time::Timestamp,
};
use leptos::prelude::*;

use super::{HOME, enter, link_to, lists, text};
use crate::web::{Answer, Page, Request, paths};

/// The first page.
pub const PAGE: &str = "/ra/approvals";

/// Both lists.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let after = request.query("after").unwrap_or_default();
    let place = after.split_once('_').and_then(|(at, id)| Some((Timestamp::from_micros(at.parse().ok()?), id)));
    let (waiting, more) = lists::page(in_pages::approvals(request.service(), &desk, place).await?);
    let mine = approval::mine(request.service(), &desk).await?;
    let waiting = if waiting.is_empty() {
        view! { <p>{text::list_empty(List::Approvals)}</p> }.into_any()
    } else {
        let next = waiting.last().filter(|_| more).map(next_page);
        view! {
            {lists::approvals(&waiting)}
            {next}
            <p>
                <a href=lists::download(List::Approvals)>{text::CSV}</a>
            </p>
        }
        .into_any()
    };
    let first = place.map(|_| view! { <p><a href=PAGE>{text::FIRST_PAGE}</a></p> });
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
        {first}
        <h2 class="nhsuk-heading-m">{text::YOU_ASKED}</h2>
        {mine}
    };
    Ok(Answer::Page(Page::new(text::APPROVALS, body).back(HOME).wide().flash(request.flash().await?)))
}

/// The way to those that were asked after one.
fn next_page(last: &Asked) -> AnyView {
    let after = format!("{}_{}", last.approval.asked_at.micros(), last.approval.id);
    let href = paths::with(PAGE, "after", &after);
    view! { <p><a href=href>{text::NEXT_PAGE}</a></p> }.into_any()
}

fn asked(asked: &Asked) -> AnyView {
    view! { <li>{link_to(&asked.person)} ": " {text::standing(&asked.approval, text::take_over(asked.approval.target.action()))}</li> }.into_any()
}
