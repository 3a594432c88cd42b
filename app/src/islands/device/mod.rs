//! A device that signs: Windows Hello, a security key, an iPad, a passkey. Asks the server for a challenge, the browser
//! for an answer, and sends the answer as a form of the page, so that what comes of it is a page like any other.

pub mod beside_field;
#[cfg(feature = "hydrate")]
mod browser;
pub mod forget;
mod text;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the device is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// A new key.
    Register,
    /// A new key that this computer itself keeps: whether it can is asked before anything else.
    RegisterHere,
    /// A signature of a key that there is.
    Sign,
}

/// A button that asks the device. Hidden until the script runs; the page says what else there is.
///
/// `begin` answers a POST with a challenge. The answer goes into the fields `ceremony` and `credential` of the form with
/// the id `form`, which is then sent.
#[island]
pub fn Device(
    /// What it is asked for.
    task: Task,
    /// Where the challenge comes from.
    begin: String,
    /// The id of the form that takes the answer.
    form: String,
    /// The button's words.
    button: String,
) -> impl IntoView {
    let ready = RwSignal::new(false);
    let waiting = RwSignal::new(false);
    let refused = RwSignal::new(None::<text::Refusal>);
    let places = StoredValue::new((begin, form));
    Effect::new(move |_| ready.set(true));
    let press = move |_| {
        if waiting.get_untracked() {
            return;
        }
        waiting.set(true);
        refused.set(None);
        ask(task, places.get_value(), move |refusal| {
            waiting.set(false);
            refused.set(Some(refusal));
        });
    };
    view! {
        <div hidden=move || !ready.get()>
            {move || refused.get().map(|refusal| view! {
                <div class="nhsuk-inset-text" role="alert">
                    <p><strong>{refusal.heading()}</strong></p>
                    <p>{refusal.next_step()}</p>
                </div>
            })}
            <button class="nhsuk-button" type="button" aria-disabled=move || waiting.get().to_string() on:click=press>
                {move || if refused.get().is_some() { text::AGAIN.to_owned() } else { button.clone() }}
            </button>
            <p role="status">{move || waiting.get().then_some(text::WAITING)}</p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
fn ask(task: Task, (begin, form): (String, String), then: impl Fn(text::Refusal) + 'static) {
    leptos::task::spawn_local(async move {
        if let Err(refusal) = browser::ask(task, &begin, &form).await {
            then(refusal);
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn ask(_: Task, _: (String, String), _: impl Fn(text::Refusal) + 'static) {}
