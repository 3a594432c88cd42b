//! `/ra/people/IDENTIFIER/authenticators/add`: issue an authenticator on somebody's behalf, who is there.

use identity::{
    Unexpected,
    assurance::Kind,
    ra::{
        authenticator::{self, IssueAuthenticator},
        identity_check::Presence,
        take_over::{Sort, TakeOver},
        target::Target,
        view::Profile,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{HOME, enter_to_let_in, fields, fields::ActionForm, form::case, text};
use crate::{
    components::{Checkboxes, Choice, Radios, Size},
    web::{Answer, Flash, Next, Request, act},
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
    let before = fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::IssueAuthenticator))).await?;
    let replace = flash.error_of("replace").map(|error| {
        view! { <Checkboxes name="replace" choices=vec![Choice::new("yes", text::REPLACE_IT)] error=error /> }
    });
    let fields = view! {
        <p>{text::ISSUE_IS}</p>
        {kinds(&profile, &flash)}
        {replace}
        {fields::presence(&flash)}
    };
    let form = ActionForm {
        title: text::ISSUE,
        action: "/api/ra/authenticators/issue",
        fields: fields.into_any(),
        button: text::GENERATE,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

fn kinds(profile: &Profile, flash: &Flash) -> AnyView {
    let chosen = flash.value_of("kind").unwrap_or_default();
    let choice = |kind: Kind| {
        let choice = Choice::new(kind.slug(), kind.name()).checked(chosen == kind.slug());
        let is_held = profile.authenticators.iter().any(|held| held.kind == kind);
        if is_held { choice.hint(text::HELD) } else { choice }
    };
    view! {
        <Radios
            name="kind"
            legend=text::KIND
            legend_size=Some(Size::S)
            choices=Kind::REGISTERED.into_iter().map(choice).collect()
            error=flash.error_of("kind")
        />
    }
    .into_any()
}

/// Reads how they are there.
pub fn read_presence(ticked: &str, flash: Flash) -> (Option<Presence>, Flash) {
    let presence = Presence::from_slug(ticked);
    let flash = if presence.is_none() { flash.and_error("presence", text::PRESENT_WRONG) } else { flash };
    (presence, flash)
}

/// Issues its link.
#[server(endpoint = "ra/authenticators/issue")]
pub async fn post_ra_issue(
    #[server(default)] person: String,
    #[server(default)] kind: String,
    #[server(default)] replace: String,
    #[server(default)] presence: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("kind", &kind).keep("presence", &presence).keep("reason", &reason);
        let mut case = match case(&request, &person, "authenticators/add", typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let kind = Kind::from_slug(&kind).filter(|kind| kind.is_registered());
        if kind.is_none() {
            case.flash = case.flash.and_error("kind", text::KIND_WRONG);
        }
        let (presence, flash) = read_presence(&presence, case.flash);
        case.flash = flash;
        let reason = case.reason(&reason);
        let (Some(kind), Some(presence), Some(reason)) = (kind, presence, reason) else { return Ok(case.back()) };
        let (by, what) = ((request.origin(), &reason), (kind, presence, replace == "yes"));
        let issued = authenticator::issue(request.service(), &case.desk, by, &case.person.id, what).await?;
        Ok(match issued {
            Ok(IssueAuthenticator::Issued(id)) => {
                Next::go(format!("{HOME}/people/{}/links/{id}", case.person.identifier.as_str()))
            }
            Ok(IssueAuthenticator::NeedsEmail) => case.wrong("", text::NEEDS_EMAIL),
            Ok(IssueAuthenticator::AlreadyHeld) => case.wrong("replace", text::ALREADY_HELD),
            Err(refusal) => case.refused_for(&Target::Authenticator { kind, replace: replace == "yes" }, refusal),
        })
    })
    .await
}
