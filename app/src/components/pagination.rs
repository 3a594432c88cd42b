//! The way through a long list, page by page.

use leptos::prelude::*;

use super::{icons, text};

/// One entry between "Previous" and "Next".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageLink {
    /// A page.
    Page {
        /// Its number, from 1.
        number: usize,
        /// Where it is.
        href: String,
    },
    /// Pages that are left out.
    Gap,
}

/// Numbered links with the page that is shown among them. On a phone only the first, the last and
/// the present page are shown.
#[component]
pub fn Pagination(
    /// The entries, in order.
    pages: Vec<PageLink>,
    /// The number of the page that is shown.
    current: usize,
    /// Where the page before is; nothing on the first.
    #[prop(optional_no_strip, into)]
    previous: Option<String>,
    /// Where the page after is; nothing on the last.
    #[prop(optional_no_strip, into)]
    next: Option<String>,
) -> impl IntoView {
    let pages = pages
        .into_iter()
        .map(|page| match page {
            PageLink::Gap => view! {
                <li class="nhsuk-pagination__item nhsuk-pagination__item--ellipsis">"⋯"</li>
            }
            .into_any(),
            PageLink::Page { number, href } => {
                let here = number == current;
                let class = if here {
                    "nhsuk-pagination__item nhsuk-pagination__item--current"
                } else {
                    "nhsuk-pagination__item"
                };
                view! {
                    <li class=class>
                        <a
                            class="nhsuk-pagination__link"
                            href=href
                            aria-label=text::page(number)
                            aria-current=here.then_some("page")
                        >
                            {number}
                        </a>
                    </li>
                }
                .into_any()
            }
        })
        .collect_view();
    let previous = previous.map(|href| {
        view! {
            <a href=href class="nhsuk-pagination__previous" rel="prev">
                {icons::arrow_left()}
                <span class="nhsuk-pagination__title">
                    {text::PREVIOUS} <span class="nhsuk-u-visually-hidden">{text::PAGE}</span>
                </span>
            </a>
        }
    });
    let next = next.map(|href| {
        view! {
            <a href=href class="nhsuk-pagination__next" rel="next">
                <span class="nhsuk-pagination__title">
                    {text::NEXT} <span class="nhsuk-u-visually-hidden">{text::PAGE}</span>
                </span>
                {icons::arrow_right()}
            </a>
        }
    });
    view! {
        <nav
            class="nhsuk-pagination nhsuk-pagination--numbered"
            role="navigation"
            aria-label=text::PAGINATION
        >
            {previous}
            <ul class="nhsuk-pagination__list">{pages}</ul>
            {next}
        </nav>
    }
}
