//! Choosing one of many from a list that opens.

use leptos::prelude::*;

use super::{
    ErrorMessage, Hint, Label, MaybeText, Size,
    size::{classes, described_by},
};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub text: String,
}

/// Only for lists that are too long for radios.
#[component]
pub fn Select(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The lines, in order.
    options: Vec<SelectOption>,
    /// The value that is chosen when the page loads.
    #[prop(optional, into)]
    value: MaybeText,
    /// The field's id; the name when absent.
    #[prop(optional, into)]
    id: MaybeText,
    /// How large the label is set.
    #[prop(optional_no_strip, into)]
    label_size: Option<Size>,
    /// Whether the label is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// Help before choosing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeText,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let group = classes([Some("nhsuk-form-group"), error.is_some().then_some("nhsuk-form-group--error")]);
    let field = classes([Some("nhsuk-select"), error.is_some().then_some("nhsuk-select--error")]);
    let chosen = value.get();
    let options = options
        .into_iter()
        .map(|option| {
            let selected = chosen.as_ref() == Some(&option.value);
            view! {
                <option value=option.value selected=selected>
                    {option.text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class=group>
            <Label text=label for_id=id.clone() size=label_size page_heading=page_heading />
            {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
            {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
            <select class=field id=id.clone() name=name aria-describedby=describes>
                {options}
            </select>
        </div>
    }
}
