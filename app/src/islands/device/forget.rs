//! A key that opens nothing any more: the browser is told, so that it no longer offers it (WebAuthn level 3, 5.1.10). Where it
//! cannot be told, nothing happens; the page has said what there is to say.

use leptos::prelude::*;

/// Tells the browser that `place` does not know `key`.
#[island]
pub fn ForgetKey(
    /// Our name for browsers, the host.
    place: String,
    /// The credential's id, URL-safe base64.
    key: String,
) -> impl IntoView {
    let what = StoredValue::new((place, key));
    Effect::new(move |_| tell(what.get_value()));
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
fn tell((place, key): (String, String)) {
    leptos::task::spawn_local(async move { super::browser::forget(&place, &key).await });
}

#[cfg(not(feature = "hydrate"))]
fn tell(_: (String, String)) {}
