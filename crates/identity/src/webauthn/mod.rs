//! WebAuthn (W3C, level 3): what is asked of a browser, and what its answer proves.
//!
//! Everything here but the ports is a pure function of its arguments. The library's core does the cryptography. What it
//! leaves to its callers stands here: the origin to the letter, where the page was framed, which device fits which kind,
//! the roots, and that a credential's id was never seen before.

mod assert;
pub mod body;
pub mod ceremony;
pub(crate) mod create;
pub mod credential;
pub mod fit;
pub mod metadata;
pub mod roots;

use std::fmt;

use url::Url;
use webauthn_rs_core::WebauthnCore;

pub use assert::{AssertionFault, Shown};
pub use create::Refusal;

/// Who asks: this installation, as browsers and authenticators know it.
pub struct RelyingParty {
    core: WebauthnCore,
    id: String,
    origin: String,
}

impl RelyingParty {
    /// For the address that people type; `None` when no browser allows WebAuthn there: it needs a name, not a number, and
    /// https except on this machine (W3C WebAuthn, 5.1.2: an effective domain in a secure context).
    #[must_use]
    pub fn new(base_url: &str, service_name: &str) -> Option<Self> {
        let url = Url::parse(base_url).ok()?;
        let host = url.domain()?.to_owned();
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if url.scheme() != "https" && !(url.scheme() == "http" && is_local) {
            return None;
        }
        let origin = url.origin().ascii_serialization();
        let core = WebauthnCore::new_unsafe_experts_only(
            service_name,
            &host,
            vec![url],
            ceremony::LIFE,
            Some(false),
            Some(false),
        );
        Some(Self { core, id: host, origin })
    }

    /// Its name for browsers and authenticators: the host.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelyingParty({})", self.origin)
    }
}

/// What is sent to the browser, and what its answer is checked with.
pub(crate) struct Question {
    pub options: String,
    pub state: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webauthn_is_there_where_browsers_allow_it() {
        for usable in
            ["https://identity.example", "https://identity.example:8443", "http://localhost:3000", "http://a.localhost"]
        {
            assert!(RelyingParty::new(usable, "Care Identity").is_some(), "{usable}");
        }
        for not in ["http://127.0.0.1:3000", "https://192.0.2.1", "https://[::1]", "http://identity.example", "x"] {
            assert!(RelyingParty::new(not, "Care Identity").is_none(), "{not}");
        }
    }
}
