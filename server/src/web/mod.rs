//! What every request passes through, and the routes that belong to no page.
//!
//! From the outside in: [`envelope`] names the request, times and logs it, dresses errors and sets headers; a caught panic
//! becomes an error page; [`guard`] refuses what no page should see (cross-site changes, foreign hosts, large bodies) and
//! ends what takes too long.

pub mod assets;
pub mod authority;
pub mod client_network;
pub mod content_coding;
pub mod cross_site;
pub mod envelope;
pub mod error_page;
pub mod files;
pub mod guard;
pub mod headers;
pub mod health;
pub mod host;
pub mod metrics;
pub mod nonce;
pub mod request_id;

pub use self::{client_network::ClientNetwork, nonce::CspNonce, request_id::RequestId};
