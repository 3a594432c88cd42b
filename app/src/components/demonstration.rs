//! The strip that says that nothing here is real.

use leptos::prelude::*;

use super::text;

/// At the very top of every page in demonstration mode. It is printed as well: a printed page must
/// not pass for a real one.
#[component]
pub fn DemonstrationStrip(
    /// What the strip says.
    #[prop(into, default = text::DEMONSTRATION.to_owned())]
    text: String,
) -> impl IntoView {
    view! {
        <div class="ci-demonstration" role="note">
            <p class="nhsuk-width-container ci-demonstration__text">{text}</p>
        </div>
    }
}
