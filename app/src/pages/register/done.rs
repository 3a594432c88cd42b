//! "Registration successful"; or that the registration is over.

use identity::{Unexpected, registration::current::Step};
use leptos::prelude::*;

use super::text;
use crate::{
    components::Panel,
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
    let body = view! {
        <Panel heading=text::DONE>
            <p>{text::DONE_IS}</p>
        </Panel>
        <p>{text::CLOSE}</p>
        <p>
            "From now on you can use your Care Identity email address, password and the authenticator app to sign in, from any computer."
        </p>
        <p>
            <a href="/">"Go to the home page"</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::DONE, body)))
}
