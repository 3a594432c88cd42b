//! "Registration successful"; or that the registration is over.

use identity::{
    Unexpected,
    application::{Application, list},
    registration::current::Step,
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::Panel,
    pages::applications::text as opening,
    web::{Answer, Page, Request},
};

/// The end.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((_, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    match view.step {
        Step::Done => {}
        Step::Over => return Ok(super::over()),
        _ => return Ok(Answer::Go(super::path(&view))),
    }
    let flash = request.flash().await?;
    if !flash.summary().is_empty() {
        let body = view! {
            <h1 class="nhsuk-heading-l">{text::NOT_THIS_DEVICE}</h1>
            <p><a href="/authenticators">{text::SEE_YOURS}</a></p>
        };
        return Ok(Answer::Page(Page::new(text::NOT_THIS_DEVICE, body).flash(flash)));
    }
    let applications = list::all(request.service()).await?;
    let level = view.made.map(|(level, _)| {
        let shut = |application: &&Application| application.details.minimum_level() > level;
        let shut: Vec<&Application> = applications.iter().filter(shut).collect();
        view! {
            <p>{text::gives(level)}</p>
            {(!shut.is_empty()).then(|| view! { <p>{opening::does_not_open(&shut)}</p> })}
        }
    });
    let waits = view.made.filter(|(_, waits)| *waits).map(|_| view! { <p>{text::WAITS}</p> });
    let body = view! {
        <Panel heading=text::DONE>
            <p>{text::DONE_IS}</p>
        </Panel>
        <p>{text::CLOSE}</p>
        <p>{text::now_use(view.kind)}</p>
        {level}
        {waits}
        <p>
            <a href="/">{text::GO_HOME}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::DONE, body)))
}
