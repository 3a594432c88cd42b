//! A code for a phone's camera.

use leptos::prelude::*;

/// The figure around a QR code. It is always dark on white with a margin of white, whatever the
/// page's colours are: cameras need that. Give the same secret in letters as well.
#[component]
pub fn QrFigure(
    /// What a screen reader says in place of the picture.
    #[prop(into)]
    label: String,
    /// The code, as an inline `<svg>` with a `viewBox`.
    children: Children,
) -> impl IntoView {
    view! {
        <figure class="ci-qr" role="img" aria-label=label>
            {children()}
        </figure>
    }
}
