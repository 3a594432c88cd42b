//! A field for a file.

use leptos::prelude::*;

use super::{
    ErrorMessage, Hint, Label, MaybeText, Size,
    size::{classes, described_by},
};

/// Label, hint, error and field in one: the browser's own field, without upstream's place to drop files on. Its form must be sent
/// as `multipart/form-data`.
#[component]
pub fn FileUpload(
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
    /// Help before choosing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with what was chosen.
    #[prop(optional, into)]
    error: MaybeText,
    /// Which files the browser offers first: names of types, or endings.
    #[prop(optional, into)]
    accept: MaybeText,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let group = classes([
        Some("nhsuk-form-group"),
        error.is_some().then_some("nhsuk-form-group--error"),
        Some("nhsuk-file-upload"),
    ]);
    view! {
        <div class=group>
            <Label text=label for_id=id.clone() size=label_size page_heading=page_heading />
            {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
            {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
            <input
                class="nhsuk-file-upload__input"
                id=id.clone()
                name=name
                type="file"
                accept=accept.get()
                aria-describedby=describes
            />
        </div>
    }
}
