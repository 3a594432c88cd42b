//! Copies the text of an element of the page, so that no secret is written into the page twice.

use leptos::prelude::*;

use super::text;

/// A button that copies what the element with the id `of` says. Hidden until the script runs.
#[island]
pub fn CopyButton(
    /// The id of the element.
    of: String,
    /// What is copied, for the button and the answer: "link", "key".
    what: String,
) -> impl IntoView {
    let ready = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    Effect::new(move |_| ready.set(true));
    let label = text::copy(&what);
    let copied = StoredValue::new(text::copied(&what));
    let of = StoredValue::new(of);
    let press = move |_| {
        copy(&of.get_value(), move |done| {
            said.set(if done { copied.get_value() } else { text::COPY_REFUSED.to_owned() });
        });
    };
    view! {
        <span class="ci-copy">
            <button
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small ci-copy__button"
                type="button"
                hidden=move || !ready.get()
                on:click=press
            >
                {label}
            </button>
            <span class="ci-copy__status" role="status">{move || said.get()}</span>
        </span>
    }
}

#[cfg(feature = "hydrate")]
fn copy(id: &str, then: impl Fn(bool) + 'static) {
    let Some(text) = document().get_element_by_id(id).and_then(|element| element.text_content()) else {
        return then(false);
    };
    let clipboard = window().navigator().clipboard();
    let text = text.trim().to_owned();
    leptos::task::spawn_local(async move {
        then(wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await.is_ok());
    });
}

#[cfg(not(feature = "hydrate"))]
fn copy(_: &str, _: impl Fn(bool) + 'static) {}
