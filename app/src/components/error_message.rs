//! What is wrong with one field, beside that field.

use leptos::prelude::*;

use super::{MaybeText, text};

/// The same words as in the error summary. Field components place it themselves; use it on its own
/// only for a field that has no component.
#[component]
pub fn ErrorMessage(
    /// What is wrong, and what to do.
    #[prop(into)]
    text: String,
    /// The field's id with `-error`, for `aria-describedby`.
    #[prop(optional, into)]
    id: MaybeText,
    /// What a screen reader says first, without the colon.
    #[prop(into, default = text::ERROR.into())]
    prefix: MaybeText,
) -> impl IntoView {
    view! {
        <span class="nhsuk-error-message" id=id.get()>
            {prefix
                .get()
                .map(|prefix| {
                    view! { <span class="nhsuk-u-visually-hidden">{format!("{prefix}: ")}</span> }
                })}
            {text}
        </span>
    }
}
