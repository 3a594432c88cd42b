//! `/ra/approvals/ID`: approve or refuse what another one asked for.

use identity::{
    Unexpected,
    ra::{
        approval::{self, ApprovalId, Asked, Decide, Decision},
        view::{self, Profile},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{HOME, approvals::PAGE, enter, fields, form, link_to, text};
use crate::{
    components::{Choice, InsetText, SummaryList, SummaryRow},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// What is asked, by whom and why, and the form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let id = request.param("id");
    let found = approval::find_waiting(request.service(), &desk, &ApprovalId::from_text(id.clone())).await?;
    let Some(asked) = found else { return Ok(gone()) };
    if !desk.is_fresh(request.service()) {
        return Ok(Answer::sign_in_stronger(&request.visitor.path));
    }
    let Some(profile) = view::view(request.service(), &desk, &asked.person.id).await? else {
        return Ok(Answer::Missing);
    };
    let flash = request.flash().await?;
    let (before, form) = match approval::tied(request.service(), &desk, &asked).await? {
        Some(tie) => (view! { <InsetText><p>{text::tied(tie)}</p></InsetText> }.into_any(), None),
        None => (view! { <p>{text::DECIDE_IS}</p> }.into_any(), Some(decide_form(id, &flash))),
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::DECIDE_ABOUT}</h1>
        {before}
        <SummaryList rows=rows(&asked, &profile) />
        {form}
        <p>
            <a href=PAGE>{text::CANCEL}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::DECIDE_ABOUT, body).back(PAGE).flash(flash)))
}

/// For whoever follows the link of a mail after a colleague: the same for what never was.
fn gone() -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::DECIDE_ABOUT}</h1>
        <p>{text::NOTHING_TO_DECIDE}</p>
        <p>
            <a href=PAGE>{text::APPROVALS}</a>
        </p>
    };
    Answer::Page(Page::new(text::DECIDE_ABOUT, body).back(PAGE))
}

fn decide_form(id: String, flash: &Flash) -> AnyView {
    let chosen = flash.value_of("decision").unwrap_or_default();
    let choices = [("approved", text::APPROVE), ("refused", text::REFUSE)];
    let choices = choices.map(|(slug, words)| Choice::new(slug, words).checked(chosen == slug)).to_vec();
    view! {
        <form method="post" action="/api/ra/approvals/decide" novalidate>
            <input type="hidden" name="id" value=id />
            {fields::decision(flash, choices)}
        </form>
    }
    .into_any()
}

fn rows(asked: &Asked, profile: &Profile) -> Vec<SummaryRow> {
    let approval = &asked.approval;
    vec![
        SummaryRow::new(text::PERSON, link_to(&asked.person)),
        SummaryRow::new(text::WHAT, text::target(&approval.target, profile)),
        SummaryRow::new(text::ASKED_BY, asked.asker.clone()),
        SummaryRow::new(text::ASKED_AT, approval.asked_at.for_people()),
        SummaryRow::new(text::REASON, approval.reason.clone()),
        SummaryRow::new(text::UNTIL, approval.expires_at.for_people()),
    ]
}

/// Decides.
#[server(endpoint = "ra/approvals/decide")]
pub async fn post_ra_decide(
    #[server(default)] id: String,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = ApprovalId::from_text(id);
        let page = format!("{HOME}/approvals/{id}");
        let typed = Flash::default().keep("decision", &decision).keep("reason", &reason);
        let desk = match form::enter(&request, &page, &typed).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let decision = Decision::from_text(&decision);
        let flash = if decision.is_none() { typed.and_error("decision", text::DECISION_WRONG) } else { typed };
        let (reason, flash) = form::reason(&reason, flash);
        let (Some(decision), Some(reason)) = (decision, reason) else { return Ok(Next::back(page, flash)) };
        let by = (request.origin(), &reason);
        Ok(match approval::decide(request.service(), &desk, by, &id, decision).await? {
            Ok(Decide::Done) => Next::done(PAGE, text::decided(decision)),
            Ok(Decide::NotThere | Decide::AskedByYourself) => Next::Missing,
            Ok(Decide::Tied(tie)) => Next::back(page, flash.and_error("", text::tied(tie))),
            Ok(Decide::Over) => Next::back(PAGE, Flash::error("", text::DECIDED_ALREADY)),
            Err(refusal) => form::refused(page, flash, refusal),
        })
    })
    .await
}
