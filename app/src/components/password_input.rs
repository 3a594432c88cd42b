//! A field for a secret, with a button that shows it.

use leptos::prelude::*;

use super::text;

use super::{
    ErrorMessage, Hint, Label, MaybeText, Size,
    size::{classes, described_by},
};

/// The button is hidden until upstream's script takes it over. There is no `value`: a secret never
/// travels back to the page. Pasting is allowed (WCAG 3.3.8).
#[component]
pub fn PasswordInput(
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
    /// Whether a password is being chosen: a password manager then offers a new one.
    #[prop(optional)]
    new: bool,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let group = classes([
        Some("nhsuk-form-group"),
        error.is_some().then_some("nhsuk-form-group--error"),
        Some("nhsuk-password-input"),
    ]);
    let field = classes([
        Some("nhsuk-input"),
        error.is_some().then_some("nhsuk-input--error"),
        Some("nhsuk-password-input__input nhsuk-js-password-input-input"),
    ]);
    view! {
        <div class=group data-module="nhsuk-password-input">
            <Label text=label for_id=id.clone() size=label_size page_heading=page_heading />
            {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
            {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
            <div class="nhsuk-input-wrapper">
                <input
                    class=field
                    id=id.clone()
                    name=name
                    type="password"
                    spellcheck="false"
                    aria-describedby=describes
                    autocomplete=if new { "new-password" } else { "current-password" }
                    autocapitalize="none"
                />
                <button
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-password-input__toggle nhsuk-js-password-input-toggle"
                    data-module="nhsuk-button"
                    type="button"
                    aria-label=text::SHOW_PASSWORD
                    aria-controls=id.clone()
                    hidden
                >
                    {text::SHOW}
                </button>
            </div>
        </div>
    }
}
