//! `/authenticators`: "Your authenticators", each with what can be done about it.

use identity::{
    Unexpected,
    application::{self, Application},
    assurance::AssuranceLevel,
    authenticator::{Authenticator, AuthenticatorId},
    time::Timestamp,
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{ButtonLink, Card, Size, SummaryList, SummaryRow, Tag, TagColour},
    pages::{frozen, level_in_words, profile},
    web::{Answer, Flash, Next, Page, Request, paths},
};

/// The page.
pub const PAGE: &str = "/authenticators";

/// A part for each, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let (applications, held) = application::list::with_mine(request.service(), me).await?;
    let none = held.is_empty().then(|| view! { <p>{text::NONE}</p> });
    let parts = held.iter().map(|held| part(held, &applications, me.person.frozen.is_some())).collect::<Vec<_>>();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::YOURS}</h1>
        {frozen::notice(&request)}
        <p>{text::YOURS_ARE}</p>
        <p><a href="/applications">{text::APPLICATIONS}</a></p>
        {none}
        {parts}
        <ButtonLink text=text::ADD href="/authenticators/add" />
    };
    Ok(Answer::Page(Page::new(text::YOURS, body).back("/profile").flash(request.flash().await?)))
}

/// While changes are stopped, none is let in again.
fn part(held: &Authenticator, applications: &[Application], is_frozen: bool) -> AnyView {
    let used = held.last_used_at.map_or_else(|| text::NOT_USED.to_owned(), Timestamp::for_people);
    let (id, name) = (held.id.to_string(), held.name.as_str().to_owned());
    let mut rows = vec![
        SummaryRow::new(text::GIVES, level_in_words(held.level)),
        SummaryRow::new(text::ADDED, format!("{}, {}", held.added_at.for_people(), text::by(held))),
        SummaryRow::new(text::USED, used),
    ];
    if let Some(opens) = profile::view::opens(held, applications) {
        rows.insert(1, SummaryRow::new(text::WORKS_WITH, opens));
    }
    if !name.starts_with(held.kind.name()) {
        rows.insert(0, SummaryRow::new(text::TYPE, held.kind.name()));
    }
    let called = match held.replaces {
        Some(_) => format!("{name}, {}", text::NEW_ONE),
        None => name.clone(),
    };
    let action = |path: String, word: &'static str| {
        view! { <li><a href=path>{word} <span class="nhsuk-u-visually-hidden">{format!(" {called}")}</span></a></li> }
    };
    let lost = if held.suspended_at.is_some() && is_frozen {
        ().into_any()
    } else if held.suspended_at.is_some() {
        view! {
            <li>
                <form method="post" action="/api/authenticators/found">
                    <input type="hidden" name="id" value=id.clone() />
                    <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">
                        {text::FOUND} <span class="nhsuk-u-visually-hidden">{format!(": {called}")}</span>
                    </button>
                </form>
            </li>
        }
        .into_any()
    } else {
        action(format!("{PAGE}/{id}/lost"), text::REPORT).into_any()
    };
    let tag = tag(held).map(|tag| view! { <p>{tag}</p> });
    let actions = view! {
        <ul class="nhsuk-list ci-actions">
            {action(format!("{PAGE}/{id}/rename"), text::RENAME)}
            {action(super::path(held.kind), super::renewing(held.kind))}
            {action(format!("{PAGE}/{id}/remove"), text::REMOVE)}
            {lost}
        </ul>
    }
    .into_any();
    view! {
        <Card heading=called size=Some(Size::M)>
            {tag}
            <SummaryList rows=rows />
            {actions}
        </Card>
    }
    .into_any()
}

/// What keeps it from signing in as the others do, in a word.
pub(in crate::pages) fn tag(held: &Authenticator) -> Option<AnyView> {
    if held.suspended_at.is_some() {
        return Some(view! { <Tag text=text::LOST_TAG colour=TagColour::Red /> }.into_any());
    }
    let waits = held.replaces.is_some() && held.last_used_at.is_none();
    waits.then(|| view! { <Tag text=text::WAITS_TAG colour=TagColour::Yellow /> }.into_any())
}

/// The authenticator of a page's path, when it is one of whoever asks; otherwise what the page answers.
pub(super) async fn find(request: &Request) -> Result<Result<Authenticator, Answer>, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Err(Answer::sign_in(request)));
    };
    let id = request.param("id");
    let held = request.service().read().await?.list_active_authenticators(&me.person.id).await?;
    Ok(held.into_iter().find(|held| held.id.as_str() == id).ok_or(Answer::Missing))
}

/// To the sign-in that a change of an authenticator takes: fresh, and with as much confidence as it gives.
pub(super) async fn sign_in_for(request: &Request, id: &AuthenticatorId, page: &str) -> Result<Next, Unexpected> {
    let held = match request.me() {
        Some(me) => request.service().read().await?.list_active_authenticators(&me.person.id).await?,
        None => Vec::new(),
    };
    let level = held.iter().find(|held| held.id == *id).map_or(AssuranceLevel::Aal1, |held| held.level);
    Ok(Next::go(paths::sign_in_at(page, level)))
}

/// Back to the list, because it is gone.
pub(super) fn not_there() -> Next {
    Next::back(PAGE, Flash::error("", text::NOT_THERE))
}
