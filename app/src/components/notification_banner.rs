//! What just happened, or what matters on every page.

use leptos::prelude::*;

use super::{MaybeText, size::classes, text};

/// A success is an alert and takes focus when the page loads (upstream's script does that), so that
/// the outcome of a form is the first thing a screen reader says.
#[component]
pub fn NotificationBanner(
    /// The message.
    #[prop(into)]
    text: String,
    /// Whether something went well.
    #[prop(optional)]
    success: bool,
    /// The strip's title; "Important" or "Success" when absent.
    #[prop(optional, into)]
    title: MaybeText,
    /// What else to say, below the message.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let title = title.get().unwrap_or_else(|| if success { text::SUCCESS } else { text::IMPORTANT }.to_owned());
    let class = classes([Some("nhsuk-notification-banner"), success.then_some("nhsuk-notification-banner--success")]);
    view! {
        <div
            class=class
            data-module="nhsuk-notification-banner"
            role=if success { "alert" } else { "region" }
            aria-labelledby="nhsuk-notification-banner-title"
        >
            <div class="nhsuk-notification-banner__header">
                <h2
                    class="nhsuk-notification-banner__title"
                    id="nhsuk-notification-banner-title"
                >
                    {title}
                </h2>
            </div>
            <div class="nhsuk-notification-banner__content">
                <p class="nhsuk-notification-banner__heading">{text}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
