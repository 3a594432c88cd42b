//! The foot of every page: help, privacy, accessibility, and who runs the service.

use leptos::prelude::*;

use super::{MaybeText, text};

/// One link in the footer.
#[derive(Clone, Debug)]
pub struct FooterLink {
    /// What it says.
    pub text: String,
    /// Where it goes.
    pub href: String,
}

/// The footer. It is not printed.
#[component]
pub fn Footer(
    /// The links, in order; may be empty.
    #[prop(default = Vec::new())]
    links: Vec<FooterLink>,
    /// What a screen reader calls the links.
    #[prop(into, default = text::SUPPORT_LINKS.to_owned())]
    links_heading: String,
    /// A sentence below the links.
    #[prop(optional, into)]
    text: MaybeText,
    /// Who runs the service.
    #[prop(into)]
    copyright: String,
) -> impl IntoView {
    let links = (!links.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-u-visually-hidden">{links_heading}</h2>
            <ul class="nhsuk-footer__list">
                {links
                    .into_iter()
                    .map(|link| {
                        view! {
                            <li class="nhsuk-footer__list-item">
                                <a class="nhsuk-footer__list-item-link" href=link.href>
                                    {link.text}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    });
    view! {
        <footer class="nhsuk-footer" role="contentinfo">
            <div class="nhsuk-width-container">
                <div class="nhsuk-footer__meta">
                    {links} {text.get().map(|text| view! { <p class="nhsuk-body-s">{text}</p> })}
                    <p class="nhsuk-body-s">{copyright}</p>
                </div>
            </div>
        </footer>
    }
}
