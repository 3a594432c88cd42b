//! `/ra/people/IDENTIFIER/approval/ACTION`: ask another one of a Registration Authority to approve exactly what was about to be
//! done. The form that was refused leads here and brings it along.

use identity::{
    Unexpected,
    person::Person,
    ra::{
        approval::{self, Ask},
        take_over::{TakeOver, Why},
        target::Target,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{enter_with_profile, fields::ActionForm, form::case, page_of, text};
use crate::{
    components::InsetText,
    web::{Answer, Flash, Next, Request, act},
};

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
    let Some(target) = Target::parse(action, &flash.value_of("target").unwrap_or_default()) else {
        return Ok(Answer::Go(form_of(&profile.person, action)));
    };
    let why = flash.value_of("why").and_then(|why| Why::from_slug(&why));
    let fields = view! {
        <p>{text::ask_is(&text::target(&target, &profile))}</p>
        <input type="hidden" name="action" value=action.slug() />
        <input type="hidden" name="target" value=target.text() />
    };
    let form = ActionForm {
        title: text::ASK_FOR_APPROVAL,
        action: "/api/ra/approvals/ask",
        fields: fields.into_any(),
        button: text::ASK_FOR_APPROVAL,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, other_way(&profile.person, why).into_any()))
}

/// Where what is asked for is typed.
fn form_of(person: &Person, action: TakeOver) -> String {
    let page = page_of(&person.identifier);
    match action {
        TakeOver::SetEmail => format!("{page}/email"),
        TakeOver::IssueAuthenticator => format!("{page}/authenticators/add"),
        TakeOver::IssueSignInLink => format!("{page}/sign-in-link"),
        TakeOver::UnblockCard => format!("{page}/smartcard/unblock"),
        TakeOver::ReinstateAuthenticator | TakeOver::LiftFreeze => page,
    }
}

/// What can be done alone instead, where there is something.
fn other_way(person: &Person, why: Option<Why>) -> Option<AnyView> {
    let href = form_of(person, TakeOver::IssueAuthenticator);
    (why == Some(Why::LinkAlone)).then(|| {
        view! {
            <InsetText>
                <p>{text::OTHER_WAY} " " <a href=href>{text::ISSUE}</a></p>
            </InsetText>
        }
        .into_any()
    })
}

/// Asks, and those who could approve are told by mail.
#[server(endpoint = "ra/approvals/ask")]
pub async fn post_ra_ask(
    #[server(default)] person: String,
    #[server(default)] action: String,
    #[server(default)] target: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let known = TakeOver::from_slug(&action);
        let rest = format!("approval/{}", known.map_or("", TakeOver::slug));
        let typed = Flash::default().keep("target", &target);
        let mut case = match case(&request, &person, &rest, typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let Some(target) = known.and_then(|action| Target::parse(action, &target)) else { return Ok(Next::Missing) };
        let Some(reason) = case.reason(&reason) else { return Ok(case.back()) };
        let by = (request.origin(), &reason);
        Ok(match approval::ask(request.service(), &case.desk, by, &case.person.id, &target).await? {
            Ok(Ask::Asked(_)) => case.done(text::ASKED),
            Ok(Ask::AskedAlready(_)) => case.done(text::ASKED_ALREADY),
            Err(refusal) => case.refused(refusal),
        })
    })
    .await
}
