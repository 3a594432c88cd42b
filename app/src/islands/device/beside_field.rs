//! A key beside the e-mail address (conditional mediation): the browser offers it where it would offer a saved password.
//! Where it cannot, nothing is there, and the field works without.

use leptos::prelude::*;

/// Lets the browser offer keys in the field whose `autocomplete` says `webauthn`, for as long as the page is open. `begin`
/// and `form` as for [`super::Device`].
#[island]
pub fn DeviceBesideField(
    /// Where the challenge comes from.
    begin: String,
    /// The id of the form that takes the answer.
    form: String,
) -> impl IntoView {
    let places = StoredValue::new((begin, form));
    Effect::new(move |_| offer(places.get_value()));
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
fn offer((begin, form): (String, String)) {
    leptos::task::spawn_local(async move { super::browser::offer(&begin, &form).await });
}

#[cfg(not(feature = "hydrate"))]
fn offer(_: (String, String)) {}
