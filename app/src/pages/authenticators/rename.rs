//! `/authenticators/ID/rename`: another name.

use identity::{
    Unexpected,
    authenticator::{
        AuthenticatorId, name,
        rename::{self, RenameAuthenticator},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{list, text};
use crate::{
    components::{Button, Input},
    pages::frozen,
    web::{Answer, Flash, Next, Page, Request, act},
};

fn page(id: &AuthenticatorId) -> String {
    format!("{}/{id}/rename", list::PAGE)
}

/// The form: for a sign-in that the answer takes, so that nobody types for nothing.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let held = match list::find(&request).await? {
        Ok(held) => held,
        Err(answer) => return Ok(answer),
    };
    match request.me().and_then(|me| rename::refusal(me, &held)) {
        Some(RenameAuthenticator::LevelTooLow) => return Ok(Answer::sign_in_stronger(&page(&held.id))),
        Some(_) => return Ok(Answer::sign_in_again(&page(&held.id))),
        None => {}
    }
    let flash = request.flash().await?;
    let name = flash.value_of("name").unwrap_or_else(|| held.name.as_str().to_owned());
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::RENAME_IT}</h1>
        <form method="post" action="/api/authenticators/rename" novalidate>
            <input type="hidden" name="id" value=held.id.to_string() />
            <Input
                name="name"
                label=text::NAME
                hint=text::NAME_HINT
                autocomplete="off"
                value=Some(name)
                error=flash.error_of("name")
            />
            <Button text=text::SAVE />
        </form>
    };
    Ok(Answer::Page(Page::new(text::RENAME_IT, body).back(list::PAGE).flash(flash)))
}

/// Gives it the name.
#[server(endpoint = "authenticators/rename")]
pub async fn post_rename_authenticator(
    #[server(default)] id: String,
    #[server(default)] name: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = AuthenticatorId::from_text(id);
        let page = page(&id);
        let Some(me) = request.me() else {
            return Ok(Next::SignIn(page, Flash::typed("name", &name)));
        };
        Ok(match rename::rename(request.service(), me, request.origin(), &id, &name).await? {
            RenameAuthenticator::Renamed => Next::done(list::PAGE, text::RENAMED),
            RenameAuthenticator::NotAName => {
                let fits = (1..=name::LONGEST).contains(&name.trim().chars().count());
                let words = if fits { text::NOT_PLAIN } else { text::NOT_A_NAME };
                Next::back(page, Flash::error("name", words).keep("name", &name))
            }
            RenameAuthenticator::NotThere => list::not_there(),
            RenameAuthenticator::LevelTooLow => Next::Stronger(page, Flash::typed("name", &name)),
            RenameAuthenticator::SignInAgain => Next::Again(page, Flash::typed("name", &name)),
            RenameAuthenticator::Frozen => frozen::refused(),
        })
    })
    .await
}
