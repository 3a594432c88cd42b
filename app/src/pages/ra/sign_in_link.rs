//! `/ra/people/IDENTIFIER/sign-in-link`: a sign-in link for somebody who is there. It is shown as the answer to the form itself: no
//! row and no address holds it. The form has a name of its own, so that the answer can be loaded again.

use identity::{
    Unexpected,
    person::Person,
    ra::{
        link::{self, IssueLink},
        take_over::{Sort, TakeOver},
        target::Target,
    },
    random,
    sign_in::link::IssuedLink,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{
    enter_to_let_in, fields,
    fields::{ActionForm, heading},
    form::case,
    issue::read_presence,
    link::handed_over,
    page_of, text,
};
use crate::{
    components::{ButtonLink, InsetText},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_to_let_in(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let before = fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::IssueSignInLink))).await?;
    let name = random::encode(&random::bytes::<16>(&*request.service().random));
    let fields = view! {
        <p>{text::SIGN_IN_LINK_IS}</p>
        <input type="hidden" name="form" value=name />
        {fields::presence(&flash)}
    };
    let form = ActionForm {
        title: text::NEW_SIGN_IN_LINK,
        action: "/api/ra/sign-in-link",
        fields: fields.into_any(),
        button: text::GENERATE,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

/// Issues and shows it.
#[server(endpoint = "ra/sign-in-link")]
pub async fn post_ra_sign_in_link(
    #[server(default)] person: String,
    #[server(default)] presence: String,
    #[server(default)] reason: String,
    #[server(default)] form: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("presence", &presence).keep("reason", &reason);
        let mut case = match case(&request, &person, "sign-in-link", typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let (presence, flash) = read_presence(&presence, case.flash);
        case.flash = flash;
        let reason = case.reason(&reason);
        let (Some(presence), Some(reason)) = (presence, reason) else { return Ok(case.back()) };
        let by = (request.origin(), &reason);
        Ok(match link::issue(request.service(), &case.desk, by, &case.person.id, (presence, &form)).await? {
            Ok(IssueLink::Issued(issued)) => Next::Show(Box::new(shown(&case.person, &issued)?)),
            Ok(IssueLink::FormUsed) => case.wrong("", text::FORM_USED),
            Err(refusal) => case.refused_for(&Target::SignInLink, refusal),
        })
    })
    .await
}

fn shown(person: &Person, issued: &IssuedLink) -> Result<Page, Unexpected> {
    let page = page_of(&person.identifier);
    let words = text::works_once(issued.expires_at);
    let body = view! {
        {heading(text::SIGN_IN_LINK, person)}
        <InsetText>
            <p>{words}</p>
        </InsetText>
        {handed_over(&issued.url, text::SIGN_IN_LINK_QR)?}
        <p>
            {text::KEPT_NOWHERE} " " <a href=format!("{page}/sign-in-link")>{text::NEW_SIGN_IN_LINK}</a>
        </p>
        <ButtonLink text=text::BACK_TO_PERSON href=page.clone() />
    };
    Ok(Page::new(text::SIGN_IN_LINK, body).back(page))
}
