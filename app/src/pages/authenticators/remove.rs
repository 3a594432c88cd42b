//! `/authenticators/ID/remove`: take it away, once it was said what is lost with it.

use identity::{
    Unexpected,
    authenticator::{
        AuthenticatorId,
        remove::{self, Loss, RemoveAuthenticator},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{list, text};
use crate::{
    components::{Button, ButtonLink, ButtonVariant, HeadingLevel, WarningCallout},
    pages::frozen,
    web::{Answer, Flash, Next, Page, Request, act, cookies},
};

/// The question, and what is lost when it is the last one.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let held = match list::find(&request).await? {
        Ok(held) => held,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let loss = match request.me() {
        Some(me) => remove::would_lose(request.service(), me, &held).await?,
        None => None,
    };
    let warning = loss.map(|loss| {
        let (what, instead) = match loss {
            Loss::LastWayIn => (text::LAST_WAY_IN, text::ADD_A_WAY_IN),
            Loss::LastAtAal3 => (text::LAST_AT_AAL3, text::ADD_AT_AAL3),
        };
        view! {
            <WarningCallout heading=text::ADD_ANOTHER_FIRST level=HeadingLevel::Two>
                <p>{what}</p>
                <p>{instead}</p>
            </WarningCallout>
            <ButtonLink text=text::ADD href="/authenticators/add" variant=ButtonVariant::Secondary />
        }
    });
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::REMOVE_IT}</h1>
        <p class="nhsuk-u-text-break-word">{text::remove_is(held.name.as_str())} " " {text::added_is(&held)}</p>
        {warning}
        <form method="post" action="/api/authenticators/remove">
            <input type="hidden" name="id" value=held.id.to_string() />
            <input type="hidden" name="told" value=loss.map_or("", Loss::slug) />
            <Button
                text=if loss.is_some() { text::REMOVE_ANYWAY } else { text::REMOVE }
                variant=ButtonVariant::Warning
            />
        </form>
        <p><a href=list::PAGE>{text::KEEP}</a></p>
    };
    Ok(Answer::Page(Page::new(text::REMOVE_IT, body).back(list::PAGE).flash(flash)))
}

/// Removes it.
#[server(endpoint = "authenticators/remove")]
pub async fn post_remove_authenticator(
    #[server(default)] id: String,
    #[server(default)] told: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(&format!("{}/{id}/remove", list::PAGE)));
        };
        let id = AuthenticatorId::from_text(id);
        let page = format!("{}/{id}/remove", list::PAGE);
        // They were not told, as it became the last one meanwhile.
        let tell = |words: &str| Next::back(page.clone(), Flash::error("", words));
        Ok(match remove::remove(request.service(), me, request.origin(), &id, Loss::from_slug(&told)).await? {
            RemoveAuthenticator::Removed(token) => {
                cookies::set_session(&request, &token);
                Next::done(list::PAGE, text::REMOVED)
            }
            RemoveAuthenticator::NotThere => list::not_there(),
            RemoveAuthenticator::Frozen => frozen::refused(),
            RemoveAuthenticator::LevelTooLow | RemoveAuthenticator::SignInAgain => {
                list::sign_in_for(&request, &id, &page).await?
            }
            RemoveAuthenticator::LastWayIn => tell(text::LAST_WAY_IN),
            RemoveAuthenticator::LastAtAal3 => tell(text::LAST_AT_AAL3),
        })
    })
    .await
}
