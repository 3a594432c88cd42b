//! Cards, and the tiles of the home page.

use leptos::prelude::*;

use super::{MaybeText, Size, size::classes};

/// How deep a heading stands in the page. Its looks are another matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadingLevel {
    /// Directly below the page's heading.
    #[default]
    Two,
    /// Below another heading.
    Three,
}

/// A heading and a sentence in a box. With `href` the heading is a link, and with `clickable` the
/// whole box follows it; the link itself stays the only thing that takes focus.
#[component]
pub fn Card(
    /// What it is about.
    #[prop(into)]
    heading: String,
    /// How large the heading is set.
    #[prop(optional_no_strip, into)]
    size: Option<Size>,
    /// How deep it stands in the page.
    #[prop(optional)]
    level: HeadingLevel,
    /// Where the heading leads.
    #[prop(optional, into)]
    href: MaybeText,
    /// Whether the whole box is a target for the pointer.
    #[prop(optional)]
    clickable: bool,
    /// A sentence below the heading.
    #[prop(optional, into)]
    description: MaybeText,
    /// What else stands in the box.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = match href.get() {
        Some(href) => view! {
            <a class="nhsuk-card__link" href=href>
                {heading}
            </a>
        }
        .into_any(),
        None => heading.into_any(),
    };
    let class = classes([Some("nhsuk-card__heading"), size.map(Size::heading)]);
    let heading = match level {
        HeadingLevel::Two => view! { <h2 class=class>{heading}</h2> }.into_any(),
        HeadingLevel::Three => view! { <h3 class=class>{heading}</h3> }.into_any(),
    };
    view! {
        <div class=classes([Some("nhsuk-card"), clickable.then_some("nhsuk-card--clickable")])>
            <div class="nhsuk-card__content">
                {heading}
                {description
                    .get()
                    .map(|text| view! { <p class="nhsuk-card__description">{text}</p> })}
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// The grid of tiles on the home page: as many in a row as fit, one on a phone.
#[component]
pub fn Tiles(
    /// The tiles.
    children: Children,
) -> impl IntoView {
    view! { <ul class="ci-tiles">{children()}</ul> }
}

/// One tile: a clickable card in a list, so that a screen reader says how many there are.
#[component]
pub fn Tile(
    /// What can be done there.
    #[prop(into)]
    heading: String,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// A sentence that says more.
    #[prop(optional, into)]
    description: MaybeText,
) -> impl IntoView {
    view! {
        <li class="ci-tiles__item">
            <Card
                heading=heading
                size=Size::M
                href=href
                clickable=true
                description=description
            />
        </li>
    }
}
