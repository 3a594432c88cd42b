//! Pages, components, islands and server functions of Care Identity Management.
//!
//! Built twice: natively with `ssr`, where every page is rendered, and to WebAssembly with `hydrate`, where only the
//! [`islands`] are. What is not an island does not exist in the browser.

#![recursion_limit = "256"]
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]
#![expect(
    missing_docs,
    reason = "what the macros of leptos write has no docs, and the names of texts say what they are"
)]

pub mod islands;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod web;

/// Called by the page's script once the browser bundle is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
