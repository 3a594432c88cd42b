//! News of a planned outage, until the reader has put it away.

use leptos::prelude::*;

use super::text;

/// Says when, and which services. "Dismiss" is a form, so that it works without JavaScript; the
/// session remembers it.
#[component]
pub fn MaintenanceBanner(
    /// What it is about.
    #[prop(into)]
    heading: String,
    /// When, and what does not work meanwhile.
    #[prop(into)]
    text: String,
    /// Where "Dismiss" posts to.
    #[prop(into)]
    dismiss_action: String,
    /// What the button says.
    #[prop(into, default = text::DISMISS.to_owned())]
    dismiss_text: String,
    /// Hidden fields for the form.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="ci-maintenance" aria-labelledby="ci-maintenance-heading">
            <div class="nhsuk-width-container ci-maintenance__inner">
                <div class="ci-maintenance__text">
                    <p class="nhsuk-heading-s ci-maintenance__heading" id="ci-maintenance-heading">
                        {heading}
                    </p>
                    <p class="ci-maintenance__body">{text}</p>
                </div>
                <form method="post" action=dismiss_action>
                    {children.map(|children| children())}
                    <button
                        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small ci-maintenance__dismiss"
                        data-module="nhsuk-button"
                        type="submit"
                    >
                        {dismiss_text}
                        <span class="nhsuk-u-visually-hidden">{text::DISMISS_WHAT}</span>
                    </button>
                </form>
            </div>
        </section>
    }
}
