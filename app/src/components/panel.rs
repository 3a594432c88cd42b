//! The end of a journey: it is done.

use leptos::prelude::*;

/// A large green confirmation. Its heading is the page's heading.
#[component]
pub fn Panel(
    /// What is done.
    #[prop(into)]
    heading: String,
    /// What follows from it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="nhsuk-panel">
            <h1 class="nhsuk-panel__heading">{heading}</h1>
            {children
                .map(|children| view! { <div class="nhsuk-panel__body">{children()}</div> })}
        </div>
    }
}
