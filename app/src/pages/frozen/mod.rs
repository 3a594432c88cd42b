//! `/changes-stopped`: after somebody said that a change was not theirs. Changes go on once the person has shown who they
//! are: to the Registration Authority, or by a sign-in that whoever made the change cannot have.

pub mod text;

use std::sync::Arc;

use axum::routing::MethodRouter;
use identity::{
    Unexpected,
    assurance::AssuranceLevel,
    authenticator::Authenticator,
    person::{
        freeze::Freeze,
        unfreeze::{self, Unfreeze},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use crate::{
    components::{Button, HeadingLevel, WarningCallout},
    pages::ra,
    web::{Answer, App, Flash, Next, Page, Request, act, page},
};

const PAGE: &str = "/changes-stopped";

/// Why, since when, and the two ways out.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Some(Freeze { at, .. }) = me.person.frozen else {
        return Ok(Answer::Go("/".into()));
    };
    let held = request.service().read().await?.list_active_authenticators(&me.person.id).await?;
    // Whether it is old enough is said where it is asked, and why.
    let shows_who_it_is = |held: &Authenticator| held.is_usable() && held.level == AssuranceLevel::Aal3;
    let alone = held.iter().any(shows_who_it_is).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">{text::ALONE}</h2>
            <p>{text::ALONE_IS}</p>
            <form method="post" action="/api/changes-stopped/allow" novalidate>
                <Button text=text::ALLOW />
            </form>
        }
    });
    let support = request.app.support.to_string();
    let ours = ra::contact::mine(&request).await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::STOPPED}</h1>
        <p>{text::since(at)} " " {text::WHY}</p>
        <p><a href="/activity">{text::SEE}</a></p>
        <h2 class="nhsuk-heading-m">{text::ASK}</h2>
        <p>{text::ask(&support)}</p>
        {ours}
        {alone}
    };
    Ok(Answer::Page(Page::new(text::STOPPED, body).back("/").flash(request.flash().await?)))
}

/// That changes are stopped, for the pages that lead to one.
pub fn notice(request: &Request) -> Option<AnyView> {
    request.me()?.person.frozen?;
    Some(
        view! {
            <WarningCallout heading=text::STOPPED level=HeadingLevel::Two>
                <p>{text::WHY}</p>
                <p><a href=PAGE>{text::MORE}</a></p>
            </WarningCallout>
        }
        .into_any(),
    )
}

/// The route of a page whose form would be refused while changes are stopped: it leads to why then, so that nobody types for
/// nothing.
pub fn changing<F>(show: fn(Request) -> F) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Answer, Unexpected>> + Send + 'static,
{
    page(move |request: Request| async move {
        match request.me().is_some_and(|me| me.person.frozen.is_some()) {
            true => Ok(Answer::Go(PAGE.into())),
            false => show(request).await,
        }
    })
}

/// After a form that was refused: why, and what to do.
pub fn refused() -> Next {
    Next::go(PAGE)
}

/// Lifts the freeze, for a sign-in that shows who it is.
#[server(endpoint = "changes-stopped/allow")]
pub async fn post_allow_changes() -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        Ok(match unfreeze::by_oneself(request.service(), me, request.origin()).await? {
            Unfreeze::Done => Next::done("/profile", text::DONE),
            Unfreeze::NotFrozen => Next::go("/"),
            Unfreeze::LevelTooLow | Unfreeze::SignInAgain => Next::sign_in_stronger(PAGE),
            Unfreeze::TooNew => Next::back(PAGE, Flash::error("", text::TOO_NEW)),
        })
    })
    .await
}
