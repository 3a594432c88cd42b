//! What must not be overlooked before going on.

use leptos::prelude::*;

use super::{HeadingLevel, MaybeText, text};

/// A yellow box. A screen reader says "Important" first, unless that is the heading.
#[component]
pub fn WarningCallout(
    /// What it is about.
    #[prop(into, default = text::IMPORTANT.to_owned())]
    heading: String,
    /// How deep the heading stands in the page.
    #[prop(default = HeadingLevel::Three)]
    level: HeadingLevel,
    /// What to mind.
    #[prop(optional, into)]
    text: MaybeText,
    /// The same as views, such as several paragraphs or a list.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = if heading.contains(text::IMPORTANT) {
        heading.into_any()
    } else {
        view! {
            <span role="text">
                <span class="nhsuk-u-visually-hidden">{text::IMPORTANT} ": "</span>
                {heading}
            </span>
        }
        .into_any()
    };
    let heading = match level {
        HeadingLevel::Two => view! { <h2 class="nhsuk-card__heading">{heading}</h2> }.into_any(),
        HeadingLevel::Three => view! { <h3 class="nhsuk-card__heading">{heading}</h3> }.into_any(),
    };
    view! {
        <div class="nhsuk-card nhsuk-card--warning">
            <div class="nhsuk-card__content">
                {heading}
                {text
                    .get()
                    .map(|text| view! { <p class="nhsuk-card__description">{text}</p> })}
                {children.map(|children| children())}
            </div>
        </div>
    }
}
