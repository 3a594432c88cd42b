//! The nonce of a page: whatever script the server itself wrote bears it, and the Content-Security-Policy lets no other
//! run.

use std::sync::Arc;

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

    /// For the page.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}
