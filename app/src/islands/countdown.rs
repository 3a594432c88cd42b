//! The time that a registration link has left. Said aloud at few moments only, and when it is over.

use std::time::Duration;

use leptos::prelude::*;

use super::{now_seconds, text};

/// Seconds before the end at which a screen reader says what is left.
const SAID_AT: [u32; 4] = [120, 60, 30, 10];

/// Counts down from `seconds`, and shows `over` at the end. Without script the page around it states the time of day.
#[island]
pub fn Countdown(
    /// Seconds left when the page was rendered.
    seconds: u32,
    /// Where a new link is asked for.
    renew: String,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| {
        // Counted from the browser's clock and not by ticks: a page that slept is right when it wakes.
        let start = now_seconds();
        let handle = set_interval_with_handle(
            move || {
                let passed = now_seconds() - start;
                let now = f64::from(seconds) - passed;
                // At most 15 minutes: it fits.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 2^32 by the clamp"
                )]
                let now = now.ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
                if now == left.get_untracked() {
                    return;
                }
                left.set(now);
                if SAID_AT.contains(&now) {
                    said.set(text::left(now));
                } else if now == 0 {
                    said.set(text::LINK_OVER_SAID.to_owned());
                }
            },
            Duration::from_millis(250),
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    });
    // The style hides what stands after the countdown when it is over.
    let class = move || match left.get() {
        0 => "ci-countdown ci-countdown--ending ci-countdown--over",
        1..=30 => "ci-countdown ci-countdown--ending",
        _ => "ci-countdown",
    };
    let shown = move || match left.get() {
        0 => text::LINK_OVER.to_owned(),
        now => text::link_expires_in(now),
    };
    let link = (!renew.is_empty()).then(|| {
        view! {
            <p hidden=move || left.get() != 0>
                <a class="nhsuk-button" href=renew.clone()>{text::NEW_LINK}</a>
            </p>
        }
    });
    view! {
        <p class=class aria-hidden=move || if left.get() == 0 { "false" } else { "true" }>{shown}</p>
        <p class="nhsuk-u-visually-hidden" role="status">{move || said.get()}</p>
        {link}
    }
}
