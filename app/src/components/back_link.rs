//! The link to the page before, at the top of a page in a journey.

use leptos::prelude::*;

use super::text;

/// A link, not a history button: it works without JavaScript and after a redirect.
#[component]
pub fn BackLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// What it says.
    #[prop(into, default = text::BACK.to_owned())]
    text: String,
) -> impl IntoView {
    view! {
        <a class="nhsuk-back-link" href=href>
            {text}
        </a>
    }
}
