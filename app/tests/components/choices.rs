//! Questions with several answers.

use app::components as c;
use leptos::{prelude::*, serde_json::Value};

use crate::{
    Rendered, check,
    options::{Title, flag, maybe_text, only, string, title},
    rendered,
};

/// What radios and checkboxes share.
struct Choices {
    name: String,
    id: Option<String>,
    legend: Option<Title>,
    hint: Option<String>,
    error: Option<String>,
    small: bool,
    choices: Vec<c::Choice>,
}

fn choices(options: &Value) -> Result<Choices, String> {
    only(options, &["fieldset", "name", "idPrefix", "hint", "errorMessage", "items", "small", "value", "values"])?;
    only(&options["fieldset"], &["legend"])?;
    let legend = match &options["fieldset"] {
        Value::Null => None,
        fieldset => Some(title(&fieldset["legend"])?),
    };
    let chosen = |value: &str| {
        options["value"].as_str() == Some(value)
            || options["values"].as_array().is_some_and(|values| values.iter().any(|v| v.as_str() == Some(value)))
    };
    let mut choices: Vec<c::Choice> = Vec::new();
    let mut divider = None;
    for item in options["items"].as_array().ok_or("no items")? {
        only(item, &["value", "text", "hint", "checked", "disabled", "divider"])?;
        if let Some(word) = string(&item["divider"]) {
            divider = Some(word);
            continue;
        }
        let value = string(&item["value"]).ok_or("no value")?;
        choices.push(c::Choice {
            text: string(&item["text"]).ok_or("no text")?,
            hint: maybe_text(&item["hint"])?,
            checked: flag(&item["checked"]) || chosen(&value),
            disabled: flag(&item["disabled"]),
            divider: divider.take(),
            value,
        });
    }
    Ok(Choices {
        name: string(&options["name"]).unwrap_or_default(),
        id: string(&options["idPrefix"]),
        legend,
        hint: maybe_text(&options["hint"])?,
        error: maybe_text(&options["errorMessage"])?,
        small: flag(&options["small"]),
        choices,
    })
}

macro_rules! choice_group {
    ($component:ident) => {
        |options: &Value| -> Rendered {
            let Choices { name, id, legend, hint, error, small, choices } = choices(options)?;
            let (text, size, page_heading) = match legend {
                Some(legend) => (Some(legend.text), legend.size, legend.page_heading),
                None => (None, None, false),
            };
            Ok(rendered(|| {
                view! {
                    <c::$component
                        name=name
                        legend=text
                        choices=choices
                        id=id
                        legend_size=size
                        page_heading=page_heading
                        hint=hint
                        error=error
                        small=small
                    />
                }
            }))
        }
    };
}

#[test]
fn the_radios_are_upstreams() {
    check("radios", 27, 10, choice_group!(Radios));
}

#[test]
fn the_checkboxes_are_upstreams() {
    check("checkboxes", 27, 17, choice_group!(Checkboxes));
}
