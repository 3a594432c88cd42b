//! Add an authenticator: choose its type, read what is needed, get the registration link.

pub mod link;
pub mod list;
pub mod lost;
pub mod remove;
pub mod rename;
pub mod select;
pub mod set_up;
pub mod text;

use identity::assurance::Kind;

/// The set-up page of a type.
#[must_use]
pub fn path(kind: Kind) -> String {
    format!("/authenticators/add/{}", kind.slug())
}
