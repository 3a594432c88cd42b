//! Add an authenticator: choose its type, read what is needed, get the registration link.

pub mod found;
pub mod link;
pub mod list;
pub mod lost;
pub mod remove;
pub mod rename;
pub mod select;
pub mod set_up;
pub mod text;

use identity::assurance::Kind;

use super::smartcard;

/// The set-up page of a type; of the card, which is not set up by its holder, its own page.
#[must_use]
pub fn path(kind: Kind) -> String {
    match kind {
        Kind::Smartcard => smartcard::view::PAGE.to_owned(),
        kind => format!("/authenticators/add/{}", kind.slug()),
    }
}

/// What can be done there about one that is held.
#[must_use]
pub const fn renewing(kind: Kind) -> &'static str {
    match kind {
        Kind::Smartcard => text::LOOK_AFTER,
        _ => text::REPLACE,
    }
}
