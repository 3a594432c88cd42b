//! How strong a new password looks, while it is typed. A hint: it refuses nothing.

use std::time::Duration;

use leptos::prelude::*;

use super::text;

/// How often the field is looked at: people type faster than this, so few of their pauses are missed.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// Watches the password field with the id `of`. The server judges, by the same list of patterns for everybody.
#[island]
pub fn PasswordStrength(
    /// The id of the field.
    of: String,
) -> impl IntoView {
    let score = RwSignal::new(None::<u8>);
    let seen = StoredValue::new(String::new());
    let of = StoredValue::new(of);
    Effect::new(move |_| {
        let handle = set_interval_with_handle(
            move || {
                let typed = value(&of.get_value());
                if typed != seen.get_value() {
                    seen.set_value(typed.clone());
                    judge(typed, move |judged| score.set(judged));
                }
            },
            LOOK_EVERY,
        );
        on_cleanup(move || {
            if let Ok(handle) = handle {
                handle.clear();
            }
        });
    });
    view! {
        <div class="ci-strength" data-score=move || score.get().map(|score| score.clamp(1, 4).to_string()) hidden=move || score.get().is_none()>
            <div class="ci-strength__bar"></div>
        </div>
        <p role="status">{move || score.get().map(text::strength)}</p>
    }
}

#[cfg(feature = "hydrate")]
fn value(id: &str) -> String {
    use wasm_bindgen::JsCast as _;
    let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
    field.map(|field| field.value()).unwrap_or_default()
}

#[cfg(not(feature = "hydrate"))]
fn value(_: &str) -> String {
    String::new()
}

#[cfg(feature = "hydrate")]
fn judge(password: String, then: impl Fn(Option<u8>) + 'static) {
    if password.is_empty() {
        return then(None);
    }
    leptos::task::spawn_local(async move {
        then(super::post("/password/strength", Some(&password)).await.and_then(|score| score.parse().ok()));
    });
}

#[cfg(not(feature = "hydrate"))]
fn judge(_: String, _: impl Fn(Option<u8>) + 'static) {}
