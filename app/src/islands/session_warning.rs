//! Two minutes before a session ends, its person is asked whether to stay (WCAG 2.2.1).

use std::time::Duration;

use leptos::prelude::*;

use super::{now_seconds, text};

/// How long before the end the question comes.
const AHEAD_SECONDS: u32 = 120;
/// How long until the server is asked again, when it did not answer.
const AGAIN_SECONDS: u32 = 10;

/// The question, and what follows. Only its button uses the session. At the end the page asks, without using it, whether
/// another one did: a page that nobody looks at must not keep its own session alive.
#[island]
pub fn SessionWarning(
    /// Seconds until the session ends, when the page was rendered.
    seconds: u32,
    /// Whether staying is possible, or the session is at its longest.
    can_extend: bool,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let rest = RwSignal::new(seconds);
    let start = RwSignal::new((0.0, seconds));
    // Put away by the reader: a session at its longest has nothing more to ask.
    let is_closed = RwSignal::new(false);
    // The server knows best: another tab may have used the session meanwhile.
    let ask = move |stay: bool| {
        seconds_left(stay, move |answer| match answer {
            Some(0) => leave(),
            Some(seconds) => {
                start.set((now_seconds(), seconds));
                if stay {
                    is_closed.set(seconds <= AHEAD_SECONDS);
                    shown.set(false);
                }
            }
            // The network is away: the button can be pressed again, and the end is asked for again.
            None if stay => {}
            None => start.set((now_seconds(), AGAIN_SECONDS)),
        });
    };
    Effect::new(move |_| {
        start.set((now_seconds(), seconds));
        let handle = set_interval_with_handle(
            move || {
                let (from, length) = start.get_untracked();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 2^32 by the clamp"
                )]
                let left = (f64::from(length) - (now_seconds() - from)).ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
                shown.set(left <= AHEAD_SECONDS && !is_closed.get_untracked());
                if left == 0 && rest.get_untracked() != 0 {
                    ask(false);
                }
                rest.set(left);
            },
            Duration::from_secs(1),
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    });
    Effect::new(move |before: Option<bool>| {
        let now = shown.get();
        if now != before.unwrap_or(false) {
            set_open("session-warning", now);
        }
        now
    });
    let close = move |_| {
        is_closed.set(true);
        shown.set(false);
    };
    view! {
        <dialog class="ci-dialog" id="session-warning" aria-labelledby="session-warning-heading">
            <h2 class="nhsuk-heading-m ci-dialog__heading" id="session-warning-heading">{text::SOON_SIGNED_OUT}</h2>
            <p>
                {move || text::signed_out_within(rest.get())} " "
                {if can_extend { text::LOST_THEN } else { text::AT_ITS_LONGEST }}
            </p>
            {if can_extend {
                view! { <button class="nhsuk-button" type="button" on:click=move |_| ask(true)>{text::STAY}</button> }.into_any()
            } else {
                view! { <button class="nhsuk-button" type="button" on:click=close>{text::CLOSE}</button> }.into_any()
            }}
        </dialog>
    }
}

/// Opens or closes the question; an open one keeps the focus.
#[cfg(feature = "hydrate")]
fn set_open(id: &str, open: bool) {
    use wasm_bindgen::JsCast as _;
    let dialog =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlDialogElement>().ok());
    match dialog {
        // A browser that refuses shows it without keeping the focus.
        Some(dialog) if open && dialog.show_modal().is_err() => dialog.set_open(true),
        Some(dialog) if !open => dialog.close(),
        _ => {}
    }
}

#[cfg(not(feature = "hydrate"))]
fn set_open(_: &str, _: bool) {}

/// Shows the page again, when the session is over: the server answers with the sign-in, and says why.
#[cfg(feature = "hydrate")]
fn leave() {
    let _ = window().location().reload();
}

#[cfg(not(feature = "hydrate"))]
fn leave() {}

/// How many seconds the session has, none when it is over; to stay in it is to use it.
#[cfg(feature = "hydrate")]
fn seconds_left(stay: bool, then: impl Fn(Option<u32>) + 'static) {
    leptos::task::spawn_local(async move {
        let path = if stay { "/session/extend" } else { "/session/rest" };
        then(super::post(path, None).await.and_then(|seconds| seconds.parse().ok()));
    });
}

#[cfg(not(feature = "hydrate"))]
fn seconds_left(_: bool, _: impl Fn(Option<u32>) + 'static) {}
