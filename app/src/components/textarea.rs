//! A field for more than one line of text.

use leptos::prelude::*;

use super::{
    ErrorMessage, Hint, Label, MaybeText, Size,
    size::{classes, described_by},
};

/// Label, hint, error and field in one.
#[component]
pub fn Textarea(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The field's id; the name when absent.
    #[prop(optional, into)]
    id: MaybeText,
    /// How large the label is set.
    #[prop(optional_no_strip, into)]
    label_size: Option<Size>,
    /// Whether the label is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// Help before typing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: MaybeText,
    /// What was typed, to be kept.
    #[prop(optional, into)]
    value: MaybeText,
    /// What the browser may fill in, by the names of WCAG 1.3.5.
    #[prop(optional, into)]
    autocomplete: MaybeText,
    /// Lines that are seen at once.
    #[prop(default = 5)]
    rows: u8,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let group = classes([Some("nhsuk-form-group"), error.is_some().then_some("nhsuk-form-group--error")]);
    let field = classes([Some("nhsuk-textarea"), error.is_some().then_some("nhsuk-textarea--error")]);
    view! {
        <div class=group>
            <Label text=label for_id=id.clone() size=label_size page_heading=page_heading />
            {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
            {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
            <textarea
                class=field
                id=id.clone()
                name=name
                rows=rows.to_string()
                autocomplete=autocomplete.get()
                aria-describedby=describes
                inner_html=value.get().map(|text| content(&text))
            ></textarea>
        </div>
    }
}

/// What stands between the tags: text only, as a renderer's marks would be part of it. Browsers drop one line break at its
/// beginning (HTML 13.1.2.5).
fn content(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}
