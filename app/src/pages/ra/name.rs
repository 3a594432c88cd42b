//! `/ra/people/IDENTIFIER/name`: another name.

use identity::{Unexpected, person::PersonName, ra::person};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{enter_with_profile, fields::ActionForm, form::case, text};
use crate::{
    components::{Input, Size},
    web::{Answer, Flash, Request, act},
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
    let flash = request.flash().await?;
    let name = &profile.person.name;
    let given = flash.value_of("given").unwrap_or_else(|| name.given().to_owned());
    let family = flash.value_of("family").unwrap_or_else(|| name.family().to_owned());
    let fields = view! {
        <p>{text::RENAME_IS}</p>
        {name_fields(&flash, given, family)}
    };
    let form = ActionForm {
        title: text::RENAME,
        action: "/api/ra/name",
        fields: fields.into_any(),
        button: text::RENAME,
        is_warning: false,
    };
    Ok(form.page(&profile.person, flash))
}

/// Given and family name.
pub fn name_fields(flash: &Flash, given: String, family: String) -> AnyView {
    view! {
        <Input
            name="given"
            label=text::GIVEN
            label_size=Some(Size::S)
            autocomplete="off"
            spellcheck=Some(false)
            value=given
            error=flash.error_of("given")
        />
        <Input
            name="family"
            label=text::FAMILY
            label_size=Some(Size::S)
            autocomplete="off"
            spellcheck=Some(false)
            value=family
            error=flash.error_of("family")
        />
    }
    .into_any()
}

/// Reads both parts, each with its own error.
pub fn read_name(given: &str, family: &str, mut flash: Flash) -> (Option<PersonName>, Flash) {
    if PersonName::parse(given, "x").is_err() {
        flash = flash.and_error("given", text::GIVEN_WRONG);
    }
    if PersonName::parse("x", family).is_err() {
        flash = flash.and_error("family", text::FAMILY_WRONG);
    }
    (PersonName::parse(given, family).ok(), flash)
}

/// Changes it.
#[server(endpoint = "ra/name")]
pub async fn post_ra_name(
    #[server(default)] person: String,
    #[server(default)] given: String,
    #[server(default)] family: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("given", &given).keep("family", &family).keep("reason", &reason);
        let mut case = match case(&request, &person, "name", typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let (name, flash) = read_name(&given, &family, case.flash);
        case.flash = flash;
        let reason = case.reason(&reason);
        let (Some(name), Some(reason)) = (name, reason) else { return Ok(case.back()) };
        let by = (request.origin(), &reason);
        Ok(match person::rename(request.service(), &case.desk, by, &case.person.id, &name).await? {
            Ok(true) => case.done(text::RENAMED),
            Ok(false) => case.wrong("given", text::SAME_NAME),
            Err(refusal) => case.refused(refusal),
        })
    })
    .await
}
