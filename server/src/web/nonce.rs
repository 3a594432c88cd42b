//! The nonce of a page: whatever script the server itself wrote bears it, and the Content-Security-Policy lets no other
//! run.
//!
//! leptos makes a nonce of its own while it renders, too late for a header. The envelope therefore makes it, and a page's
//! `additional_context`, which leptos calls after its own, puts it in place of theirs by [`provide`].

use std::sync::Arc;

use http::request::Parts;
use leptos::{
    context::{provide_context, use_context},
    nonce::Nonce,
};

/// Random bytes that a nonce is made of: 128 bits (CSP Level 3, 7.1).
pub const BYTES: usize = 16;

/// The nonce of the answer under way. A request extension.
#[derive(Clone)]
pub struct CspNonce(Arc<str>);

impl CspNonce {
    /// From random bytes.
    #[must_use]
    pub fn new(bytes: &[u8; BYTES]) -> Self {
        Self(identity::random::encode(bytes).into())
    }

    /// For the header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes leptos use this nonce in what the current owner renders.
    pub fn provide(&self) {
        provide_context(Nonce::from_value(Arc::clone(&self.0)));
    }
}

/// Makes leptos use the nonce of the header. For `additional_context` of `leptos_routes_with_context`.
pub fn provide() {
    if let Some(parts) = use_context::<Parts>()
        && let Some(nonce) = parts.extensions.get::<CspNonce>()
    {
        nonce.provide();
    }
}
