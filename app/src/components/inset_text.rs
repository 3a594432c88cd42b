//! A paragraph that stands out from those around it.

use leptos::prelude::*;

use super::text;

/// For something to notice while reading; not for what went wrong.
#[component]
pub fn InsetText(
    /// The paragraphs.
    children: Children,
    /// What a screen reader says first, without the colon.
    #[prop(into, default = text::INFORMATION.to_owned())]
    prefix: String,
) -> impl IntoView {
    view! {
        <div class="nhsuk-inset-text">
            <span class="nhsuk-u-visually-hidden">{prefix + ": "}</span>
            {children()}
        </div>
    }
}
