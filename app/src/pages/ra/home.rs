//! `/ra`: what waits for somebody at the desk, and the ways to everything else.

use identity::{
    Unexpected,
    ra::{
        export::List,
        home::{self, SHOWN},
    },
};
use leptos::prelude::*;

use super::{HOME, enter, import, lists, own_contact, people, text};
use crate::{
    components::ButtonLink,
    web::{Answer, Page, Request},
};

/// The page.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let shown = home::view(request.service(), &desk).await?;
    let today = request.service().now().uk_date();
    let approvals = lists::approvals(first(&shown.approvals));
    let reports = lists::reports(first(&shown.reports));
    let ending = lists::ending(first(&shown.ending), today);
    let few = lists::few(first(&shown.few));
    let cards = lists::cards(first(&shown.cards), request.service().now());
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::DESK}</h1>
        <p>{text::seats(desk.seats())}</p>
        {people::form("", false)}
        <ButtonLink text=text::CREATE href=format!("{HOME}/people/new") />
        <ul class="nhsuk-list ci-actions">
            <li>
                <a href=import::PAGE>{text::IMPORT}</a>
            </li>
            <li>
                <a href=own_contact::PAGE>{text::OWN_CONTACT}</a>
            </li>
            <li>
                <a href=format!("{HOME}/reach")>{text::REACH}</a>
            </li>
            <li>
                <a href=format!("{HOME}/announcements")>{text::ANNOUNCEMENTS}</a>
            </li>
        </ul>
        {section(List::Approvals, shown.approvals.len(), approvals)}
        {section(List::Reports, shown.reports.len(), reports)}
        {section(List::Ending, shown.ending.len(), ending)}
        {section(List::Cards, shown.cards.len(), cards)}
        {section(List::FewAuthenticators, shown.few.len(), few)}
    };
    Ok(Answer::Page(Page::new(text::DESK, body).back("/").wide().flash(request.flash().await?)))
}

fn first<T>(rows: &[T]) -> &[T] {
    &rows[..rows.len().min(SHOWN as usize)]
}

/// A list, with how many it has, the whole of it, and a file.
fn section(list: List, count: usize, table: AnyView) -> AnyView {
    let heading = text::list_heading(list, count, SHOWN as usize);
    let whole = if list == List::Approvals { format!("{HOME}/approvals") } else { lists::path(list) };
    let content = if count == 0 {
        view! { <p>{text::list_empty(list)}</p> }.into_any()
    } else {
        view! {
            <p>{text::list_is(list)}</p>
            {table}
            <ul class="nhsuk-list ci-actions">
                <li>
                    <a href=whole>{text::WHOLE_LIST} <span class="nhsuk-u-visually-hidden">{text::list_of(list)}</span></a>
                </li>
                <li>
                    <a href=lists::download(list)>
                        {text::CSV} <span class="nhsuk-u-visually-hidden">{text::list_of(list)}</span>
                    </a>
                </li>
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="nhsuk-u-margin-top-6" aria-labelledby=list.slug()>
            <h2 class="nhsuk-heading-m" id=list.slug()>
                {heading}
            </h2>
            {content}
        </section>
    }
    .into_any()
}
