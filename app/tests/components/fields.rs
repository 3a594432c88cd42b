//! The parts of a form.

use app::components as c;
use leptos::{prelude::*, serde_json::Value};

use crate::{
    check,
    options::{Title, flag, maybe_text, only, string, text, title},
    rendered,
};

fn width(value: &Value) -> Result<Option<c::InputWidth>, String> {
    Ok(Some(match value.as_u64() {
        None => return Ok(None),
        Some(2) => c::InputWidth::Two,
        Some(3) => c::InputWidth::Three,
        Some(4) => c::InputWidth::Four,
        Some(5) => c::InputWidth::Five,
        Some(10) => c::InputWidth::Ten,
        Some(20) => c::InputWidth::Twenty,
        Some(30) => c::InputWidth::Thirty,
        Some(other) => return Err(format!("width {other}")),
    }))
}

#[test]
fn the_label_is_upstreams() {
    check("label", 6, 25, |options| {
        let Title { text, size, page_heading } = title(options)?;
        Ok(rendered(|| view! { <c::Label text=text size=size page_heading=page_heading /> }))
    });
}

#[test]
fn the_legend_is_upstreams() {
    check("legend", 6, 21, |options| {
        let Title { text, size, page_heading } = title(options)?;
        Ok(rendered(|| view! { <c::Legend text=text size=size page_heading=page_heading /> }))
    });
}

#[test]
fn the_fieldset_is_upstreams() {
    check("fieldset", 2, 2, |options| {
        only(options, &["legend"])?;
        let Title { text, size, page_heading } = title(&options["legend"])?;
        Ok(rendered(|| view! { <c::Fieldset legend=text size=size page_heading=page_heading /> }))
    });
}

#[test]
fn the_hint_is_upstreams() {
    check("hint", 1, 2, |options| {
        let text = text(options)?;
        Ok(rendered(|| view! { <c::Hint text=text /> }))
    });
}

#[test]
fn the_error_message_is_upstreams() {
    check("error-message", 4, 2, |options| {
        only(options, &["text", "visuallyHiddenText"])?;
        let text = text(&options["text"])?;
        let prefix = string(&options["visuallyHiddenText"]).unwrap_or_else(|| "Error".to_owned());
        Ok(rendered(|| view! { <c::ErrorMessage text=text prefix=prefix /> }))
    });
}

#[test]
fn the_error_summary_is_upstreams() {
    check("error-summary", 7, 7, |options| {
        only(options, &["heading", "description", "errorList"])?;
        let heading = text(&options["heading"])?;
        let description = maybe_text(&options["description"])?;
        let mut errors = Vec::new();
        for error in options["errorList"].as_array().ok_or("no list of errors")? {
            only(error, &["text", "href"])?;
            errors.push(c::FormError {
                text: error["text"].as_str().ok_or("an error without a text")?.to_owned(),
                field: error["href"].as_str().map(|href| href.trim_start_matches('#').to_owned()),
            });
        }
        Ok(rendered(|| {
            view! { <c::ErrorSummary errors=errors heading=heading description=description /> }
        }))
    });
}

#[test]
fn the_input_is_upstreams() {
    check("input", 21, 23, |options| {
        only(
            options,
            &[
                "label",
                "name",
                "id",
                "hint",
                "errorMessage",
                "value",
                "type",
                "autocomplete",
                "inputmode",
                "spellcheck",
                "code",
                "width",
                "disabled",
            ],
        )?;
        let label = title(&options["label"])?;
        let hint = maybe_text(&options["hint"])?;
        let error = maybe_text(&options["errorMessage"])?;
        let width = width(&options["width"])?;
        Ok(rendered(|| {
            view! {
                <c::Input
                    name=string(&options["name"]).unwrap_or_default()
                    label=label.text
                    id=string(&options["id"])
                    label_size=label.size
                    page_heading=label.page_heading
                    hint=hint
                    error=error
                    value=string(&options["value"])
                    kind=string(&options["type"]).unwrap_or_else(|| "text".to_owned())
                    autocomplete=string(&options["autocomplete"])
                    inputmode=string(&options["inputmode"])
                    spellcheck=options["spellcheck"].as_bool()
                    code=flag(&options["code"])
                    width=width
                    disabled=flag(&options["disabled"])
                />
            }
        }))
    });
}

#[test]
fn the_password_input_is_upstreams() {
    check("password-input", 9, 10, |options| {
        only(options, &["label", "name", "id", "hint", "errorMessage", "autocomplete"])?;
        let label = title(&options["label"])?;
        let hint = maybe_text(&options["hint"])?;
        let error = maybe_text(&options["errorMessage"])?;
        Ok(rendered(|| {
            view! {
                <c::PasswordInput
                    name=string(&options["name"]).unwrap_or_default()
                    label=label.text
                    id=string(&options["id"])
                    label_size=label.size
                    page_heading=label.page_heading
                    hint=hint
                    error=error
                    new=options["autocomplete"].as_str() == Some("new-password")
                />
            }
        }))
    });
}

#[test]
fn the_select_is_upstreams() {
    check("select", 13, 7, |options| {
        only(options, &["label", "name", "id", "hint", "errorMessage", "value", "items"])?;
        let label = title(&options["label"])?;
        let hint = maybe_text(&options["hint"])?;
        let error = maybe_text(&options["errorMessage"])?;
        let mut lines = Vec::new();
        for item in options["items"].as_array().ok_or("no items")? {
            only(item, &["value", "text"])?;
            lines.push(c::SelectOption {
                value: string(&item["value"]).ok_or("no value")?,
                text: string(&item["text"]).ok_or("no text")?,
            });
        }
        Ok(rendered(|| {
            view! {
                <c::Select
                    name=string(&options["name"]).unwrap_or_default()
                    label=label.text
                    options=lines
                    value=string(&options["value"])
                    id=string(&options["id"])
                    label_size=label.size
                    page_heading=label.page_heading
                    hint=hint
                    error=error
                />
            }
        }))
    });
}

#[test]
fn the_date_input_is_upstreams() {
    check("date-input", 13, 26, |options| {
        only(options, &["fieldset", "hint", "errorMessage", "id", "namePrefix", "values"])?;
        only(&options["fieldset"], &["legend"])?;
        let legend = title(&options["fieldset"]["legend"])?;
        let hint = maybe_text(&options["hint"])?;
        let error = maybe_text(&options["errorMessage"])?;
        let parts = ["day", "month", "year"];
        let names = parts.map(|part| match options["namePrefix"].as_str() {
            Some(prefix) => format!("{prefix}[{part}]"),
            None => part.to_owned(),
        });
        Ok(rendered(|| {
            view! {
                <c::DateInput
                    id=string(&options["id"]).unwrap_or_default()
                    names=names
                    legend=legend.text
                    legend_size=legend.size
                    page_heading=legend.page_heading
                    values=parts.map(|part| string(&options["values"][part]))
                    hint=hint
                    error=error
                />
            }
        }))
    });
}

#[test]
fn the_textarea_is_upstreams() {
    check("textarea", 13, 3, |options| {
        only(options, &["label", "name", "id", "hint", "errorMessage", "autocomplete"])?;
        let label = title(&options["label"])?;
        let hint = maybe_text(&options["hint"])?;
        let error = maybe_text(&options["errorMessage"])?;
        Ok(rendered(|| {
            view! {
                <c::Textarea
                    name=string(&options["name"]).unwrap_or_default()
                    label=label.text
                    id=string(&options["id"])
                    label_size=label.size
                    page_heading=label.page_heading
                    hint=hint
                    error=error
                    autocomplete=string(&options["autocomplete"])
                />
            }
        }))
    });
}
