//! The link past the header, for people who use a keyboard.

use leptos::prelude::*;

use super::text;

/// The first thing on every page that takes focus. The page's `<main>` carries `id="maincontent"`.
#[component]
pub fn SkipLink(
    /// What the link says.
    #[prop(into, default = text::SKIP.to_owned())]
    text: String,
    /// Where it goes: a fragment on the same page.
    #[prop(into, default = "#maincontent".to_owned())]
    href: String,
) -> impl IntoView {
    view! {
        <a class="nhsuk-skip-link" data-module="nhsuk-skip-link" href=href>
            {text}
        </a>
    }
}
