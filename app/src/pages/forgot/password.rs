//! The new password. It signs nobody in.

use identity::{
    Unexpected,
    password::forgot::{
        RecoveryId,
        current::Step,
        set::{self, SetPassword},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{PAGE, text};
use crate::{
    components::Button,
    pages::register::{
        self,
        password::{new_password, password_rules},
    },
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(view) = super::find(&request).await? else {
        return Ok(Answer::Go(PAGE.into()));
    };
    let Step::ChoosePassword = view.step else {
        return Ok(Answer::Go(super::path(&view)));
    };
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CHOOSE}</h1>
        <p>{text::CHOOSE_IS}</p>
        {password_rules()}
        <form method="post" action="/api/forgot-password/password" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            {new_password(&flash)}
            <Button text=text::SAVE />
        </form>
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::CHOOSE, body).flash(flash)))
}

/// Sets it.
#[server(endpoint = "forgot-password/password")]
pub async fn post_recovered_password(
    #[server(default)] id: String,
    #[server(default)] password: Secret,
    #[server(default)] again: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RecoveryId::from_text(id);
        let refused =
            |field: &str, words: &str| Next::back(format!("{PAGE}/{id}/password"), Flash::error(field, words));
        let browser = request.browser().await?;
        let (password, again) = (password.into_inner(), again.into_inner());
        let outcome = set::set(request.service(), request.origin(), (&browser, &id), password, &again).await?;
        Ok(match outcome {
            SetPassword::Done | SetPassword::Over => Next::go(super::next(&request, &id).await?),
            SetPassword::Refused(refusal) => refused("password", register::text::refused(refusal)),
            SetPassword::Different => refused("again", register::text::DIFFERENT),
        })
    })
    .await
}
