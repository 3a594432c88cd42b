//! `/ra/people/IDENTIFIER/approval/ACTION`: ask another one of a Registration Authority to approve.

use identity::{
    Unexpected,
    ra::{
        approval::{self, Ask},
        take_over::TakeOver,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{enter_with_profile, fields::ActionForm, form::case, text};
use crate::web::{Answer, Flash, Next, Request, act};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (_, profile) = match enter_with_profile(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let Some(action) = TakeOver::from_slug(&request.param("action")) else { return Ok(Answer::Missing) };
    let flash = request.flash().await?;
    let fields = view! {
        <p>{text::ask_is(action)}</p>
        <input type="hidden" name="action" value=action.slug() />
    };
    let form = ActionForm {
        title: text::ASK_FOR_APPROVAL,
        action: "/api/ra/approvals/ask",
        fields: fields.into_any(),
        button: text::ASK_FOR_APPROVAL,
        is_warning: false,
    };
    Ok(form.page(&profile.person, flash))
}

/// Asks, and those who could approve are told by mail.
#[server(endpoint = "ra/approvals/ask")]
pub async fn post_ra_ask(
    #[server(default)] person: String,
    #[server(default)] action: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let known = TakeOver::from_slug(&action);
        let rest = format!("approval/{}", known.map_or("", TakeOver::slug));
        let mut case = match case(&request, &person, &rest, Flash::default()).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let Some(action) = known else { return Ok(Next::Missing) };
        let Some(reason) = case.reason(&reason) else { return Ok(case.back()) };
        let by = (request.origin(), &reason);
        Ok(match approval::ask(request.service(), &case.desk, by, &case.person.id, action).await? {
            Ok(Ask::Asked(_)) => case.done(text::ASKED),
            Ok(Ask::AskedAlready(_)) => case.done(text::ASKED_ALREADY),
            Err(refusal) => case.refused(refusal),
        })
    })
    .await
}
