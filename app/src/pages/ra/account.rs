//! `/ra/people/IDENTIFIER/ACTION`: what is done about somebody as a whole and asks for a reason only: forget wrong attempts,
//! lift a freeze, close and reopen.

use identity::{
    Unexpected,
    person::PersonState,
    ra::{
        person,
        take_over::{Sort, TakeOver},
        target::Target,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{enter_fresh, enter_with_profile, fields, fields::ActionForm, form::case, page_of, text};
use crate::web::{Answer, Flash, Next, Request, act};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    ClearCounters,
    LiftFreeze,
    Close,
    Reopen,
}

impl Action {
    const ALL: [Self; 4] = [Self::ClearCounters, Self::LiftFreeze, Self::Close, Self::Reopen];

    const fn slug(self) -> &'static str {
        match self {
            Self::ClearCounters => "clear-counters",
            Self::LiftFreeze => "lift-freeze",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.slug() == slug)
    }

    /// Title, what it does, button.
    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ClearCounters => (text::CLEAR_COUNTERS, text::CLEAR_COUNTERS_IS, text::CLEAR_COUNTERS),
            Self::LiftFreeze => (text::LIFT_FREEZE, text::LIFT_FREEZE_IS, text::LIFT_FREEZE),
            Self::Close => (text::CLOSE, text::CLOSE_IS, text::CLOSE),
            Self::Reopen => (text::REOPEN, text::REOPEN_IS, text::REOPEN),
        }
    }
}

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(action) = Action::from_slug(&request.param("action")) else {
        // First the desk: nobody else learns which of its pages there are.
        return Ok(enter_with_profile(&request).await?.err().unwrap_or(Answer::Missing));
    };
    let entered = match action {
        Action::LiftFreeze | Action::Reopen => enter_fresh(&request).await?,
        Action::ClearCounters | Action::Close => enter_with_profile(&request).await?,
    };
    let (desk, profile) = match entered {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let is_due = match action {
        Action::ClearCounters => true,
        Action::LiftFreeze => profile.person.frozen.is_some(),
        Action::Close => profile.person.state == PersonState::Open,
        Action::Reopen => profile.person.state == PersonState::Closed,
    };
    let takes_another = match action {
        Action::ClearCounters => false,
        Action::LiftFreeze => profile.needs_manager,
        Action::Close | Action::Reopen => profile.takes_manager,
    };
    // Their page says why.
    if !is_due || takes_another {
        return Ok(Answer::Go(page_of(&profile.person.identifier)));
    }
    let flash = request.flash().await?;
    let before = if action == Action::LiftFreeze {
        fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::LiftFreeze))).await?
    } else {
        ().into_any()
    };
    let (title, what, button) = action.words();
    let fields = view! {
        <input type="hidden" name="action" value=action.slug() />
        <p>{what}</p>
    };
    let form = ActionForm {
        title,
        action: "/api/ra/account",
        fields: fields.into_any(),
        button,
        is_warning: action == Action::Close,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

/// Does it.
#[server(endpoint = "ra/account")]
pub async fn post_ra_account(
    #[server(default)] person: String,
    #[server(default)] action: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let known = Action::from_slug(&action);
        let rest = known.map_or("", Action::slug);
        let mut case = match case(&request, &person, rest, Flash::default()).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let Some(action) = known else { return Ok(Next::Missing) };
        let Some(reason) = case.reason(&reason) else { return Ok(case.back()) };
        let (service, by, id) = (request.service(), (request.origin(), &reason), case.person.id.clone());
        let done = match action {
            Action::ClearCounters => person::clear_counters(service, &case.desk, by, &id).await?.map(|()| true),
            Action::LiftFreeze => person::lift_freeze(service, &case.desk, by, &id).await?,
            Action::Close => person::close(service, &case.desk, by, &id).await?,
            Action::Reopen => person::reopen(service, &case.desk, by, &id).await?,
        };
        Ok(match (done, action) {
            (Err(refusal), _) => case.refused_for(&Target::Freeze, refusal),
            (Ok(_), Action::ClearCounters) => case.done(text::CLEARED),
            (Ok(_), Action::LiftFreeze) => case.done(text::LIFTED),
            (Ok(_), Action::Close) => case.done(text::WAS_CLOSED),
            (Ok(_), Action::Reopen) => case.done(text::WAS_REOPENED),
        })
    })
    .await
}
