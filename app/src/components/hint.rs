//! Help with one field, before it is filled in.

use leptos::prelude::*;

use super::MaybeText;

/// Field components place it themselves; use it on its own only for a field that has no component.
#[component]
pub fn Hint(
    /// The help.
    #[prop(into)]
    text: String,
    /// The field's id with `-hint`, for `aria-describedby`.
    #[prop(optional, into)]
    id: MaybeText,
) -> impl IntoView {
    view! {
        <div class="nhsuk-hint" id=id.get()>
            {text}
        </div>
    }
}
