//! `/ra/people/IDENTIFIER/positions/add` and `…/positions/ID/end`: give a position, and end one.

#![expect(clippy::too_many_arguments, reason = "one for each field of a form")]

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    ra::{
        position::{self, AddPosition, EndPosition, NewPosition, WrongPosition},
        role::CareRole,
        store::PositionId,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{
    enter_to_take, enter_with_profile, fields,
    fields::{ActionForm, TypedDay},
    form::case,
    text,
};
use crate::web::{Answer, Flash, Request, act};

/// The form to give one.
///
/// # Errors
/// When the database refuses.
pub async fn show_add(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_with_profile(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let today = request.service().now().uk_date();
    let fields = view! {
        {fields::position(&flash, &desk)}
        {fields::day(&flash, "from", text::FIRST_DAY, text::DAY_HINT, Some(today))}
        {fields::day(&flash, "to", text::LAST_DAY_OPTIONAL, text::LAST_DAY_HINT, None)}
    };
    let form = ActionForm {
        title: text::ADD_POSITION,
        action: "/api/ra/positions/add",
        fields: fields.into_any(),
        button: text::ADD_POSITION,
        is_warning: false,
    };
    Ok(form.page(&profile.person, flash))
}

/// What is wrong with the organisation or the role that were typed.
pub fn read_place(organisation: &str, role: &str, mut flash: Flash) -> (Option<(OrganisationCode, CareRole)>, Flash) {
    let organisation = OrganisationCode::parse(organisation);
    if organisation.is_none() {
        flash = flash.and_error("organisation", text::ORGANISATION_WRONG);
    }
    let role = CareRole::find(role);
    if role.is_none() {
        flash = flash.and_error("role", text::ROLE_WRONG);
    }
    (organisation.zip(role), flash)
}

/// The field and the words of what is wrong with a position.
pub const fn wrong(wrong: WrongPosition) -> (&'static str, &'static str) {
    match wrong {
        WrongPosition::NotInReach => ("organisation", text::NOT_IN_REACH),
        WrongPosition::ClosedThere => ("organisation", text::CLOSED_THERE),
        WrongPosition::EndsBeforeItBegins => ("to-day", text::ENDS_BEFORE),
        WrongPosition::InThePast => ("to-day", text::IN_THE_PAST),
        WrongPosition::FarStart => ("from-day", text::FAR_START),
        WrongPosition::FarEnd => ("to-day", text::FAR_END),
    }
}

/// Gives it.
#[server(endpoint = "ra/positions/add")]
pub async fn post_ra_add_position(
    #[server(default)] person: String,
    #[server(default)] organisation: String,
    #[server(default)] role: String,
    #[server(default)] from_day: String,
    #[server(default)] from_month: String,
    #[server(default)] from_year: String,
    #[server(default)] to_day: String,
    #[server(default)] to_month: String,
    #[server(default)] to_year: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let (from, to) = (TypedDay([from_day, from_month, from_year]), TypedDay([to_day, to_month, to_year]));
        let typed = Flash::default().keep("organisation", &organisation).keep("role", &role).keep("reason", &reason);
        let typed = to.keep(from.keep(typed, "from"), "to");
        let mut case = match case(&request, &person, "positions/add", typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let (place, flash) = read_place(&organisation, &role, case.flash);
        case.flash = flash;
        let (starts_on, ends_on) = (from.read(), to.read());
        if starts_on.is_none() {
            case.flash = case.flash.and_error("from-day", text::DAY_WRONG);
        }
        let end_is_wrong = ends_on.is_none() && !to.is_empty();
        if end_is_wrong {
            case.flash = case.flash.and_error("to-day", text::DAY_WRONG);
        }
        let reason = case.reason(&reason);
        let (Some((organisation, role)), Some(starts_on), Some(reason), false) =
            (place, starts_on, reason, end_is_wrong)
        else {
            return Ok(case.back());
        };
        let new = NewPosition { organisation, role, starts_on, ends_on };
        let by = (request.origin(), &reason);
        Ok(match position::add(request.service(), &case.desk, by, &case.person.id, &new).await? {
            Ok(AddPosition::Added) => case.done(text::POSITION_ADDED),
            Ok(AddPosition::HeldAlready) => case.wrong("role", text::HELD_ALREADY),
            Ok(AddPosition::Wrong(what)) => {
                let (field, words) = wrong(what);
                case.wrong(field, words)
            }
            Err(refusal) => case.refused(refusal),
        })
    })
    .await
}

/// The form to end one.
///
/// # Errors
/// When the database refuses.
pub async fn show_end(request: Request) -> Result<Answer, Unexpected> {
    let (_, profile) = match enter_to_take(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let id = request.param("id");
    let Some(held) = profile.positions.iter().find(|held| held.id.as_str() == id) else { return Ok(Answer::Missing) };
    let flash = request.flash().await?;
    let today = request.service().now().uk_date();
    let fields = view! {
        <p>{text::position(&held.position)} ". " {text::END_IS}</p>
        <input type="hidden" name="id" value=id />
        {fields::day(&flash, "to", text::LAST_DAY, text::DAY_HINT, Some(today))}
    };
    let form = ActionForm {
        title: text::END_POSITION,
        action: "/api/ra/positions/end",
        fields: fields.into_any(),
        button: text::END_POSITION,
        is_warning: true,
    };
    Ok(form.page(&profile.person, flash))
}

/// Sets the last day, which may lie ahead.
#[server(endpoint = "ra/positions/end")]
pub async fn post_ra_end_position(
    #[server(default)] person: String,
    #[server(default)] id: String,
    #[server(default)] to_day: String,
    #[server(default)] to_month: String,
    #[server(default)] to_year: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let to = TypedDay([to_day, to_month, to_year]);
        let typed = to.keep(Flash::default().keep("reason", &reason), "to");
        let id = PositionId::from_text(id);
        let mut case = match case(&request, &person, &format!("positions/{id}/end"), typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let last = to.read();
        if last.is_none() {
            case.flash = case.flash.and_error("to-day", text::DAY_WRONG);
        }
        let reason = case.reason(&reason);
        let (Some(last), Some(reason)) = (last, reason) else { return Ok(case.back()) };
        let by = (request.origin(), &reason);
        Ok(match position::end(request.service(), &case.desk, by, &case.person.id, (&id, last)).await? {
            Ok(EndPosition::Ended) => case.done(text::POSITION_ENDED),
            Ok(EndPosition::NotThere) => case.wrong("to-day", text::ENDED_ALREADY),
            Ok(EndPosition::EndsBeforeItBegins) => case.wrong("to-day", text::ENDS_BEFORE),
            Ok(EndPosition::NotInReach) => case.wrong("", text::NOT_IN_REACH),
            Err(refusal) => case.refused(refusal),
        })
    })
    .await
}
